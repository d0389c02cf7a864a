"""Forecast: what comes, how sure that is, which method earned the right to say it, and how it divides."""

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
headline(view)
tiles(view)
fan_box(view)
pipeline_boxes(view.ctx)
what_if_box(view)
parts_box(view)
league_box(view)
