"""Team: how far sellers and their managers are, what is open for the rest, and how deals are credited."""

import streamlit as st

from i18n import Text
from ui import team
from ui.card import note
from ui.page import open_page
from ui.team_view import answerable, viewed

ctx = open_page(Text("团队", "Team"))
view = viewed(ctx)
if reason := answerable(ctx):
    note(reason)
else:
    team.groups_box(view)
    chart, credit = st.columns([3, 2])
    with chart:
        team.chart_box(view)
    with credit:
        team.credit_box(view)
    team.people_box(view)
