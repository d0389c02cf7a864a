"""Several spans of days read in one go: each row of a fact is looked at once, and counts in every span it lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, or_
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Span, cut, days_of
from data_access.visible import Visible
from domain.filters import Filters

Days = tuple[date, date]  # the first and the last of a run


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows of a fact, and for each span that they are read for the condition of lying in it; None where all do."""

    rows: Cut
    spans: Mapping[str, ColumnElement[bool] | None]


def scans(
    see: Visible, fact: str, filters: Filters, by: tuple[str, ...], spans: Mapping[str, Span]
) -> tuple[Scan, ...]:
    """One scan for all spans where each is a run of the fact's own days, else one for each span.

    With steps, and around a festival, a day stands for another one of each span: there rows are read once a span.
    """
    runs = {name: days_of(span) for name, span in spans.items()}
    if len(spans) == 1 or None in runs.values():
        return tuple(Scan(cut(see, fact, filters, by, span), {name: None}) for name, span in spans.items())
    return (one_scan(cut(see, fact, filters, by), {name: (run,) for name, run in runs.items() if run}),)


def one_scan(rows: Cut, runs: Mapping[str, Sequence[Days]]) -> Scan:
    """One scan for spans that are several runs of days each; `rows` is narrowed to these."""
    if rows.fact.day is None:
        return Scan(rows, dict.fromkeys(runs))
    day, days = rows.door.c[rows.fact.day], [run for each in runs.values() for run in each]
    inside = {name: or_(*(day.between(*run) for run in each)) for name, each in runs.items()}
    rows.conditions.append(day.between(min(first for first, _ in days), max(last for _, last in days)))
    if rows.groups or len(days) > len(runs):  # who has rows between the spans only is in none of them
        rows.conditions.append(or_(*inside.values()))
    return Scan(rows, inside)


def within(inside: ColumnElement[bool] | None, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value of rows that lie in the span, NULL of the others."""
    return value if inside is None else when(inside, value)


def when(condition: ColumnElement[bool], value: Any, else_: Any = None) -> ColumnElement[Any]:
    """`case` with one condition, said as a mapping: of a tuple the library first writes out all columns in words."""
    return case({condition: value}, else_=else_)
