"""Candidate rows and their fate: loaded, excluded by a rule, or quarantined for a reason; never dropped."""

from collections.abc import Iterable
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy import String as Text_

from data_access.loading.compile import Rows, asked, compiled, number, typed
from data_access.loading.currency import convert
from data_access.loading.mapping import Feed, Join, Mapping
from data_access.loading.rows import DEFECT, LINE
from data_access.loading.scratch import AMOUNT, EXCLUDED, FEED, PROBLEM, Scratch
from data_access.tables import CANONICAL, MONEY
from i18n import Text

FAN_OUT = Text(
    "查找表 {file} 的键 {key} 重复（例如 {example}），会把行成倍放大",
    "the look-up {file} repeats on {key} (e.g. {example}): it would multiply rows",
)


def fill_candidates(scratch: Scratch, mapping: Mapping, base: str) -> None:
    """Make the candidate rows of every feed, money in the currency `base`, and decide the fate of each."""
    for place, feed in enumerate(mapping.feeds):
        _fill(scratch, mapping, place, feed)
    convert(scratch, mapping, base)
    _forget_named_twice(scratch, mapping)
    for name in _in_order({feed.table for feed in mapping.feeds}):
        _mark_repeats(scratch, name)
        _mark_orphans(scratch, name)
    scratch.connection.commit()


def good(candidates: FromClause) -> ColumnElement[bool]:
    """The rows that will be loaded."""
    return and_(candidates.c[EXCLUDED].is_(None), candidates.c[PROBLEM].is_(None))


def source_rows(scratch: Scratch, mapping: Mapping, feed: Feed) -> tuple[int, Any]:
    """How many rows a feed's file has, and their money, counted on the file itself, apart from the candidates."""
    rows, joined = _rows(scratch, mapping, feed)
    amount = number(compiled(feed.amount, rows).sql) if feed.amount else cast(null(), MONEY)
    statement = select(func.count(), func.sum(amount)).select_from(joined)
    count, money = scratch.connection.execute(statement).one()
    return count, money


def _fill(scratch: Scratch, mapping: Mapping, place: int, feed: Feed) -> None:
    for join in feed.joins.values():
        if not join.first:
            _check_look_up(scratch, feed, join.file, list(join.by))
    rows, joined = _rows(scratch, mapping, feed)
    table, candidates = CANONICAL[feed.table], scratch.candidates(feed.table)
    values = {name: typed(compiled(e, rows), table.c[name].type) for name, e in feed.columns.items()}
    bad = [(value.bad, literal(f"unread {name}")) for name, value in values.items()]
    empty = [
        (value.sql.is_(None), literal(f"empty {name}")) for name, value in values.items() if not table.c[name].nullable
    ]
    missed = [(_missed(rows, alias, join), literal(f"missed {join.file}")) for alias, join in feed.joins.items()]
    problem = case((rows.table.c[DEFECT].is_not(None), literal("shape")), *missed, *bad, *empty)
    rules = [(asked(rule.when, rows), literal(number)) for number, rule in enumerate(feed.exclude)]
    excluded = case(*rules) if rules else null()
    amount = number(compiled(feed.amount, rows).sql) if feed.amount else null()
    made = [literal(place).label(FEED), rows.table.c[LINE].label(LINE), excluded.label(EXCLUDED)]
    made += [problem.label(PROBLEM), amount.label(AMOUNT), *(value.sql.label(name) for name, value in values.items())]
    every: Select[Any] = select(*made).select_from(joined)
    chosen = _first_of_each(every, feed) if feed.distinct else every
    scratch.connection.execute(insert(candidates).from_select([c.name for c in chosen.selected_columns], chosen))
    settled = update(candidates).where(candidates.c[EXCLUDED].is_not(None)).values({PROBLEM: None})
    scratch.connection.execute(settled)


def _rows(scratch: Scratch, mapping: Mapping, feed: Feed) -> tuple[Rows, FromClause]:
    """The rows of a feed's file, with its look-ups joined one after the other: later ones may use earlier ones."""
    table = scratch.files[feed.file]
    joins: dict[str, FromClause] = {}
    joined: FromClause = table
    for alias, join in feed.joins.items():
        there = _looked_up(scratch.files[join.file], join).alias(f"look-up {alias}")
        so_far = Rows(table, dict(joins), mapping.formats)
        there_only = Rows(there, {}, mapping.formats)
        matches = [
            there_only.column(wanted, key) == cast(compiled(wanted, so_far).sql, Text_)
            for key, wanted in join.by.items()
        ]
        joined = joined.outerjoin(there, and_(*matches))
        joins[alias] = there
    return Rows(table, joins, mapping.formats), joined


