"""Who fights whom: tables of channels by channels, of the incidents that they share and of the products."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.heat import Cell, Table, heat_table
from charts.rows import told
from charts.theme import TEXT_SIZE, Look
from domain.contracts_rivals import OVERLAP, RIVALS
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact, percent

FIGHTS = Text("渠道之间的冲突：{names}", "Conflicts between channels: {names}")
ALIKE = Text("渠道之间的产品重叠：{names}", "Overlap of assortments: {names}")
INCIDENTS, MONEY = Text("事件", "Incidents"), Text("涉及金额", "Money at stake")
WITHIN = Text("{name}内部", "Within {name}")
OVERLAPS, PRODUCTS, BOTH = (
    Text("重叠度", "Overlap"),
    Text("共同在售产品", "Products both sell"),
    Text("两者在其上的销售额", "Revenue of both with them"),
)
APART = "|"  # between the keys of a pair in what a click gives


def rivals_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Channels by channels: money at stake, below it how many incidents they share. Takes RIVALS.

    The diagonal holds what happened within one channel. The more money, the stronger the colour of bad; a click gives
    the pair, `a|b`.
    """
    RIVALS.check(frame)
    most = frame.money.max() if frame.money.notna().any() else 0.0

    def cell(row: Any) -> tuple[float, str, str]:
        money = written(row.money, Unit.MONEY, locale)
        count = f'<span style="font-size:{TEXT_SIZE - 2}px">{exact(row.incidents)}</span>'
        head = WITHIN.to(locale, name=row.a_name) if row.a == row.b else f"{row.a_name} × {row.b_name}"
        lines = (
            (INCIDENTS.to(locale), exact(row.incidents)),
            (MONEY.to(locale), exactly(row.money, Unit.MONEY, locale)),
        )
        shade = (row.money / most) ** 0.5 if most > 0 and row.money == row.money else 0.0
        return shade, f"{money}<br>{count}", told(head, *lines)

    said = "; ".join(f"{row.a_name} × {row.b_name} {written(row.money, Unit.MONEY, locale)}" for row in each(frame))
    return heat_table(look, Table(*_square(frame, cell), "bad"), FIGHTS.to(locale, names=said))


def overlap_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Channels by channels: how alike their assortments are, in percent. Takes OVERLAP; the diagonal is empty."""
    OVERLAP.check(frame)

    def cell(row: Any) -> tuple[float, str, str]:
        lines = (
            (OVERLAPS.to(locale), percent(row.overlap)),
            (PRODUCTS.to(locale), exact(row.products)),
            (BOTH.to(locale), exactly(row.revenue, Unit.MONEY, locale)),
        )
        shade = row.overlap if row.overlap == row.overlap else 0.0
        return shade, percent(row.overlap, decimals=0), told(f"{row.a_name} × {row.b_name}", *lines)

    said = "; ".join(f"{row.a_name} × {row.b_name} {percent(row.overlap, decimals=0)}" for row in each(frame))
    return heat_table(look, Table(*_square(frame, cell)), ALIKE.to(locale, names=said))


Told = Callable[[Any], tuple[float, str, str]]


def _square(frame: pd.DataFrame, cell: Told) -> tuple[Mapping[str, str], Mapping[str, str], tuple[Cell, ...]]:
    """Rows, columns and cells of pairs that are told once each: each stands on both sides of the diagonal."""
    names: dict[str, str] = {}
    for row in each(frame):
        names |= {row.a: row.a_name, row.b: row.b_name}
    cells = []
    for row in each(frame):
        shade, text, hover = cell(row)
        marks = (f"{row.a}{APART}{row.b}",)
        cells.append(Cell(row.a, row.b, shade, text, hover, marks))
        if row.a != row.b:
            cells.append(Cell(row.b, row.a, shade, text, hover, marks))
    return names, names, tuple(cells)
