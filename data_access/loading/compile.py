"""A mapping's expressions as SQL over the text tables of the scratch database, which is always DuckDB.

Each becomes a value, and whether the source held something that could not be understood: such a row goes to
quarantine, it is never read as empty.
"""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    try_cast,
)
from sqlalchemy.types import TypeEngine

from data_access.dialects import safe_div
from data_access.loading.expression import Expression
from data_access.loading.rows import LINE
from data_access.tables import MONEY
from i18n import Text

Sql = ColumnElement[Any]
NO_SOURCE_COLUMN = Text("来源里没有列 {name}；可用：{known}", "the source has no column {name}; known: {known}")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of each row, and whether it could not be understood."""

    sql: Sql
    bad: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rows:
    """What expressions are compiled against: the rows of a file, its look-ups by alias, the mapping's formats."""

    table: FromClause
    joins: Mapping[str, FromClause]
    formats: Mapping[str, str]

    def column(self, expression: Expression, name: str) -> Sql:
        """The trimmed text of a source column, or of a look-up's column ALIAS.NAME; empty is null."""
        if name in self.table.c:
            return func.nullif(func.trim(self.table.c[name]), "")
        alias, _, inner = name.partition(".")
        if alias in self.joins and inner in self.joins[alias].c:
            return func.nullif(func.trim(self.joins[alias].c[inner]), "")
        known = [c.name for c in self.table.c] + [f"{a}.{c.name}" for a, t in self.joins.items() for c in t.c]
        raise expression.at.wrong(NO_SOURCE_COLUMN, name=name, known=", ".join(n for n in known if n[0] != "_"))


def compiled(expression: Expression, rows: Rows) -> Value:
    """The value of an expression. Raises ReaderError for a column that the source lacks."""
    return _OPERATIONS[expression.operation](expression, rows)


def asked(expression: Expression, rows: Rows) -> ColumnElement[bool]:
    """A condition; what is empty fulfils none but `empty`."""
    if expression.operation in _JOINED:
        return _JOINED[expression.operation](*(asked(inner, rows) for inner in expression.arguments))
    subject = compiled(expression.arguments[0], rows).sql
    word = expression.words.get(expression.operation, "")
    answers: dict[str, Callable[[], ColumnElement[bool]]] = {
        "in": lambda: subject.in_(expression.listed),
        "equals": lambda: subject == word,
        "empty": lambda: subject.is_(None) if word == "true" else subject.is_not(None),
        "starts_with": lambda: subject.startswith(word, autoescape=True),
        "below": lambda: number(subject) < number(literal(word)),
        "above": lambda: number(subject) > number(literal(word)),
    }
    return func.coalesce(answers[expression.operation](), false(), type_=Boolean)


def typed(value: Value, kind: TypeEngine[Any]) -> Value:
    """The value in the kind of its column; text that is not of that kind is bad."""
    have = value.sql
    if isinstance(kind, String):
        return Value(have if isinstance(have.type, String) else cast(have, String), value.bad)
    if isinstance(kind, Numeric) and isinstance(have.type, Numeric):
        made: Sql = cast(have, kind)
    elif isinstance(kind, Date | DateTime) and isinstance(have.type, Date):
        made = cast(have, kind)
    else:
        made = try_cast(have, kind)
    return Value(made, or_(value.bad, and_(have.is_not(None), made.is_(None))))


def number(sql: Sql) -> Sql:
    """Text as an exact number with four decimals; what is a number stays one."""
    return sql if isinstance(sql.type, Numeric) else try_cast(sql, MONEY)


def _column(expression: Expression, rows: Rows) -> Value:
    text = rows.column(expression, expression.words["column"])
    if expression.listed:
        text = case((text.in_(expression.listed), null()), else_=text)
    if "thousands" in expression.words:
        text = func.replace(text, expression.words["thousands"], "")
    if "format" in expression.words:
        return _day(text, rows.formats.get(expression.words["format"], expression.words["format"]))
    return _coded(expression, Value(text, false()))


def _day(text: Sql, form: str) -> Value:
    day = cast(func.try_strptime(text, form), Date)
    return Value(day, and_(text.is_not(None), day.is_(None)))


def _coded(expression: Expression, value: Value) -> Value:
    """The value by its code list; a value outside it as `otherwise` says, by default quarantine."""
    if not expression.codes:
        return value
    otherwise = expression.words.get("otherwise", "quarantine")
    outside: dict[str, Sql] = {"keep": value.sql, "value": literal(expression.words.get("otherwise_value", ""))}
    made = case(
        *((value.sql == code, literal(meaning)) for code, meaning in expression.codes.items()),
        (value.sql.is_(None), null()),
        else_=outside.get(otherwise, cast(null(), String)),
    )
    strange = and_(value.sql.is_not(None), made.is_(None)) if otherwise == "quarantine" else false()
    return Value(func.nullif(made, "", type_=String), or_(value.bad, strange))


