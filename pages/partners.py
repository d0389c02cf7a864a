"""Partners: which are alive, which are dying, how long they last, and which earn their keep."""

import streamlit as st

from i18n import Text
from ui.page import open_page
from ui.partner_boxes import activation_box, moves_box, openings_box, states_box
from ui.partner_lists import list_box, pareto_box, silent_box, silent_table, tail_box
from ui.partner_page import asked_for, partner_page
from ui.partner_survival import groups_box, survival_box
from ui.partner_tiles import headline, tile_row
from ui.partner_view import viewed

view = viewed(open_page(Text("经销商", "Partners")))
if key := asked_for():
    partner_page(view, key)
    st.stop()
headline(view)
tile_row(view)
marks, silent = st.columns([1, 1])
with marks:
    silent_box(view)
with silent:
    silent_table(view)
curves, groups = st.columns([4, 3])
with curves:
    survival_box(view)
with groups:
    groups_box(view)
    activation_box(view)
states, moves, openings = st.columns(3)
with states:
    states_box(view)
with moves:
    moves_box(view)
with openings:
    openings_box(view)
pareto, tail = st.columns([4, 3])
with pareto:
    pareto_box(view)
with tail:
    tail_box(view)
list_box(view)
