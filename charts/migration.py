"""Where customers go: flows of revenue from the channel of the order before to that of the next."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, draw
from domain.contracts_rivals import MIGRATION
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact, percent

ALT = Text("客户迁移：{names}", "Customer migration: {names}")
FROM, TO = Text("上一单所在渠道", "Channel of the order before"), Text("下一单所在渠道", "Channel of the next")
MOVED, BUYERS = Text("迁移的销售额", "Revenue moved"), Text("买家", "Buyers")
EXPANDED = Text("总额增长的买家（扩张）", "Of buyers whose total grew")
CANNIBALISED = Text("总额未增的买家（蚕食）", "Of buyers whose total did not")
FRESH = Text("去年同期无销售的买家", "Of buyers with nothing a year before")
HEIGHT, LEAST = 460, 0.01  # a flow below one percent of all is left to the table


def migration_flows(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Flows as wide as the revenue that moved, channels left as from, right as to. Takes MIGRATION.

    A flow is in the colour of good where most of what can be compared came from buyers whose total grew, in that of
    bad where it came from buyers whose total did not, else quiet.
    """
    MIGRATION.check(frame)
    known = frame[frame.moved > 0]
    rows = known[known.moved >= LEAST * known.moved.sum()]
    said = "; ".join(f"{row.from_name} → {row.to_name} {written(row.moved, Unit.MONEY, locale)}" for row in each(rows))
    return draw(
        look,
        [_sankey(rows, locale, look)] if len(rows) else [],
        ALT.to(locale, names=said),
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 30, "b": 10},
        annotations=_heads(look, locale) if len(rows) else [],
        xaxis={"visible": False},
        yaxis={"visible": False},
    )


def _sankey(rows: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    left = _sized(rows, "from")
    right = _sized(rows, "to")
    starts, ends = ({key: at for at, key in enumerate(side)} for side in (left, right))
    labels = [*left.values(), *right.values()]
    return {
        "type": "sankey",
        "arrangement": "snap",
        "textfont": {"color": look.palette.ink, "size": TEXT_SIZE},
        "node": {
            "label": labels,
            "color": look.palette.accent,
            "line": {"width": 0},
            "pad": 14,
            "thickness": 12,
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": {
            "source": [starts[key] for key in rows["from"]],
            "target": [len(left) + ends[key] for key in rows["to"]],
            "value": rows.moved.to_list(),
            "color": [_colour(row, look) for row in each(rows)],
            "customdata": [_words(row, locale) for row in _renamed(rows)],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }


def _sized(rows: pd.DataFrame, end: str) -> dict[str, str]:
    """The channels at one end by key, the largest first."""
    sums = rows.groupby(end).moved.sum().sort_values(ascending=False)
    names = dict(zip(rows[end], rows[f"{end}_name"], strict=True))
    return {str(key): names[key] for key in sums.index}


def _colour(row: Any, look: Look) -> str:
    colours = look.palette
    if not row.expanded + row.cannibalised > 0:
        return _clear(colours.quiet)
    share = row.expanded / (row.expanded + row.cannibalised)
    return _clear(colours.good if share > 0.55 else colours.bad if share < 0.45 else colours.quiet)


def _clear(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.42)"


def _renamed(rows: pd.DataFrame) -> list[Any]:
    """The rows with `from` under a name that a field can have."""
    return each(rows.rename(columns={"from": "start", "to": "end"}))


def _words(row: Any, locale: Locale) -> str:
    total = row.after / row.before - 1 if row.before > 0 else float("nan")
    return told(
        f"{row.from_name} → {row.to_name}",
        (MOVED.to(locale), exactly(row.moved, Unit.MONEY, locale)),
        (BUYERS.to(locale), exact(row.buyers)),
        (EXPANDED.to(locale), exactly(row.expanded, Unit.MONEY, locale)),
        (CANNIBALISED.to(locale), exactly(row.cannibalised, Unit.MONEY, locale)),
        (FRESH.to(locale), exactly(row.fresh, Unit.MONEY, locale)),
        (TOTAL.to(locale), percent(total, signed=True) if total == total else ""),
    )


TOTAL = Text("这些买家总额较去年同期", "Their total on a year before")


def _heads(look: Look, locale: Locale) -> list[dict[str, Any]]:
    font = {"color": look.palette.muted, "size": TEXT_SIZE - 1}
    place = {"xref": "paper", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6, "showarrow": False}
    ends = ((FROM, 0, "left"), (TO, 1, "right"))
    return [place | {"text": head.to(locale), "x": x, "xanchor": side, "font": font} for head, x, side in ends]
