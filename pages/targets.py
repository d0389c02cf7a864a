"""Targets: what is planned, how far it is met, where that leads; entered, broken down, checked, never overwritten."""

import streamlit as st

from i18n import Text
from ui.page import open_page
from ui.targets_bar import targets_bar
from ui.targets_breakdown import breakdown_box
from ui.targets_checks import checks_box
from ui.targets_file import file_box
from ui.targets_grid import grid_box
from ui.targets_history import history_box
from ui.targets_standing import standing_row

ctx = open_page(Text("目标", "Targets"), dated=False)
view = targets_bar(ctx)
standing_row(view)
grid_box(view)
plan, divided = st.columns(2)
with plan:
    checks_box(view)
    file_box(view)
    history_box(view)
with divided:
    breakdown_box(view)
