"""A frame as a reader sees it in a table or a download: which columns, under which heads, written how."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from domain.metric import Metric, Unit
from domain.metrics import metric
from domain.periods import Grain
from domain.written import exactly, step_name, written
from i18n import Locale, Text
from i18n.numbers import MISSING

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"  # without it Excel takes a CSV for the local code page and shows Chinese as rubbish


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and what its values are. No unit: text or days as they stand.

    `short` writes values in a few digits (万, M) instead of every digit; a grain writes days as time steps. In a
    table `better` says that values are changes and which way is better (True: up), and `meter` draws a bar beside
    a share; `link` names the column with the addresses that cells lead to ("" for none), and `sorts` is the address
    that the head leads to, `sorted_by` the sign of the order (▲, ▼) beside it. `absent` says in words why a
    table has no value in this column, where that is known: "not yet".
    """

    head: Text
    unit: Unit | None = None
    signed: bool = False
    short: bool = False
    grain: Grain | None = None
    better: bool | None = None
    meter: bool = False
    link: str | None = None
    sorts: str = ""
    sorted_by: str = ""
    absent: Text | None = None


Columns = Mapping[str, Column]


def of_metric(key: str, suffix: Text | None = None, *, short: bool = False) -> Column:
    """The column of a metric, by its own name and unit; `suffix` says beside what: "Revenue · Last year"."""
    declared: Metric = metric(key)
    name = declared.name
    head = Text(f"{name.zh} · {suffix.zh}", f"{name.en} · {suffix.en}") if suffix else name
    return Column(head, declared.unit, short=short)


def as_written(frame: pd.DataFrame, columns: Columns, locale: Locale) -> pd.DataFrame:
    """The chosen columns as text, under their heads in the reader's language."""
    said = {column.head.to(locale): _written(frame[name], column, locale) for name, column in columns.items()}
    return pd.DataFrame(said)


def csv(frame: pd.DataFrame, columns: Columns, locale: Locale) -> bytes:
    """The chosen columns for a spreadsheet: full precision, Chinese heads readable, text that cannot run.

    >>> frame = pd.DataFrame({"name": ["=1+1", "华东"], "value": [1.5, -2.0]})
    >>> columns = {"name": Column(Text("区域", "Region")), "value": Column(Text("值", "Value"), Unit.MONEY)}
    >>> csv(frame, columns, Locale.EN).decode("utf-8-sig").splitlines()
    ['Region,Value', "'=1+1,1.5", '华东,-2.0']
    """
    plain = {column.head.to(locale): _plain(frame[name], column, locale) for name, column in columns.items()}
    safe = pd.DataFrame(plain).rename(columns=_harmless)
    return (_BOM + safe.to_csv(index=False)).encode("utf-8")


def _written(values: pd.Series, column: Column, locale: Locale) -> pd.Series:
    if column.unit is None:
        plain = _plain(values, column, locale)  # of no known value at all it is no text
        return plain.astype("object").where(plain.notna(), MISSING).astype("str").replace("", MISSING)
    write = written if column.short else exactly
    unit = column.unit
    return values.map(lambda value: write(float(value), unit, locale, signed=column.signed)).astype("str")


def _plain(values: pd.Series, column: Column, locale: Locale) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.map(lambda day: _day(day, column.grain, locale), na_action="ignore")
    if pd.api.types.is_numeric_dtype(values):
        return values
    return values.map(lambda value: _harmless(str(value)), na_action="ignore")


def _day(day: pd.Timestamp, grain: Grain | None, locale: Locale) -> str:
    return step_name(day.date(), grain, locale) if grain else day.date().isoformat()


def _harmless(value: str) -> str:
    """Text that a spreadsheet would run as a formula, disarmed.

    >>> _harmless("@sum"), _harmless("华东")
    ("'@sum", '华东')
    """
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
