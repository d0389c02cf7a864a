"""Funnel: where deals stand, flow, stall and leak, and whether what is open covers the plan."""

import streamlit as st

from i18n import Text
from ui.funnel_boxes import funnel_box, headline_box, provenance, stock_box, time_box
from ui.funnel_lists import reasons_box, stuck_box
from ui.funnel_moves import moves_box
from ui.funnel_slices import slices_box
from ui.funnel_speed import coverage_box, velocity_box
from ui.funnel_stage import flow_box, stage_bar, staying_box, trend_box
from ui.funnel_tiles import tile_row
from ui.funnel_view import measure_tabs, viewed
from ui.funnels import chosen, funnel_bar
from ui.page import open_page

ctx = open_page(Text("漏斗", "Funnel"))
mine = chosen(ctx)
view = viewed(ctx, mine)
funnel_bar(ctx, "funnel", mine, measure_tabs(view))
headline_box(view)
provenance(view)
tile_row(view)
funnel, standing = st.columns([4, 3])
with funnel:
    funnel_box(view)
with standing:
    stock_box(view)
    time_box(view)
stage_bar(view)
flow, trend, staying = st.columns([5, 4, 3])
with flow:
    flow_box(view)
with trend:
    trend_box(view)
with staying:
    staying_box(view)
slices, speed = st.columns([3, 2])
with slices:
    slices_box(view)
with speed:
    velocity_box(view)
    coverage_box(view)
moved, reasons = st.columns([3, 2])
with moved:
    moves_box(view)
with reasons:
    reasons_box(view)
stuck_box(view)
