"""How far the mix has moved from its plan: a table of channels by steps, in points off the plan."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.heat import Cell, Table, heat_table
from charts.rows import told
from charts.theme import Look
from domain.contracts_mix import MIX_DRIFT
from domain.frames import each
from domain.written import step_label, step_name
from i18n import Locale, Text, exact, percent, points

ALT = Text("偏离计划的构成（个百分点）：{names}", "Mix off plan, in points: {names}")
ACTUAL, PLANNED, OFF = Text("实际占比", "Share"), Text("计划占比", "Share of plan"), Text("偏离", "Off plan")
FARTHEST = 0.05  # five points off plan, and a cell is as strong as it gets


def drift_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Channels as rows, steps as columns, in each cell the points off plan. Takes MIX_DRIFT; a click gives the key.

    More than planned is not good and less not bad: above the plan a cell takes the house's colour, below that of
    context. A step without a plan is empty.
    """
    MIX_DRIFT.check(frame)
    steps = frame.period.drop_duplicates().sort_values()
    heads = {day.date().isoformat(): _head(day, place, subject, locale) for place, day in enumerate(steps)}
    names = dict(zip(frame.key, frame["name"], strict=True))
    cells = tuple(_cell(row, locale, subject) for row in each(frame))
    said = "; ".join(f"{row.name} {_points(row.off)}" for row in each(frame[frame.period == frame.period.max()]))
    return heat_table(look, Table(names, heads, cells), ALT.to(locale, names=said))


def _head(day: pd.Timestamp, place: int, subject: Subject, locale: Locale) -> str:
    label = step_label(day.date(), subject.grain, locale)
    return f"{label} {day.year}" if place == 0 or day.month == 1 else label


def _cell(row: Any, locale: Locale, subject: Subject) -> Cell:
    lines = (
        (ACTUAL.to(locale), percent(row.actual, decimals=2)),
        (PLANNED.to(locale), percent(row.planned, decimals=2) if row.planned == row.planned else ""),
        (OFF.to(locale), points(row.off, locale, decimals=2) if row.off == row.off else ""),
    )
    shade = max(-1.0, min(1.0, row.off / FARTHEST)) if row.off == row.off else 0.0
    hover = told(f"{row.name} · {step_name(row.period.date(), subject.grain, locale)}", *lines)
    return Cell(row.key, row.period.date().isoformat(), shade, _points(row.off), hover, (row.key,))


def _points(off: float) -> str:
    return exact(off * 100, decimals=1, signed=True) if off == off else ""
