"""What a person typed on the command line, as the filters and the question that the metric table takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from data_access import freshness, options
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.dimensions import DIMENSIONS, dimension
from domain.errors import ReaderError, unknown
from domain.filters import DEFAULT_PERIOD, ONE_BY_ONE, SELECTS, Filters
from domain.metrics import metric
from domain.periods import CUSTOM, PERIODS, Grain
from domain.scope import Scope
from i18n import Locale, Text

_DAY = Text("“{value}”不是日期，请写成 2026-03-31。", "“{value}” is not a day: write it as 2026-03-31.")
_BOTH = Text("请同时给出 --first 和 --last。", "Give --first and --last together.")
_EITHER = Text("--period 与 --first、--last 只能选一种。", "Give either --period, or --first and --last.")
ORDER = Text("{first} 在 {last} 之后，请对调。", "{first} comes after {last}: swap them.")
_TWICE = Text(
    "有多个{kind}叫“{name}”：{keys}。请用其中一个编号。",
    "More than one {kind} is called “{name}”: {keys}. Use one of these keys.",
)
_NO_REGION = Text(
    "请同时用 --region 给出可见的区域；没有区域就看不到任何数据。",
    "Say with --region in which regions: a reader without one sees nothing.",
)
_NONE = Text("请给出至少一个指标。", "Name at least one metric.")
_TOP = Text("--top 应为正整数。", "--top must be a positive number.")
_KINDS = {
    "period": Text("期间", "period"),
    "grain": Text("时间步长", "grain"),
    "compare": Text("比较对象", "comparison"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a question, as typed; an empty one was not given."""

    metrics: tuple[str, ...] = ("revenue",)
    by: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    period: str = ""
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    rep: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    grain: str = ""
    compare: tuple[str, ...] = ()
    top: int | None = None
    plan: str = ""
    version: str = ""
    prorate: bool = False


class Slices(Protocol):
    """What a reader is to see, as typed."""

    everything: bool
    region: tuple[str, ...]
    channel: tuple[str, ...]
    rep: tuple[str, ...]
    company_totals: bool


def ask_of(typed: Typed, locale: Locale) -> Ask:
    """The question. Raises ReaderError for a name that does not exist, with the nearest ones that do."""
    if not typed.metrics:
        raise ReaderError(_NONE)
    if typed.top is not None and typed.top < 1:
        raise ReaderError(_TOP)
    return Ask(
        metrics=tuple(metric(key).key for key in typed.metrics),
        by=tuple(dimension(key).key for key in typed.by),
        grain=Grain(_one_of("grain", typed.grain, Grain)) if typed.grain else None,
        compare=tuple(Compare(_one_of("compare", word, Compare)) for word in typed.compare),
        top=typed.top,
        prorate=typed.prorate,
        plan=typed.plan,
        version=typed.version,
        locale=locale,
    )


def filters_of(typed: Typed, data: Warehouse, fiscal_start: int = 1) -> Filters:
    """The selection, as of the last day of the data. Members may be named by key, id or name in either language.

    Raises ReaderError for a day that is none, and for names that do not exist or that the reader may not see.
    """
    chosen = {name: chosen_keys(data, name, getattr(typed, name)) for name in SELECTS}
    return _days(typed, freshness.today(data), fiscal_start).only(**chosen)


def chosen_keys(data: Warehouse, selection: str, words: Iterable[str]) -> tuple[str, ...]:
    """The keys (values, for lines and segments) that these words name in a filter of domain.filters.SELECTS."""
    given = tuple(words)
    if not given:
        return ()
    name = SELECTS[selection]
    kind = Text(DIMENSIONS[name].name.zh, DIMENSIONS[name].name.en.lower())
    if selection in ONE_BY_ONE:  # too many to read them all
        return tuple(_chosen(kind, word, options.members_called(data, name, word)) for word in given)
    known = _members(data, name) if DIMENSIONS[name].is_member else _values(data, name)
    return tuple(_chosen(kind, word, known) for word in given)


def scope_of(words: Slices, warehouse: Callable[[], Warehouse]) -> Scope:
    """The scope that these words describe; the warehouse is asked only when there are names to look up.

    Raises ReaderError for unknown names, and for channels or sellers of no region: such a reader would see nothing.
    """
    if (words.channel or words.rep) and not (words.region or words.everything):
        raise ReaderError(_NO_REGION)
    data = warehouse() if words.region or words.channel else None
    regions = frozenset(chosen_keys(data, "region", words.region)) if data else frozenset[str]()
    channels = frozenset(chosen_keys(data, "channel", words.channel)) if data else frozenset[str]()
    return Scope(words.everything, regions, channels or None, frozenset(words.rep) or None, words.company_totals)


def _days(typed: Typed, today: date, fiscal_start: int) -> Filters:
    if typed.period and (typed.first or typed.last):
        raise ReaderError(_EITHER)
    if not typed.first and not typed.last:
        named = [period for period in PERIODS if period != CUSTOM]
        return Filters.of_period(_one_of("period", typed.period or DEFAULT_PERIOD, named), today, fiscal_start)
    if not (typed.first and typed.last):
        raise ReaderError(_BOTH)
    first, last = day(typed.first), day(typed.last)
    if first > last:
        raise ReaderError(ORDER, first=first, last=last)
    return Filters(first, last, today)


def day(value: str) -> date:
    """A day written as 2026-03-31. Raises ReaderError."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ReaderError(_DAY, value=value) from error


def _one_of(kind: str, value: str, known: Iterable[str]) -> str:
    names = [str(name) for name in known]
    if value not in names:
        raise unknown(_KINDS[kind], value, names)
    return value


def _members(data: Warehouse, name: str) -> pd.DataFrame:
    found = options.members(data, name)
    ids = found.key.str.partition(":")[2]
    return pd.DataFrame({"key": found.key, "id": ids, "name": found.name, "name_zh": found.name_zh})


def _values(data: Warehouse, name: str) -> pd.DataFrame:
    return pd.DataFrame({"key": options.values(data, name)}, dtype="str")


def _chosen(kind: Text, word: str, known: pd.DataFrame) -> str:
    """The one key that the word means: a key first, then an id or a name, capitals apart."""
    if word in set(known.key):
        return word
    same = known.apply(lambda column: column.str.casefold() == word.strip().casefold()).fillna(False).any(axis=1)
    keys = known.key[same].tolist()
    if len(keys) > 1:
        raise ReaderError(_TWICE, kind=kind, name=word, keys=", ".join(keys))
    if not keys:
        raise unknown(kind, word, _names(known))
    return str(keys[0])


def _names(known: pd.DataFrame) -> list[str]:
    """What the members are called, each once: an id that is also a name is not said twice."""
    shown = [name for column in known.columns[1:][::-1] for name in known[column].dropna()] or known.key.tolist()
    return list({name.casefold(): name for name in shown}.values())
