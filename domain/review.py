"""The weekly review: what its page shows, as figures that can be kept as they were seen, and what is put into it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from domain.contracts_pipeline import WATERFALL
from domain.scope import Scope
from i18n import Locale, Text

REALLOCATION, FORECAST = "reallocation", "scenarios"  # the pages that items come from
ITEM_KINDS: dict[str, Text] = {
    REALLOCATION: Text("再配置方案", "Reallocation scenario"),
    FORECAST: Text("预测情景", "Forecast scenario"),
}
HEADLINE, PIPELINE, INDEX = "headline", "pipeline", "index"  # the parts that may be missing
REVIEW, MONTH = "review", "month"  # what an index is held against
Words = Mapping[str, str]  # a phrase by language
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Lock:
    """A review that was closed: the day at whose end its data stood, who closed it when (UTC), for which scope.

    `instant` is the end of `day` in the zone of the data, UTC. `through` is the last item that was on its list.
    """

    key: str
    day: date
    instant: datetime
    version: str
    who: str
    at: datetime
    scope: Scope
    through: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something put into a review: a saved scenario under its name, by whom and when (UTC), with its figures then.

    `query` opens it on its page (a key of ITEM_KINDS); `figures` are in money; `row` is the last written of it.
    """

    key: str
    kind: str
    reference: str
    name: str
    query: Mapping[str, str | list[str]]
    figures: Mapping[str, float]
    who: str
    at: datetime
    row: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """The figure that the pages are about, of the running quarter up to the day, against its plan.

    `target` is of the whole quarter, `pace` how far attainment is ahead of time, `since` what came after the last
    lock. NaN: not known.
    """

    metric: str
    first: date
    last: date
    value: float
    target: float = NAN
    attainment: float = NAN
    pace: float = NAN
    since: float = NAN


@dataclass(frozen=True, slots=True)
class IncidentMoney:
    """An incident in words, with money of it that counts in the index, or the change of that; `month` finds its page.

    `words` are by language: an incident has the names that its reader's language gives.
    """

    incident: str
    words: Words
    amount: float
    month: date


@dataclass(frozen=True, slots=True)
class Index:
    """The conflict index of a month, and what it is held against: what the last review saw, else the month before.

    `points` are those of its parts by kind, `then` those it is held against: as the review showed them (`as_seen`), or
    computed anew. `moved` are the incidents that count other than then, the largest change first; `counted` all that
    count now.
    """

    month: date
    cci: float
    points: Mapping[str, float]
    against: str
    as_seen: bool
    month_then: date
    cci_then: float
    then: Mapping[str, float]
    moved: tuple[IncidentMoney, ...]
    counted: tuple[IncidentMoney, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a review shows. What has no figures says why, by part: `missing`."""

    day: date
    since: date
    by_lock: bool  # whether `since` is the day of a lock; else a week before
    currency: str
    headline: Headline | None = None
    pipeline: tuple[tuple[str, float, int, int], ...] = ()
    index: Index | None = None
    items: tuple[Item, ...] = ()
    missing: Mapping[str, Words] = field(default_factory=dict)

    @property
    def waterfall(self) -> pd.DataFrame:
        """WATERFALL of the time since; empty where there is none."""
        return WATERFALL.coerce(pd.DataFrame(list(self.pipeline), columns=list(WATERFALL.columns)))


def in_words(words: Words, locale: Locale) -> str:
    """The phrase in that language, or in the one that it was written in.

    >>> in_words({"zh": "价格"}, Locale.EN)
    '价格'
    """
    return words.get(locale.value) or next(iter(words.values()), "")


def written_down(sheet: Sheet) -> str:
    """The sheet as text that gives the same sheet back."""
    return json.dumps(_plain(asdict(sheet)), ensure_ascii=False, allow_nan=False)


def read_back(written: str) -> Sheet:
    """The sheet that was written down.

    >>> sheet = Sheet(date(2026, 11, 21), date(2026, 11, 14), True, "CNY", pipeline=(("start", 1.5, 2, 2),))
    >>> read_back(written_down(sheet)) == sheet
    True
    """
    said: dict[str, Any] = json.loads(written)
    head, index = said["headline"], said["index"]
    return Sheet(
        _day(said["day"]),
        _day(said["since"]),
        said["by_lock"],
        said["currency"],
        _headline(head) if head else None,
        tuple((bucket, _number(amount), count, deals) for bucket, amount, count, deals in said["pipeline"]),
        _index(index) if index else None,
        tuple(_item(one) for one in said["items"]),
        said["missing"],
    )


def _plain(value: Any) -> Any:
    """Days as text, and null for what is no number."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and value != value else value


def _headline(said: dict[str, Any]) -> Headline:
    figures = (_number(said[name]) for name in ("value", "target", "attainment", "pace", "since"))
    return Headline(said["metric"], _day(said["first"]), _day(said["last"]), *figures)


def _index(said: dict[str, Any]) -> Index:
    moved, counted = (tuple(_incident(one) for one in said[name]) for name in ("moved", "counted"))
    return Index(
        _day(said["month"]), _number(said["cci"]), _numbers(said["points"]), said["against"], said["as_seen"],
        _day(said["month_then"]), _number(said["cci_then"]), _numbers(said["then"]), moved, counted,
    )  # fmt: skip


def _incident(said: dict[str, Any]) -> IncidentMoney:
    return IncidentMoney(said["incident"], said["words"], _number(said["amount"]), _day(said["month"]))


def _item(said: dict[str, Any]) -> Item:
    plain = {**said, "figures": _numbers(said["figures"]), "at": datetime.fromisoformat(said["at"])}
    return Item(**plain)


def _numbers(said: Mapping[str, float | None]) -> dict[str, float]:
    return {name: _number(value) for name, value in said.items()}


def _number(value: float | None) -> float:
    return NAN if value is None else float(value)


def _day(value: str) -> date:
    return date.fromisoformat(value)
