"""The conflict index of the whole company as it was shown: written when it is shown, never recomputed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from data_access.workspace.tables import balance_seen


@dataclass(frozen=True, slots=True)
class Seen:
    """The index of a month as it was shown on a day of the data, under a version of the rules; None: no value."""

    month: date
    day: date
    rules: str
    cci: float | None
    parts: Mapping[str, float]


def write_seen(engine: Engine, shown: Sequence[Seen]) -> int:
    """Write down what is shown, where it is not what was written last of that month under those rules; how many.

    Of one month, day and version of the rules the first is kept: showing it again adds nothing.
    """
    rows = balance_seen.c
    newest = select(func.max(rows.id)).group_by(rows.month, rows.rules)
    with engine.connect() as connection:
        known = {
            (row.month, row.rules): row for row in connection.execute(select(balance_seen).where(rows.id.in_(newest)))
        }
    fresh = [one for one in shown if not _told(known.get((one.month, one.rules)), one)]
    if not fresh:
        return 0
    try:
        with engine.begin() as connection:
            connection.execute(insert(balance_seen), [_row(one) for one in fresh])
    except IntegrityError:  # somebody else looked at the same moment, and wrote the same
        return 0
    return len(fresh)


def all_seen(engine: Engine) -> list[Seen]:
    """Everything that was written, in the order it was shown."""
    with engine.connect() as connection:
        found = connection.execute(select(balance_seen).order_by(balance_seen.c.id.asc().nulls_last()))
        return [Seen(row.month, row.day, row.rules, row.cci, json.loads(row.parts)) for row in found]


def _told(row: object, one: Seen) -> bool:
    """Whether the last row of a month and version says the same, or was written on the same day or later."""
    if row is None:
        return False
    day, cci = getattr(row, "day"), getattr(row, "cci")  # noqa: B009
    same = cci == one.cci or (cci is not None and one.cci is not None and abs(cci - one.cci) < 1e-9)
    return bool(same or day >= one.day)


def _row(one: Seen) -> dict[str, object]:
    told = json.dumps(dict(one.parts), sort_keys=True)
    return {"month": one.month, "day": one.day, "rules": one.rules, "cci": one.cci, "parts": told}
