"""Data: what is loaded, how far it reaches, and what became of every row."""

import streamlit as st

from data_access import freshness
from i18n import Text
from ui import inventory, runtime
from ui.card import card, note
from ui.grid import grid
from ui.page import open_page

NONE_LEFT_OUT = Text("没有任何行被排除或隔离。", "No row was left out.")

ctx = open_page(Text("数据", "Data"), filtered=False)
with card(ctx, Text("数据截至", "How far the data reach")):
    grid(ctx, inventory.sources(freshness.sources(ctx.data), ctx.locale), inventory.SOURCE_COLUMNS, stacked=True)
rows, load = st.columns([2, 3]) if ctx.data.scope.everything else (st.container(), None)
with rows, card(ctx, Text("您可见的行", "Rows that you may see")):
    grid(ctx, inventory.ranges(freshness.table_ranges(ctx.data), ctx.locale), inventory.RANGE_COLUMNS)
if load:
    with rows, card(ctx, Text("版本", "Versions")):
        grid(ctx, inventory.versions(runtime.store().versions(), ctx.locale), inventory.VERSION_COLUMNS)
    with load, card(ctx, Text("最近一次载入", "The last load")):
        grid(ctx, inventory.reports(freshness.load_reports(ctx.data), ctx.locale), inventory.REPORT_COLUMNS)
    with card(ctx, Text("排除与隔离的行", "Rows left out, and why")):
        left_out = freshness.quarantined(ctx.data)
        if left_out.empty:
            note(ctx.say(NONE_LEFT_OUT))
        else:
            grid(ctx, inventory.reasons(left_out, ctx.locale), inventory.REASON_COLUMNS, stacked=True)
