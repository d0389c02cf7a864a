"""Reallocation: which money can be moved between channels, within what bounds, and what a scenario says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from i18n import Text

MARKETING = "marketing"
FOLLOWING = ("logistics", "rebate")  # kinds of cost that follow sales: they make a yuan of revenue worth less
FIXED = ("people",)  # kinds that are not moved from one month to the next
LOOK_BACK = 36  # months that curves are fitted on
BASE = 12  # months that a plan is for: the last ones as they were, spend scaled
LEAST_MONTHS = 12  # of a region's history that is used
LOW, HIGH = 0.5, 1.5  # usual bounds, as shares of the present spend
MOST = 5.0  # times the present spend that can be asked for
NEVER_VARIED, TOO_NOISY, TOO_SHORT, NO_MARGIN = "never_varied", "too_noisy", "too_short", "no_margin"
WHY_NOT: dict[str, Text] = {
    NEVER_VARIED: Text(
        "投入几乎没有变动过，或只随销售额起落",
        "spend hardly ever moved, or only drifted with sales",
    ),
    TOO_NOISY: Text("销售额波动太大，看不出投入的作用", "revenue is too noisy to see what spend does"),
    TOO_SHORT: Text("历史不足一年，或数据点太少", "less than a year of history, or too few points"),
    NO_MARGIN: Text("毛利未知（没有成本）", "margin is not known (no cost of goods)"),
}
_LONGEST = 60


def movable(kinds: Iterable[str]) -> tuple[str, ...]:
    """The kinds of cost that are moved: marketing; of a source that knows no such kind all that neither follow sales
    nor are fixed.

    >>> movable(["people", "marketing", "other"]), movable(["other", "rebate"])
    (('marketing',), ('other',))
    """
    known = set(kinds)
    if MARKETING in known:
        return (MARKETING,)
    return tuple(sorted(known - {*FOLLOWING, *FIXED}))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reader asks for, as shares of the present: the budget, and bounds of single channels by key."""

    budget: float = 1.0
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def of(self, channel: str) -> tuple[float, float]:
        """The bounds of a channel, as shares of its present spend."""
        return self.bounds.get(channel, (LOW, HIGH))

    def to_query(self) -> dict[str, str | list[str]]:
        """As the address writes it, in whole percent; what is usual is left out."""
        own = [f"{key}~{round(100 * low)}~{round(100 * high)}" for key, (low, high) in sorted(self.bounds.items())]
        budget = round(100 * self.budget)
        return ({"budget": str(budget)} if budget != 100 else {}) | ({"bound": own} if own else {})

    @classmethod
    def of_query(cls, budget: Iterable[str], bound: Iterable[str]) -> tuple["Plan", list[str]]:
        """The plan of these parameters, and those of them that say nothing that can be understood.

        >>> Plan.of_query(["120"], ["demo:live~0~200", "x~9~1"])
        (Plan(budget=1.2, bounds={'demo:live': (0.0, 2.0)}), ['x~9~1'])
        """
        refused: list[str] = []
        share, bounds = 1.0, {}
        for said in budget:
            if said.isascii() and said.isdecimal() and len(said) < 5 and 0 < int(said) <= 100 * MOST:
                share = int(said) / 100
            else:
                refused.append(said)
        for said in bound:
            key, low, high = _bound(said)
            if key:
                bounds[key] = (low, high)
            else:
                refused.append(said)
        return cls(share, bounds), [said[:_LONGEST] for said in refused]


def _bound(said: str) -> tuple[str, float, float]:
    key, _, rest = said.partition("~")
    ends = rest.split("~")
    if key and len(ends) == 2 and all(end.isascii() and end.isdecimal() and len(end) < 5 for end in ends):
        low, high = (int(end) / 100 for end in ends)
        if low <= high <= MOST:
            return key, low, high
    return "", 0.0, 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan that was kept: by whom and when (UTC), the parameters that open it, and what it was expected to bring."""

    key: str
    name: str
    who: str
    at: datetime
    query: Mapping[str, str | list[str]]
    figures: Mapping[str, float]
