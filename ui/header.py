"""The top of every page: the name of the house, the way to the other pages, language and colours."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from charts.theme import Look
from config import Convention
from i18n import Locale, Text
from ui import link
from ui.menu import HEADINGS, PRODUCT, place

_LANGUAGE = Text("语言", "Language")
_COLOURS = Text("颜色习惯", "Colours")
_LANGUAGES = {Locale.ZH: "中文", Locale.EN: "English"}
_CONVENTIONS = {
    Convention.GREEN_GOOD: Text("绿色为好", "Green is good"),
    Convention.RED_RISES: Text("红涨绿跌", "Red rises"),
}


def bar(title: Text, locale: Locale, look: Look) -> None:
    """The bar: brand, one link per heading, the reader's preferences; below it the other pages of the heading.

    `title` is that of the page. Each link takes the filters along; that of a heading leads to its first page.
    """
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_brand(locale), width="content")
        _links("menu", ((entries[0].script, heading) for heading, entries in HEADINGS), locale)
        _preferences(locale, look)
    across, _ = place(title)
    _, entries = HEADINGS[across]
    if len(entries) > 1:
        _links("pages", ((entry.script, entry.title) for entry in entries), locale)


def _links(key: str, pages: Iterable[tuple[str, Text]], locale: Locale) -> None:
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        for script, label in pages:
            st.page_link(script, label=label.to(locale), query_params=link.along())


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
