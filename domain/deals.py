"""Which deals a list is asked for: where they stand, what became of them, in which order."""

from dataclasses import dataclass
from datetime import date, datetime

from i18n import Locale, Text

STATUSES: dict[str, Text] = {
    "open": Text("在手", "Open"),
    "won": Text("赢单", "Won"),
    "lost": Text("丢单", "Lost"),
    "all": Text("全部", "All"),
}
ORDERS: dict[str, Text] = {  # what a list can be sorted by, the first by default; "-" before it turns it around
    "amount": Text("金额", "Amount"),
    "since": Text("在本阶段天数", "Days in stage"),
    "close_on": Text("关闭日期", "Close date"),
    "name": Text("商机", "Deal"),
    "stage": Text("阶段", "Stage"),
}
NOT_SAID = "?"  # stands for the empty reason in links


@dataclass(frozen=True, slots=True)
class DealsAsk:
    """Deals of one funnel ("": of all) as known at the instant `at` (UTC).

    Closed ones count when they closed from `first` to `last`.
    `stage` is where they stand (0: anywhere). `entered` picks those that first entered this stage from `first` to
    `last`, `reached` those that began then and came to this stage or beyond it; both whatever became of them. `closes`
    narrows to close dates, `reason` to a reason of loss. `limits` are days per stage: only
    deals that have been in their stage for longer. `born` are the instants between which (the second one exclusive) a
    deal has to begin for `reached`. `sought` is looked for in name and key. `now` says that `at` is
    not in the past, so that deals without a history are there as well, unless deals are picked by what only a history
    knows, or by close dates, as figures of quarters do not count them.
    """

    funnel: str
    at: datetime
    first: date
    last: date
    status: str = "open"
    stage: int = 0
    entered: int = 0
    reached: int = 0
    born: tuple[datetime, datetime] | None = None
    closes: tuple[date, date] | None = None
    reason: str = ""
    limits: tuple[tuple[int, float], ...] | None = None
    sought: str = ""
    now: bool = True

    @property
    def of_cohort(self) -> bool:
        """Whether deals are picked by what they once entered instead of by where they stand."""
        return bool(self.entered or self.reached)


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list comes: sorted by which of ORDERS, turned around or not, how many at most, names in which language."""

    by: str = "amount"
    ascending: bool = False
    most: int = 200
    locale: Locale = Locale.ZH
