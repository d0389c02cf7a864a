"""How concentrated the business is, step by step: HHI, its normalised form, and the share of the largest."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_balance import CONCENTRATION
from domain.frames import each
from domain.written import step_name
from i18n import Locale, Text, exact, percent

ALT = Text(
    "集中度：{step} HHI {hhi}，有效个数 {effective}", "Concentration: {step} HHI {hhi}, effective number {effective}"
)
NOTHING = Text("集中度：没有数据", "Concentration: no data")
HHI, NORMALISED = Text("HHI", "HHI"), Text("标准化 HHI", "Normalised HHI")
LARGEST, EFFECTIVE = Text("最大占比", "Largest share"), Text("有效个数", "Effective number")
MEMBERS = Text("成员", "Members")
HEIGHT = 340


def concentration_lines(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """HHI as a line, its normalised form dotted, the largest share as pale bars, step by step.

    Takes CONCENTRATION of one dimension; the effective number is in the words on pointing.
    """
    CONCENTRATION.check(frame)
    rows = frame.sort_values("period", ignore_index=True)
    ticks = round_ticks([*rows.hhi, *rows.largest, *rows.normalised])
    decimals = next((d for d in range(3) if all(round(t, d + 2) == t for t in ticks)), 3)
    text = [percent(tick, decimals=decimals) for tick in ticks]
    return draw(
        look,
        _traces(rows, locale, look, subject) if len(rows) else [],
        _alt(rows, locale, subject),
        height=HEIGHT,
        hovermode="x",
        showlegend=bool(len(rows)),
        margin={"t": 44},
        xaxis=time_axis(look, rows.period, subject.grain, locale),
        yaxis=axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[0, ticks[-1] * 1.04]),
    )


def _traces(rows: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> list[dict[str, Any]]:
    days, colours = steps(rows.period), look.palette
    bar = {"type": "bar", "x": days, "y": rows.largest.to_numpy(), "name": LARGEST.to(locale), "hoverinfo": "skip",
           "marker": {"color": colours.quiet_soft}}  # fmt: skip
    line = {"type": "scatter", "mode": "lines", "x": days}
    dotted = {"y": rows.normalised.to_numpy(), "name": NORMALISED.to(locale), "hoverinfo": "skip",
              "line": {"color": colours.muted, "width": 1.5, "dash": "dot"}}  # fmt: skip
    told_line = {"y": rows.hhi.to_numpy(), "name": HHI.to(locale), "mode": "lines+markers", "hoverinfo": "text",
                 "line": {"color": colours.accent, "width": 2.5}, "marker": {"color": colours.accent, "size": 5},
                 "hovertext": [_words(one, locale, subject) for one in each(rows)]}  # fmt: skip
    return [bar, line | dotted, line | told_line]


def _words(one: Any, locale: Locale, subject: Subject) -> str:
    return told(
        step_name(one.period.date(), subject.grain, locale),
        (HHI.to(locale), percent(one.hhi, decimals=2)),
        (NORMALISED.to(locale), percent(one.normalised, decimals=2)),
        (EFFECTIVE.to(locale), exact(one.effective, decimals=1)),
        (MEMBERS.to(locale), exact(one.members)),
        (LARGEST.to(locale), f"{percent(one.largest)}  {one.largest_name}"),
    )


def _alt(rows: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    if rows.empty:
        return NOTHING.to(locale)
    last = rows.iloc[-1]
    said = {"hhi": percent(last.hhi), "effective": exact(last.effective, decimals=1)}
    return ALT.to(locale, step=step_name(last.period.date(), subject.grain, locale), **said)
