"""Mix: what the business is made of, how concentrated it is, how far off plan, and whom it depends on."""

import streamlit as st

from i18n import Text
from ui.mix_boxes import course_box, lorenz_box, risks_box, spread_box
from ui.mix_plan import drift_box, margins_box, plan_box
from ui.mix_view import mix_bar, viewed
from ui.page import open_page

view = viewed(open_page(Text("结构与集中度", "Mix")))
margins, risks = st.columns(2)
with margins:
    margins_box(view)
with risks:
    risks_box(view)
mix_bar(view)
spread_box(view)
course, lorenz = st.columns(2)
with course:
    course_box(view)
with lorenz:
    lorenz_box(view)
plan, drift = st.columns([2, 3])
with plan:
    plan_box(view)
with drift:
    drift_box(view)
