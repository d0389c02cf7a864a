"""The gallery shows the charts of today."""

from charts.examples import EXAMPLES
from docs.gallery import draw


def test_the_page_is_made_of_the_figures_of_today():
    assert draw.PAGE.read_text("utf-8") == draw.page(), "run: python -m docs.gallery.draw chromium"


def test_every_chart_has_its_picture_and_none_is_left_over():
    assert {path.stem for path in draw.HERE.glob("*.png")} == set(EXAMPLES)