def _code(expression: Expression, rows: Rows) -> Value:
    return _coded(expression, compiled(expression.arguments[0], rows))


def _value(expression: Expression, _rows: Rows) -> Value:
    return Value(literal(expression.words["value"]), false())


def _first(expression: Expression, rows: Rows) -> Value:
    values = [compiled(inner, rows) for inner in expression.arguments]
    return Value(func.coalesce(*(value.sql for value in values)), or_(false(), *(value.bad for value in values)))


def _template(expression: Expression, rows: Rows) -> Value:
    """Columns set into a text; empty when any of them is."""
    pieces: list[Sql] = []
    for before, name, _, _ in string.Formatter().parse(expression.words["template"]):
        pieces += [literal(before)] if before else []
        pieces += [rows.column(expression, name)] if name else []
    return Value(reduce(lambda left, right: left.concat(right), pieces), false())


def _arithmetic(expression: Expression, rows: Rows) -> Value:
    values = [compiled(inner, rows) for inner in expression.arguments]
    numbers = [number(value.sql) for value in values]
    unread = [and_(v.sql.is_not(None), n.is_(None)) for v, n in zip(values, numbers, strict=True)]
    made = reduce(_ARITHMETIC[expression.operation], numbers)
    bad = or_(false(), *unread, *(value.bad for value in values))
    return Value(cast(-made if expression.operation == "negative" else made, MONEY), bad)


def _line(_expression: Expression, rows: Rows) -> Value:
    return Value(cast(rows.table.c[LINE], String), false())


def _place_in(expression: Expression, rows: Rows) -> Value:
    """1, 2, 3 … of the rows with the same values of the given columns, in the order of the file."""
    group = [compiled(inner, rows).sql for inner in expression.arguments]
    place = func.row_number().over(partition_by=group, order_by=rows.table.c[LINE].nulls_last())
    return Value(cast(place, String), false())


def _month_start(expression: Expression, rows: Rows) -> Value:
    """The first day of a month given by its year, and its number or English name."""
    year, month = (compiled(inner, rows).sql for inner in expression.arguments)
    short = func.lower(func.left(month, 3))
    named = case(*((short == name, place) for place, name in enumerate(MONTHS, 1)), else_=try_cast(month, Integer))
    day = func.make_date(try_cast(year, Integer), named, 1, type_=Date)
    given = and_(year.is_not(None), month.is_not(None))
    return Value(day, and_(given, day.is_(None)))


def _month_end(expression: Expression, rows: Rows) -> Value:
    value = typed(compiled(expression.arguments[0], rows), Date())
    return Value(func.last_day(value.sql, type_=Date), value.bad)


def _day_before_next(expression: Expression, rows: Rows) -> Value:
    """The day before the next day that the file names; after the last one the stated end."""
    inner = expression.arguments[0]
    here = typed(compiled(inner, rows), Date())
    others = Rows(rows.table.alias("others"), {}, rows.formats)
    there = typed(compiled(inner, others), Date()).sql
    following = select(func.min(there)).where(there > here.sql).scalar_subquery()
    until = cast(literal(expression.words["until"]), Date)
    return Value(func.coalesce(cast(following - literal(1), Date), until, type_=Date), here.bad)


def _choice(expression: Expression, rows: Rows) -> Value:
    question, then, otherwise = expression.arguments
    yes, no = compiled(then, rows), compiled(otherwise, rows)
    when = asked(question, rows)
    return Value(case((when, yes.sql), else_=no.sql), case((when, yes.bad), else_=no.bad))


_ARITHMETIC: dict[str, Callable[[Sql, Sql], Sql]] = {
    "plus": lambda left, right: left + right,
    "minus": lambda left, right: left - right,
    "times": lambda left, right: cast(left * right, MONEY),
    "divide": lambda left, right: cast(safe_div(left, right), MONEY),
    "negative": lambda left, _right: left,
}
_JOINED: dict[str, Callable[..., ColumnElement[bool]]] = {
    "all": lambda *inner: and_(true(), *inner),
    "any": lambda *inner: or_(false(), *inner),
    "not": not_,
}
_OPERATIONS: dict[str, Callable[[Expression, Rows], Value]] = {
    "column": _column, "code": _code, "value": _value, "first": _first, "template": _template, "line": _line,
    "place_in": _place_in, "month_start": _month_start, "month_end": _month_end, "if": _choice,
    "day_before_next": _day_before_next, **dict.fromkeys(_ARITHMETIC, _arithmetic),
}  # fmt: skip
