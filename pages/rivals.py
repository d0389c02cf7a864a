"""Who fights whom: incidents that channels share, customers that move, products and prices in which they meet."""

import streamlit as st

from i18n import Text
from ui import rivals_boxes as boxes
from ui.page import open_page
from ui.rivals_prices import corridor_box, elasticity_box, products_box
from ui.rivals_view import viewed

view = viewed(open_page(Text("冲突关系", "Who fights whom")))
fights, shared = st.columns([3, 2])
with fights:
    boxes.fights_box(view)
with shared:
    boxes.shared_box(view)
flows, table = st.columns([4, 5])
with flows:
    boxes.flows_box(view)
with table:
    boxes.flow_table_box(view)
products, corridor = st.columns([4, 5])
with products:
    products_box(view)
with corridor:
    corridor_box(view)
overlap, elasticity = st.columns([3, 2])
with overlap:
    boxes.overlap_box(view)
with elasticity:
    elasticity_box(view)
