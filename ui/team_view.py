"""What the page on sellers asks, and the team that its boxes share."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analytics.team import team
from data_access.freshness import require
from data_access.labels import UNASSIGNED
from data_access.metric_table import metric_table
from data_access.targets import plan_table
from data_access.team import posts
from domain.ask import Ask
from domain.errors import ReaderError
from domain.metrics import METRICS, why_not
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import one
from ui.link import Query
from ui.selection import Refused

PAGE = "team"
BY = {
    "manager": Text("主管", "Manager"),
    "team": Text("团队", "Team"),
    "role": Text("角色", "Role"),
    "region": Text("区域", "Region"),
}
BY_NAME, SORT_NAME = Text("分组", "Group by"), Text("排序", "Order")
SORTS = {
    "attainment": Text("达成率", "Attainment"),
    "credited_won": METRICS["credited_won"].name,
    "credited_open": METRICS["credited_open"].name,
    "target": Text("目标", "Target"),
    "coverage": METRICS["target_coverage"].name,
    "win_rate": Text("赢单率", "Win rate"),
    "name": Text("销售", "Seller"),
}
_FIGURES = (
    "credited_won", "worked_deals", "won_deals", "closed_deals", "credited_open", "open_deals", "closing_amount",
)  # fmt: skip


@dataclass(frozen=True)  # no slots: the team is kept on the view while the page runs
class View:
    """The page's selection: what people are grouped by, how they are sorted, which of them are sought."""

    ctx: Context
    by: str
    sort: str
    ascending: bool

    @cached_property
    def team(self) -> pd.DataFrame:
        """TEAM. Raises ReaderError for filters that deals do not have."""
        ctx, by = self.ctx, ("rep",)
        require(ctx.data, "opportunity")
        figures = metric_table(ctx.data, ctx.filters, Ask(_FIGURES, by, locale=ctx.locale))
        plan = plan_table(ctx.data, ctx.filters, Ask(("won_amount",), by, locale=ctx.locale))
        return team(posts(ctx.data, ctx.filters.window.elapsed_last, ctx.locale), figures, plan)

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed; what is the default stays out."""
        own = {"by": self.by, "sort": f"{'-' if self.ascending else ''}{self.sort}"} | changes
        kept = {"q": next(iter(link.values("q")), "")}
        default = {"by": "manager", "sort": "attainment"}
        return {**self.ctx.filters.to_query(), **kept, **{k: "" if v == default[k] else v for k, v in own.items()}}


def seller(name: object) -> str:
    """The address of a seller on this page, with the filters of the page that names it; "" where none is named."""
    named = isinstance(name, str) and name not in (UNASSIGNED.zh, UNASSIGNED.en)
    return link.to(PAGE, {**link.along(), "q": str(name)}) if named else ""


def viewed(ctx: Context) -> View:
    """What the address asks the page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    by = one("by", BY_NAME, list(BY), refused) or "manager"
    sort = one("sort", SORT_NAME, [*SORTS, *(f"-{key}" for key in SORTS)], refused) or "attainment"
    filter_bar.notice(refused, ctx.locale)
    return View(ctx, by, sort.removeprefix("-"), sort.startswith("-"))


def answerable(ctx: Context) -> str:
    """Why there is nothing to show of sellers here, in words; "" when there is."""
    try:
        require(ctx.data, "opportunity")
    except ReaderError as error:
        return error.to(ctx.locale)
    reason = why_not("credited_won", ("rep", *ctx.filters.chosen))
    return reason.to(ctx.locale) if reason else ""
