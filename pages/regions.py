"""Regions: who is off plan, by how much, since when and why; ranked fairly, down to partner, rep and customer."""

import streamlit as st

from i18n import Text
from ui.boxes import change_box, moved_box, trend_box
from ui.page import open_page
from ui.region_below import at_the_end, below_box
from ui.region_beside import beside_box
from ui.region_boxes import has_quarters, quadrant_box, ranking_box
from ui.region_head import headline_box, measure_bar
from ui.region_heat import heat_box
from ui.region_map import map_box
from ui.region_scorecard import scorecard_box
from ui.region_trail import trail
from ui.region_view import opened

ctx = open_page(Text("区域", "Regions"))
view = opened(ctx)
trail(view)
headline_box(view)
beside_box(view)
if len(view.figures) > 1:
    measure_bar(view)
    map_side, ranking_side = st.columns(2)
    with map_side:
        map_box(view)
    with ranking_side:
        ranking_box(view)
scorecard_box(view)
if at_the_end(view):
    below_box(view)
plan_side, why_side = st.columns(2)
with plan_side:
    if has_quarters(view):
        quadrant_box(view)
    else:
        trend_box(ctx)
with why_side:
    change_box(ctx)
heat_box(view)
if has_quarters(view):
    time_side, moved_side = st.columns(2)
    with time_side:
        trend_box(ctx)
    with moved_side:
        moved_box(ctx, "region")
elif len(view.figures) > 1:
    moved_box(ctx, "region")
