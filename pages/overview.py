"""Overview: are we on plan, what changed and why, and who moved it?"""

import streamlit as st

from i18n import Text
from ui.ask import headline
from ui.boxes import change_box, mix_box, movers_box, trend_box
from ui.kpi import tiles_first
from ui.page import open_page

TILES = {
    "revenue": ("revenue", "attainment", "margin_rate", "orders", "aov", "new_customers", "repeat_rate"),
    "won_amount": ("won_amount", "won_deals", "attainment"),  # deals and no order lines
}

ctx = open_page(Text("总览", "Overview"))
with tiles_first(ctx, TILES[headline(ctx).key]):
    trend, change = st.columns([4, 3])
    with trend:
        trend_box(ctx)
    with change:
        change_box(ctx)
    movers, regions, channels = st.columns(3)
    with movers:
        movers_box(ctx)
    with regions:
        mix_box(ctx, "region")
    with channels:
        mix_box(ctx, "channel")
