"""Where deals went from each stage: a table from stage to stage."""

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.moves import Move, Sheet, draw_moves
from charts.theme import Look
from domain.contracts_drawn import STAGE_MOVES
from domain.frames import each
from i18n import Locale, Text

ALT = Text("阶段之间的流转：{names}", "Moves between stages: {names}")


def stage_moves(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Rows say which stage deals left, columns where they went. Takes STAGE_MOVES.

    Onwards is in the colour of good; back, lost and deleted in that of bad; the larger the stronger.
    """
    STAGE_MOVES.check(frame)
    rows, columns = (_names(frame, *side) for side in (("from", "from_name"), ("to", "to_name")))
    moves = [
        Move(str(one.left), str(one.to), one.deals, one.amount, one.better)
        for one in each(frame.rename(columns={"from": "left", "count": "deals"}))
    ]
    return draw_moves(moves, Sheet(rows, columns, ALT), locale, look, subject)


def _names(frame: pd.DataFrame, position: str, name: str) -> dict[str, str]:
    """By position as text; the deleted ones, of position 0, last."""
    known = dict(zip(frame[position], frame[name], strict=True))
    return {str(one): known[one] for one in sorted(known, key=lambda one: (one == 0, one))}
