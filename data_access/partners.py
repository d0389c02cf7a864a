"""Partners: who is at home in a selection, and on which days each of them ordered."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, func, select

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
