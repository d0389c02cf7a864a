"""Glossary: every figure of the house, with its formula, unit and direction, as it is declared."""

import streamlit as st

from i18n import Text
from ui.card import card, note
from ui.definitions import COLUMNS, definitions
from ui.grid import grid
from ui.page import open_page

SEARCH = Text("搜索指标", "Search metrics")
NONE = Text("没有匹配的指标，请换一个词。", "No metric matches: try another word.")

ctx = open_page(Text("指标词典", "Glossary"), filtered=False)
sought = st.text_input(
    ctx.say(SEARCH),
    placeholder=ctx.say(SEARCH),
    max_chars=80,
    label_visibility="collapsed",
    key="q",
    bind="query-params",
    width=320,
)
with card(ctx, Text("全部指标", "All metrics")):
    found = definitions(sought or "", ctx.locale)
    if found.empty:
        note(ctx.say(NONE))
    else:
        grid(ctx, found, COLUMNS, stacked=True)
