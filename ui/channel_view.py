"""What the page on channels asks, and the figures that several of its boxes share."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import pandas as pd

from analytics.channel_scorecard import GROWTH, SHARE, comparable, scores
from analytics.plan import whole_targets
from data_access.channels import channel_launches
from data_access.freshness import require
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.errors import ReaderError
from domain.metrics import metric, why_not
from domain.periods import Grain, add_months, fitting_grain
from i18n import Text
from ui import filter_bar, link
from ui.ask import measured
from ui.context import Context
from ui.funnels import one
from ui.link import Query
from ui.parts import YEAR, level, named
from ui.selection import Refused

PAGE = "channels"
BESIDE = {Compare.LAST_YEAR: Text("较去年", "vs last year"), Compare.PREVIOUS: Text("较上期", "vs previous")}
BESIDE_NAME, SORT_NAME = Text("对比", "Compared with"), Text("排序", "Order")
MEASURES = (  # of the scorecard, as DOMAIN lists them
    "revenue", GROWTH, SHARE, "margin", "channel_cost", "contribution", "roi", "cac", "new_customers", "aov",
    "satisfaction", "return_rate",
)  # fmt: skip
MADE = {GROWTH: Text("增长", "Growth"), SHARE: Text("占比", "Share")}
_COMPARED = (Compare.PREVIOUS, Compare.LAST_YEAR, Compare.TARGET)
BUYING = ("revenue", "new_revenue", "repeat_revenue")
STEPS = 13  # months of the small lines: a year, and the one that runs


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection: what is compared with, and by which measure the scorecard is sorted, upwards or not."""

    ctx: Context
    beside: Compare
    sort: str
    ascending: bool

    @cached_property
    def dimension(self) -> str:
        """The level of the channel tree that is shown."""
        return level(self.ctx, "channel")

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures of the scorecard that these data and filters can answer; revenue is always asked."""
        return tuple(key for key in MEASURES if key in (*MADE, "revenue") or not self.missing(key))

    def missing(self, key: str) -> str:
        """Why the metric has no value here, in words; "" when it can be asked."""
        if reason := why_not(key, (self.dimension, *self.ctx.filters.chosen)):
            return reason.to(self.ctx.locale)
        try:
            require(self.ctx.data, *metric(key).facts)
            if self.ctx.data.scope.reps is not None and "channel_cost" in metric(key).facts:
                metric_table(self.ctx.data, self.ctx.filters, Ask((key,)))
        except ReaderError as error:
            return error.to(self.ctx.locale)
        return ""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The metric table of these measures by channel, beside both periods and the target."""
        asked = tuple(key for key in self.measures if key not in MADE)
        ask = Ask(asked, (self.dimension,), compare=_COMPARED, locale=self.ctx.locale)
        table = named(self.ctx, "channel", metric_table(self.ctx.data, self.ctx.filters, ask))
        attained = measured(self.ctx, Ask(("revenue", "attainment"), (self.dimension,), locale=self.ctx.locale))
        first = {
            Compare.LAST_YEAR: self.ctx.filters.first - YEAR,
            Compare.PREVIOUS: self.ctx.filters.window.previous().first,
        }
        days = {against: pd.Timestamp(day) for against, day in first.items()}
        whole = whole_targets(table, attained, self.dimension)
        return comparable(whole, self.dimension, channel_launches(self.ctx.data), days)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """SCORES."""
        return scores(self.table, self.dimension, self.measures)

    @cached_property
    def months(self) -> pd.DataFrame:
        """The same measures by channel and month, of the year up to the end of the selection."""
        asked = tuple(key for key in self.measures if key not in MADE)
        last = self.ctx.filters.window.elapsed_last
        first = add_months(last.replace(day=1), 1 - STEPS)
        over = self.ctx.filters.between(first, last)
        return metric_table(self.ctx.data, over, Ask(asked, (self.dimension,), Grain.MONTH, locale=self.ctx.locale))

    @cached_property
    def buying(self) -> pd.DataFrame:
        """Revenue, new and repeat revenue by channel and step: one scan of the lines, since all three add up."""
        grain = fitting_grain(self.ctx.filters.first, self.ctx.filters.last)
        ask = Ask(BUYING, (self.dimension,), grain, locale=self.ctx.locale)
        return named(self.ctx, "channel", metric_table(self.ctx.data, self.ctx.filters, ask))

    def full_months(self, most: int, multiple: int = 1) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day of the months that are over at the end of the selection, `most` of them."""
        end = self.ctx.filters.window.elapsed_last + timedelta(days=1)
        after = end.replace(day=1)
        return pd.Timestamp(add_months(after, -most * multiple)), pd.Timestamp(after) - pd.Timedelta(days=1)

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed; what is the default stays out."""
        own = {"beside": self.beside.value, "sort": f"{'-' if self.ascending else ''}{self.sort}"} | changes
        default = {"beside": Compare.LAST_YEAR.value, "sort": "revenue"}
        return {**self.ctx.filters.to_query(), **{k: "" if v == default[k] else v for k, v in own.items()}}


def viewed(ctx: Context) -> View:
    """What the address asks the page for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    sorts = [*MEASURES, *(f"-{key}" for key in MEASURES)]
    sort = one("sort", SORT_NAME, sorts, refused) or "revenue"
    beside = Compare(one("beside", BESIDE_NAME, [key.value for key in BESIDE], refused) or Compare.LAST_YEAR)
    filter_bar.notice(refused, ctx.locale)
    return View(ctx, beside, sort.removeprefix("-"), sort.startswith("-"))


def measure_name(key: str) -> Text:
    """A measure's name: the metric's own, or that of a figure made of revenue."""
    return MADE[key] if key in MADE else metric(key).name


def tab_links(view: View) -> dict[str, str]:
    """Where each comparison leads."""
    return {key.value: link.to(PAGE, view.query(beside=key.value)) for key in BESIDE}
