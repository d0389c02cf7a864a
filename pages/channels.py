"""Channels: which ones earn their keep, which are dying, which pilots to stop; down the tree by a click."""

import streamlit as st

from i18n import Text
from ui import channel_boxes as boxes
from ui.boxes import change_box, moved_box, trend_box
from ui.channel_pilots import pilots_box
from ui.channel_scorecard import scorecard_box
from ui.channel_view import viewed
from ui.page import open_page
from ui.standing import trail

ctx = open_page(Text("渠道", "Channels"))
trail(ctx, "channel")
view = viewed(ctx)
scorecard_box(view)
pilots_box(view)
grows, costs = st.columns(2)
with grows:
    boxes.bubbles_box(view)
with costs:
    boxes.costs_box(view)
worth, whose = st.columns(2)
with worth:
    boxes.worth_box(view)
with whose:
    boxes.buying_by_box(view)
over_time, new = st.columns(2)
with over_time:
    trend_box(ctx)
with new:
    boxes.buying_box(view)
why, moved = st.columns(2)
with why:
    change_box(ctx)
with moved:
    moved_box(ctx, "channel")
boxes.season_box(view)
