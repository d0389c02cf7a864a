"""Forecasts that people edited: added to, never overwritten; the newest row of a node and period is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, and_, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.forecast_tables import forecast_edit
from domain.errors import ReaderError
from domain.forecast_edits import SET, WITHDRAWN, Edit, Edited
from i18n import Text

_NOT_THERE = Text("没有这次调整：{batch}。", "There is no such edit: {batch}.")
_PLACE = ("slice", "metric", "grain", "period_start", "node")


@dataclass(frozen=True, slots=True)
class WrittenEdit:
    """One row of the history: what was said when (UTC), by whom, how (page, undo) and together with what."""

    id: int
    at: datetime
    who: str
    how: str
    batch: str
    edit: Edit


def enter(engine: Engine, edits: Sequence[Edit], who: str, how: str) -> str:
    """Write the edits down as entered at once; the key of the batch."""
    batch = uuid4().hex
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum forecast edits"))
        _append(connection, [_row(edit) for edit in edits], (who, batch, how))
    return batch


def undo(engine: Engine, batch: str, who: str, reason: str) -> int:
    """Write down anew, at each place of the batch, what was in force before it; how many places that were.

    Places that someone has edited anew since are left as they are. Raises ReaderError when there is no such batch.
    """
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum forecast edits"))
        own = connection.execute(select(forecast_edit).where(forecast_edit.c.batch == batch)).all()
        if not own:
            raise ReaderError(_NOT_THERE, batch=batch[:32])
        newest = [row for row in own if connection.execute(_newest(_at(row)).limit(1)).one().id == row.id]
        _append(connection, [_before(connection, row, reason) for row in newest], (who, uuid4().hex, "undo"))
    return len(newest)


def history(engine: Engine, of: Edited) -> list[WrittenEdit]:
    """Everything that was said of the forecast of a slice, newest first."""
    rows = forecast_edit.c
    mine = (rows.slice == of.slice, rows.metric == of.metric, rows.grain == of.grain)
    with engine.connect() as connection:
        return [_written(row) for row in connection.execute(_newest(and_(*mine)))]


def of_batch(engine: Engine, batch: str) -> list[WrittenEdit]:
    """What was entered at once."""
    with engine.connect() as connection:
        return [_written(row) for row in connection.execute(_newest(forecast_edit.c.batch == batch))]


def _written(row: Row[Any]) -> WrittenEdit:
    said = None if row.amount is None else Decimal(row.amount)
    edit = Edit(Edited(row.slice, row.metric, row.grain), row.node, row.period_start, said, row.reason, row.state)
    return WrittenEdit(row.id, in_utc(row.at), row.who, row.how, row.batch, edit)


def _append(connection: Connection, rows: Sequence[dict[str, object]], by: tuple[str, str, str]) -> None:
    if not rows:
        return
    who, batch, how = by
    connection.execute(insert(forecast_edit), [row | {"who": who, "batch": batch, "how": how} for row in rows])
    about = sorted({f"{row['node']} {row['period_start']}" for row in rows})
    record(connection, who, "edit forecast", batch, {"how": how, "slice": rows[0]["slice"], "of": about[:50]})


def _before(connection: Connection, row: Row[Any], reason: str) -> dict[str, object]:
    """What was in force at the row's place before its batch, with the reason why it is so again."""
    rows = forecast_edit.c
    earlier = _newest(and_(_at(row), rows.batch != row.batch, rows.id < row.id)).limit(1)
    was = connection.execute(earlier).first()
    said = {"state": WITHDRAWN, "amount": None} if was is None else {"state": was.state, "amount": was.amount}
    return {**{name: getattr(row, name) for name in _PLACE}, **said, "reason": reason}


def _newest(condition: Any) -> Select[Any]:
    return select(forecast_edit).where(condition).order_by(forecast_edit.c.id.desc().nulls_last())


def _at(row: Row[Any]) -> Any:
    return and_(*(forecast_edit.c[name] == getattr(row, name) for name in _PLACE))


def _row(edit: Edit) -> dict[str, object]:
    place = {"slice": edit.of.slice, "metric": edit.of.metric, "grain": edit.of.grain}
    said = format(edit.amount, "f") if edit.state == SET and edit.amount is not None else None
    return {**place, "period_start": edit.first, "node": edit.node, "state": edit.state, "amount": said,
            "reason": edit.reason}  # fmt: skip
