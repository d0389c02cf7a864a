"""Scenarios: what a period comes to as things are, what each assumption is worth, and what the target takes."""

import streamlit as st

from i18n import Text
from ui.page import open_page
from ui.scenarios_bar import assumptions_box, scenarios_bar
from ui.scenarios_figures import effects_box, parts_box, required_box
from ui.scenarios_kept import beside_box, kept_box

ctx = open_page(Text("情景", "Scenarios"), dated=False)
view = scenarios_bar(ctx)
levers, effects = st.columns([2, 3])
with levers:
    assumptions_box(view)
    required_box(view)
with effects:
    effects_box(view)
    parts_box(view)
kept, beside = st.columns([1, 1])
with kept:
    kept_box(view)
with beside:
    beside_box(view)
