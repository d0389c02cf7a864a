"""Changes: what became of the open deals since a day, cause by cause, and which deals are behind each cause."""

import streamlit as st

from i18n import Text
from ui.changed_deals import bucket_box
from ui.changes import moves_box, waterfall_box
from ui.changes_bar import changes_bar
from ui.page import open_page

ctx = open_page(Text("变动", "Changes"), dated=False)
asked = changes_bar(ctx)
causes, deals = st.columns([2, 3])
with causes:
    waterfall_box(ctx, asked)
with deals:
    bucket_box(ctx, asked)
moves_box(ctx, asked)
