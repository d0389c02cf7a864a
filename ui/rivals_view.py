"""What the page on channels against each other looks at: the pair and the product chosen; the figures of its boxes."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from analytics.elasticity import elasticities
from analytics.rivals import channels_of, referred, rivals, shared_by
from charts.rivals import APART
from data_access.elasticity import volume_panel
from data_access.freshness import require
from data_access.price_corridor import price_corridor, products_at_stake
from data_access.rivals import migration, overlap
from domain.balance import last_whole_month, of_month
from domain.contracts_rivals import ELASTICITIES
from domain.filters import Filters
from domain.periods import add_months
from i18n import Text
from ui import filter_bar, link
from ui.balance_picked import Picked
from ui.balance_view import View as Balance
from ui.context import Context
from ui.link import Query
from ui.selection import Refused

PAGE = "rivals"
PAIR_NAME, PRODUCT_NAME = Text("渠道对", "Pair of channels"), Text("产品", "Product")
MONTHS = 24  # that elasticities are read from
_LONGEST = 120


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection; its figures are asked for when the first box needs them, and once.

    `pair` are the keys of two channels as the address gives them, "" for none; `product` the key of one, or "".
    """

    ctx: Context
    pair: str
    product: str

    @cached_property
    def month(self) -> date:
        """The last whole month of the period: incidents are those that were seen in it."""
        return last_whole_month(self.ctx.filters.window.elapsed_last)

    @cached_property
    def balance(self) -> Balance:
        """What the balance page says of the month: its rules, what is agreed there and what was judged no conflict."""
        ctx = replace(self.ctx, filters=of_month(self.ctx.filters, self.month))
        return Balance(ctx, self.month, "channel", "", Picked(), "")

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """INCIDENTS of the month that count."""
        return self.balance.counting

    @cached_property
    def channels(self) -> dict[str, dict[str, str]]:
        """The channels of each incident: names by key."""
        return channels_of(self.incidents, self.balance.conflicts)

    @cached_property
    def rivals(self) -> pd.DataFrame:
        """RIVALS."""
        return rivals(self.incidents, self.channels)

    @property
    def chosen(self) -> pd.DataFrame:
        """The row of RIVALS of the chosen pair, or of the first; no row where there is no incident."""
        keys = self.rivals.a + APART + self.rivals.b
        mine = self.rivals[keys == self.pair]
        return mine if len(mine) else self.rivals.head(1)

    @property
    def shared(self) -> pd.DataFrame:
        """INCIDENTS of the chosen pair."""
        row = self.chosen.iloc[0]
        return self.incidents[self.incidents.id.isin(shared_by(self.channels, row.a, row.b))].reset_index(drop=True)

    @cached_property
    def migration(self) -> pd.DataFrame:
        """MIGRATION."""
        require(self.ctx.data, "order_line")
        return migration(self.ctx.data, self.ctx.filters, self.ctx.locale)

    @cached_property
    def overlap(self) -> pd.DataFrame:
        """OVERLAP."""
        require(self.ctx.data, "order_line")
        return overlap(self.ctx.data, self.ctx.filters, self.ctx.locale)

    @cached_property
    def at_stake(self) -> pd.DataFrame:
        """AT_STAKE."""
        require(self.ctx.data, "order_line")
        return products_at_stake(self.ctx.data, self.ctx.filters, self.balance.terms.rules.gap, self.ctx.locale)

    @property
    def shown(self) -> str:
        """The product whose prices are shown: the chosen one, or the first of the list; "" where there is none."""
        listed = list(self.at_stake["product"])
        return self.product if self.product in listed else (listed[0] if listed else "")

    @cached_property
    def corridor(self) -> pd.DataFrame:
        """REFERRED of that product."""
        gap = self.balance.terms.rules.gap
        return referred(price_corridor(self.ctx.data, self.ctx.filters, self.shown, gap, self.ctx.locale), gap)

    @cached_property
    def elasticities(self) -> pd.DataFrame:
        """ELASTICITIES over MONTHS whole months up to the end of the period, of pairs with an end in the selection."""
        require(self.ctx.data, "order_line")
        ctx, panel_days = self.ctx, self.panel_days

        def found() -> pd.DataFrame:
            return elasticities(volume_panel(ctx.data, panel_days, ctx.locale))

        rows = ctx.data.cache(ctx.data.key("elasticities", panel_days, ctx.locale), found)
        if not ctx.filters.channel:
            return rows
        ends = rows.a.isin(ctx.filters.channel) | rows.b.isin(ctx.filters.channel)
        return ELASTICITIES.coerce(rows[ends].reset_index(drop=True))

    @property
    def panel_days(self) -> Filters:
        """The days of the panel: whole months, whatever channels are chosen."""
        end = of_month(self.ctx.filters, self.month).last
        return self.ctx.filters.only(channel=()).between(add_months(self.month, 1 - MONTHS), end)

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed."""
        own = {"pair": self.pair, "product": self.product} | changes
        return {**self.ctx.filters.to_query(), **{name: value for name, value in own.items() if value}}


def viewed(ctx: Context) -> View:
    """What the address asks the page for; a pair or product that nobody knows is named on the page."""
    given = {name: next((v[:_LONGEST] for v in link.values(name) if v), "") for name in ("pair", "product")}
    refused = []
    if given["pair"] and APART not in given["pair"]:
        refused.append(Refused(PAIR_NAME, given["pair"]))
    if given["product"] and ":" not in given["product"]:
        refused.append(Refused(PRODUCT_NAME, given["product"]))
    filter_bar.notice(refused, ctx.locale)
    return View(ctx, given["pair"], given["product"])
