"""What the partners page looks at, and the figures that several of its boxes share."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from analytics.partner_cohorts import spans
from analytics.partner_lives import Lives, lives
from analytics.partner_months import activation, opening_months, state_months
from analytics.partners import Kept, kept, pareto, silent
from charts.axes import Subject
from data_access.freshness import require
from data_access.partner_money import partner_money
from data_access.partners import months_of, order_beginnings, order_marks, partners
from domain.errors import ReaderError
from domain.metrics import METRICS
from domain.partners import COHORTS
from domain.periods import add_months
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import one, tabs
from ui.link import Query
from ui.selection import Refused

PAGE = "partners"
COHORT_NAME = Text("存活率分组", "Survival by")
PARTNERS = Subject(replace(METRICS["orders"], name=Text("经销商数", "Partners")))
NOBODY = Text(
    "所选范围内没有经销商。经销商按其所在区域和所属渠道归入所选范围。",
    "No partner is at home in the selection: partners belong to the region and channel that they are recorded in.",
)


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection, seen from the end of its last day; whom survival compares; since when there are data."""

    ctx: Context
    by: str
    begun: date
    starts: pd.DataFrame

    @property
    def day(self) -> date:
        """The day looked from: the last one of the period, or of the data."""
        return max(self.ctx.filters.window.elapsed_last, self.begun)

    @cached_property
    def own(self) -> Lives:
        """LIVES of the partners at home in the selection."""
        ctx = self.ctx
        known = partners(ctx.data, ctx.filters, ctx.locale)
        marks = order_marks(ctx.data, months_of(self.begun, self.day))
        return lives(known, marks, self.starts, self.day, ctx.data.patience)

    @cached_property
    def money(self) -> pd.DataFrame:
        """MONEY of the days of the period."""
        return partner_money(self.ctx.data, min(self.ctx.filters.first, self.day), self.day)

    @cached_property
    def months(self) -> pd.DataFrame:
        """STATE_MONTHS."""
        return state_months(self.own, self.day, self.begun)

    @cached_property
    def openings(self) -> pd.DataFrame:
        """OPENING_MONTHS."""
        return opening_months(self.own, self.day, self.begun)

    @cached_property
    def activation(self) -> pd.DataFrame:
        """ACTIVATION."""
        return activation(self.own, self.day, self.begun)

    @cached_property
    def silent(self) -> pd.DataFrame:
        """SILENT."""
        return silent(self.own.frame, self.money, self.ctx.data.patience)

    @cached_property
    def pareto(self) -> pd.DataFrame:
        """PARETO."""
        return pareto(self.own.frame, self.money)

    @cached_property
    def spans(self) -> pd.DataFrame:
        """SPANS in the groups that are compared."""
        return spans(self.own, self.by)

    @property
    def kept(self) -> Kept | None:
        """Retention over twelve months; None where a year ago nobody could be seen to be dormant yet."""
        then = add_months(self.day, -12)
        longest = max((self.own.patience.months(kind) for kind in self.own.named), default=0)
        if then < add_months(self.begun, longest):
            return None
        return kept(self.own.states(then), self.own.frame.state)

    def count(self, state: str) -> int:
        """How many partners are in a state."""
        return int((self.own.frame.state == state).sum())

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed."""
        given = {"by": "" if self.by == "channel" else self.by} | changes
        return {**self.ctx.filters.to_query(), **given}

    def dealer(self, key: str) -> str:
        """The address of a partner's own page."""
        return link.to(PAGE, self.query(dealer=key))

    def cohort_tabs(self) -> str:
        """Links that choose what survival is compared by (HTML)."""
        said = {key: self.ctx.say(name) for key, name in COHORTS.items()}
        to = {key: link.to(PAGE, self.query(by=key)) for key in said}
        return tabs(self.ctx, COHORT_NAME, said, self.by, to)


def viewed(ctx: Context) -> View:
    """What the address asks the partners page for; what it says wrongly is named on the page.

    Ends the page with a notice where there is nothing to show: no partners or orders in the data, none in the
    selection, or a filter that partners do not have.
    """
    refused: list[Refused] = []
    by = one("by", COHORT_NAME, list(COHORTS), refused) or "channel"
    filter_bar.notice(tuple(refused), ctx.locale)
    try:
        require(ctx.data, "partner", "order_line")
        starts = order_beginnings(ctx.data)
        view = View(ctx, by, starts["first"].min().date(), starts)
        if view.own.frame.empty:
            raise ReaderError(NOBODY)
    except ReaderError as error:
        st.info(error.to(ctx.locale))
        st.stop()
    return view
