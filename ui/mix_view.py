"""What the page on structure looks at: by which members, in which steps; and the figures of its boxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd
import streamlit as st

from analytics.concentration import concentration
from analytics.mix import margin_balance, mix_drift, warnings, whole_mix
from analytics.plan import whole_targets
from charts.axes import Subject
from data_access.balance import since_first
from data_access.balance_rule_entry import terms_of
from data_access.concentration import share_sums
from data_access.freshness import require
from data_access.metric_table import metric_table
from data_access.mix import dependence, lorenz_sums
from domain.ask import Ask, Compare
from domain.balance import Terms
from domain.contracts_balance import CONCENTRATION
from domain.errors import NotInScope
from domain.metrics import METRICS
from domain.mix import DEPENDENT, SPREAD
from domain.periods import GRAIN_NAMES, Grain, add_months
from i18n import Text
from ui import filter_bar, link, reader
from ui.ask import measured
from ui.context import Context
from ui.funnels import one, tabs
from ui.link import Query
from ui.parts import level, named
from ui.selection import Refused

PAGE = "mix"
BY_NAME, STEP_NAME = Text("看什么", "Members"), Text("步长", "Step")
STEPS = {grain.value: GRAIN_NAMES[grain] for grain in (Grain.MONTH, Grain.QUARTER)}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3}
_BACK = {Grain.MONTH: 25, Grain.QUARTER: 39}  # months before the last day: two years, or three, and their beginning


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection; its figures are asked for when the first box needs them, and once."""

    ctx: Context
    by: str
    grain: Grain

    @property
    def subject(self) -> Subject:
        """Revenue in these steps, against its plan."""
        return Subject(METRICS["revenue"], self.grain, Compare.TARGET)

    @cached_property
    def spread(self) -> pd.DataFrame:
        """CONCENTRATION of every dimension that the reader sees the whole of, in whole steps; oldest first."""
        require(self.ctx.data, "order_line")
        last = self.ctx.filters.window.elapsed_last
        first = max(
            add_months(last.replace(day=1), -_BACK[self.grain]), since_first(self.ctx.data, self.ctx.filters).first
        )
        window = self.ctx.filters.between(min(first, last), last)
        found = []
        for by in SPREAD:
            try:
                sums = share_sums(self.ctx.data, window, by, self.ctx.locale, self.grain)
            except NotInScope:  # a share of a part is no share of the company
                continue
            begun = sums[sums.period >= pd.Timestamp(window.first)]
            found.append(concentration(_over(begun, last, self.grain), by))
        return pd.concat(found, ignore_index=True) if found else CONCENTRATION.empty()

    @cached_property
    def lorenz(self) -> pd.DataFrame:
        """LORENZ_SUMS of the chosen members over the period. Raises NotInScope."""
        return lorenz_sums(self.ctx.data, self.ctx.filters, self.by)

    @cached_property
    def plan(self) -> pd.DataFrame:
        """Revenue and target by channel and step; steps that are not over are left out, where others are."""
        ask = Ask(("revenue", "attainment"), (self.dimension,), self.step, (Compare.TARGET,), locale=self.ctx.locale)
        table = named(self.ctx, "channel", measured(self.ctx, ask))
        cells = table[self.dimension].fillna("") + table.period.astype("str")
        table = whole_targets(table.assign(cell=cells), table.assign(cell=cells), "cell")
        over = _over(table, self.ctx.filters.window.elapsed_last, self.step)
        return over if len(over) else table

    @property
    def step(self) -> Grain:
        """The step of the plan: months of a short period, whatever the page's."""
        return self.grain if self.ctx.filters.window.days > 93 else Grain.MONTH

    @cached_property
    def drift(self) -> pd.DataFrame:
        """MIX_DRIFT."""
        return mix_drift(self.plan, self.dimension)

    @cached_property
    def whole(self) -> pd.DataFrame:
        """MIX_DRIFT of the steps with a plan, as one."""
        return whole_mix(self.plan, self.dimension)

    @cached_property
    def margins(self) -> pd.DataFrame:
        """MARGIN_BALANCE."""
        ask = Ask(("revenue", "margin", "margin_rate"), (self.dimension,), locale=self.ctx.locale)
        return margin_balance(
            named(self.ctx, "channel", metric_table(self.ctx.data, self.ctx.filters, ask)), self.dimension
        )

    @cached_property
    def largest(self) -> pd.DataFrame:
        """DEPENDENCE of customers, partners and channels."""
        require(self.ctx.data, "order_line")
        place = level(self.ctx, "region")
        found = [dependence(self.ctx.data, self.ctx.filters, of, place, self.ctx.locale) for of in DEPENDENT]
        return pd.concat(found, ignore_index=True)

    @cached_property
    def warnings(self) -> pd.DataFrame:
        """WARNINGS."""
        return warnings(self.largest, self.limits)

    @cached_property
    def limits(self) -> Mapping[str, float]:
        """The share from which on each kind of member is called a dependence: the rules of the balance page."""
        return terms_of(reader.space(), Terms()).dependent

    @cached_property
    def dimension(self) -> str:
        """The level of the channel tree that is shown."""
        return level(self.ctx, "channel")

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed; what goes without saying is left out."""
        own = {"by": self.by, "step": self.grain.value} | changes
        usual = {"by": "channel", "step": Grain.MONTH.value}
        return {**self.ctx.filters.to_query(), **{n: v for n, v in own.items() if v != usual[n]}}

    def tabs(self, label: Text, name: str, options: dict[str, str]) -> str:
        """Links that choose one of the options for a parameter of the page (HTML)."""
        current = {"by": self.by, "step": self.grain.value}[name]
        to = {key: link.to(PAGE, self.query(**{name: key})) for key in options}
        return tabs(self.ctx, label, options, current, to)


def _over(rows: pd.DataFrame, last: date, grain: Grain) -> pd.DataFrame:
    """The rows of steps that are over on the day `last`."""
    ends = [add_months(day.date(), _MONTHS[grain]) for day in rows.period]
    past = pd.Series([end - timedelta(days=1) <= last for end in ends], index=rows.index, dtype="bool")
    return rows[past].reset_index(drop=True)


def viewed(ctx: Context) -> View:
    """What the address asks the page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    by = one("by", BY_NAME, list(SPREAD), refused) or "channel"
    step = one("step", STEP_NAME, list(STEPS), refused) or Grain.MONTH.value
    filter_bar.notice(refused, ctx.locale)
    return View(ctx, by, Grain(step))


def mix_bar(view: View) -> None:
    """The members and the step as tabs."""
    members = view.tabs(BY_NAME, "by", {key: view.ctx.say(name) for key, name in SPREAD.items()})
    steps = view.tabs(STEP_NAME, "step", {key: view.ctx.say(name) for key, name in STEPS.items()})
    st.html(f'<div class="tabs-row">{members}{steps}</div>')
