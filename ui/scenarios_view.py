"""What the page on scenarios looks at: a period, the base of it, and what is assumed; all of it in the address."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil

import numpy as np
import pandas as pd

from analytics.conversion import win_rates, won_by_age
from analytics.required import Required, required
from analytics.scenarios import Base, Curve, drawn_to, scenario_steps, stages_now
from config import settings
from data_access.call_figures import PLANNED
from data_access.freshness import deal_days, require
from data_access.funnel import closed_deals, cohort
from data_access.metric_table import metric_table
from data_access.open_outcomes import open_outcomes
from data_access.scenario_rights import told
from data_access.workspace.scenarios import Kept
from domain.ask import Ask, Compare
from domain.calls import COMPANY, GRAINS, CallPlace, running
from domain.errors import NotMeasured, ReaderError
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.periods import end_of_day
from domain.pipeline_forecast import PipelineAsk, Which
from domain.scenarios import LEVERS, Assumptions
from domain.written import step_name
from i18n import Text
from ui import reader
from ui.context import Context
from ui.link import Query
from ui.pipeline_forecast_view import running_period

PAGE = "scenarios"
PERIODS: dict[str, tuple[str, int, Text]] = {
    "quarter": ("quarter", 0, Text("本季度", "This quarter")),
    "next": ("quarter", 1, Text("下季度", "Next quarter")),
    "month": ("month", 0, Text("本月", "This month")),
    "next_month": ("month", 1, Text("下月", "Next month")),
}
POINTS = 8  # earlier periods, at the same point, that curves are made of
_YEAR = timedelta(days=364)
_FASTEST = 1 + LEVERS["cycle"].least / 100
_NO_HISTORY = Text(
    "还没有更早期间同一时点的在手商机，因此没有可依据的转化率。",
    "No deals were open at the same point of an earlier period, so there is no conversion to go by.",
)


@dataclass(frozen=True)  # no slots: what is read once is kept on the view while the page runs
class View:
    """The page's selection; `beside` are the ids of kept scenarios to compare with."""

    ctx: Context
    of: str
    assumed: Assumptions
    beside: tuple[int, ...]

    @property
    def place(self) -> CallPlace:
        """The period."""
        step, skipped, _ = PERIODS[self.of]
        return CallPlace(COMPANY, step, running(step, self.ctx.today, settings().fiscal_start_month, skipped))

    @property
    def period(self) -> str:
        """The period in words."""
        return step_name(self.place.first, GRAINS[self.place.step], self.ctx.locale)

    @property
    def filters(self) -> Filters:
        """The slice over the period."""
        return self.ctx.filters.between(self.place.first, self.place.last)

    def query(self, **others: str | list[str]) -> Query:
        """What leads back here with some things chosen otherwise: every assumption is in it."""
        given = {"of": self.of if self.of != "quarter" else "", "with": [str(key) for key in self.beside]}
        return {**self.ctx.filters.to_query(), **given, **self.assumed.to_query(), **others}

    @cached_property
    def points(self) -> tuple[date, ...]:
        """Today, and the days at the same point of earlier periods that the deals of this reader reach back to."""
        step, today, start = self.place.step, self.ctx.today, settings().fiscal_start_month
        begun = deal_days(self.ctx.data)["first"].iloc[0]
        elapsed = (today - running(step, today, start)).days
        found = [today]
        for back in range(1, POINTS + 1):
            first = running(step, today, start, -back)
            day = min(first + timedelta(days=elapsed), CallPlace(COMPANY, step, first).last)
            if pd.notna(begun) and day > begun.date():
                found.append(day)
        return tuple(found)

    @property
    def horizon(self) -> int:
        """Days that the curves reach: to the end of the period at the shortest cycle that can be assumed."""
        return min(365, ceil((self.place.last - self.ctx.today).days / _FASTEST))

    @cached_property
    def base(self) -> Base:
        """What the period is made of."""
        ctx, place = self.ctx, self.place
        require(ctx.data, "opportunity")
        outcomes = open_outcomes(ctx.data, self.filters, self.points, ctx.data.time_zone)
        if outcomes.point.nunique() < 2:
            raise NotMeasured(_NO_HISTORY)
        ends = (place.last - ctx.today).days
        starts = max(0, (place.first - ctx.today).days - 1)
        created, curve = self._created
        base = Base(self._won, stages_now(outcomes, self.horizon), created, curve, starts, max(ends, 0))
        return drawn_to(base, self.forecast)

    @cached_property
    def forecast(self) -> float:
        """The house's figure of the period, as the page on the pipeline forecast has it; NaN of too short a history."""
        ahead, data = PERIODS[self.of][1], self.ctx.data
        which = Which(GRAINS[self.place.step], ahead, "", settings().fiscal_start_month)
        try:
            return running_period(self.ctx, PipelineAsk.of(self.ctx.today, data.time_zone, which))[0].value
        except ReaderError:
            return float("nan")

    @cached_property
    def _won(self) -> float:
        if self.place.first > self.ctx.today:
            return 0.0
        so_far = self.filters.between(self.place.first, self.ctx.today)
        return float(metric_table(self.ctx.data, so_far, Ask(("won_amount",))).won_amount.iloc[0])

    def _year(self, horizon: int) -> FunnelAsk:
        today = self.ctx.today
        at = end_of_day(today, self.ctx.data.time_zone)
        return FunnelAsk("", at, today - _YEAR, today, horizon, self.ctx.locale)

    @cached_property
    def _created(self) -> tuple[float, Curve]:
        """The amount created a day in the last year, and the share of it that is won by each age."""
        rows = cohort(self.ctx.data, self.filters, self._year(self.horizon))
        amounts = rows.assign(count=rows.amount.fillna(0.0).round().astype("int64"))
        shares = won_by_age(amounts, self.horizon)["share"].to_numpy(dtype="float64")
        curve = np.concatenate([shares, np.full(self.horizon + 1 - len(shares), shares[-1] if len(shares) else 0.0)])
        return float(rows.amount.sum()) / (_YEAR.days + 1), curve

    @cached_property
    def closed(self) -> pd.DataFrame:
        """CLOSED of the last year."""
        return closed_deals(self.ctx.data, self.filters, self._year(self.horizon))

    @property
    def win_rate(self) -> float:
        """Won ÷ (won + lost) of the deals closed in the last year."""
        rows = cohort(self.ctx.data, self.filters, self._year(self.horizon))
        return float(win_rates(self.closed, rows, self.horizon)["rate"].iloc[0])

    @cached_property
    def usual(self) -> dict[str, float]:
        """How it is now, of the last year: win rate, mean won amount, median days to win; NaN where not known."""
        won = self.closed[self.closed.outcome == "won"]
        valued = float(won.valued.sum())
        size = float(won.amount.sum()) / valued if valued else float("nan")
        days = float(won.median_days.iloc[0]) if len(won) else float("nan")
        return {"win": self.win_rate, "size": size, "cycle": days, "spend": self._spend}

    @property
    def _spend(self) -> float:
        """Channel cost a day of the last year; NaN where none is measured, or the selection has no cost of its own."""
        try:
            year = self.filters.between(self.ctx.today - _YEAR, self.ctx.today)
            spent = float(metric_table(self.ctx.data, year, Ask(("channel_cost",))).channel_cost.iloc[0])
        except ReaderError:
            return float("nan")
        return spent / (_YEAR.days + 1) if spent > 0 else float("nan")

    @cached_property
    def target(self) -> tuple[str, float]:
        """The metric that has a target for this slice and period, and the target; ("", NaN) where there is none."""
        for key in PLANNED:
            try:
                table = metric_table(self.ctx.data, self.filters, Ask((key,), compare=(Compare.TARGET,)))
            except ReaderError:
                continue
            if (amount := float(table[f"{key}_target"].iloc[0])) == amount:
                return key, amount
        return "", float("nan")

    @cached_property
    def steps(self) -> pd.DataFrame:
        """SCENARIO_STEPS of what is assumed."""
        return scenario_steps(self.base, self.assumed)

    @property
    def required(self) -> Required:
        """What reaches the target."""
        return required(self.base, self.assumed, self.target[1], self.usual["cycle"])

    @cached_property
    def kept(self) -> list[Kept]:
        """The kept scenarios that this reader may see."""
        return told(reader.space(), self.ctx.data, reader.author())
