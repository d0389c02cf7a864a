"""What the cash page looks at, and the figures that several of its boxes share."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analytics.order_to_cash import cash_funnels, cash_stages
from charts.axes import Subject
from data_access.funnel_stays import stay_times
from data_access.order_to_cash import booked_amounts, passages
from data_access.stages import stages
from domain.contracts_cash import BOOKED
from domain.errors import ReaderError
from domain.funnel import FunnelAsk
from domain.metric import Metric
from domain.metrics import METRICS
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import NO_FUNNEL, Chosen, among, one, tabs
from ui.link import Query
from ui.selection import Refused

PAGE = "cash"
MEASURES: dict[str, Text] = {"amount": Text("金额", "Amount"), "count": Text("个数", "Deals")}
CUTS: dict[str, Text] = {"region": Text("区域", "Region"), "channel": Text("渠道", "Channel")}
ORDERS: dict[str, Text] = {
    "unpaid": Text("已交付未回款", "Delivered, not paid"),
    "undelivered": Text("已签约未交付", "Signed, not delivered"),
}
MEASURE_NAME, CUT_NAME, ORDERS_NAME = Text("口径", "Measure"), Text("切分", "Cut by"), Text("订单", "Orders")
_METRICS: dict[str, Metric] = {
    "amount": replace(METRICS["won_amount"], name=Text("商机金额", "Amount")),
    "count": replace(METRICS["won_deals"], name=Text("商机数", "Deals")),
}
_NOWHERE = Text(
    "数据中的漏斗都止于赢单，没有交付或回款阶段，因此没有这条路径。",
    "Every funnel of these data ends when a deal is won: none has a stage of delivery or payment.",
)


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection: the funnel and day, by amount or by count, what ages are cut by, which orders are listed.

    `ctx` is seen from the end of that day. `mine` has the key "" where no funnel goes on to cash; `why` says so then.
    `others` are the names of the funnels that do not.
    """

    ctx: Context
    mine: Chosen
    picked_measure: str
    cut: str
    orders: str
    why: str
    others: tuple[str, ...]

    @cached_property
    def ask(self) -> FunnelAsk:
        """The question about the window."""
        return self.mine.ask(self.ctx)

    @cached_property
    def stages(self) -> pd.DataFrame:
        """CASH_STAGES; without the books where these cannot be narrowed by the filters."""
        data, filters = self.ctx.data, self.ctx.filters
        try:
            booked = booked_amounts(data, filters, self.ask)
        except ReaderError:
            booked = BOOKED.empty()
        times = stay_times(data, filters, self.ask)
        return cash_stages(passages(data, filters, self.ask), self.mine.stages, (times, booked))

    @property
    def measure(self) -> str:
        """The measure picked, else amount, or count where no deal that entered a stage has an amount."""
        if self.picked_measure or not self.mine.key:
            return self.picked_measure or "amount"
        return "amount" if self.stages.amount.sum() > 0 or not self.stages["count"].sum() else "count"

    def subject(self) -> Subject:
        """What the funnel is about: amounts, or numbers of deals."""
        return Subject(_METRICS[self.measure])

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed."""
        own = {"by": self.picked_measure, "cut": self.cut, "orders": self.orders} | changes
        default = {"by": "", "cut": "region", "orders": "unpaid"}
        given = {name: "" if default[name] == value else value for name, value in own.items()}
        funnel = {} if self.mine.key else {"funnel": ""}
        return {**self.mine.query(self.ctx), **given, **funnel}

    def deals(self, **filters: str) -> Query:
        """The parameters of the list of deals with this funnel, day and selection, and filters of its own."""
        return {**self.mine.query(self.ctx), **filters}

    def tabs(self, label: Text, name: str, options: dict[str, Text]) -> str:
        """Links that choose one of the options for a parameter of the page (HTML)."""
        said = {key: self.ctx.say(option) for key, option in options.items()}
        current = {"by": self.measure, "cut": self.cut, "orders": self.orders}[name]
        return tabs(self.ctx, label, said, current, {key: link.to(PAGE, self.query(**{name: key})) for key in said})


def viewed(ctx: Context) -> View:
    """What the address asks the cash page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    measure = one("by", MEASURE_NAME, list(MEASURES), refused)
    cut = one("cut", CUT_NAME, list(CUTS), refused) or "region"
    orders = one("orders", ORDERS_NAME, list(ORDERS), refused) or "unpaid"
    rows = stages(ctx.data, ctx.locale)
    to_cash = rows.funnel.isin(cash_funnels(rows))
    mine = among(ctx, rows[to_cash].reset_index(drop=True))
    why = "" if mine.key else ctx.say(NO_FUNNEL if rows.empty else _NOWHERE)
    others = tuple(among(ctx, rows[~to_cash].reset_index(drop=True)).funnels.values())
    filter_bar.notice((*mine.refused, *refused), ctx.locale)
    if mine.given:
        ctx = replace(ctx, filters=ctx.filters.between(min(ctx.filters.first, mine.day), mine.day))
    return View(ctx, mine, measure, cut, orders, why, others)
