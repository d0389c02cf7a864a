"""Channels: which ones earn their keep, which are dying, which pilots to stop; down the tree by a click."""

from collections.abc import Callable

import streamlit as st

from i18n import Text
from ui import channel_boxes as boxes
from ui.ask import headline
from ui.boxes import change_box, moved_box, trend_box
from ui.channel_pilots import pilots_box
from ui.channel_scorecard import scorecard_box
from ui.channel_view import viewed
from ui.page import open_page
from ui.standing import ranking_box, table_box, trail

ctx = open_page(Text("渠道", "Channels"))
trail(ctx, "channel")
view = viewed(ctx)
sells = headline(ctx).key == "revenue"  # data of deals alone have no margin, cost or customers to score channels by
if sells:
    scorecard_box(view)
    pilots_box(view)
pairs: list[tuple[Callable[[], None], Callable[[], None]]] = (
    [
        (lambda: boxes.bubbles_box(view), lambda: boxes.costs_box(view)),
        (lambda: boxes.worth_box(view), lambda: boxes.buying_by_box(view)),
        (lambda: trend_box(ctx), lambda: boxes.buying_box(view)),
        (lambda: change_box(ctx), lambda: moved_box(ctx, "channel")),
    ]
    if sells
    else [
        (lambda: ranking_box(ctx, "channel"), lambda: table_box(ctx, "channel")),
        (lambda: trend_box(ctx), lambda: moved_box(ctx, "channel")),
    ]
)
for left, right in pairs:
    for column, box in zip(st.columns(2), (left, right), strict=True):
        with column:
            box()
if sells:
    boxes.season_box(view)
