"""Calls: what each region says it will win, beside what its deals say; kept for ever, and judged afterwards."""

import streamlit as st

from i18n import Text
from ui.calls_bar import calls_bar
from ui.calls_entry import entry_box, silent_box
from ui.calls_history import history_box
from ui.calls_table import bars_box, table_box
from ui.calls_value import value_box
from ui.page import open_page

ctx = open_page(Text("预测承诺", "Calls"), filtered=False)
view = calls_bar(ctx)
table_box(view)
said, entered = st.columns([3, 2])
with said:
    bars_box(view)
    history_box(view)
with entered:
    entry_box(view)
    silent_box(view)
value_box(view)
