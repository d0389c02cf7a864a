"""Deals in parts that fit into memory, and windows along the rows of one deal, in the order of what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, and_, func, or_, select, true, union
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import Function

from data_access.published import deal_observed
from data_access.tables import opportunity

AT_ONCE = 200_000
Frame = tuple[int | None, int | None]
SO_FAR: Frame = (None, 0)
NEXT: Frame = (None, 1)  # so far, and the next one
BEFORE: Frame = (None, -1)
AFTER: Frame = (1, None)
THROUGHOUT: Frame = (None, None)


@dataclass(frozen=True, slots=True)
class Part:
    """The deals of a source from `first` up to, and without, `after`; to the last one where that is empty."""

    source: str
    first: str
    after: str = ""

    def has(self, row: FromClause) -> ColumnElement[bool]:
        """Whether a row is of one of these deals."""
        key = row.c.opportunity_id
        return and_(row.c.source == self.source, key >= self.first, key < self.after if self.after else true())


def parts(connection: Connection) -> Iterator[Part]:
    """All deals, AT_ONCE at a time: a history of millions is derived in the memory that a few need.

    Those that snapshots have seen and that are gone from their source are deals as well.
    """
    known = (select(table.c.source, table.c.opportunity_id) for table in (opportunity, deal_observed))
    deal = union(*known).subquery("known").c
    place = func.row_number().over(partition_by=deal.source, order_by=deal.opportunity_id)
    row = select(deal.source, deal.opportunity_id, place.label("place")).subquery("placed")
    begins = select(row.c.source, row.c.opportunity_id).where(row.c.place % AT_ONCE == 1)
    found = connection.execute(begins.order_by(row.c.source, row.c.opportunity_id)).all()
    for (source, first), (next_source, after) in zip(found, [*found, ("", "")][1:], strict=True):
        yield Part(source, first, after if next_source == source else "")


def along(row: FromClause, value: Function[Any], frame: Frame | None = None) -> ColumnElement[Any]:
    """`value` over the rows of the deal of each row, by `seq`; `frame` counts rows from the present one."""
    return value.over(partition_by=(row.c.source, row.c.opportunity_id), order_by=row.c.seq, rows=frame)


def turns(row: FromClause) -> ColumnElement[bool]:
    """Whether with this row the deal comes into a stage, is deleted, or is there again."""
    gone = (row.c.status == "deleted") != (row.c.status_before == "deleted")
    return or_(row.c.stage_before.is_(None), row.c.stage != row.c.stage_before, gone)
