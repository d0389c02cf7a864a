"""How sure the deals were and how sure they are: a table from forecast category to forecast category."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, arrow, axis, draw
from domain.contracts_pipeline import CATEGORY_MOVES
from domain.metric import Unit
from domain.pipeline import CATEGORIES, ENTERED, LEFT, LOST, UNSET, WON
from domain.written import exactly, written
from i18n import Locale, Text, exact

ALT = Text("预测分类的变动：{names}", "Moves between forecast categories: {names}")
FROM, TO = Text("期初", "Start"), Text("期末", "End")
AMOUNT, DEALS = Text("金额", "Amount"), Text("商机数", "Deals")
_SURE = (LOST, LEFT, "omitted", UNSET, "pipeline", "best case", "commit", "closed", WON)  # from worst to best
ROW, HEAD = 46, 44  # pixels
NAME_WIDTH, HEAD_WIDTH = 12, 10
STRONGEST = 0.45  # of the pure colour, so that ink stays legible on it


def category_moves(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Rows say where deals were at the start, columns where they are at the end. Takes CATEGORY_MOVES.

    Each cell has the amount, or the number when the subject's metric counts, and the other of the two below it.
    Towards won is in the colour of good, away from it in that of bad, the larger the stronger; the deals that stayed,
    and those that came in, are in quiet. Categories come in the order of certainty, unknown ones last.
    """
    CATEGORY_MOVES.check(frame)
    rows, columns = _order(frame.before), _order(frame.after)
    counted = subject.metric.unit is Unit.COUNT
    largest = max((frame["count"] if counted else frame.amount.abs()).max(), 1e-9) if len(frame) else 1.0
    moves: list[Any] = list(frame.rename(columns={"count": "deals"}).itertuples())
    cells = [_cell(m, (columns.index(m.after), rows.index(m.before)), locale, counted) for m in moves]
    across = axis(look, side="top", range=[-0.5, max(len(columns), 1) - 0.5], tickvals=list(range(len(columns))))
    down = axis(look, range=[max(len(rows), 1) - 0.5, -0.5], tickvals=list(range(len(rows))))
    names = "; ".join(f"{name_of(c['from'], locale)} → {name_of(c['to'], locale)} {c['said']}" for c in cells)
    return draw(
        look,
        [_bars(cells, largest, look)],
        ALT.to(locale, names=names),
        height=max(len(rows), 1) * ROW + HEAD,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 8},
        barmode="overlay",
        hovermode="closest",
        xaxis=across | {"ticktext": [fitting(name_of(one, locale), HEAD_WIDTH) for one in columns], "tickangle": 0},
        yaxis=down
        | {
            "ticktext": [fitting(name_of(one, locale), NAME_WIDTH) for one in rows],
            "tickfont": _font(look.palette.ink),
        },
        annotations=[_text(cell, look) for cell in cells],
    )


def name_of(category: str, locale: Locale) -> str:
    """A category as readers call it; one that we do not know goes by the name it has in the data."""
    return CATEGORIES[category].to(locale) if category in CATEGORIES else category


def _order(categories: pd.Series) -> list[str]:
    known = ["commit", "best case", "pipeline", "omitted", "closed", UNSET]
    place = {ENTERED: -1} | {name: n for n, name in enumerate(known)} | {WON: 100, LOST: 101, LEFT: 102}
    return sorted(set(categories), key=lambda name: (place.get(name, 50), name))


def _better(before: str, after: str) -> int:
    """1 when the deal has become more certain, −1 when less, 0 when that cannot be said."""
    if before not in _SURE or after not in _SURE or before == after:
        return 0
    return 1 if _SURE.index(after) > _SURE.index(before) else -1


def _cell(move: Any, place: tuple[int, int], locale: Locale, counted: bool) -> dict[str, Any]:
    amount, deals = written(move.amount, Unit.MONEY, locale), exact(move.deals)
    lines = ((AMOUNT.to(locale), exactly(move.amount, Unit.MONEY, locale)), (DEALS.to(locale), deals))
    said, below = (deals, amount) if counted else (amount, f"n={deals}")
    return {
        "from": move.before,
        "to": move.after,
        "across": place[0],
        "down": place[1],
        "size": float(move.deals if counted else abs(move.amount)),
        "said": said,
        "below": below,
        "better": _better(move.before, move.after),
        "hover": told(f"{name_of(move.before, locale)} → {name_of(move.after, locale)}", *lines),
    }


def _bars(cells: list[dict[str, Any]], largest: float, look: Look) -> dict[str, Any]:
    """Cells as bars, since only those can be clicked; how strong the colour is follows from the size."""
    colours = look.palette
    paint = {1: colours.good, -1: colours.bad, 0: colours.quiet}
    return {
        "type": "bar",
        "x": [cell["across"] for cell in cells],
        "y": [0.92] * len(cells),
        "base": [cell["down"] - 0.46 for cell in cells],
        "width": 0.96,
        "marker": {
            "color": [paint[cell["better"]] for cell in cells],
            "opacity": [0.06 + (STRONGEST - 0.06) * min(cell["size"] / largest, 1.0) ** 0.5 for cell in cells],
        },
        "hoverinfo": "text",
        "hovertext": [cell["hover"] for cell in cells],
    }


def _text(cell: dict[str, Any], look: Look) -> dict[str, Any]:
    mark = f" {arrow(cell['better'])}" if cell["better"] else ""
    below = f'<span style="font-size:{TEXT_SIZE - 2}px;color:{look.palette.muted}">{cell["below"]}</span>'
    return {
        "x": cell["across"],
        "y": cell["down"],
        "text": f"{cell['said']}{mark}<br>{below}",
        "showarrow": False,
        "font": _font(look.palette.ink),
    }


def _font(colour: str) -> dict[str, Any]:
    return {"color": colour, "size": TEXT_SIZE}
