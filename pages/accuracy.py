"""Forecast accuracy: what was forecast, as it was stored then, beside what came."""

import streamlit as st

from i18n import Text
from ui.accuracy_boxes import added_box, bar, headline, lead_box, time_box, trace_box
from ui.accuracy_steps import steps_box
from ui.accuracy_view import viewed
from ui.page import open_page

view = viewed(open_page(Text("预测准确度", "Forecast accuracy"), dated=False))
bar(view)
if headline(view):
    by_lead, over_time = st.columns(2)
    with by_lead:
        lead_box(view)
    with over_time:
        time_box(view)
    trace_box(view)
    added_box(view)
steps_box(view)
