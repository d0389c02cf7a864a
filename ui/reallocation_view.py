"""What the page on reallocation looks at: the plan in its address, the curves, and what the plan would do."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import pandas as pd

from analytics.curve_points import seen
from analytics.reallocation import Outcome, outcome, propose
from analytics.reallocation_effects import conflict, hhi, revenues
from analytics.reallocation_panel import present, spend_panel
from analytics.response import curves, draws
from analytics.response_back_test import back_test
from data_access.balance import exposures_of
from data_access.freshness import require
from data_access.metric_table import metric_table
from domain.ask import Ask
from domain.balance import last_whole_month, of_month
from domain.errors import NotInScope, ReaderError
from domain.filters import Filters
from domain.periods import Grain, add_months
from domain.reallocation import BASE, LOOK_BACK, Plan, movable
from i18n import Text
from ui import filter_bar, link
from ui.balance_picked import Picked
from ui.balance_view import View as Balance
from ui.card import NOTHING_HERE
from ui.context import Context
from ui.link import Query
from ui.parts import level
from ui.selection import Refused

PAGE = "reallocation"
BUDGET_NAME, BOUND_NAME = Text("预算", "Budget"), Text("渠道上下限", "Bounds of a channel")
_DAYS = ("period", "first", "last")
_OWN_ONLY = Text(
    "渠道费用不属于任何销售，只看本人业务的读者没有资源再配置。",
    "Channel costs belong to no seller: for a reader of own sales there is nothing to move.",
)


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection; its figures are asked for when the first box needs them, and once."""

    ctx: Context
    plan: Plan

    @cached_property
    def window(self) -> Filters:
        """The months that curves are fitted on, up to the last one that is over."""
        month = last_whole_month(self.ctx.today)
        last = add_months(month, 1) - timedelta(days=1)
        return self.ctx.filters.between(add_months(month, 1 - LOOK_BACK), last)

    @cached_property
    def year(self) -> Filters:
        """The months that a plan is for, as they were."""
        return self.window.between(add_months(self.window.last.replace(day=1), 1 - BASE), self.window.last)

    @cached_property
    def dimension(self) -> str:
        """The level of the channel tree that money is moved between."""
        return level(self.ctx, "channel")

    @cached_property
    def _money(self) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
        """Revenue and margin, and spend by kind, by channel, region and month; and the kinds that are moved."""
        ctx, by = self.ctx, (self.dimension, "region_1")
        if ctx.data.scope.reps is not None:
            raise NotInScope(_OWN_ONLY)
        require(ctx.data, "order_line", "channel_cost")
        sold = Ask(("revenue", "margin"), by, Grain.MONTH, locale=ctx.locale)
        spent = Ask(("channel_cost",), (*by, "cost_kind"), Grain.MONTH, locale=ctx.locale)
        found = [metric_table(ctx.data, self.window, ask) for ask in (sold, spent)]
        if any(frame.empty for frame in found):
            raise ReaderError(NOTHING_HERE)
        names = {self.dimension: "channel", f"{self.dimension}_name": "channel_name"}
        income, cost = (frame.rename(columns=names) for frame in found)
        return income, cost, movable(cost.cost_kind.dropna().unique())

    @cached_property
    def panel(self) -> pd.DataFrame:
        """PANEL."""
        return spend_panel(*self._money)

    @cached_property
    def curves(self) -> pd.DataFrame:
        """CURVES; fitted once for each selection."""
        key = self.ctx.data.key("response_curves", self.window, self.dimension, self.ctx.locale)
        return self.ctx.data.cache(key, lambda: curves(self.panel, present(*self._money)))

    @cached_property
    def tested(self) -> pd.DataFrame:
        """BACK_TEST."""
        key = self.ctx.data.key("response_back_test", self.window, self.dimension, self.ctx.locale)
        return self.ctx.data.cache(key, lambda: back_test(self.panel, present(*self._money)))

    @cached_property
    def allocation(self) -> pd.DataFrame:
        """ALLOCATION of the plan. Raises ReaderError for a budget below the lower bounds."""
        return propose(self.curves, self.plan, seen(self.panel))

    @cached_property
    def outcome(self) -> Outcome:
        """What the plan would do."""
        budget = self.plan.budget * float(self.curves.spend.sum())
        return outcome(self.curves, self.allocation, draws(self.curves), budget)

    @cached_property
    def concentration(self) -> tuple[float, float]:
        """HHI of the channels, now and then. Raises NotInScope for who does not see the whole company."""
        if not self.ctx.data.scope.everything or self.ctx.filters.chosen:
            raise NotInScope(WHOLE_ONLY)
        sold, _, _ = self._money
        rows = sold[sold.period >= pd.Timestamp(self.year.first)]
        now, then = revenues(rows.groupby("channel").revenue.sum(), self.allocation)
        return hhi(now), hhi(then)

    @cached_property
    def conflict(self) -> tuple[float, float]:
        """The conflict index of the last whole month as its page has it, and with each channel's sales as planned."""
        month = self.window.last.replace(day=1)
        ctx = replace(self.ctx, filters=of_month(self.window, month))
        page = Balance(ctx, month, self.dimension, "", Picked(), "")
        found = exposures_of(ctx.data, ctx.filters, replace(page.ask, by=self.dimension))
        cut = {kind: frame.rename(columns={self.dimension: "channel"}) for kind, frame in found.items()}
        return conflict(cut, (page.terms.parts, page.measured), self.allocation)

    def query(self, plan: Plan | None = None) -> Query:
        """The parameters of this page with this plan or another."""
        filters = {name: value for name, value in self.ctx.filters.to_query().items() if name not in _DAYS}
        return {**filters, **(plan or self.plan).to_query()}


WHOLE_ONLY = Text("需要全公司、不加筛选的数据", "takes the whole company, without filters")


def viewed(ctx: Context) -> View:
    """The plan that the address asks for; what it says wrongly is named on the page."""
    plan, wrong = Plan.of_query(link.values("budget"), link.values("bound"))
    filter_bar.notice([Refused(BOUND_NAME if "~" in one else BUDGET_NAME, one) for one in wrong], ctx.locale)
    return View(ctx, plan)
