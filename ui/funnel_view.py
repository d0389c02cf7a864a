"""What the funnel page looks at, and the figures that several of its boxes share."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analytics.bottleneck import best_slice, bottlenecks, named, own_year
from analytics.conversion import conversion, conversion_before, conversion_by_slice
from analytics.time_in_stage import limits, time_in_stage
from analytics.tree import level_below
from analytics.velocity import velocity
from charts.axes import Subject
from data_access.funnel import closed_deals, cohort, stock
from data_access.funnel_flow import moves
from data_access.funnel_stays import stay_outcomes, stay_times
from data_access.options import members
from data_access.pipeline_coverage import pipeline_coverage
from data_access.stuck import stuck_totals
from domain.funnel import HORIZON, FunnelAsk
from domain.metric import Metric
from domain.metrics import METRICS
from domain.periods import Grain, Window, end_of_day
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import Chosen, one, tabs
from ui.link import Query
from ui.parts import TREES, level
from ui.selection import Refused

MEASURES: dict[str, Text] = {"amount": Text("金额", "Amount"), "count": Text("个数", "Deals")}
MEASURE_NAME, STAGE_NAME, CUT_NAME = Text("口径", "Measure"), Text("阶段", "Stage"), Text("切分", "Cut by")
CUTS: dict[str, Text] = {
    "region": Text("区域", "Region"),
    "channel": Text("渠道", "Channel"),
    "rep": Text("销售", "Rep"),
    "product_line": Text("产品线", "Product line"),
    "segment": Text("客户细分", "Segment"),
}
_METRICS: dict[str, Metric] = {
    "amount": replace(METRICS["won_amount"], name=Text("商机金额", "Amount")),
    "count": replace(METRICS["won_deals"], name=Text("商机数", "Deals")),
}
HORIZON_NAME = Text("观察期", "Horizon")
HORIZONS = (30, 60, 90, 180)
MOST_NOWHERE = 0.2  # of deals without a region, for the best region to be a reference
PAGE = "funnel"


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection: the funnel and day, by amount or by count, the stage looked at, what figures are cut by.

    Its figures are asked for when the first box needs them, and once.
    """

    ctx: Context
    mine: Chosen
    picked_measure: str
    cut: str
    picked_stage: int
    horizon: int = HORIZON

    @cached_property
    def measure(self) -> str:
        """The measure picked, else amount, or count where no open deal has an amount."""
        if self.picked_measure:
            return self.picked_measure
        return "count" if len(self.stock) and self.stock.amount.isna().all() else "amount"

    @cached_property
    def ask(self) -> FunnelAsk:
        """The question about the window."""
        return replace(self.mine.ask(self.ctx), horizon=self.horizon)

    @cached_property
    def before(self) -> FunnelAsk:
        """The same about the window before: as many days, known at its end."""
        window = Window(self.ask.first, self.ask.last, self.mine.day).previous()
        at = end_of_day(window.last, self.ctx.data.time_zone)
        return replace(self.ask, at=at, first=window.first, last=window.last)

    @cached_property
    def stock(self) -> pd.DataFrame:
        """STOCK at the instant looked from."""
        return stock(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def stock_before(self) -> pd.DataFrame:
        """STOCK at the end of the window before."""
        return stock(self.ctx.data, self.ctx.filters, self.before)

    @cached_property
    def closed(self) -> pd.DataFrame:
        """CLOSED in the window."""
        return closed_deals(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def closed_before(self) -> pd.DataFrame:
        """CLOSED in the window before."""
        return closed_deals(self.ctx.data, self.ctx.filters, self.before)

    @cached_property
    def cohort(self) -> pd.DataFrame:
        """COHORT of the window."""
        return cohort(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """STAY_OUTCOMES of the window and the year before it."""
        return stay_outcomes(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def conversion(self) -> pd.DataFrame:
        """CONVERSION in the window."""
        return conversion(self.outcomes, self.mine.stages, self.ask.horizon)

    @cached_property
    def times(self) -> pd.DataFrame:
        """TIME in stage, with the limits beyond which a deal is stuck."""
        return time_in_stage(stay_times(self.ctx.data, self.ctx.filters, self.ask), self.mine.stages)

    @cached_property
    def limits(self) -> tuple[tuple[int, float], ...]:
        """Days per stage beyond which a deal is stuck."""
        return limits(self.times)

    @cached_property
    def velocity(self) -> pd.DataFrame:
        """VELOCITY in the window and in the one before."""
        return velocity((self.stock, self.closed), (self.stock_before, self.closed_before))

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """COVERAGE of the quarter looked from and the next three."""
        return pipeline_coverage(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def stuck_totals(self) -> pd.DataFrame:
        """STUCK_TOTALS at the instant looked from."""
        return stuck_totals(self.ctx.data, self.ctx.filters, self.ask, self.limits)

    @cached_property
    def bottlenecks(self) -> pd.DataFrame:
        """BOTTLENECK: each stage held against its own year before, else against the best region."""
        own = own_year(conversion_before(self.outcomes, self.mine.stages, self.ask.horizon))
        if own.reference.notna().all():
            return bottlenecks(self.conversion, self.outcomes, own)
        return bottlenecks(self.conversion, self.outcomes, own, best_slice(_of_slices(self.sliced("region"))))

    @cached_property
    def worst(self) -> int:
        """The position of the bottleneck; 0 for none."""
        found = named(self.bottlenecks)
        return int(found.position.iloc[0]) if len(found) else 0

    def sliced(self, cut: str) -> pd.DataFrame:
        """CONVERSION per slice of one of CUTS; of trees the first level below what is chosen that divides anything."""
        dimension = level(self.ctx, cut)
        rows = self._by(dimension)
        while cut in TREES and rows.key.nunique(dropna=False) == 1 and rows.key.notna().all():
            below = level_below(members(self.ctx.data, cut), cut, (str(rows.key.iloc[0]),))
            if below == dimension:
                break
            dimension, rows = below, self._by(below)
        return rows

    def _by(self, dimension: str) -> pd.DataFrame:
        ask = replace(self.ask, by=dimension)
        outcomes = stay_outcomes(self.ctx.data, self.ctx.filters, ask)
        return conversion_by_slice(outcomes, self.mine.stages, ask.horizon)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """MOVES of the window."""
        return moves(self.ctx.data, self.ctx.filters, self.ask)

    @property
    def stage(self) -> int:
        """The stage looked at: the one picked, else the bottleneck, else the one that most deals entered."""
        open_ones = self.mine.stages.position[self.mine.stages.kind == "open"].tolist()
        for wanted in (self.picked_stage, self.worst):
            if wanted in open_ones:
                return wanted
        entered = self.conversion[self.conversion["from"].isin(open_ones)].set_index("from").entered
        return int(str(entered.idxmax())) if len(entered) else int(open_ones[0]) if open_ones else 0

    def subject(self, grain: Grain = Grain.WEEK) -> Subject:
        """What figures by amount, or by count, are about."""
        return Subject(_METRICS[self.measure], grain)

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed, or taken out by ""."""
        own = {
            "by": self.picked_measure,
            "cut": "" if self.cut == "region" else self.cut,
            "stage": str(self.picked_stage) if self.picked_stage else "",
            "within": "" if self.horizon == HORIZON else str(self.horizon),
        }
        return {**self.mine.query(self.ctx), **own, **changes}

    def deals(self, **filters: str) -> Query:
        """The parameters of the list of deals with this funnel, day and selection, and filters of its own."""
        return {**self.mine.query(self.ctx), **filters}


def _of_slices(rows: pd.DataFrame) -> pd.DataFrame:
    """The slices, or none of them where many deals are in no slice: then it is the winners that have one."""
    nowhere = rows.n[rows.key.isna()].sum()
    return rows[rows.key.notna()] if nowhere <= rows.n.sum() * MOST_NOWHERE else rows.head(0)


def viewed(ctx: Context, mine: Chosen) -> View:
    """What the address asks the funnel page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    positions = [str(position) for position in mine.stages.position]
    measure = one("by", MEASURE_NAME, list(MEASURES), refused)
    cut = one("cut", CUT_NAME, list(CUTS), refused) or "region"
    stage = one("stage", STAGE_NAME, positions, refused)
    within = one("within", HORIZON_NAME, [str(days) for days in HORIZONS], refused)
    filter_bar.notice((*mine.refused, *refused), ctx.locale)
    return View(ctx, mine, measure, cut, int(stage) if stage else 0, int(within) if within else HORIZON)


def measure_tabs(view: View) -> str:
    """Amount or count, as links (HTML)."""
    names = {key: view.ctx.say(name) for key, name in MEASURES.items()}
    to = {key: link.to(PAGE, view.query(by=key)) for key in names}
    return tabs(view.ctx, MEASURE_NAME, names, view.measure, to)
