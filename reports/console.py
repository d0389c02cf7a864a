"""Frames on a terminal: a table for people, CSV and JSON with every digit for programs."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from domain.ask import COMPARE_NAMES, Ask, Compare
from domain.dimensions import dimension
from domain.metric import Unit
from domain.metrics import metric
from domain.periods import GRAIN_NAMES
from domain.written import exactly, step_name
from i18n import Text

_NO_ROWS = Text("（没有数据）", "(no rows)")
_NOT_YET = Text("尚未开始", "not yet")
_PRORATED = Text("按天折算", "prorated by days")
_PLANNED = ("attainment", "pace", "run_rate_needed", "forecast_attainment")


class Form(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def answer(frame: pd.DataFrame, ask: Ask, form: Form, about: Mapping[str, object]) -> str:
    """The answer to `ask` as text. `about` says what was asked; it stands in JSON only.

    CSV and JSON carry the frame's own column names, days as 2026-11-21, shares as 0.1 for 10 %, every digit (money
    to a hundredth at least), and nothing (null) for "no value". The table is in the language of `ask`.
    """
    if form is Form.TABLE:
        return _people(frame, ask, about)
    rows = [[plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    names = [str(column) for column in frame.columns]
    if form is Form.JSON:
        listed = [dict(zip(names, row, strict=True)) for row in rows]
        return json.dumps({"asked": about, "rows": listed}, ensure_ascii=False, indent=2, default=str)
    money = [_is_money(name, ask) for name in names]
    cells = ([_digits(value, cents) for value, cents in zip(row, money, strict=True)] for row in rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([names, *cells])
    return out.getvalue().rstrip("\n")


def adding_up(tell: Callable[[str, int], object]) -> Callable[[str, int], None]:
    """Takes rows as they come and tells `tell` how many there are so far of each name."""
    rows: dict[str, int] = {}

    def added(name: str, count: int) -> None:
        rows[name] = rows.get(name, 0) + count
        tell(name, rows[name])

    return added


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 99) -> str:
    """Rows under their heads in aligned columns, those from `numbers_from` on flush right.

    >>> print(table(["渠道", "Revenue"], [["直营", "1,200"], ["live", "80"]], numbers_from=1))
    渠道  Revenue
    ────  ───────
    直营    1,200
    live       80
    """
    body = [list(row) for row in rows]
    widths = [max(_width(line[at]) for line in [list(heads), *body]) for at in range(len(heads))]
    lines = [list(heads), ["─" * width for width in widths], *body]
    return "\n".join(_aligned(line, widths, numbers_from) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int], numbers_from: int) -> str:
    cells = []
    for at, (cell, width) in enumerate(zip(line, widths, strict=True)):
        room = " " * (width - _width(cell))
        cells.append(room + cell if at >= numbers_from else cell + room)
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns that the text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _people(frame: pd.DataFrame, ask: Ask, about: Mapping[str, object]) -> str:
    names = [f"{key}_name" for key in ask.by]
    steps = [[step_name(day.date(), ask.grain, ask.locale) for day in frame.period]] if ask.grain else []
    values = [column for column in map(str, frame.columns) if _metric(column, ask)]
    heads = [dimension(key).name.to(ask.locale) for key in ask.by]
    heads += [GRAIN_NAMES[ask.grain].to(ask.locale)] if ask.grain else []
    heads += [_head(column, ask) for column in values]
    coming = _coming(frame, about)
    written = [
        [
            _NOT_YET.to(ask.locale) if later and v != v else exactly(v, metric(_metric(c, ask)).unit, ask.locale)
            for v, later in zip(frame[c], coming, strict=True)
        ]
        for c in values
    ]
    columns = [*(frame[name].tolist() for name in names), *steps, *written]
    shown = table(heads, zip(*columns, strict=True), numbers_from=len(names) + len(steps))
    return shown if len(frame) else f"{shown}\n{_NO_ROWS.to(ask.locale)}"


def _coming(frame: pd.DataFrame, about: Mapping[str, object]) -> list[bool]:
    """Per row whether its time lies ahead: what has no value there is not missing, it has not been yet."""
    today, first = about.get("today"), about.get("first")
    if not isinstance(today, date) or not isinstance(first, date):
        return [False] * len(frame)
    return [day.date() > today for day in frame.period] if "period" in frame else [first > today] * len(frame)


def _metric(column: str, ask: Ask) -> str:
    """The metric that a column holds, itself or compared; "" for a column that is no value."""
    endings = ["", *(f"_{compare}" for compare in (Compare.PREVIOUS, Compare.LAST_YEAR, Compare.TARGET))]
    return next((key for key in ask.metrics for ending in endings if column == key + ending), "")


def _head(column: str, ask: Ask) -> str:
    """“Revenue”, “Revenue · Last year”."""
    key = _metric(column, ask)
    compared = column.removeprefix(key).removeprefix("_")
    festival = compared == Compare.LAST_YEAR and Compare.LAST_YEAR_FESTIVAL in ask.compare
    names = [metric(key).name]
    if compared:
        names.append(COMPARE_NAMES[Compare.LAST_YEAR_FESTIVAL if festival else Compare(compared)])
    if ask.prorate and (compared == Compare.TARGET or key in _PLANNED):
        names.append(_PRORATED)
    return " · ".join(name.to(ask.locale) for name in names)


def _is_money(column: str, ask: Ask) -> bool:
    key = _metric(column, ask)
    return bool(key) and metric(key).unit in (Unit.MONEY, Unit.MONEY_EACH)


def plain(value: object) -> object:
    """What JSON can hold: no value is null, a day is text, a number loses the dust of binary fractions."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return None if value != value or abs(value) == float("inf") else float(f"{value:.15g}")
    return value


def _digits(value: object, cents: bool) -> str:
    """Every digit, never with an exponent; money has two decimals at least."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    shown = format(Decimal(f"{value:.15g}"), "f")  # fifteen digits are all that a float holds
    whole, _, part = shown.partition(".")
    part = part.ljust(2, "0") if cents else part.rstrip("0")
    return f"{whole}.{part}" if part else whole
