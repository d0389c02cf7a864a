"""The months of one incident: what it took in each, and what of that was agreed and does not count."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, steps, time_axis, value_axis
from charts.rows import told
from charts.theme import Look, draw
from domain.contracts_incidents import INCIDENT_MONTHS
from domain.metric import Unit
from domain.periods import Grain
from domain.written import exactly, step_name, written
from i18n import Locale, Text

ALT = Text("逐月涉及金额：{names}", "Money by month: {names}")
COUNTED, EXCUSED = Text("计入指数", "Counts"), Text("不计入", "Does not count")
HEIGHT = 280


def incident_months(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A bar a month, a month without it being a gap: what counts in the colour of bad, what does not pale.

    Takes INCIDENT_MONTHS, every month from the first to the last.
    """
    INCIDENT_MONTHS.check(frame)
    days = steps(frame.period)
    colours = {"counted": look.palette.bad, "excused": look.palette.quiet_soft}
    names = {"counted": COUNTED, "excused": EXCUSED}
    traces = [
        {"type": "bar", "name": name.to(locale), "x": days, "y": frame[key].fillna(0.0).to_numpy(),
         "marker": {"color": colours[key]}, "hoverinfo": "text", "hovertext": _hover(frame, locale)}
        for key, name in names.items() if frame[key].fillna(0.0).any()
    ]  # fmt: skip
    total = frame.counted.fillna(0.0) + frame.excused.fillna(0.0)
    return draw(
        look,
        traces,
        ALT.to(locale, names=_last(frame, total, locale)),
        height=HEIGHT,
        barmode="stack",
        bargap=0.4,
        showlegend=bool(frame.excused.fillna(0.0).any()),
        margin={"t": 32},
        xaxis=time_axis(look, frame.period, Grain.MONTH, locale),
        yaxis=value_axis(look, total, subject, locale),
    )


def _hover(frame: pd.DataFrame, locale: Locale) -> list[str]:
    return [
        told(
            step_name(row.period.date(), Grain.MONTH, locale),
            (COUNTED.to(locale), exactly(row.counted, Unit.MONEY, locale)),
            *([(EXCUSED.to(locale), exactly(row.excused, Unit.MONEY, locale))] if row.excused else []),
        )
        for row in _each(frame)
    ]


def _each(frame: pd.DataFrame) -> Any:
    return frame.itertuples(index=False)


def _last(frame: pd.DataFrame, total: pd.Series, locale: Locale) -> str:
    if frame.empty:
        return "—"
    month = step_name(frame.period.iloc[-1].date(), Grain.MONTH, locale)
    return f"{month} {written(float(total.iloc[-1]), Unit.MONEY, locale)}"
