"""How sure the deals were and how sure they are: a table from forecast category to forecast category."""

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.moves import Move, Sheet, draw_moves
from charts.theme import Look
from domain.contracts_pipeline import CATEGORY_MOVES
from domain.frames import each
from domain.pipeline import CATEGORIES, ENTERED, LEFT, LOST, UNSET, WON
from i18n import Locale, Text

ALT = Text("预测分类的变动：{names}", "Moves between forecast categories: {names}")
_SURE = (LOST, LEFT, "omitted", UNSET, "pipeline", "best case", "commit", "closed", WON)  # from worst to best


def category_moves(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Rows say where deals were at the start, columns where they are at the end. Takes CATEGORY_MOVES.

    Each cell has the amount, or the number when the subject's metric counts, and the other of the two below it.
    Towards won is in the colour of good, away from it in that of bad, the larger the stronger; the deals that stayed,
    and those that came in, are in quiet. Categories come in the order of certainty, unknown ones last.
    """
    CATEGORY_MOVES.check(frame)
    rows, columns = ({one: name_of(one, locale) for one in _order(side)} for side in (frame.before, frame.after))
    moves = [
        Move(one.before, one.after, one.deals, one.amount, _better(one.before, one.after))
        for one in each(frame.rename(columns={"count": "deals"}))
    ]
    return draw_moves(moves, Sheet(rows, columns, ALT), locale, look, subject)


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
