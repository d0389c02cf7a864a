"""Reallocation: where the next yuan of channel spend should go, how sure that is, and what would have to be tried."""

import streamlit as st

from i18n import Text
from ui.page import open_page
from ui.reallocation_boxes import proposal_box, returns_box, verdict_box
from ui.reallocation_controls import controls_box
from ui.reallocation_curves import curves_box, trust_box, unknown_box
from ui.reallocation_scenarios import scenarios_box
from ui.reallocation_view import viewed

view = viewed(open_page(Text("资源再配置", "Reallocation"), dated=False))
verdict_box(view)
controls, proposal = st.columns([2, 3])
with controls:
    controls_box(view)
with proposal:
    proposal_box(view)
returns_box(view)
scenarios_box(view)
curves_box(view)
unknown_box(view)
trust_box(view)
