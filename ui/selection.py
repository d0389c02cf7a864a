"""From an address to a selection: what is understood is kept, what is not is named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.dimensions import DIMENSIONS
from domain.filters import DEFAULT_PERIOD, SELECTS, Filters
from domain.periods import CUSTOM, PERIODS, named
from i18n import Text

PERIOD_NAME = Text("期间", "Period")
FIRST_NAME, LAST_NAME = Text("起始日", "First day"), Text("截止日", "Last day")
_EARLIEST = 1990
_YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Refused:
    """A value of the address that nothing stands for."""

    field: Text
    value: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a link may name: the choices of each filter, and the day that named periods are counted from."""

    choices: Mapping[str, Collection[str]]
    today: date
    fiscal_start: int = 1


def from_link(raw: Mapping[str, Sequence[str]], known: Known) -> tuple[Filters, tuple[Refused, ...]]:
    """The selection that `raw` asks for, and the values that could not be understood.

    >>> known = Known({"region": ("demo:huadong",)}, date(2026, 11, 21))
    >>> filters, refused = from_link({"period": ["this_month"], "region": ["demo:huadong", "atlantis"]}, known)
    >>> filters.first, filters.region, [r.value for r in refused]
    (datetime.date(2026, 11, 1), ('demo:huadong',), ['atlantis'])
    """
    refused: list[Refused] = []
    period = _period(raw, refused)
    slices = {name: _known(name, raw, known, refused) for name in SELECTS}
    start, end = named(DEFAULT_PERIOD if period == CUSTOM else period, known.today, known.fiscal_start)
    first = _day("first", FIRST_NAME, raw, known, refused)
    last = _day("last", LAST_NAME, raw, known, refused)
    if first or last or period == CUSTOM:
        return Filters(first or start, last or end, known.today).only(**slices), tuple(refused)
    return Filters.of_period(period, known.today, known.fiscal_start).only(**slices), tuple(refused)


def _period(raw: Mapping[str, Sequence[str]], refused: list[Refused]) -> str:
    given = [value for value in raw.get("period", ()) if value]
    refused += [Refused(PERIOD_NAME, value) for value in given if value not in PERIODS]
    return next((value for value in given if value in PERIODS), DEFAULT_PERIOD)


def _known(name: str, raw: Mapping[str, Sequence[str]], known: Known, refused: list[Refused]) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(value for value in raw.get(name, ()) if value))
    choices = known.choices.get(name, ())
    refused += [Refused(DIMENSIONS[SELECTS[name]].name, value) for value in given if value not in choices]
    return tuple(value for value in given if value in choices)


def _day(name: str, label: Text, raw: Mapping[str, Sequence[str]], known: Known, refused: list[Refused]) -> date | None:
    given = [value for value in raw.get(name, ()) if value]
    days = [(value, _parsed(value, known.today)) for value in given]
    refused += [Refused(label, value) for value, day in days if day is None]
    return next((day for _, day in days if day), None)


def _parsed(value: str, today: date) -> date | None:
    """The day, when it lies in years that a calendar can hold and comparisons can reach back from."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if _EARLIEST <= day.year <= today.year + _YEARS_AHEAD else None
