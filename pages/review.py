"""Review: what has changed since the last weekly review, what is to be talked about, and the button that closes it."""

import streamlit as st

from i18n import Text
from ui.page import open_page
from ui.review_boxes import sheet_boxes
from ui.review_closing import closing_box, items_out
from ui.review_past import past_box, past_page
from ui.review_view import asked_for, live

ctx = open_page(Text("周会", "Review"), filtered=False)
if key := asked_for():
    past_page(ctx, key)
    st.stop()
view = live(ctx)
closing_box(view)
sheet_boxes(view.ctx, view, lambda: items_out(view))
past_box(view)
