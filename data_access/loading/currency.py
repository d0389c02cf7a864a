"""Money of other currencies into the base currency, by the rates of the same source; the original stays beside."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, Table, and_, case, cast, func, literal, select, update

from data_access.loading.mapping import Feed, Mapping
from data_access.loading.scratch import FEED, PROBLEM, Scratch
from data_access.tables import MONEY
from i18n import Text

TIES_REVENUE = Text(
    "金额按汇率换算时，只能用 revenue 对账", "money that is converted can only be held to tie with revenue"
)
_TABLE, _RATES = "order_line", "fx_rate"


def converts(feed: Feed) -> bool:
    """Whether the feed's money is in the currency that each row names. One that gives both amounts has converted it."""
    return feed.table == _TABLE and "currency" in feed.columns and "currency_revenue" not in feed.columns


def convert(scratch: Scratch, mapping: Mapping, base: str) -> None:
    """Convert the candidates of such feeds to the currency `base`, each by the rate of its day.

    `currency_revenue` becomes what the source says. A row without a currency is in the base currency already; one
    whose currency has no rate yet on its day is a problem. Raises ReaderError for money that ties with anything but
    revenue: only of that is the original kept.
    """
    for place, feed in enumerate(mapping.feeds):
        if not converts(feed):
            continue
        if feed.amount and feed.ties != "revenue":
            raise feed.at.wrong(TIES_REVENUE)
        line = scratch.candidates(_TABLE)
        mine = and_(line.c[FEED] == place, line.c.currency.is_not(None))
        original = update(line).where(mine).values(currency_revenue=line.c.revenue)
        scratch.connection.execute(original)
        _by_rates(scratch, line, and_(mine, line.c.currency != base))


def _by_rates(scratch: Scratch, line: Table, foreign: ColumnElement[bool]) -> None:
    rate = _rates(scratch)
    then = and_(rate.c.currency == line.c.currency, line.c.ordered_on.between(rate.c.first, rate.c.last))
    known = select(rate.c.rate).where(then).exists()
    missing = update(line).where(foreign, line.c[PROBLEM].is_(None), ~known).values({PROBLEM: "rate currency"})
    scratch.connection.execute(missing)
    new: dict[str, ColumnElement[Any]] = {
        name: cast(line.c[name] * rate.c.rate, MONEY) for name in ("list_amount", "discount_amount", "revenue", "cost")
    }
    adds_up = line.c.revenue == line.c.list_amount - line.c.discount_amount
    new["discount_amount"] = case((adds_up, new["list_amount"] - new["revenue"]), else_=new["discount_amount"])
    scratch.connection.execute(update(line).where(foreign, then).values(new))


def _rates(scratch: Scratch) -> Subquery:
    """Each rate with the first and the last day on which it holds."""
    rate = scratch.candidates(_RATES).c
    following = func.lead(rate.valid_from).over(partition_by=rate.currency, order_by=rate.valid_from)
    last = func.coalesce(cast(following - literal(1), Date), cast(literal("9999-12-31"), Date)).label("last")
    spans = select(rate.currency, rate.rate, rate.valid_from.label("first"), last)
    return spans.where(rate[PROBLEM].is_(None), rate.rate > 0).subquery("rates")
