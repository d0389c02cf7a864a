"""The words of partners: kinds, states, how long each kind may be silent, what cohorts can be told apart by."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.periods import add_months
from i18n import Text

STATES: dict[str, Text] = {
    "active": Text("活跃", "Active"),
    "waiting": Text("待首单", "Not started"),  # opened less than its months ago, and no order yet
    "dormant": Text("半死不活", "Dormant"),
    "closed": Text("已关闭", "Closed"),
}
KINDS: dict[str, Text] = {
    "dealer": Text("经销商", "Dealer"),
    "agent": Text("代理商", "Agent"),
    "store": Text("门店", "Store"),
    "outlet": Text("网点", "Outlet"),
}
MOVES: dict[str, Text] = {  # between the ends of two months; the change in active partners is their sum
    "started": Text("新活跃", "Newly active"),
    "reactivated": Text("重新激活", "Reactivated"),
    "lapsed": Text("转入半死不活", "Went dormant"),
    "ended": Text("活跃时关闭", "Closed while active"),
}
COHORTS: dict[str, Text] = {  # what survival is compared by
    "half": Text("开业半年", "Opened, by half-year"),
    "year": Text("开业年份", "Opened, by year"),
    "channel": Text("渠道", "Channel"),
    "region": Text("大区", "Region"),
    "tier": Text("等级", "Tier"),
    "kind": Text("类型", "Kind"),
}
ACTIVATION_DAYS = 90
FEW = 10  # ends: a curve, or a comparison, of fewer is uncertain
MONTHS_SHOWN = 24
SILENT_TIMES = 3  # times the usual days between order days
RHYTHM_DAYS = 5  # order days that a rhythm is made of, at least
MOST = 0.795  # of sales, 80 % to the nearest whole percent: how many partners make it


@dataclass(frozen=True, slots=True)
class Patience:
    """For how many months a partner of each kind may be without an order and still be active.

    >>> Patience(dealer=2).months("dealer"), Patience().months("kiosk")
    (2, 6)
    """

    outlet: int = 3
    store: int = 3
    dealer: int = 6
    agent: int = 6

    def months(self, kind: str) -> int:
        """The months of a kind; of one that nobody declared, those of a dealer."""
        return int(getattr(self, kind)) if kind in KINDS else self.dealer

    def since(self, kind: str, day: date) -> date:
        """The first day of these months that end with `day`: an order from then on is a sign of life.

        >>> Patience().since("store", date(2026, 2, 28)), Patience().since("store", date(2026, 11, 21))
        (datetime.date(2025, 12, 1), datetime.date(2026, 8, 22))
        """
        return add_months(day + timedelta(days=1), -self.months(kind))


PATIENCE = Patience()
