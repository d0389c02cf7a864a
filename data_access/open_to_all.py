"""What is no secret of anybody's: which tables are filled, since when, and who records what. No figure is in it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, select, true, union_all

from data_access import published, tables
from domain.facts import FACTS

_MANY = 1_000_000
_DATED = ("order_line", "first_order", "opportunity", "channel_cost", "delivery", "receipt", "satisfaction", "market")


class Open(StrEnum):
    """What can be asked of the whole company by everybody."""

    FILLED = "filled"  # `table`: the canonical tables that have rows at all
    BEGUN = "begun"  # `table`, `first`, `last`: the days that the rows of each lie between
    BEGINNINGS = "beginnings"  # `source`, `first`: the first order day of each source
    MANY = "many"  # `many`: whether there are more than a million order lines
    DELIVERING = "delivering channels"  # `source`, `channel_id`: the channels that have deliveries at all


def open_to_all(what: Open, *, planned: bool) -> Select[Any]:
    """The rows of one of them; `planned` says that targets were entered, wherever the loaded ones are."""
    made = {Open.BEGUN: _begun, Open.BEGINNINGS: _beginnings, Open.MANY: _many, Open.DELIVERING: _delivering}
    return made[what]() if what in made else _filled(planned)


def _filled(planned: bool) -> Select[Any]:
    there = {name: select(table.c.source).exists() for name, table in sorted(tables.CANONICAL.items())}
    known = there | ({"target": true()} if planned else {})
    parts = [select(literal(name).label("table")).where(filled) for name, filled in known.items()]
    return select(union_all(*parts).subquery("names"))


def _begun() -> Select[Any]:
    dated = [(FACTS[key].table, FACTS[key].day) for key in _DATED]
    days = [(name, tables.METADATA.tables[name].c[day]) for name, day in dated if day]
    spans = [(name, func.min(day).label("first"), func.max(day).label("last")) for name, day in days]
    parts = [select(literal(name).label("table"), first, last) for name, first, last in spans]
    return select(union_all(*parts).subquery("firsts"))


def _many() -> Select[Any]:
    return select((func.count(tables.order_line.c.source) > _MANY).label("many"))


def _beginnings() -> Select[Any]:
    day = published.order_day.c
    return select(day.source, func.min(day.ordered_on).label("first")).group_by(day.source)


def _delivering() -> Select[Any]:
    return select(tables.delivery.c.source, tables.delivery.c.channel_id).distinct()