def _missed(rows: Rows, alias: str, join: Join) -> ColumnElement[bool]:
    """Whether a row looks up what is not there; a row that looks up nothing misses nothing."""
    if join.optional:
        return false()
    wanted = [compiled(key, rows).sql.is_not(None) for key in join.by.values()]
    return and_(*wanted, rows.joins[alias].c[LINE].is_(None))


def _looked_up(file: Table, join: Join) -> FromClause:
    """The rows of a look-up; with `first`, the first of each key."""
    if not join.first:
        return file
    key = [file.c[name] for name in join.by if name in file.c]
    place = func.row_number().over(partition_by=key, order_by=file.c[LINE].nulls_last()).label("_place")
    ranked = select(file, place).subquery("ranked")
    return select(*(c for c in ranked.c if c.name != "_place")).where(ranked.c["_place"] == 1).subquery("firsts")


def _check_look_up(scratch: Scratch, feed: Feed, file: str, key: list[str]) -> None:
    there = scratch.files[file]
    columns = [func.trim(there.c[name]) for name in key if name in there.c]
    again = select(*columns).where(columns[0].is_not(None)).group_by(*columns).having(func.count() > 1).limit(1)
    if columns and (example := scratch.connection.execute(again).first()):
        raise feed.at.wrong(FAN_OUT, file=file, key=", ".join(key), example=" / ".join(map(str, example)))


def _first_of_each(every: Select[Any], feed: Feed) -> Select[Any]:
    """One row for each key of a derived table: the first line that names it says the rest. No key, no row."""
    inner = every.subquery("every")
    key = [inner.c[name] for name in CANONICAL[feed.table].info["key"][1:] if name in inner.c]
    place = func.row_number().over(partition_by=key, order_by=inner.c[LINE].nulls_last())
    ranked = select(inner, place.label("_place")).where(or_(false(), *(part.is_not(None) for part in key)))
    numbered = ranked.subquery("numbered")
    return select(*(c for c in numbered.c if c.name != "_place")).where(numbered.c["_place"] == 1)


def _forget_named_twice(scratch: Scratch, mapping: Mapping) -> None:
    """A derived row whose key another feed has given already is the same thing, named twice."""
    for place, feed in enumerate(mapping.feeds):
        if feed.distinct:
            here = scratch.candidates(feed.table)
            before = here.alias("before")
            same = [before.c[k].is_not_distinct_from(here.c[k]) for k in CANONICAL[feed.table].info["key"][1:]]
            earlier = exists().where(before.c[FEED] < place, good(before), *same)
            scratch.connection.execute(delete(here).where(here.c[FEED] == place, earlier))


def _mark_repeats(scratch: Scratch, name: str) -> None:
    """The first row of a key is loaded, every later one is quarantined."""
    here = scratch.candidates(name)
    key = [here.c[part] for part in CANONICAL[name].info["key"][1:]]
    order = (here.c[FEED].nulls_last(), here.c[LINE].nulls_last())
    place = func.row_number().over(partition_by=key, order_by=order)
    ranked = select(here.c[FEED], here.c[LINE], place.label("place")).where(good(here)).subquery("ranked")
    same = and_(ranked.c[FEED] == here.c[FEED], ranked.c[LINE] == here.c[LINE], ranked.c.place > 1)
    scratch.connection.execute(update(here).where(same).values({PROBLEM: "repeats"}))


def _mark_orphans(scratch: Scratch, name: str) -> None:
    """Quarantine rows that point to what will not be loaded; again, while that takes others' parents away."""
    mark = partial(_mark_orphans_once, scratch, scratch.candidates(name))
    pointers = CANONICAL[name].info.get("refs", {})
    while sum(mark(column, target) for column, target in pointers.items()) and name in pointers.values():
        pass


def _mark_orphans_once(scratch: Scratch, here: Table, column: str, target: str) -> int:
    there = scratch.candidates(target).alias("there")
    key = there.c[CANONICAL[target].info["key"][1]]
    found = exists().where(good(there), key == here.c[column])
    lost = and_(good(here), here.c[column].is_not(None), ~found)
    return scratch.connection.execute(update(here).where(lost).values({PROBLEM: f"orphan {column}"})).rowcount


def _in_order(names: Iterable[str]) -> list[str]:
    """The tables with those that they point to before them."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name in names:
        sorter.add(name, *(target for target in CANONICAL[name].info.get("refs", {}).values() if target != name))
    wanted = set(names)
    return [name for name in sorter.static_order() if name in wanted]
