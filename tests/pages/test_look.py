"""The theme file and the palette of the charts are one look, and the pure parts of ui/ do what they say."""

import doctest
import importlib
import pkgutil
import tomllib
from pathlib import Path

import pytest

import ui
from charts.theme import DARK, LIGHT, Palette

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text("utf-8"))["theme"]
MODULES = sorted(module.name for module in pkgutil.iter_modules(ui.__path__, "ui."))


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_has_the_colours_of_the_charts(name: str, palette: Palette):
    theme = THEME[name]
    assert theme["chartCategoricalColors"] == list(palette.series)
    assert len(palette.series) == 10  # with fewer Plotly's own colours would be used, silently
    named = (theme["primaryColor"], theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["textColor"])
    assert named == (palette.accent, palette.paper, palette.card, palette.ink)
    assert theme["borderColor"] == palette.line


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
