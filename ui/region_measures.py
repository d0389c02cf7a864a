"""What the regions can be ranked and shaded by: each figure with its neutral point, and why one cannot be had."""

from dataclasses import dataclass

from domain import measures
from domain.metric import Metric, Unit
from domain.metrics import METRICS
from i18n import Text

GROWTH = Metric(
    "growth",
    Text("同比增长", "Growth"),
    measures.REVENUE,
    Unit.SHARE,
    Text("销售额较去年同期的变化，按星期对齐", "Change of revenue on the same weekdays of last year"),
)
OFF_PLAN = Metric(
    "off_plan",
    Text("较计划", "Against plan"),
    measures.REVENUE,
    Unit.SHARE,
    Text("实际 ÷ 目标中已过时间应完成的部分 − 1", "Actual ÷ what the target asks of the days that have passed, less 1"),
)
_EVEN = Text("100 为公平份额", "100 is a fair share")
_FLAT = Text("与去年持平", "as last year")
_ON_PLAN = Text("与计划进度一致", "on plan to date")
_MEAN = Text("所选整体 {value}", "whole selection {value}")


@dataclass(frozen=True, slots=True)
class RegionMeasure:
    """One figure of REGION_FIGURES: its metric, the columns with its value and what it was, and what is neutral.

    `shaded_by` is the column whose distance from `neutral` gives the colour; without a neutral point the whole
    selection is it, and amounts have none. `said` says what the neutral point is.
    """

    metric: Metric
    before: str
    neutral: float | None = None
    shaded_by: str = ""
    said: Text = _MEAN

    @property
    def key(self) -> str:
        """The name of the column, and of the parameter in links."""
        return self.metric.key


def _against_all(key: str) -> RegionMeasure:
    return RegionMeasure(METRICS[key], f"{key}_before")


MEASURES: dict[str, RegionMeasure] = {
    one.key: one
    for one in (
        RegionMeasure(METRICS["fair_share"], "fair_share_before", 100.0, said=_EVEN),
        RegionMeasure(METRICS["attainment"], "attainment_before", 0.0, "pace", _ON_PLAN),
        RegionMeasure(GROWTH, "growth_before", 0.0, said=_FLAT),
        _against_all("revenue"),
        _against_all("market_share"),
        _against_all("margin_rate"),
        _against_all("satisfaction"),
        _against_all("return_rate"),
    )
}
