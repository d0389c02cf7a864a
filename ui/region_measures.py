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


NO_VALUE: dict[str, Text] = {  # why a figure that could be asked for has no value anywhere
    "fair_share": Text("没有区域填写了潜力（potential）", "no region states its potential"),
    "outlet_coverage": Text("没有区域填写了网点总数（outlet_universe）", "no region states how many outlets it has"),
    "customer_coverage": Text("没有归属这些区域的客户", "no customers are homed in these regions"),
    "attainment": Text("这一级没有可比的目标", "no comparable target at this level"),
    "market_share": Text("没有完整的市场周期", "no whole market period"),
    "growth": Text("没有可比的去年同期", "no comparable last year"),
    "margin_rate": Text("订单行没有成本", "order lines carry no cost"),
    "satisfaction": Text("期间没有答卷", "no survey answers in the period"),
    "return_rate": Text("期间没有销售", "no sales in the period"),
}


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
