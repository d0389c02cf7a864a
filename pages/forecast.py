"""Forecast: what comes, how sure that is, which method earned the right to say it, and how it divides."""

import streamlit as st

from i18n import Text
from ui.forecast_boxes import fan_box, league_box
from ui.forecast_head import bar, headline, tiles
from ui.forecast_parts import parts_box
from ui.forecast_pipeline import pipeline_boxes
from ui.forecast_view import viewed
from ui.forecast_what_if import what_if_box
from ui.page import open_page

view = viewed(open_page(Text("预测", "Forecast"), dated=False))
bar(view)
above = st.container(key="forecast_above")  # said of targets and of past errors, for which the fan does not wait
fan_box(view)
with above:
    headline(view)
    tiles(view)
pipeline_boxes(view.ctx)
what_if_box(view)
parts_box(view)
league_box(view)
