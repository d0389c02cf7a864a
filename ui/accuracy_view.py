"""What the page on the accuracy of forecasts looks at: the slice, its stored forecasts, and what came."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from analytics.forecast.accuracy import judged
from analytics.forecast.history import Histories, histories
from charts.axes import Subject
from config import settings
from data_access.forecast_series import told
from data_access.metric_table import metric_table
from data_access.stored_forecasts import stored_forecasts
from domain.ask import Ask, Compare
from domain.calls import STEPS
from domain.errors import ReaderError
from domain.forecast import GRAINS, USUAL, ForecastAsk
from domain.periods import Grain, add_months, quarter_start
from domain.written import step_name
from i18n import Text
from ui import filter_bar, link, reader
from ui.ask import headline
from ui.calls_bar import SHARES
from ui.context import Context
from ui.forecast_view import GRAIN_NAME, once, undated
from ui.funnels import one
from ui.link import Query
from ui.selection import Refused

PAGE = "accuracy"
LEAD_NAME, SPAN_NAME, CUT_NAME = Text("提前期数", "Ahead"), Text("目标期间", "Period"), Text("切分", "Cut by")
CUTS = {
    "region": Text("区域", "Region"),
    "channel": Text("渠道", "Channel"),
    "product_line": Text("产品线", "Product line"),
}
JUDGED_AT, PER_NAME, STEP_NAME = Text("评价时点", "Judged at"), Text("按", "Per"), Text("期间", "Periods")
PER = {"region": Text("区域", "Region"), "who": Text("录入人", "Person")}
USUAL_LEAD = 1
_MONTHS = 4  # that can be traced, beside two quarters


@dataclass(frozen=True, slots=True)
class Chain:
    """What the steps from naive to call are looked at by: quarters or months, judged at which point, per what."""

    step: str = "quarter"
    judge: str = "half"
    per: str = "region"


@dataclass(frozen=True)  # no slots: what the boxes share is kept on the view while the page runs
class View:
    """The page as the address asks for it; `lead` periods ahead, the span traced, what value added is cut by."""

    ctx: Context
    ask: ForecastAsk
    lead: int
    span: str
    cut: str
    chain: Chain = Chain()

    @property
    def subject(self) -> Subject:
        """What the figures are about."""
        return Subject(self.ask.of, self.ask.grain)

    @cached_property
    def stored(self) -> pd.DataFrame:
        """STORED of the slice, as the reader may see it."""
        return stored_forecasts(reader.space(), self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def history(self) -> Histories:
        """What came, in the steps of the page. Raises ReaderError where nothing is over."""
        return history_of(self.ctx, self.ask)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """JUDGED of the slice."""
        return judged(self.stored, self.history, self.ask.season)

    @cached_property
    def spans(self) -> dict[str, tuple[str, date, date]]:
        """The quarters and months that can be traced: name, first and last day, by key."""
        today, fiscal = self.ctx.today, settings().fiscal_start_month
        quarter = quarter_start(today, fiscal)
        firsts = [(Grain.QUARTER, quarter, 3), (Grain.QUARTER, add_months(quarter, -3), 3)]
        month = today.replace(day=1)
        firsts += [(Grain.MONTH, add_months(month, -back), 1) for back in range(_MONTHS)]
        return {
            f"{first.isoformat()}.{months}": (
                step_name(first, grain, self.ctx.locale), first, add_months(first, months) - timedelta(days=1)
            )
            for grain, first, months in firsts
        }  # fmt: skip

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed; what is usual stays out."""
        own = {"grain": self.ask.grain.value, "lead": str(self.lead), "of": self.span, "cut": self.cut}
        own |= asdict(self.chain) | changes
        usual = {"grain": Grain.MONTH.value, "lead": str(USUAL_LEAD), "of": "", "cut": "region"} | asdict(Chain())
        return {**self.ctx.filters.to_query(), **{name: v for name, v in own.items() if v and v != usual[name]}}

    def to(self, **changes: str) -> str:
        """The address of this page with some parameters changed."""
        return link.to(PAGE, self.query(**changes))


def viewed(ctx: Context) -> View:
    """What the address asks for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    grain = Grain(one("grain", GRAIN_NAME, [grain.value for grain in GRAINS], refused) or Grain.MONTH.value)
    leads = [str(lead) for lead in range(USUAL[grain])]
    lead = int(one("lead", LEAD_NAME, leads, refused) or USUAL_LEAD)
    cut = one("cut", CUT_NAME, list(CUTS), refused) or "region"
    ask = ForecastAsk(headline(ctx).key, grain, USUAL[grain], locale=ctx.locale)
    bare = View(ctx, ask, lead, "", cut, _chain(refused))
    span = one("of", SPAN_NAME, list(bare.spans), refused)
    filter_bar.notice(refused, ctx.locale)
    return replace(bare, span=span)


def _chain(refused: list[Refused]) -> Chain:
    usual, offered = Chain(), (("step", STEP_NAME, STEPS), ("judge", JUDGED_AT, SHARES), ("per", PER_NAME, PER))
    given = {name: one(name, said, list(known), refused) or getattr(usual, name) for name, said, known in offered}
    return Chain(**given)


def history_of(ctx: Context, ask: ForecastAsk) -> Histories:
    """What came of the selection, cut by `ask.by`."""
    filters = undated(ctx.filters)
    key = ("forecast history", filters, ask.metric, ask.grain, ask.horizon, ask.by, ask.locale if ask.by else "")
    return once(ctx, key, lambda: histories(told(ctx.data, filters, ask), ask.by))


def target_of(ctx: Context, metric: str, first: date, last: date) -> float:
    """The target of those days; NaN where there is none."""
    try:
        asked = Ask((metric,), compare=(Compare.TARGET,), locale=ctx.locale)
        row = metric_table(ctx.data, ctx.filters.between(first, last), asked).iloc[0]
    except ReaderError:
        return float("nan")
    return float(row.get(f"{metric}_target", float("nan")))
