"""What happened to a deal, from the states it was in: which value changed from what to what, and when."""

from datetime import datetime
from typing import Any

import pandas as pd

from domain.contracts_deals import DEAL_CHANGES, DEAL_HISTORY
from domain.contracts_drawn import DEAL_LIFE

TOLD = ("stage", "amount", "close_on", "rep_name", "region_name", "channel_name", "product_line", "forecast_category")


def changes(history: pd.DataFrame) -> pd.DataFrame:
    """One row for every value that changed, the latest change first. Takes DEAL_HISTORY, returns DEAL_CHANGES.

    `what` is a column of DEAL_HISTORY, and values are texts: positions, amounts and days as they are stored, NaN where
    there was none. Every event has a row with an empty `what` as well, so that creations, deletions and events that
    changed nothing of this are told too. A gap in the history (the deal was outside the reader's scope) is bridged:
    values are held against the last ones seen.

    >>> fixed = dict.fromkeys(DEAL_HISTORY.columns) | {"clamped": False, "from_at": pd.Timestamp("2026-01-05")}
    >>> states = [fixed | {"seq": seq, "stage": seq, "amount": 5.0} for seq in (1, 2)]
    >>> told = changes(DEAL_HISTORY.coerce(pd.DataFrame(states)))
    >>> told[["seq", "what", "before", "after"]].to_numpy().tolist()
    [[2, '', nan, nan], [2, 'stage', '1', '2'], [1, '', nan, nan]]
    """
    DEAL_HISTORY.check(history)
    rows: list[dict[str, Any]] = []
    before: dict[Any, Any] | None = None
    for state in history.to_dict("records"):
        said = [] if before is None else [_row(state, what, before) for what in TOLD if _differ(before, state, what)]
        rows = [_row(state, "", None), *said, *rows]
        before = state
    return DEAL_CHANGES.coerce(pd.DataFrame(rows, columns=list(DEAL_CHANGES.columns)))


def life(history: pd.DataFrame, stages: pd.DataFrame, until: datetime) -> pd.DataFrame:
    """The states as spans of time up to `until`, for drawing. Takes DEAL_HISTORY and STAGES, returns DEAL_LIFE.

    Events of the same instant leave only the last of them; a stage that the funnel does not have goes by its number.
    What follows the closing of a deal is cut to a fifth of its life before: it would leave no room for that.
    """
    DEAL_HISTORY.check(history)
    own = stages[stages.funnel.isin(history.funnel)]
    names = dict(zip(own.position, own["name"], strict=True))
    last = min(pd.Timestamp(until), _enough(history))
    end = history.to_at.where(history.to_at < last, last)
    spans = history.assign(
        at=history.from_at,
        until=end,
        position=history.stage,
        stage=[names.get(position, str(position)) for position in history.stage],
    )
    return DEAL_LIFE.coerce(spans[spans.until > spans["at"]].reset_index(drop=True))


def _enough(history: pd.DataFrame) -> pd.Timestamp:
    """Up to when a closed deal is worth drawing: a while after the last thing that happened to it."""
    if history.empty or history.status.iloc[-1] not in ("won", "lost"):
        return pd.Timestamp.max
    first, last = (pd.Timestamp(history.from_at.iloc[place]) for place in (0, -1))
    return last + max((last - first) / 5, pd.Timedelta(days=7))


def _differ(before: dict[Any, Any], after: dict[Any, Any], what: str) -> bool:
    one, other = before[what], after[what]
    return bool(one != other) and not (pd.isna(one) and pd.isna(other))


def _row(state: dict[Any, Any], what: str, before: dict[Any, Any] | None) -> dict[str, Any]:
    told = {name: state[name] for name in ("seq", "kind", "origin")} | {"at": state["from_at"], "what": what}
    values = {"before": before[what], "after": state[what]} if before else {"before": None, "after": None}
    return told | {end: None if pd.isna(value) else _plain(value) for end, value in values.items()}


def _plain(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
