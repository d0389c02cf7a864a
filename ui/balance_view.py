"""What the balance page looks at: the month, the cut of the index, which incidents; and the figures of its boxes."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from analytics.balance import balance_index, balance_parts
from analytics.balance_changes import BACK, slice_months
from analytics.concentration import concentration
from analytics.excuses import agreed_excuses
from analytics.incident_states import Memory, kept_buyers, remembered, standing
from analytics.incidents import Found, found_until, seen_in
from config import settings
from data_access.balance import conflicts_of, exposures_of, links_of, measured, regions_below, since_first
from data_access.balance_rule_entry import terms_of
from data_access.concentration import share_sums
from data_access.freshness import require
from data_access.workspace.exceptions import Agreement, latest
from data_access.workspace.incidents import in_force as notes_in_force
from domain.balance import ConflictAsk, Terms, last_whole_month, of_month
from domain.contracts_balance import CONCENTRATION
from domain.errors import NotInScope
from domain.filters import Filters
from domain.incidents import OUT, Note
from domain.periods import Grain, add_months
from domain.written import step_name
from i18n import Text
from ui import filter_bar, link, reader
from ui.balance_picked import Picked, picked_of
from ui.context import Context
from ui.funnels import one, tabs
from ui.link import Query
from ui.selection import Refused

PAGE = "balance"
MONTH_NAME, CUT_NAME = Text("月份", "Month"), Text("切分", "Cut by")
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
PART_NAME = Text("部分", "Part")
PAGE_PARTS: dict[str, Text] = {
    "": Text("指数与事件", "Index and incidents"),
    "disputes": Text("登记的争议", "Logged disputes"),
    "rules": Text("规则", "Rules"),
}
MONTHS, OFFERED = 24, 6
_DIGITS = 7  # of a month
_LONGEST = 40


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection; its figures are asked for when the first box needs them, and once.

    `ctx` is of the month looked at. `picked` are the filters of the list of incidents, "" for all; `incident` is the
    identity of one, or ""; `part` the part of the page, a key of PAGE_PARTS.
    """

    ctx: Context
    month: date
    cut: str
    incident: str
    picked: Picked
    part: str

    @property
    def installed(self) -> Terms:
        """What the installation's settings call a conflict."""
        own = settings()
        return Terms.of(own.conflict_terms(), own.conflict_parts())

    @cached_property
    def terms(self) -> Terms:
        """What is a conflict today: the settings, with what people have changed since."""
        return terms_of(reader.space(), self.installed)

    @cached_property
    def plain(self) -> ConflictAsk:
        """The question of what breaks the rules, whatever was said of it."""
        return ConflictAsk(self.terms.rules, locale=self.ctx.locale, kept=kept_buyers(self.notes))

    @cached_property
    def ask(self) -> ConflictAsk:
        """The question of what counts, uncut: without what was agreed or judged to be no conflict."""
        return replace(self.plain, excused=self.memory.excused)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What was last said of each incident."""
        return notes_in_force(reader.space())

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Every agreement on a co-sale as it was written last."""
        return latest(reader.space())

    @cached_property
    def found(self) -> list[Found]:
        """All incidents up to the month."""
        whole = since_first(self.ctx.data, self.ctx.filters)
        return found_until(self.conflicts, links_of(self.ctx.data, whole, self.plain), self.month)

    @cached_property
    def memory(self) -> Memory:
        """How each incident stands, and what does not count."""
        agreed = [one.agreed for one in self.agreements if one.stands]
        below = regions_below(self.ctx.data) if agreed else {}
        return remembered(self.found, self.notes, agreed_excuses(agreed, below))

    @cached_property
    def measured(self) -> dict[str, bool]:
        """Which parts there are, in the whole installation."""
        require(self.ctx.data, "order_line")
        return measured(self.ctx.data, self.ctx.filters, self.plain)

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
        """The index of each slice that the page is cut by, in the month and those before (see slice_months)."""
        first = max(since_first(self.ctx.data, self.ctx.filters).first, add_months(self.month, -BACK))
        window = self.ctx.filters.between(first, self.ctx.filters.last)
        found = exposures_of(self.ctx.data, window, replace(self.ask, by=self.cut))
        parts = balance_parts(found, self.terms.parts, self.measured, self.cut)
        return slice_months(parts, balance_index(parts), pd.Timestamp(self.month))

    @cached_property
    def conflicts(self) -> dict[str, pd.DataFrame]:
        """CONFLICTS of each kind, from the first month of the data on."""
        whole: Filters = since_first(self.ctx.data, self.ctx.filters)
        found = conflicts_of(self.ctx.data, whole, self.plain)
        return {kind: rows for kind, rows in found.items() if self.measured[kind]}

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """INCIDENTS of the month with their STATES."""
        rows = seen_in(self.found, self.month, self.memory.excused, selected=bool(self.ctx.filters.chosen))
        return rows.merge(standing(rows, self.memory.states), on="id")

    @property
    def counting(self) -> pd.DataFrame:
        """The incidents of the month that count in the index: neither agreed nor judged to be none."""
        return self.incidents[~self.incidents.status.isin(OUT)].reset_index(drop=True)

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
        own = {**self._own(), **changes}
        usual = {"month": last_whole_month(self.ctx.today).isoformat()[:_DIGITS], "cut": "channel"}
        filters = {name: value for name, value in self.ctx.filters.to_query().items() if name not in _DAYS}
        return {**filters, **{name: value for name, value in own.items() if value and value != usual.get(name)}}

    def tabs(self, label: Text, name: str, options: dict[str, str]) -> str:
        """Links that choose one of the options for a parameter of the page (HTML)."""
        current = self._own()[name]
        to = {key: link.to(PAGE, self.query(**{name: key})) for key in options}
        return tabs(self.ctx, label, options, current, to)

    def _own(self) -> dict[str, str]:
        return {"month": self.month.isoformat()[:_DIGITS], "cut": self.cut, "part": self.part, **asdict(self.picked)}


_DAYS = ("period", "first", "last")


def viewed(ctx: Context) -> View:
    """What the address asks the page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    cut = one("cut", CUT_NAME, list(CUTS), refused) or "channel"
    month = _month(ctx, refused)
    incident = next((value[:_LONGEST] for value in link.values("incident") if value), "")
    part = one("part", PART_NAME, list(PAGE_PARTS), refused)
    picked = picked_of(refused)
    filter_bar.notice(refused, ctx.locale)
    return View(replace(ctx, filters=of_month(ctx.filters, month)), month, cut, incident, picked, part)


def balance_bar(view: View) -> None:
    """The parts of the page and the last months as tabs; an earlier month is opened by a click on its bar."""
    latest = view.ctx.today.replace(day=1)
    months = {add_months(latest, -back) for back in range(OFFERED)} | {view.month}
    named = {month.isoformat()[:_DIGITS]: step_name(month, Grain.MONTH, view.ctx.locale) for month in sorted(months)}
    parts = view.tabs(PART_NAME, "part", {key: view.ctx.say(name) for key, name in PAGE_PARTS.items()})
    when = "" if view.part else view.tabs(MONTH_NAME, "month", named)
    st.html(f'<div class="tabs-row">{parts}{when}</div>')


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
