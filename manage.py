"""The command line: settings read, databases opened and closed, mistakes said; the commands lie in reports/.

It is the local operator's and sees everything; `--as LOGIN` narrows a question to what that reader sees.
"""

import argparse
import getpass
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from config import SETTINGS, Identity, SettingsError, settings
from domain.errors import ReaderError
from domain.scope import EVERYTHING
from i18n import Locale, Text

if TYPE_CHECKING:  # each command imports what it needs: the server must start, and --help answer, at once
    from data_access.loading.publish import BuildSpec
    from data_access.store import Store
    from data_access.warehouse import Warehouse
    from data_access.workspace import Engine
    from reports.desk import Desk

FINE, MISTAKE, OURS = 0, 2, 3
ROOT = Path(__file__).parent
Options = argparse.Namespace
_OPEN = ExitStack()  # databases to let go of when the command has run
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ALONE = Text(
    "没有配置登录（FULCRUM_IDENTITY=local）时只能监听本机；要让别人访问，请设置 header 或 oidc。",
    "Without a login (FULCRUM_IDENTITY=local) only this machine is served: set header or oidc to let others in.",
)
_FAULT = Text("程序错误，请告诉维护者：", "A fault of the program; please tell its maintainers:")
_THERE = Text("已有数据仓库，未作改动。", "There is a warehouse already; nothing was changed.")
_MADE = Text(
    "演示公司已发布为版本 {name}。演示读者：{logins}。", "The demo company is version {name}. Readers: {logins}."
)


def demo(options: Options) -> int:
    """Build the demo company and let its readers in."""
    from data_access import workspace
    from data_access.loading.load import Stopwatch
    from demo.calls import call
    from demo.readers import READERS
    from demo.seed import seed
    from reports.console import adding_up
    from reports.question import day

    store = _store()
    if options.if_empty and store.version():
        print(_THERE.to(_tongue()))
        return FINE
    end = day(options.end) if options.end else date.today() - timedelta(days=1)  # noqa: DTZ011, TID251
    seed(store, options.scale, options.seed, end, spec=_build(), progress=adding_up(Stopwatch()))
    workspace.add_missing(_workspace(), READERS, _operator())
    call(_workspace(), _data(), options.seed, settings().fiscal_start_month)
    print(_MADE.to(_tongue(), name=store.version(), logins=", ".join(reader.login for reader in READERS)))
    return FINE


def serve(options: Options) -> NoReturn:
    """Become the server. Raises ReaderError when strangers would see everything."""
    own = settings()
    if own.identity is Identity.LOCAL and own.address not in _LOOPBACK:
        raise ReaderError(_ALONE)
    place = ("--server.port", str(options.port or own.port), "--server.address", own.address)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", "asgi.py", *place])


def docs(options: Options) -> int:
    """Write the generated pages of docs/ anew."""
    from reports.documents import write

    write(Path(options.folder), [(setting.name, str(setting.default), setting.help) for setting in SETTINGS])
    return FINE


def _in(command: str) -> Callable[[Options], int]:
    """A command that lies in reports/ ("keeping.load"), imported when it is called."""
    module, _, name = command.partition(".")
    return lambda options: int(getattr(import_module(f"reports.{module}"), name)(options, _desk()))


COMMANDS: dict[str, Callable[[Options], int]] = {
    "demo": demo,
    "load": _in("keeping.load"),
    "check": _in("keeping.check"),
    "query": _in("asking.query"),
    "funnel": _in("asking.funnel"),
    "waterfall": _in("asking.waterfall"),
    "partners": _in("asking.partners"),
    "pipeline-forecast": _in("pipeline_forecast.pipeline_command"),
    "targets": _in("targets.targets"),
    "calls": _in("calls.calls"),
    "balance": _in("balance.balance"),
    "forecast": _in("forecast.forecast"),
    "backtest": _in("backtest.backtest"),
    "snapshot": _in("keeping.snapshot"),
    "versions": _in("keeping.versions"),
    "users": _in("keeping.users"),
    "serve": serve,
    "docs": docs,
}


def main(words: list[str] | None = None) -> int:
    """Run one command; its exit code. What the operator can mend is said in one line, without a stack trace."""
    from reports.command_line import parser

    try:
        options = parser(COMMANDS, _tongue()).parse_args(words)
        return int(options.run(options))
    except SettingsError as error:
        return _mistake(error.shown.to(_tongue()))
    except ReaderError as error:
        return _mistake(error.to(_tongue()))
    except BrokenPipeError:  # `manage.py query … | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:
        return _fault(error)
    finally:
        _OPEN.close()


def _mistake(said: str) -> int:
    print(said, file=sys.stderr)
    return MISTAKE


def _fault(error: Exception) -> int:
    from data_access.failures import refusal

    if refused := refusal(error):
        return _mistake(refused.to(_tongue()))
    print(_FAULT.to(_tongue()), file=sys.stderr)
    traceback.print_exception(error)
    return OURS


def _tongue() -> Locale:
    """The language of the terminal; where it says none, of the installation."""
    from reports.command_line import spoken

    return spoken(os.environ) or _default_language()


def _default_language() -> Locale:
    try:
        return settings().default_language
    except SettingsError:  # it is said where the settings are needed
        return Locale.EN


def _operator() -> str:
    """Who is written down as having changed something."""
    return getpass.getuser()


def _desk() -> "Desk":
    from domain.balance import Terms
    from domain.retention import Retention
    from reports.desk import Desk

    own = settings()
    keep = (Retention(own.snapshot_days, own.snapshot_weeks), Retention(own.forecast_days, own.forecast_weeks))
    terms = Terms.of(own.conflict_terms(), own.conflict_parts())
    return Desk(_store, _workspace, _data, _build, _tongue(), _operator(), own.fiscal_start_month, *keep, terms)


def _store() -> "Store":
    from data_access.store import open_store

    store = open_store(settings().warehouse_url)
    _OPEN.callback(store.close)
    return store


def _workspace() -> "Engine":
    from data_access.workspace import open_workspace

    space = open_workspace(settings().workspace_url)
    _OPEN.callback(space.dispose)
    return space


def _build() -> "BuildSpec":
    from data_access.loading.calendar import CalendarSpec
    from data_access.loading.publish import BuildSpec
    from data_access.workspace.observations import history

    own = settings()
    calendar = CalendarSpec(own.fiscal_start_month, own.country, own.time_zone)
    return BuildSpec(calendar, own.keep_versions, own.currency, partial(history, _workspace(), zone=own.time_zone))


def _data(login: str = "") -> "Warehouse":
    """The warehouse as the operator sees it, or as the reader of that login does."""
    from data_access import workspace
    from data_access.warehouse import Warehouse, no_cache
    from data_access.workspace.targets import entered
    from domain.partners import Patience

    own, store, scope, space = settings(), _store(), EVERYTHING, _workspace()
    if login:
        scope = workspace.scope_of(space, workspace.reader_of(space, login).login, own.share_company_totals)
    told = (Patience(*own.silence()), entered(space))
    return Warehouse(store.engine(), scope, store.version(), no_cache, *own.terms(), *told)


if __name__ == "__main__":
    sys.exit(main())
