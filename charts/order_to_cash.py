"""The way to cash: a bar a stage, cut into what went on, what waits and what leaked; a tick at what the books say."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, headed, in_short, rate, silent, span, told
from charts.theme import Look
from domain.contracts_cash import CASH_STAGES
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact

ALT = Text("从商机到回款：{names}", "From deal to cash: {names}")
PARTS = {  # in the order in which they are stacked, with the colour that says what they are
    "onward": (Text("已进入下一阶段", "Went on"), "accent"),
    "waiting": (Text("仍在途", "Waiting"), "accent_soft"),
    "leaked": (Text("已流失", "Leaked"), "bad"),
}
ENTERED = Text("进入", "Entered")
BOOKED = Text("账面金额", "In the books")
DEALS, DAYS, EXPECTED = Text("商机数", "Deals"), Text("停留中位天数", "Median days"), Text("预期天数", "Expected days")
LEAD = Text("主导", "Led by")
LEGEND = 40  # pixels above the heads of the figures: two lines of a legend as wide as a phone
ROW = 50
ABOVE = {
    "xref": "container",
    "yref": "container",
    "y": 1,
    "yanchor": "top",
    "traceorder": "normal",
    "itemsizing": "constant",
}


def cash_funnel(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """What entered each stage and what became of it, by amount, or by count when the subject counts. Takes CASH_STAGES.

    Right of the bars: what entered, and the share that leaked. Ticks stand at the amount that was ordered, delivered
    and received in the same days; beside counts there are none. A click gives the stage's position.
    """
    CASH_STAGES.check(frame)
    measure = "amount" if subject.metric.unit is Unit.MONEY else "count"
    rows = [_row(stage, measure, locale, look) for stage in each(frame)]
    traces = [
        bars(rows, frame[f"{part}_{measure}"], name=name.to(locale), marker={"color": getattr(look.palette, colour)})
        for part, (name, colour) in PARTS.items()
    ]
    booked = frame.booked if measure == "amount" else pd.Series(float("nan"), frame.index)
    if booked.notna().any():
        traces.append(_ticks(booked, locale, look))
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    figure = draw_rows(
        look,
        rows,
        traces,
        ALT.to(locale, names=names),
        barmode="stack",
        height=max(len(rows), 2) * ROW + LEGEND,
        margin={"t": LEGEND},
        showlegend=bool(rows),
        xaxis=span(frame[measure].astype("float64"), booked),
    )
    figure.update_layout(legend=ABOVE)
    return headed(figure, look, ENTERED.to(locale), PARTS["leaked"][0].to(locale))


def _ticks(booked: pd.Series, locale: Locale, look: Look) -> dict[str, Any]:
    line = {"symbol": "line-ns", "size": 26, "line": {"color": look.palette.target, "width": 2}}
    return silent(booked, type="scatter", mode="markers", name=BOOKED.to(locale), marker=line)


def _row(stage: Any, measure: str, locale: Locale, look: Look) -> Row:
    entered, leaked = (float(getattr(stage, name)) for name in (measure, f"leaked_{measure}"))
    unit = Unit.MONEY if measure == "amount" else Unit.COUNT
    share = leaked / entered if entered > 0 else float("nan")
    role = f" · {stage.lead_role}" if isinstance(stage.lead_role, str) else ""
    parts = [(name.to(locale), _both(stage, part, locale)) for part, (name, _) in PARTS.items() if _there(stage, part)]
    return Row(
        key=str(stage.position),
        name=f"{stage.name}{role}",
        value=in_short(entered, unit, locale),
        change=f"▼ {rate(share)}" if share > 0 else "",
        colour=look.palette.bad,
        hover=told(
            f"{stage.name}{role}",
            (DEALS.to(locale), f"{exact(stage.count)}  {exactly(stage.amount, Unit.MONEY, locale)}"),
            *parts,
            (DAYS.to(locale), _known(stage.median_days, Unit.DAYS, locale)),
            (EXPECTED.to(locale), _known(stage.expected_days, Unit.DAYS, locale)),
            (BOOKED.to(locale), exactly(stage.booked, Unit.MONEY, locale) if stage.booked == stage.booked else ""),
        ),
    )


def _there(stage: Any, part: str) -> bool:
    return bool(getattr(stage, f"{part}_count"))


def _both(stage: Any, part: str, locale: Locale) -> str:
    money = exactly(float(getattr(stage, f"{part}_amount")), Unit.MONEY, locale)
    return f"{exact(getattr(stage, f'{part}_count'))}  {money}"


def _known(value: float, unit: Unit, locale: Locale) -> str:
    return written(value, unit, locale) if value == value else ""
