"""What the boxes of the page on regions share: the figures of each region, what is asked of them, and the way back."""

from dataclasses import dataclass

import pandas as pd

from analytics.region_figures import amounts, shades
from data_access.metric_table import metric_table
from data_access.options import members
from domain.ask import Ask
from domain.errors import ReaderError
from domain.metric import Metric
from i18n import Text
from ui import filter_bar, link
from ui.ask import headline
from ui.context import Context
from ui.funnels import one
from ui.link import Query
from ui.parts import level
from ui.region_data import Known, known
from ui.region_measures import MEASURES, NO_VALUE, RegionMeasure
from ui.selection import Refused

PAGE = "regions"
MOST_BESIDE = 4
BY_NAME, FORM_NAME = Text("指标", "Figure"), Text("地图形式", "Map")
HEAT_NAME, BELOW_NAME = Text("热力表", "Heat table"), Text("下级", "Below")
BESIDE_NAME = Text("并排比较", "Side by side")
FORMS = ("shapes", "tiles", "bubbles")
HEATS = ("channel", "month", "channel_plan", "month_plan", "channel_by", "month_by")  # by: the figure of the map
BELOW = ("partner", "rep", "customer")


@dataclass(frozen=True, slots=True)
class Shading:
    """How the regions are coloured: each one's shade, the neutral point, and how far from it a shade is full."""

    shade: pd.Series
    neutral: float
    full: float


@dataclass(frozen=True, slots=True)
class View:
    """The page as the address asks for it.

    `data` are the figures of the regions of the level `dimension`; `measure` is what they are ranked and shaded by;
    `beside` are the regions to be compared, `own` the page's other parameters as given.
    """

    ctx: Context
    dimension: str
    data: Known
    measure: RegionMeasure
    beside: tuple[str, ...]
    own: dict[str, str]

    @property
    def figures(self) -> pd.DataFrame:
        """REGION_FIGURES, largest first."""
        return self.data.figures

    @property
    def amount(self) -> Metric:
        """What revenue is here: the won amount where there are deals and no orders."""
        return headline(self.ctx)

    @property
    def metric(self) -> Metric:
        """The metric that regions are ranked and shaded by."""
        return self.amount if self.measure.key == "revenue" else self.measure.metric

    def to(self, **changes: str | tuple[str, ...]) -> str:
        """The address of this page with some parameters changed, or taken out by ""."""
        query: Query = {**self.ctx.filters.to_query(), **self.own, "beside": self.beside, **changes}
        return link.to(PAGE, query)

    def reason(self, column: str) -> str:
        """Why a column of the figures has no value anywhere, without a full stop; "" when it has one."""
        if self.figures[column].notna().any():
            return ""
        said = self.data.why.get(column) or self.ctx.say(NO_VALUE[column]) if column in NO_VALUE else ""
        return said.rstrip("。.")

    def shading(self, figures: pd.DataFrame) -> Shading:
        """How rows of REGION_FIGURES are coloured by the measure."""
        asked = self.measure
        values = figures[asked.shaded_by or asked.key]
        if self.metric.adds_up:
            return Shading(amounts(values), 0.0, float(values.max()) if len(values) else 0.0)
        neutral = asked.neutral if asked.neutral is not None else _whole(self.ctx, asked)
        shade, full = shades(values, neutral, up_is_good=asked.metric.up_is_good)
        return Shading(shade, neutral, full)


def opened(ctx: Context) -> View:
    """The page as the address asks for it; what it says wrongly is left out, and named."""
    refused: list[Refused] = []
    dimension = level(ctx, "region")
    data = known(ctx, dimension)
    asked = one("by", BY_NAME, list(MEASURES), refused)
    measurable = [key for key in MEASURES if key in data.figures and data.figures[key].notna().any()]
    key = asked if asked in measurable else next(iter(measurable), "revenue")
    own = {"by": asked} | {
        name: one(name, label, options, refused)
        for name, label, options in (
            ("form", FORM_NAME, FORMS),
            ("heat", HEAT_NAME, HEATS),
            ("below", BELOW_NAME, BELOW),
        )
    }
    beside = _beside(ctx, refused)
    filter_bar.notice(refused, ctx.locale)
    return View(ctx, dimension, data, MEASURES[key], beside, {name: value for name, value in own.items() if value})


def _beside(ctx: Context, refused: list[Refused]) -> tuple[str, ...]:
    """The regions to be compared, as many as fit; those that the reader does not see are as unknown as none."""
    there = set(members(ctx.data, "region").key)
    given = list(dict.fromkeys(value for value in link.values("beside") if value))
    refused += [Refused(BESIDE_NAME, value) for value in given if value not in there]
    return tuple(value for value in given if value in there)[:MOST_BESIDE]


def _whole(ctx: Context, asked: RegionMeasure) -> float:
    """The figure of the whole selection; NaN where it has none."""
    try:
        return float(metric_table(ctx.data, ctx.filters, Ask((asked.key,), locale=ctx.locale))[asked.key].iloc[0])
    except ReaderError:
        return float("nan")
