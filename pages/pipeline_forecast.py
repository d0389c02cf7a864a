"""Pipeline forecast: what the period will bring in by its open deals, how sure that is, and on which deals it hangs."""

import streamlit as st

from i18n import Text
from ui.funnels import funnel_bar
from ui.page import open_page
from ui.pipeline_forecast_boxes import bridge_box, headline_box, methods_box, rates_box, record_box
from ui.pipeline_forecast_deals import kept_box, matter_box
from ui.pipeline_forecast_view import PAGE, viewed

view = viewed(open_page(Text("商机预测", "Pipeline forecast"), dated=False))
funnel_bar(view.ctx, PAGE, view.mine, view.choices())
headline_box(view)
bridge, methods = st.columns([1, 1])
with bridge:
    bridge_box(view)
    record_box(view)
with methods:
    methods_box(view)
    kept_box(view)
matter_box(view)
rates_box(view)
