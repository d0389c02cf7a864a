"""What questions about a funnel share: the deals as they stood, their stays in stages, and the names of slices."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ARRAY, Double, Integer, Numeric, Select, Subquery, cast, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Span, cut
from data_access.dialects import safe_div
from data_access.labels import named
from data_access.visible import Visible
from domain.contracts_funnel import sliced
from domain.filters import Filters
from domain.frames import Contract
from domain.funnel import FOR_LONG, FunnelAsk

_DAY = 86_400_000_000  # microseconds
EXACT = Numeric(38, 4)  # sums stay decimal until the very last step


def by_slice(contract: Contract) -> Callable[..., Contract]:
    """The contract of a query of `filters`, a FunnelAsk and more: with `key` and `name` when it is cut by slices."""

    def promised(_filters: Filters, ask: FunnelAsk, *_more: object) -> Contract:
        return sliced(contract) if ask.by else contract

    return promised


def standing(see: Visible, filters: Filters, ask: FunnelAsk) -> Cut:
    """The deals of the funnel and the selection as they stood at the instant asked for: open, won, lost, deleted.

    An empty funnel stands for all of them.
    """
    mine = cut(see, "deal_span", filters, _dimensions(ask))
    row = mine.door.c
    mine.conditions += [row.from_at <= ask.at, row.to_at > ask.at]
    mine.conditions += [row.funnel == ask.funnel] if ask.funnel else []
    return mine


def stays(see: Visible, filters: Filters, ask: FunnelAsk, span: Span | None = None) -> Cut:
    """The stays of the funnel and the selection that had begun at that instant; by their first day in `span`."""
    mine = cut(see, "deal_stay", filters, _dimensions(ask), span)
    mine.conditions += [mine.door.c.funnel == ask.funnel, mine.door.c.entered_at <= ask.at]
    return mine


def _dimensions(ask: FunnelAsk) -> tuple[str, ...]:
    return (ask.by,) if ask.by else ()


def told(see: Visible, rows: Subquery, ask: FunnelAsk, order: tuple[str, ...]) -> Select[Any]:
    """`rows` in order; those of slices (`source` and the dimension, as Cut groups them) with their key and name."""
    if not ask.by:
        return select(rows).order_by(*(rows.c[name] for name in order))
    one = named(see, rows, (ask.by,), ask.locale).subquery("named")
    keys = {ask.by: "key", f"{ask.by}_name": "name"}
    columns = [column.label(keys.get(column.key, column.key)) for column in one.c]
    return select(*columns).order_by(one.c[ask.by].asc().nulls_last(), *(one.c[name] for name in order))


def rows_of(mine: Cut, **values: ColumnElement[Any]) -> tuple[Subquery, list[ColumnElement[Any]]]:
    """The rows of a cut with these values, and their group columns: made first and grouped after.

    PostgreSQL takes two equal expressions with parameters for two different ones, so none may be a group.
    """
    rows = mine.select(*(value.label(name) for name, value in values.items())).subquery("rows_of")
    return rows, [rows.c[name] for name in mine.groups]


def quantile(share: float, values: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value below which this share of the values lies, between two neighbours in proportion; NULL of none."""
    return func.percentile_cont(share).within_group(values)


def in_days(microseconds: ColumnElement[Any]) -> ColumnElement[Any]:
    """Microseconds as days with their fraction: quantiles are found of whole numbers, and told in days."""
    return safe_div(microseconds, literal(_DAY))


def with_days(mine: Cut, values: dict[str, ColumnElement[Any]], microseconds: ColumnElement[Any]) -> Subquery:
    """One row per group: these values, `median_days` and `p80_days`; put in order once, not for each quantile."""
    shares = {"median_days": 0.5, "p80_days": FOR_LONG}
    ordered = func.percentile_cont(array(shares.values())).within_group(microseconds)
    both = type_coerce(ordered, ARRAY(Double)).label("both")
    found = mine.grouped(*(value.label(name) for name, value in values.items()), both).subquery("found").c
    days = (in_days(found.both[nth]).label(name) for nth, name in enumerate(shares, 1))
    return select(*(column for column in found if column.key != "both"), *days).subquery("rows")


def whole_days(days: ColumnElement[Any], horizon: int) -> ColumnElement[Any]:
    """Days as a whole number; all that lies beyond the horizon is one more than it."""
    return func.least(cast(days, Integer), horizon + 1)
