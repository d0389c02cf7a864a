"""What the page on calls looks at: a region and its parts, a quarter or month, as known at the end of a day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import pandas as pd

from analytics.calls import call_table, parts_of, rolled_up
from analytics.value_added import judged, what_came
from config import settings
from data_access.call_deals import call_deals
from data_access.call_figures import Planned, call_rows, finished_periods, planned_by_region, won_by_region
from data_access.call_rights import MayCall, callers, told
from data_access.freshness import require
from data_access.stored_forecasts import stored_steps
from data_access.workspace.calls import WrittenCall
from domain.calls import COMPANY, GRAINS, ITSELF, CallPlace, counted_until
from domain.contracts_calls import JUDGED, SAID
from domain.filters import Filters
from domain.periods import end_of_day
from domain.written import step_name
from i18n import Text
from ui import link, reader
from ui.context import Context
from ui.link import Query

PAGE = "calls"
_ITSELF = Text("{name}（本级）", "{name} (itself)")
_UNASSIGNED = Text("未分配区域", "No region")
_ALL_MINE = Text("您的全部区域", "All your regions")


@dataclass(frozen=True)  # no slots: what is read once is kept on the view while the page runs
class View:
    """The page's selection. `node` is the region looked at, COMPANY for all that the reader sees."""

    ctx: Context
    node: str
    step: str
    first: date
    day: date
    share: float  # of a finished period: calls made later do not count when it is judged
    mine: MayCall

    @property
    def place(self) -> CallPlace:
        """The region and period."""
        return CallPlace(self.node, self.step, self.first)

    @property
    def filters(self) -> Filters:
        """All that the reader sees, over the period: calls know no other slice."""
        return self.ctx.filters.whole().between(self.first, self.place.last)

    @property
    def period(self) -> str:
        """The period in words."""
        return step_name(self.first, GRAINS[self.step], self.ctx.locale)

    @property
    def over(self) -> bool:
        """Whether the period is finished."""
        return self.place.last < self.ctx.today

    @property
    def has_top(self) -> bool:
        """Whether the region looked at has a row of its own: for all of several regions there is none."""
        return self.node != COMPANY or self.mine.scope.everything

    def query(self, **others: str) -> Query:
        """What leads back here with some things chosen otherwise; what goes without saying is left out."""
        region = others.pop("region", self.node)
        kept = {"step": self.step, "start": self.first.isoformat(), "asof": _given("asof"), "judge": _given("judge")}
        given = {**kept, **others}
        query = replace(self.ctx.filters, region=(region,) if region else ()).to_query()
        return {**query, **{name: value for name, value in given.items() if value}}

    def name(self, region: str) -> str:
        """A region in words."""
        if region == ITSELF:
            whole = self.node == COMPANY
            return self.ctx.say(_UNASSIGNED) if whole else self.ctx.say(_ITSELF, name=self.name(self.node))
        if region == COMPANY and not self.mine.scope.everything:
            return self.ctx.say(_ALL_MINE)
        return self.mine.names.get(region, region)

    @cached_property
    def below(self) -> list[str]:
        """Every region below the one looked at."""
        return _below(self.node, self.mine.tree)

    @cached_property
    def until(self) -> datetime | None:
        """The instant after which calls are not looked at; None when the day looked from is not in the past."""
        return end_of_day(self.day, self.ctx.data.time_zone) if self.day < self.ctx.today else None

    @cached_property
    def told(self) -> list[WrittenCall]:
        """All that this reader may see of the history, newest first."""
        return told(reader.space(), self.mine)

    @cached_property
    def calls(self) -> pd.DataFrame:
        """CALLS of the step and period, as known on the day."""
        rows = call_rows(self.told, self.until)
        here = (rows.step == self.step) & (rows.period == pd.Timestamp(self.first))
        return rows[here].reset_index(drop=True)

    @cached_property
    def deals(self) -> pd.DataFrame:
        """CALL_DEALS as known on the day."""
        require(self.ctx.data, "opportunity")
        return call_deals(self.ctx.data, self.filters, self.day)

    @cached_property
    def planned(self) -> Planned:
        """The targets of the period."""
        return planned_by_region(self.ctx.data, self.filters)

    @cached_property
    def table(self) -> pd.DataFrame:
        """CALL_TABLE with names in the reader's language."""
        targets = rolled_up(self.planned.amounts, self.mine.tree)
        frame = call_table((self.node, self.has_top), self.mine.tree, self.deals, self.calls, targets)
        return frame.assign(name=pd.Series([self.name(region) for region in frame.region], dtype="str"))

    @cached_property
    def made(self) -> pd.DataFrame:
        """CALLS of the step that count for the region looked at and all below it."""
        rows = call_rows(self.told)
        return rows[(rows.step == self.step) & rows.region.isin([self.node, *self.below])].reset_index(drop=True)

    @cached_property
    def said(self) -> pd.DataFrame:
        """SAID of the region looked at, its parts, and whatever was called below it."""
        regions = dict.fromkeys([self.node, *parts_of(self.node, self.mine.tree), *self.made.region])
        if self.mine.partly:  # a part of a region is judged by nobody's forecast of the whole of it
            return SAID.empty()
        return stored_steps(reader.space(), self.ctx.data, self.filters, list(regions), GRAINS[self.step])

    @cached_property
    def judged(self) -> pd.DataFrame:
        """JUDGED: the calls and stored forecasts of finished periods, for the region looked at and those below it."""
        fiscal_start = settings().fiscal_start_month
        periods = finished_periods(self.ctx.data, self.filters, self.step, fiscal_start)
        if not periods or (self.made.empty and self.said.empty):
            return JUDGED.empty()
        whole = self.filters.between(periods[0], CallPlace(COMPANY, self.step, periods[-1]).last)
        came = what_came(won_by_region(self.ctx.data, whole, self.step), self.mine.tree, periods)
        until = {first: self._counted(first) for first in periods}
        return judged(came, self.made, until, 3 if self.step == "quarter" else 1, self.said)

    def _counted(self, first: date) -> datetime:
        """The instant after which calls of a period do not count."""
        last = CallPlace(COMPANY, self.step, first).last
        return end_of_day(counted_until(first, last, self.share), self.ctx.data.time_zone)

    @cached_property
    def people(self) -> dict[str, list[str]]:
        """Region → the readers who answer for it."""
        return callers(reader.space(), self.mine)

    @cached_property
    def expected(self) -> list[str]:
        """The regions whose call is waited for, of the one looked at and those below it: those that somebody answers
        for or that called for an earlier period; where there are none below, the parts.
        """
        ever = {one.call.place.region for one in self.told if one.call.place.first < self.first}
        usual = (set(self.people) | ever) & set(self.below)
        wanted = {*(usual or parts_of(self.node, self.mine.tree)), *([self.node] if self.has_top else [])}
        return [key for key in self.mine.keys if key in wanted]


def looked_at(ctx: Context, mine: MayCall) -> str:
    """The one region of the filters; else all, which is a reader's only region where there is just one."""
    chosen = ctx.filters.region
    if len(chosen) == 1 and chosen[0] in set(mine.tree.key):
        return chosen[0]
    tops = parts_of(COMPANY, mine.tree)
    return tops[0] if len(tops) == 1 and not mine.scope.everything else COMPANY


def _below(node: str, tree: pd.DataFrame) -> list[str]:
    found = parts_of(node, tree)
    return [*found, *(deeper for one in found for deeper in _below(one, tree))]


def _given(name: str) -> str:
    return next(iter(link.values(name)), "")
