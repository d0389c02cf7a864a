"""How likely each open deal of a list is won within the running quarter, in a figure and a word."""

from collections.abc import Sequence

import pandas as pd

from data_access.deal_odds import deal_marks
from domain.deal_odds import meaning
from i18n import Text, percent
from ui.context import Context
from ui.funnels import Chosen
from ui.pipeline_forecast_view import Judge, judge

ODDS = Text("本季赢单概率", "Won this quarter")
_SAID = Text("{odds} · {word}", "{odds} · {word}")
_AT_ONCE = 2000  # keys a question


def odds_of(ctx: Context, by: Judge, keys: Sequence[str]) -> pd.Series:
    """The probability by key, of those of the deals that are open; none of all where there is no model."""
    if by.model is None or not len(keys):
        return pd.Series(dtype="float64")
    parts = []
    for start in range(0, len(keys), _AT_ONCE):
        some = tuple(keys[start : start + _AT_ONCE])
        marks = deal_marks(ctx.data, ctx.filters.whole(), by.ask, by.steps, some)
        parts.append(pd.Series(by.model.of(marks), index=marks.key))
    return pd.concat(parts)


def in_words(ctx: Context, odds: float) -> str:
    """The probability and what it means; "" where it is not known."""
    if odds != odds:
        return ""
    return ctx.say(_SAID, odds=percent(odds, decimals=0), word=ctx.say(meaning(odds)))


def odds_said(ctx: Context, mine: Chosen, key: str) -> str:
    """The probability of one deal as of the day looked from; "" where it is not open then, or there is no model."""
    return in_words(ctx, float(odds_of(ctx, judge(ctx, mine), [key]).get(key, float("nan"))))
