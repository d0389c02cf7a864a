"""A question about a funnel: which one, as known when, over which days; and the words that its answers use."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.filters import Filters
from domain.periods import Grain, end_of_day
from i18n import Locale, Text

CERTAIN = 30  # deals; a share of fewer is marked uncertain
FOR_LONG = 0.80  # a deal is stuck when it stays longer than this share of those that went on
HORIZON = 90  # days, unless another horizon is asked for
OWN_YEAR = "own year"
_READABLE = 8_000  # days of cohorts, for each stage


@dataclass(frozen=True, slots=True)
class FunnelAsk:
    """One funnel as it was known at the instant `at` (UTC), with what happened from `first` to `last`, both included.

    `horizon` is the age in days by which a stage must be passed, or a deal won, to count. `by` cuts the answer by a
    dimension (region, channel, rep, product_line, segment …); empty: one answer for the whole selection. Names come in
    the language of `locale`.
    """

    funnel: str
    at: datetime
    first: date
    last: date
    horizon: int = HORIZON
    locale: Locale = Locale.ZH
    by: str = ""

    @property
    def cohorts(self) -> Grain:
        """The step by which entries are told apart: a month, or longer where months would be too many to read.

        >>> year = FunnelAsk("f", datetime(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31))
        >>> long = FunnelAsk("f", year.at, date(2006, 1, 1), year.last)
        >>> year.cohorts, FunnelAsk("f", year.at, year.first, year.last, 365).cohorts, long.cohorts
        (<Grain.MONTH: 'month'>, <Grain.QUARTER: 'quarter'>, <Grain.QUARTER: 'quarter'>)
        """
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 13
        steps = ((Grain.MONTH, months), (Grain.QUARTER, -(-months // 3)), (Grain.YEAR, 0))
        return next(grain for grain, count in steps if count * self.horizon <= _READABLE)

    @classmethod
    def of(cls, funnel: str, filters: Filters, zone: str, locale: Locale = Locale.ZH) -> "FunnelAsk":
        """The window of the filters, as known at the end of its last complete day in the time zone `zone`.

        >>> FunnelAsk.of("cash", Filters(date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 18)), "Asia/Shanghai").at
        datetime.datetime(2026, 10, 18, 15, 59, 59, 999999)
        """
        last = filters.window.elapsed_last
        return cls(funnel, end_of_day(last, zone), filters.first, last, locale=locale)


FLOW_NAMES: dict[str, Text] = {
    "in_new": Text("新建", "New"),
    "in_forward": Text("前进进入", "Moved up into"),
    "in_back": Text("退回进入", "Moved back into"),
    "in_reopened": Text("重启", "Reopened"),
    "in_transferred": Text("转入", "Transferred in"),
    "out_forward": Text("前进离开", "Moved up"),
    "out_back": Text("退回离开", "Moved back"),
    "out_won": Text("赢单", "Won"),
    "out_lost": Text("丢单", "Lost"),
    "out_deleted": Text("删除", "Deleted"),
    "out_transferred": Text("转出", "Transferred out"),
}
FACTOR_NAMES: dict[str, Text] = {
    "open_deals": Text("在手商机数", "Open deals"),
    "win_rate": Text("赢单率（按关闭）", "Win rate (closed)"),
    "mean_amount": Text("平均赢单金额", "Mean won amount"),
    "mean_days": Text("平均成交天数", "Mean days to win"),
    "velocity": Text("漏斗流速", "Velocity"),
}
WIN_RATE_NAMES: dict[str, Text] = {
    "closed": Text("赢单率（按关闭日期）", "Win rate, by closing date"),
    "cohort": Text("赢单率（按创建批次）", "Win rate, of deals created"),
}
