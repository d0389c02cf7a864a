"""Who is asking, what they may see, which language and colours they read."""

import getpass
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

from charts.theme import Look
from config import Convention, Identity, settings
from data_access import workspace
from domain.errors import ReaderError
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale, Text
from ui import link

NOT_HERE = Text(
    "还没有配置登录，所以只有在运行本服务的机器上才能打开。管理员可设置 FULCRUM_IDENTITY 为 header 或 oidc。",
    "No login is configured, so this opens only on the machine it runs on. "
    "An administrator can set FULCRUM_IDENTITY to header or oidc.",
)
NO_LOGIN = Text(
    "登录代理没有告诉我们您是谁。请通过公司的登录入口打开，或联系管理员。",
    "The login proxy did not say who you are. Open this through your company's sign-in, or ask your administrator.",
)
SIGN_IN = Text("登录", "Sign in")
SIGN_IN_FIRST = Text("请先登录。", "Please sign in first.")
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded")


def locale() -> Locale:
    """The language of the link, else of the browser, else of the installation."""
    default = settings().default_language
    given = link.values(link.LANGUAGE)
    known = [value for value in given if value in set(Locale)]
    return Locale(known[-1]) if known else Locale.of(st.context.locale, default)


def look() -> Look:
    """Light or dark as the browser shows it, and what red means: the link's word, else the installation's."""
    given = [value for value in link.values(link.COLOURS) if value in set(Convention)]
    convention = Convention(given[-1]) if given else settings().colour_convention
    return Look(dark=st.context.theme.type == "dark", red_rises=convention is Convention.RED_RISES)


def scope() -> Scope:
    """What this reader may see, asked anew each run. Raises ReaderError when nobody says who is asking."""
    identity = settings().identity
    if identity is Identity.LOCAL:
        if not _on_this_machine():
            raise ReaderError(NOT_HERE)
        return EVERYTHING
    name = login()
    return _scope_of(name) if name else NOTHING


def login() -> str:
    """The name under which the reader signed in, "" for the local operator. Raises ReaderError when unknown."""
    identity = settings().identity
    if identity is Identity.HEADER:
        name = (st.context.headers.get(settings().identity_header) or "").strip()
        if not name:
            raise ReaderError(NO_LOGIN)
        return name
    if identity is Identity.OIDC:
        return _signed_in()
    return ""


def author() -> str:
    """Who is written down: the login, or the person at this machine where there is none."""
    return login() or getpass.getuser()


def _signed_in() -> str:
    if not st.user.get("is_logged_in"):
        st.button(SIGN_IN.to(locale()), on_click=st.login, type="primary")
        raise ReaderError(SIGN_IN_FIRST)
    return str(st.user.get("email") or st.user.get("sub") or "")


def _scope_of(name: str) -> Scope:
    return workspace.scope_of(space(), name, settings().share_company_totals)


_workspace = cache(workspace.open_workspace)


def space() -> workspace.Engine:
    """The workspace of this installation, opened once."""
    return _workspace(settings().workspace_url)


def _on_this_machine() -> bool:
    """Whether both ends are this machine. A proxy here would pass strangers on: it gives itself away by a header,
    and a page elsewhere that points its own name at 127.0.0.1 by the host it asks for.
    """
    headers = st.context.headers
    asked = urlsplit(f"//{headers.get('Host', 'localhost')}").hostname or ""
    ends = (str(st.get_option("server.address") or ""), st.context.ip_address or "localhost", asked)
    return all(_loopback(end) for end in ends) and not any(headers.get(name) for name in _FORWARDED)


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
