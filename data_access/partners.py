"""Partners: who is at home in a selection, and on which days each of them ordered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, case, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import cut
from data_access.labels import named
from data_access.open_to_all import Open
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_partners import BEGINNINGS, PARTNERS
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import add_months
from i18n import Locale

_MONTH = (1 << 31) - 1  # all days of a month
_HOME = ("channel", "region", "region_1")


@query(PARTNERS)
def partners(see: Visible, filters: Filters, locale: Locale) -> Select[Any]:
    """The partners at home in the regions and channels selected, whatever became of them; ordered by key.

    Raises ReaderError for filters that partners do not have: product lines and segments.
    """
    mine = cut(see, "partner", filters, _HOME)
    row = mine.door.c
    told = ("name", "kind", "tier", "opened_on", "closed_on")
    rows = mine.select((row.source + ":" + row.partner_id).label("key"), *(row[name] for name in told)).subquery("rows")
    called = named(see, rows, _HOME, locale).order_by(None).subquery("called")
    return select(*(called.c[name] for name in PARTNERS.columns)).order_by(called.c.key)


@query(BEGINNINGS)
def order_beginnings(see: Visible) -> Select[Any]:
    """The first order day of each source, of the whole company."""
    door = see.open_to_all(Open.BEGINNINGS)
    return select(door).order_by(door.c.source)


def months_of(first: date, last: date) -> tuple[date, ...]:
    """The first days of the months from that of `first` to that of `last`.

    >>> months_of(date(2025, 11, 20), date(2026, 1, 3))
    (datetime.date(2025, 11, 1), datetime.date(2025, 12, 1), datetime.date(2026, 1, 1))
    """
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(add_months(first.replace(day=1), month) for month in range(count + 1))


def _marks(months: tuple[date, ...]) -> Contract:
    return Contract("order_marks", {"key": Kind.TEXT, **{month.isoformat(): Kind.COUNT for month in months}}, ("key",))


@query(_marks)
def order_marks(see: Visible, months: tuple[date, ...]) -> Select[Any]:
    """On which days each partner ordered: a row a partner, a column a month (its first day), a bit a day.

    Bit 0 is the first of the month. Wide on purpose: three thousand partners over ten years are as many rows, and the
    days of all of them fit into a few megabytes. Partners without any order have no row.
    """
    row = see.fact("partner_month").c
    days = [
        cast(func.coalesce(func.bit_or(case((row.month_start == month, row.marks))), 0), BigInteger) for month in months
    ]
    key = (row.source + ":" + row.partner_id).label("key")
    columns = (value.label(month.isoformat()) for value, month in zip(days, months, strict=True))
    return select(key, *columns).group_by(row.source, row.partner_id).order_by(key)


def ordered_since(see: Visible, days: Sequence[date], last: date) -> Subquery:
    """By `source` and `partner_id` a column for each of the days (its ISO form): 1 for an order from it to `last`.

    From the marks of months; a reader of own orders is answered by the lines, since no total knows reps.
    """
    if see.scope.reps is None:
        row = see.fact("partner_month").c
        flags: list[ColumnElement[bool]] = [
            row.marks.bitwise_and(_bits(row.month_start, day, last)) != 0 for day in days
        ]
        known: ColumnElement[bool] = row.month_start.between(days[0].replace(day=1), last)
    else:
        row = see.fact("order_line").c
        flags = [row.ordered_on >= day for day in days]
        known = row.ordered_on.between(days[0], last) & row.partner_id.is_not(None) & (row.quantity > 0)
    columns = (func.max(case((flag, 1), else_=0)).label(day.isoformat()) for day, flag in zip(days, flags, strict=True))
    keys = (row.source, row.partner_id)
    return select(*keys, *columns).where(known).group_by(*keys).subquery("ordered_since")


def _bits(month: ColumnElement[date], first: date, last: date) -> ColumnElement[int]:
    """The bits of the days of a month that lie between the two, both included."""
    begun, over = (~0 << (first.day - 1)) & _MONTH, (1 << last.day) - 1
    opens, ends = first.replace(day=1), last.replace(day=1)
    inside = {opens: begun & over} if opens == ends else {opens: begun, ends: over}
    rest = case((month.between(first, last), _MONTH), else_=0)
    return cast(case(inside, value=month, else_=rest), BigInteger)
