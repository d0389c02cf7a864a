"""The price corridor of a product: how its unit price is spread in each channel, against reference and floor."""

from math import ceil, floor
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks
from charts.rows import Row, bars, draw_rows, headed, told
from charts.theme import Look
from domain.contracts_rivals import REFERRED
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact, percent

ALT = Text("单价分布：{names}", "Unit prices: {names}")
MIDDLE, GAP = Text("中位价", "Median"), Text("较参考价", "On ref.")
REFERENCE, FLOOR = Text("参考价", "Reference"), Text("底价", "Floor")
SPAN, INNER = Text("5%–95%", "5 % to 95 %"), Text("25%–75%", "25 % to 75 %")
MEAN, LINES, STAKE = (
    Text("均价", "Mean price"),
    Text("订单行", "Lines"),
    Text("低于限价的销售额", "Sold below the limit"),
)
LEGEND = 30


def corridor_rows(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Per channel a line from the 5 % to the 95 % quantile of unit prices and a bar from 25 % to 75 %. Takes REFERRED.

    A hollow diamond is the reference, a tick in the colour of bad the floor. Right: the median, and how far it is from
    the reference; in the colour of bad where it is below the limit.
    """
    REFERRED.check(frame)
    rows = [_row(one, locale, look) for one in each(frame)]
    known = frame[["low", "high", "reference", "floor"]].to_numpy().ravel()
    known = known[known == known]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = max((high - low) * 0.06, abs(high) * 0.01) or 1.0
    low, high = low - room, high + room
    step = round_ticks([high - low])[1]
    ticks = [place * step for place in range(ceil(low / step), floor(high / step) + 1)]
    figure = draw_rows(
        look,
        rows,
        _traces(frame, rows, locale, look) if rows else [],
        ALT.to(locale, names="; ".join(f"{row.name} {row.value}" for row in rows)),
        xaxis={
            "range": [low, high],
            "showticklabels": True,
            "showgrid": True,
            "tickvals": ticks,
            "ticktext": [written(tick, Unit.MONEY_EACH, locale) for tick in ticks],
        },
        showlegend=bool(rows),
        margin={"t": LEGEND, "b": 28},
    )
    figure.update_layout(
        height=figure.layout.height + LEGEND + 28, legend={"y": 1, "yref": "container", "yanchor": "top"}
    )
    return headed(figure, look, MIDDLE.to(locale), GAP.to(locale))


def _traces(frame: pd.DataFrame, rows: list[Row], locale: Locale, look: Look) -> list[dict[str, Any]]:
    colours, places = look.palette, list(range(len(rows)))
    line = {"marker": {"color": colours.quiet_soft}, "width": 0.16, "name": SPAN.to(locale)}
    inner = {"marker": {"color": colours.accent_soft}, "width": 0.46, "name": INNER.to(locale)}
    marks = {"type": "scatter", "mode": "markers", "y": places, "hoverinfo": "skip"}
    tick = {"symbol": "line-ns", "size": 15}
    return [
        bars(rows, frame.high - frame.low, base=frame.low.to_list(), **line),
        bars(rows, frame.upper - frame.lower, base=frame.lower.to_list(), **inner),
        marks | {"x": frame.middle.to_list(), "name": MIDDLE.to(locale)}
        | {"marker": tick | {"line": {"color": colours.accent, "width": 3}}},
        marks | {"x": frame.floor.to_list(), "name": FLOOR.to(locale)}
        | {"marker": tick | {"line": {"color": colours.bad, "width": 2}}},
        marks | {"x": frame.reference.to_list(), "name": REFERENCE.to(locale)}
        | {"marker": {"symbol": "diamond-open", "size": 10, "color": colours.target, "line": {"width": 1.5}}},
    ]  # fmt: skip


def _row(one: Any, locale: Locale, look: Look) -> Row:
    gap = one.middle / one.reference - 1 if one.reference > 0 else float("nan")
    price = {name: exactly(getattr(one, name), Unit.MONEY_EACH, locale) for name in ("low", "lower", "upper", "high")}
    singles = ((MIDDLE, one.middle), (MEAN, one.mean), (REFERENCE, one.reference), (FLOOR, one.floor))
    return Row(
        key=one.channel,
        name=one.channel_name,
        value=written(one.middle, Unit.MONEY_EACH, locale),
        change=percent(gap, signed=True) if gap == gap else "",
        colour=look.palette.bad if one.middle < one.limit else look.palette.muted,
        hover=told(
            one.channel_name,
            *(
                (name.to(locale), exactly(value, Unit.MONEY_EACH, locale) if value == value else "")
                for name, value in singles
            ),
            (INNER.to(locale), f"{price['lower']} – {price['upper']}"),
            (SPAN.to(locale), f"{price['low']} – {price['high']}"),
            (LINES.to(locale), exact(one.lines)),
            (STAKE.to(locale), exactly(one.at_stake, Unit.MONEY, locale)),
        ),
    )
