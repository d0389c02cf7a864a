"""What the balance page looks at: the month, the cut of the index, which incidents; and the figures of its boxes."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from analytics.balance import balance_index, balance_parts
from analytics.concentration import concentration
from analytics.incidents import incidents
from config import settings
from data_access.balance import conflicts_of, exposures_of, links_of, measured, since_first
from data_access.concentration import share_sums
from data_access.freshness import require
from domain.balance import KINDS, ConflictAsk, Terms, last_whole_month, of_month
from domain.contracts_balance import CONCENTRATION
from domain.errors import NotInScope
from domain.filters import Filters
from domain.periods import Grain, add_months
from domain.written import step_name
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import one, tabs
from ui.link import Query
from ui.selection import Refused

PAGE = "balance"
MONTH_NAME, KIND_NAME, CUT_NAME = Text("月份", "Month"), Text("冲突类型", "Kind"), Text("切分", "Cut by")
CUTS: dict[str, Text] = {
    "channel": Text("渠道", "Channel"),
    "region_1": Text("区域", "Region"),
    "product_line": Text("产品线", "Product line"),
}
SPREAD: dict[str, Text] = {
    "channel": Text("渠道", "Channels"),
    "region_1": Text("区域", "Regions"),
    "partner": Text("经销商", "Partners"),
    "customer": Text("客户", "Customers"),
    "product": Text("产品", "Products"),
}
MONTHS, OFFERED = 24, 6
_DIGITS = 7  # of a month
_LONGEST = 40


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection; its figures are asked for when the first box needs them, and once.

    `ctx` is of the month looked at. `kind` is one of KINDS or "" for all; `incident` the identity of one, or "".
    """

    ctx: Context
    month: date
    kind: str
    cut: str
    incident: str

    @cached_property
    def terms(self) -> Terms:
        """What the installation calls a conflict."""
        own = settings()
        return Terms.of(own.conflict_terms(), own.conflict_parts())

    @cached_property
    def ask(self) -> ConflictAsk:
        """The question, uncut."""
        return ConflictAsk(self.terms.rules, locale=self.ctx.locale)

    @cached_property
    def measured(self) -> dict[str, bool]:
        """Which parts there are, in the whole installation."""
        require(self.ctx.data, "order_line")
        return measured(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def history(self) -> pd.DataFrame:
        """PARTS of the months up to this one, MONTHS at most."""
        whole = since_first(self.ctx.data, self.ctx.filters)
        first = max(whole.first, add_months(self.month, 1 - MONTHS))
        window = self.ctx.filters.between(first, self.ctx.filters.last)
        return balance_parts(exposures_of(self.ctx.data, window, self.ask), self.terms.parts, self.measured)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """PARTS of the month."""
        return self.history[self.history.period == pd.Timestamp(self.month)].reset_index(drop=True)

    @cached_property
    def index(self) -> pd.DataFrame:
        """INDEX of the months."""
        return balance_index(self.history)

    @cached_property
    def by_slice(self) -> pd.DataFrame:
        """INDEX of the month, by what the page is cut by, the highest first."""
        asked = replace(self.ask, by=self.cut)
        found = exposures_of(self.ctx.data, self.ctx.filters, asked)
        parts = balance_parts(found, self.terms.parts, self.measured, self.cut)
        wide = parts.pivot(index="group", columns="kind", values="exposure").reset_index()
        table = balance_index(parts).merge(wide, on="group")
        return table.sort_values("cci", ascending=False, na_position="last", ignore_index=True)

    @cached_property
    def conflicts(self) -> dict[str, pd.DataFrame]:
        """CONFLICTS of each kind, from the first month of the data on."""
        whole: Filters = since_first(self.ctx.data, self.ctx.filters)
        found = conflicts_of(self.ctx.data, whole, self.ask)
        return {kind: rows for kind, rows in found.items() if self.measured[kind]}

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """INCIDENTS of the month."""
        whole = since_first(self.ctx.data, self.ctx.filters)
        links = links_of(self.ctx.data, whole, self.ask)
        return incidents(self.conflicts, links, self.month, selected=bool(self.ctx.filters.chosen))

    @cached_property
    def concentration(self) -> pd.DataFrame:
        """CONCENTRATION of the month, of every dimension that the reader sees the whole of."""
        found = []
        for by in SPREAD:
            try:
                found.append(concentration(share_sums(self.ctx.data, self.ctx.filters, by, self.ctx.locale), by))
            except NotInScope:  # a share of a part is no share of the company
                continue
        return pd.concat(found, ignore_index=True) if found else CONCENTRATION.empty()

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed; what goes without saying is left out."""
        own = {"month": self.month.isoformat()[:_DIGITS], "kind": self.kind, "cut": self.cut} | changes
        usual = {"month": last_whole_month(self.ctx.today).isoformat()[:_DIGITS], "cut": "channel"}
        filters = {name: value for name, value in self.ctx.filters.to_query().items() if name not in _DAYS}
        return {**filters, **{name: value for name, value in own.items() if value and value != usual.get(name)}}

    def tabs(self, label: Text, name: str, options: dict[str, str]) -> str:
        """Links that choose one of the options for a parameter of the page (HTML)."""
        current = {"month": self.month.isoformat()[:_DIGITS], "kind": self.kind, "cut": self.cut}[name]
        to = {key: link.to(PAGE, self.query(**{name: key})) for key in options}
        return tabs(self.ctx, label, options, current, to)


_DAYS = ("period", "first", "last")


def viewed(ctx: Context) -> View:
    """What the address asks the page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    kind = one("kind", KIND_NAME, list(KINDS), refused)
    cut = one("cut", CUT_NAME, list(CUTS), refused) or "channel"
    month = _month(ctx, refused)
    incident = next((value[:_LONGEST] for value in link.values("incident") if value), "")
    filter_bar.notice(refused, ctx.locale)
    return View(replace(ctx, filters=of_month(ctx.filters, month)), month, kind, cut, incident)


def balance_bar(view: View) -> None:
    """The last months as tabs; an earlier one is opened by a click on its bar."""
    latest = view.ctx.today.replace(day=1)
    months = {add_months(latest, -back) for back in range(OFFERED)} | {view.month}
    named = {month.isoformat()[:_DIGITS]: step_name(month, Grain.MONTH, view.ctx.locale) for month in sorted(months)}
    st.html(f'<div class="tabs-row">{view.tabs(MONTH_NAME, "month", named)}</div>')


def _month(ctx: Context, refused: list[Refused]) -> date:
    for value in link.values("month"):
        try:
            month = date.fromisoformat(f"{value[:_DIGITS]}-01")
        except ValueError:
            month = None
        if month and date(1990, 1, 1) <= month <= ctx.today:
            return month
        refused.append(Refused(MONTH_NAME, value[:_LONGEST]))
    return last_whole_month(ctx.today)
