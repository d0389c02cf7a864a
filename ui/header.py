"""The top of every page: the name of the house, the way to the other pages, language and colours."""

from html import escape

import streamlit as st

from charts.theme import Look
from config import Convention
from i18n import Locale, Text
from ui import link
from ui.menu import MENU, PRODUCT

_LANGUAGE = Text("语言", "Language")
_COLOURS = Text("颜色习惯", "Colours")
_LANGUAGES = {Locale.ZH: "中文", Locale.EN: "English"}
_CONVENTIONS = {
    Convention.GREEN_GOOD: Text("绿色为好", "Green is good"),
    Convention.RED_RISES: Text("红涨绿跌", "Red rises"),
}


def bar(locale: Locale, look: Look) -> None:
    """The bar: brand, one link per page that takes the filters along, and the reader's preferences."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_brand(locale), width="content")
        with st.container(key="menu", horizontal=True, vertical_alignment="center", gap="small"):
            for entry in MENU:
                st.page_link(entry.script, label=entry.title.to(locale), query_params=link.along())
        _preferences(locale, look)


def _brand(locale: Locale) -> str:
    other = PRODUCT.en if locale is Locale.ZH else PRODUCT.zh
    return f'<div class="brand"><b>{escape(PRODUCT.to(locale))}</b><span>{escape(other)}</span></div>'


def _preferences(locale: Locale, look: Look) -> None:
    convention = Convention.RED_RISES if look.red_rises else Convention.GREEN_GOOD
    st.session_state["pick_lang"], st.session_state["pick_colours"] = locale.value, convention.value
    with st.popover(_LANGUAGES[locale], type="tertiary", key="preferences"):
        st.segmented_control(
            _LANGUAGE.to(locale),
            [choice.value for choice in Locale],
            format_func=lambda value: _LANGUAGES[Locale(value)],
            required=True,
            key="pick_lang",
            on_change=_keep,
            args=("pick_lang", link.LANGUAGE),
        )
        st.segmented_control(
            _COLOURS.to(locale),
            [choice.value for choice in Convention],
            format_func=lambda value: _CONVENTIONS[Convention(value)].to(locale),
            required=True,
            key="pick_colours",
            on_change=_keep,
            args=("pick_colours", link.COLOURS),
        )


def _keep(widget: str, name: str) -> None:
    link.put(name, st.session_state[widget])
