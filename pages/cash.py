"""Cash: what is signed, delivered and paid, where deals leak on their way to it, and with whom the delay lies."""

import streamlit as st

from i18n import Text
from ui.cash_orders import ageing_box, orders_box, ties_box
from ui.cash_view import viewed
from ui.cash_way import bar, delay_box, people_box, tiles, way_box
from ui.page import open_page

view = viewed(open_page(Text("回款", "Cash")))
bar(view)
tiles(view)
way, delay = st.columns([4, 3])
with way:
    way_box(view)
with delay:
    delay_box(view)
    people_box(view)
ages, ties = st.columns([4, 3])
with ages:
    ageing_box(view)
with ties:
    ties_box(view)
orders_box(view)
