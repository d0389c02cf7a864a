"""Channels: who is ahead of last year and plan, and who is not; down the tree by a click."""

import streamlit as st

from i18n import Text
from ui.boxes import moved_box, trend_box
from ui.page import open_page
from ui.standing import ranking_box, table_box, trail

ctx = open_page(Text("渠道", "Channels"))
trail(ctx, "channel")
chart, table = st.columns(2)
with chart:
    ranking_box(ctx, "channel")
with table:
    table_box(ctx, "channel")
over_time, moved = st.columns(2)
with over_time:
    trend_box(ctx)
with moved:
    moved_box(ctx, "channel")
