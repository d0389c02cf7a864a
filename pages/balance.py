"""Balance: how much the channels get into each other's way, where, and how concentrated the business is."""

import streamlit as st

from i18n import Text
from ui.balance_boxes import concentration_box, parts_box, slices_box, trend_box, verdict_box
from ui.balance_changes import changes_box
from ui.balance_disputes import disputes_page
from ui.balance_incident_page import incident_page
from ui.balance_incidents import incidents_box
from ui.balance_rules import keep_seen, rules_page
from ui.balance_view import balance_bar, viewed
from ui.page import open_page

view = viewed(open_page(Text("渠道平衡", "Balance"), dated=False))
if view.incident:
    incident_page(view)
    st.stop()
balance_bar(view)
if view.part:
    (disputes_page if view.part == "disputes" else rules_page)(view)
    st.stop()
verdict_box(view)
parts, trend = st.columns([3, 4])
with parts:
    parts_box(view)
with trend:
    trend_box(view)
incidents_box(view)
changed, spread = st.columns(2)
with changed:
    changes_box(view)
with spread:
    concentration_box(view)
slices_box(view)
keep_seen(view)
