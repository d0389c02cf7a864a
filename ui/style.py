"""The stylesheet: what the theme file cannot say, and the palette as variables that follow light and dark."""

from dataclasses import fields
from functools import cache
from pathlib import Path

import streamlit as st

from charts.theme import Look
from i18n import Locale

_HERE = Path(__file__).parent
_SHEETS = {Locale.ZH: ("style.css", "chinese.css"), Locale.EN: ("style.css",)}


def put(look: Look, place: tuple[int, int], locale: Locale) -> None:
    """Lay the stylesheet under the page; it takes no space. `place` is the page's place in the menu (ui/menu.py).

    The framework marks the current page in the menu by a generated class only, hence a rule for the place.
    """
    across, down = place
    here = f":is(.st-key-menu>:nth-child({across + 1}),.st-key-pages>:nth-child({down + 1})) a"
    marked = f"{here}{{background:var(--accent-faint)!important}}{here} p{{color:var(--accent)!important}}"
    st.html(f"<style>{_variables(look.red_rises)}{_sheet(locale)}{marked}</style>")


@cache
def _sheet(locale: Locale) -> str:
    return "".join((_HERE / name).read_text("utf-8") for name in _SHEETS[locale])


@cache
def _variables(red_rises: bool) -> str:
    """`--good: light-dark(#…, #…)` for every colour: the browser picks the half that its theme shows."""
    light, dark = Look(False, red_rises).palette, Look(True, red_rises).palette
    names = [f.name for f in fields(light) if f.name != "series"]
    pairs = (f"--{n.replace('_', '-')}:light-dark({getattr(light, n)},{getattr(dark, n)})" for n in names)
    return ":root{" + ";".join(pairs) + "}"
