"""The rules of channel conflict that people have changed: each change with old and new value, never overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.tables import balance_rule
from domain.errors import ReaderError
from i18n import Text

_LOCK = WriteLock("fulcrum balance rules")
_NOT_THERE = Text("没有这次修改：{batch}。", "There is no such change: {batch}.")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that was changed: when (UTC), by whom, how, with which others, from what to what, and why.

    `new` is None where the installation's own setting holds again.
    """

    at: datetime
    who: str
    how: str
    batch: str
    name: str
    old: str | None
    new: str | None
    reason: str


def in_force(engine: Engine) -> dict[str, str]:
    """The values of the rules that were changed; the others are those of the installation."""
    with engine.connect() as connection:
        return {name: value for name, value in _newest(connection).items() if value is not None}


def change(engine: Engine, pairs: Mapping[str, tuple[str | None, str | None]], who: str, reason: str) -> str:
    """Write changes down (name → old and new value) as made at once; the key of the batch."""
    batch = uuid4().hex
    with engine.begin() as connection:
        connection.execute(_LOCK)
        _append(connection, pairs, (who, "form", batch), reason)
    return batch


def undo(engine: Engine, batch: str, who: str, own: Mapping[str, str]) -> int:
    """Put back what a batch changed, by rows of its own; how many rules that were. `own` are the installation's.

    A rule that has been changed since stays as it is. Raises ReaderError when there is no such batch.
    """
    rows = balance_rule.c
    with engine.begin() as connection:
        connection.execute(_LOCK)
        made = connection.execute(select(balance_rule).where(rows.batch == batch)).all()
        if not made:
            raise ReaderError(_NOT_THERE, batch=batch[:32])
        last = set(connection.scalars(select(func.max(rows.id)).group_by(rows.name)))
        back = {row.name: (row.new, row.old) for row in made if row.id in last}
        pairs = {name: (new, None if old == own.get(name) else old) for name, (new, old) in back.items()}
        _append(connection, pairs, (who, "undo", uuid4().hex), "")
    return len(pairs)


def history(engine: Engine) -> list[RuleChange]:
    """Every change, newest first."""
    rows = balance_rule.c
    with engine.connect() as connection:
        found = connection.execute(select(balance_rule).order_by(rows.id.desc().nulls_last()))
        return [
            RuleChange(in_utc(row.at), row.who, row.how, row.batch, row.name, row.old, row.new, row.reason)
            for row in found
        ]


def _newest(connection: Connection) -> dict[str, str | None]:
    rows = balance_rule.c
    newest = select(func.max(rows.id)).group_by(rows.name)
    found = connection.execute(select(rows.name, rows.new).where(rows.id.in_(newest)))
    return {row.name: row.new for row in found}


def _append(
    connection: Connection,
    pairs: Mapping[str, tuple[str | None, str | None]],
    by: tuple[str, str, str],
    reason: str,
) -> None:
    if not pairs:
        return
    who, how, batch = by
    head = {"who": who, "how": how, "batch": batch, "reason": reason}
    rows = [{**head, "name": name, "old": old, "new": new} for name, (old, new) in pairs.items()]
    connection.execute(insert(balance_rule), rows)
    record(connection, who, "balance rules", batch, {name: list(pair) for name, pair in pairs.items()})
