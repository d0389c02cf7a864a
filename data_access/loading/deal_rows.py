"""Windows along the rows of one deal, in the order in which they happened."""

from typing import Any

from sqlalchemy import FromClause, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import Function

Frame = tuple[int | None, int | None]
SO_FAR: Frame = (None, 0)
NEXT: Frame = (None, 1)  # so far, and the next one
BEFORE: Frame = (None, -1)
AFTER: Frame = (1, None)
THROUGHOUT: Frame = (None, None)


def along(row: FromClause, value: Function[Any], frame: Frame | None = None) -> ColumnElement[Any]:
    """`value` over the rows of the deal of each row, by `seq`; `frame` counts rows from the present one."""
    return value.over(partition_by=(row.c.source, row.c.opportunity_id), order_by=row.c.seq, rows=frame)


def turns(row: FromClause) -> ColumnElement[bool]:
    """Whether with this row the deal comes into a stage, is deleted, or is there again."""
    gone = (row.c.status == "deleted") != (row.c.status_before == "deleted")
    return or_(row.c.stage_before.is_(None), row.c.stage != row.c.stage_before, gone)
