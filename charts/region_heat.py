"""Where and when: a table of regions by channels or months, each cell in the colour of its growth, plan or figure."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.rows import told
from charts.shades import scale
from charts.theme import TEXT_SIZE, Look, arrow, axis, draw
from domain.contracts_regions import REGION_HEAT, REGION_SHADES
from domain.frames import each
from domain.metric import Unit
from domain.written import change, exactly, written, written_change
from i18n import Locale, Text, percent

ALT = Text("{metric}：{names}", "{metric}: {names}")
REVENUE, REVENUE_UNIT = Text("销售额", "Revenue"), Unit.MONEY
LAST_YEAR = Text("去年同期", "Last year")
ROW, HEAD = 40, 40  # pixels
FULL = 0.25  # the rate at which a cell is as strong as it gets
NAME_WIDTH, COLUMN_WIDTH = 14, 13
_QUIET = 0.0005


def region_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Regions as rows and columns in the order given: revenue, and below it the rate that colours the cell.

    Takes REGION_HEAT; the metric of `subject` names the rate. A click gives the region's key and the column.
    """
    REGION_HEAT.check(frame)
    rows = each(frame)
    cells = frame.assign(
        shade=(frame.rate / FULL).clip(-1, 1),
        text=[_lines(written(one.value, REVENUE_UNIT, locale), _moved(one)) if _known(one) else "" for one in rows],
        hover=[_words(one, locale, subject) for one in rows],
    )
    return _table(cells, look, _alt(locale, subject, [percent(one.rate) for one in rows], frame), diverging=True)


def region_shades(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Regions as rows and columns in the order given: the metric of `subject`, and below it the change on last year
    where any cell has one.

    Takes REGION_SHADES; `shade` gives the colour, from bad over neutral to good, of amounts from pale to full. A
    click gives the region's key and the column.
    """
    REGION_SHADES.check(frame)
    unit, rows = subject.metric.unit, each(frame)
    values = [written(one.value, unit, locale) for one in rows]
    compared = bool(frame.before.notna().any())
    cells = frame.assign(
        text=[
            (_lines(said, _changed(one, unit, locale)) if compared else said) if _known(one) else ""
            for said, one in zip(values, rows, strict=True)
        ],
        hover=[_figures(one, locale, subject) for one in rows],
    )
    return _table(cells, look, _alt(locale, subject, values, frame), diverging=not subject.metric.adds_up)


def _table(cells: pd.DataFrame, look: Look, alt: str, *, diverging: bool) -> go.Figure:
    """The cells as a table: `shade` gives the colour, `text` what stands in them, `hover` what is said on pointing."""
    rows, columns = list(dict.fromkeys(cells.key)), list(dict.fromkeys(cells.column))
    names = dict(zip(cells.key, cells["name"], strict=True))
    labels = dict(zip(cells.column, cells.label, strict=True))
    placed = cells.assign(across=cells.column.map(columns.index), down=cells.key.map(rows.index))
    placed = placed.astype({"across": "float64", "down": "float64"})
    across = axis(look, side="top", range=[-0.5, max(len(columns), 1) - 0.5], tickvals=list(range(len(columns))))
    down = axis(look, range=[max(len(rows), 1) - 0.5, -0.5], tickvals=list(range(len(rows))))
    ink = {"color": look.palette.ink, "size": TEXT_SIZE}
    return draw(
        look,
        [_cells(placed, look, diverging=diverging)],
        alt,
        height=max(len(rows), 1) * ROW + HEAD,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 6},
        barmode="overlay",
        hovermode="closest",
        xaxis=across | {"ticktext": [fitting(labels[one], COLUMN_WIDTH) for one in columns]},
        yaxis=down | {"ticktext": [fitting(names[one], NAME_WIDTH) for one in rows], "tickfont": ink},
        annotations=[
            {"x": one.across, "y": one.down, "text": one.text, "showarrow": False, "font": _font(look)}
            for one in each(placed)
        ],
    )


def _cells(placed: pd.DataFrame, look: Look, *, diverging: bool) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": placed.across.to_list(),
        "y": [0.94] * len(placed),
        "base": (placed.down - 0.47).to_list(),
        "width": 0.97,
        "marker": {"color": placed["shade"].fillna(0.0).to_list()} | scale(look, diverging=diverging),
        "hoverinfo": "text",
        "hovertext": placed.hover.to_list(),
        "customdata": [[key, column] for key, column in zip(placed.key, placed.column, strict=True)],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.6}},
    }


def _known(one: Any) -> bool:
    return bool(one.value == one.value)


def _lines(value: str, below: str) -> str:
    return f'{value}<br><span style="font-size:{TEXT_SIZE - 2}px">{below}</span>'


def _moved(one: Any) -> str:
    if one.rate != one.rate:
        return "—"
    return f"{arrow(one.rate) if abs(one.rate) >= _QUIET else ''} {_rate(abs(one.rate))}".strip()


def _changed(one: Any, unit: Unit, locale: Locale) -> str:
    moved = change(one.value, one.before, unit)
    return f"{arrow(moved)} {written_change(one.value, one.before, unit, locale).lstrip('+−')}".strip()


def _font(look: Look) -> dict[str, Any]:
    return {"color": look.palette.ink, "size": TEXT_SIZE - 1}


def _rate(rate: float) -> str:
    return percent(rate) if rate < 10 else ">999%"


def _alt(locale: Locale, subject: Subject, values: list[str], frame: pd.DataFrame) -> str:
    said = (f"{one.name} {one.label} {value}" for one, value in zip(each(frame), values, strict=True))
    return ALT.to(locale, metric=subject.metric.name.to(locale), names="; ".join(said))


def _words(one: Any, locale: Locale, subject: Subject) -> str:
    rate = percent(one.rate, decimals=2, signed=True) if one.rate == one.rate else ""
    money = exactly(one.value, REVENUE_UNIT, locale) if one.value == one.value else ""
    return told(f"{one.name} · {one.label}", (REVENUE.to(locale), money), (subject.metric.name.to(locale), rate))


def _figures(one: Any, locale: Locale, subject: Subject) -> str:
    unit, name = subject.metric.unit, subject.metric.name.to(locale)
    now, then = (exactly(value, unit, locale) if value == value else "" for value in (one.value, one.before))
    return told(f"{one.name} · {one.label}", (name, now), (LAST_YEAR.to(locale), then))
