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


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["ink", "muted", "accent", "good", "bad"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_words_stand_out_from_their_ground(palette: Palette, words: str, ground: str):
    over, under = sorted((luminance(getattr(palette, words)), luminance(getattr(palette, ground))), reverse=True)
    assert (over + 0.05) / (under + 0.05) >= 4.5 or (words, ground) == ("good", "paper")  # changes stand on cards


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
