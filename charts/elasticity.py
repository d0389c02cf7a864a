"""Price elasticities of channel pairs: a point for the estimate, a line for its interval, nothing at zero."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, headed, told
from charts.theme import Look
from domain.contracts_rivals import ELASTICITIES
from domain.frames import each
from i18n import Locale, Text, exact, percent

ALT = Text("价格弹性：{names}", "Price elasticities: {names}")
ESTIMATE, INTERVAL = Text("弹性", "Elasticity"), Text("95% 区间", "95 % interval")
CELLS, SPREAD = Text("产品 × 月份", "Products × months"), Text("价差变动（标准差）", "Price gap moved by (s.d.)")
COUNT = Text("单元数", "Cells")
PAIR = Text("{a}（价格对{b}）", "{a}, price against {b}")
FARTHEST = 8.0  # an interval is drawn no farther


def elasticity_intervals(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Per pair the estimate with its 95 % interval, in the order given. Takes ELASTICITIES.

    In the house's colour where the interval leaves out 0, else quiet: no effect can be told. What is not identifiable
    has no mark.
    """
    ELASTICITIES.check(frame)
    rows = [_row(one, locale, look) for one in each(frame)]
    low, high = frame.low.clip(lower=-FARTHEST), frame.high.clip(upper=FARTHEST)
    colours = [look.palette.accent if _told(one) else look.palette.quiet for one in each(frame)]
    ends = [-1.0, 1.0, *low.dropna(), *high.dropna()]
    room = (max(ends) - min(ends)) * 0.04
    dots = {"type": "scatter", "mode": "markers", "y": list(range(len(rows))), "x": frame.estimate.to_list(),
            "marker": {"color": colours, "size": 10}, "hoverinfo": "skip"}  # fmt: skip
    spans = bars(rows, high - low, base=low.to_list(), width=0.14, marker={"color": colours})
    figure = draw_rows(
        look,
        rows,
        [spans, dots] if rows else [],
        ALT.to(locale, names="; ".join(f"{row.name} {row.value}" for row in rows)),
        xaxis={
            "range": [min(ends) - room, max(ends) + room],
            "zeroline": True,
            "zerolinecolor": look.palette.quiet,
            "zerolinewidth": 1,
        },
    )
    return headed(figure, look, ESTIMATE.to(locale), COUNT.to(locale))


def _told(one: Any) -> bool:
    return bool(one.low > 0 or one.high < 0)


def _row(one: Any, locale: Locale, look: Look) -> Row:
    known = one.estimate == one.estimate
    between = f"{_signed(one.low)} … {_signed(one.high)}" if known else ""
    return Row(
        key=f"{one.a}|{one.b}",
        name=f"{one.a_name} / {one.b_name}",
        value=_signed(one.estimate) if known else "—",
        change=exact(one.cells),
        colour=look.palette.muted,
        hover=told(
            PAIR.to(locale, a=one.a_name, b=one.b_name),
            (ESTIMATE.to(locale), exact(one.estimate, decimals=2, signed=True) if known else ""),
            (INTERVAL.to(locale), between),
            (CELLS.to(locale), exact(one.cells)),
            (SPREAD.to(locale), percent(one.spread, decimals=2) if one.spread == one.spread else ""),
        ),
    )


def _signed(value: float) -> str:
    return exact(value, decimals=1, signed=True)
