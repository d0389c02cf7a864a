"""Every example as a readable snapshot in both languages; figures are pure, bear no rows, and colour by meaning.

Regenerate the snapshots with `UPDATE_SNAPSHOTS=1 python -m pytest tests/unit/charts` and read the difference.
"""

import base64
import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from charts.examples import EXAMPLES
from charts.theme import DARK, LIGHT, Look
from domain.errors import ContractError
from i18n import Locale

SNAPSHOTS = Path(__file__).parent / "snapshots"
LOOKS = (Look(), Look(dark=True), Look(red_rises=True))


def readable(node):
    """Plotly packs numbers as base64; a snapshot is read by people, so unpack and round them."""
    if isinstance(node, dict) and "bdata" in node:
        numbers = np.frombuffer(base64.b64decode(node["bdata"]), dtype=node["dtype"])
        return readable(numbers.tolist())
    if isinstance(node, dict):
        return {key: readable(value) for key, value in sorted(node.items()) if key not in ("template", "font")}
    if isinstance(node, float):
        return None if node != node else float(f"{node:.6g}")
    return [readable(value) for value in node] if isinstance(node, list) else node


@cache
def drawn(name, locale, look):
    """The figure of an example as it goes to the browser, drawn once for all that is asked of it."""
    return EXAMPLES[name].draw(locale, look).to_json()


def snapshot(figure):
    return json.dumps(readable(json.loads(figure)), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_figure_is_the_one_that_was_looked_at(name, locale):
    path = SNAPSHOTS / f"{name}.{locale}.json"
    now = snapshot(drawn(name, locale, Look()))
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, "utf-8")
    assert now == path.read_text("utf-8"), f"{path.name} differs: look at the figure, then UPDATE_SNAPSHOTS=1"


def test_no_snapshot_is_left_of_a_chart_that_is_gone():
    assert {path.name for path in SNAPSHOTS.iterdir()} == {f"{n}.{locale}.json" for n in EXAMPLES for locale in Locale}


@pytest.mark.parametrize("name", EXAMPLES)
def test_drawing_leaves_the_frame_alone(name):
    example = EXAMPLES[name]
    frame = example.frame
    example.chart(frame, Locale.ZH, Look(), example.subject)
    pd.testing.assert_frame_equal(frame, example.frame)


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_rows_make_an_empty_figure(name, look):
    example = EXAMPLES[name]
    figure = example.chart(example.contract.empty(), Locale.EN, look, example.subject)
    assert not any(len(trace.x) for trace in figure.data if trace.x is not None)
    assert figure.layout.meta["alt"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_only_unknown_figures_can_be_drawn(name):
    example = EXAMPLES[name]
    frame = example.frame
    numbers = frame.select_dtypes("float64").columns
    frame[numbers] = float("nan")
    example.chart(frame, Locale.ZH, Look(), example.subject).to_json()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_frame_of_another_kind_is_refused(name):
    example = EXAMPLES[name]
    with pytest.raises(ContractError):
        example.chart(example.frame.iloc[:, 1:], Locale.ZH, Look(), example.subject)


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_colour_is_one_of_the_palette(name, look):
    other = DARK if not look.dark else LIGHT
    own = set(colours(look.palette))
    used = set(found(json.loads(drawn(name, Locale.EN, look))))
    assert used <= own
    assert not used & (set(colours(other)) - own)


def colours(palette):
    return [getattr(palette, name) for name in palette.__slots__ if name != "series"]


def found(node):
    """All hex colours inside a figure."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        return [colour for value in node for colour in found(value)]
    return [node] if isinstance(node, str) and node.startswith("#") else []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_other_language_leaves_no_phrase_behind(name):
    """Data has its own names; what the house itself says is in the reader's language alone."""
    example = EXAMPLES[name]
    rows = example.frame
    for column in {"name", "stage", "from_name", "to_name"} & set(rows.columns):
        rows[column] = pd.array([f"n{i}" for i in range(len(rows))], dtype="str")
    english = example.chart(rows, Locale.EN, Look(), example.subject).to_json()
    assert not any(0x4E00 <= ord(letter) <= 0x9FFF for letter in json.dumps(json.loads(english), ensure_ascii=False))
