"""What the page of the pipeline forecast looks at; and the running period's figure, for other pages too."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.deal_odds import TESTED, WINDOW, Odds, fit, known_at
from analytics.pipeline_forecast import PipelineForecast, pipeline_forecast
from analytics.pipeline_headline import Headline, headline
from analytics.pipeline_series import series_forecasts
from charts.axes import Subject
from config import settings
from data_access.deal_odds import odds_cells
from data_access.pipeline_snapshots import pipeline_cells, pipeline_turns, won_months
from data_access.stages import stages
from domain.deal_odds import Steps
from domain.errors import ReaderError
from domain.metrics import METRICS
from domain.periods import Grain
from domain.pipeline_forecast import AHEAD, GRAINS, PipelineAsk, Which
from domain.written import step_name
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import Chosen, chosen, one, tabs
from ui.link import Query
from ui.selection import Refused

PAGE = "pipeline_forecast"
_ENOUGH = 400_000  # deals, each counted at every past period: odds are not surer for more
GRAIN_NAME, AHEAD_NAME = Text("时期", "Period"), Text("哪一期", "Which")


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class View:
    """The page's selection; its figures are asked for when the first box needs them, and once."""

    ctx: Context
    mine: Chosen
    grain: Grain
    ahead: int

    @cached_property
    def ask(self) -> PipelineAsk:
        """The question: this period, and the same point of those before."""
        which = Which(self.grain, self.ahead, self.mine.key, settings().fiscal_start_month)
        return PipelineAsk.of(self.mine.day, self.ctx.data.time_zone, which)

    @cached_property
    def turns(self) -> pd.DataFrame:
        """TURNS."""
        return pipeline_turns(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def found(self) -> PipelineForecast:
        """The forecast. Raises ReaderError where the history is too short."""
        return forecast_of(self.ctx, self.ask, self.turns)

    @cached_property
    def series(self) -> dict[int, float]:
        """What the series of won amounts says, by turn; empty where it is too short."""
        return series_of(self.ctx, self.ask, self.turns)

    @cached_property
    def head(self) -> Headline:
        """The figure of the period."""
        return headline(self.found, self.series.get(0, float("nan")))

    @cached_property
    def judge(self) -> "Judge":
        """The model of single deals."""
        return judge(self.ctx, self.mine, TESTED)

    @property
    def period(self) -> str:
        """The period by name."""
        return step_name(self.ask.now.first, self.grain, self.ctx.locale)

    def subject(self) -> Subject:
        """What the figures are about."""
        return Subject(METRICS["won_amount"], self.grain)

    def query(self, **changes: str) -> Query:
        """The parameters of this page, some of them changed."""
        grain = "" if self.grain is Grain.QUARTER else self.grain.value
        own = {"grain": grain, "ahead": "1" if self.ahead else ""}
        return {**self.mine.query(self.ctx), **own, **changes}

    def deals(self, **filters: str) -> Query:
        """The parameters of the list of deals with this funnel, day and selection, and filters of its own."""
        return {**self.mine.query(self.ctx), **filters}

    def choices(self) -> str:
        """Quarter or month, running or next, as links (HTML)."""
        grains = {grain.value: self.ctx.say(name) for grain, name in GRAINS.items()}
        which = {str(ahead): self.ctx.say(name) for ahead, name in AHEAD.items()}
        to_grain = {key: link.to(PAGE, self.query(grain=key)) for key in grains}
        to_ahead = {key: link.to(PAGE, self.query(ahead=key)) for key in which}
        shown = tabs(self.ctx, GRAIN_NAME, grains, self.grain.value, to_grain)
        return shown + tabs(self.ctx, AHEAD_NAME, which, str(self.ahead), to_ahead)


def viewed(ctx: Context) -> View:
    """What the address asks for, of all funnels unless it names one; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    mine = _every(ctx)
    grain = one("grain", GRAIN_NAME, [grain.value for grain in GRAINS], refused)
    ahead = one("ahead", AHEAD_NAME, [str(ahead) for ahead in AHEAD], refused)
    filter_bar.notice((*mine.refused, *refused), ctx.locale)
    return View(ctx, mine, Grain(grain) if grain else Grain.QUARTER, int(ahead) if ahead else 0)


def running_quarter(ctx: Context) -> View:
    """The running quarter of all funnels, for other pages. Ends the page with a notice where there is no funnel."""
    return View(ctx, _every(ctx), Grain.QUARTER, 0)


def _every(ctx: Context) -> Chosen:
    """The funnel that the address names, else all of them."""
    mine = chosen(ctx, every=True)
    named = link.values("funnel") or len(mine.funnels) < 2
    return mine if named else replace(mine, key="", stages=stages(ctx.data, ctx.locale))


def forecast_of(ctx: Context, ask: PipelineAsk, turns: pd.DataFrame) -> PipelineForecast:
    """The pipeline forecast of the selection. Raises ReaderError where the history is too short."""
    cells = pipeline_cells(ctx.data, ctx.filters, ask)
    return pipeline_forecast(cells, turns, stages(ctx.data, ctx.locale), ask.lag)


def series_of(ctx: Context, ask: PipelineAsk, turns: pd.DataFrame) -> dict[int, float]:
    """The series forecast of the same period at every turn; empty where there are not months enough."""
    try:
        return series_forecasts(won_months(ctx.data, ctx.filters, ask), turns, ask)
    except ReaderError:
        return {}


def running_period(ctx: Context, ask: PipelineAsk) -> tuple[Headline, PipelineForecast]:
    """The figure of the period asked for with its interval, and the pipeline forecast behind it.

    For any page: `PipelineAsk.of(day, ctx.data.time_zone)` is the running quarter of all funnels. Raises ReaderError
    where the history is too short.
    """
    turns = pipeline_turns(ctx.data, ctx.filters, ask)
    found = forecast_of(ctx, ask, turns)
    return headline(found, series_of(ctx, ask, turns).get(0, float("nan"))), found


@dataclass(frozen=True, slots=True)
class Judge:
    """The model of single deals, measured on all that the reader may see, whatever the filters; and its material."""

    model: Odds | None
    cells: pd.DataFrame
    steps: Steps
    ask: PipelineAsk


def judge(ctx: Context, mine: Chosen, tested: int = 0) -> Judge:
    """The model of the running quarter as of the day looked from, of all funnels: a deal has the same odds everywhere.

    `tested` more past periods are asked for than the model takes, for its record. It takes WINDOW, fewer where so many
    deals are open that a few periods say enough. Without a model of too few deals.
    """
    every = PipelineAsk.of(mine.day, ctx.data.time_zone, Which(fiscal_start=settings().fiscal_start_month))
    whole = ctx.filters.whole()
    stood = pipeline_cells(ctx.data, whole, replace(every, turns=every.turns[:1]))
    count = int(stood["count"].sum())
    steps = Steps.of(round(float(np.nan_to_num(stood.amount.sum())) / count, 2) if count else 0.0)
    most = min(max(_ENOUGH // max(count, 1), 2), WINDOW)
    ask = replace(every, turns=every.turns[: 1 + most + min(tested, most)])
    cells = odds_cells(ctx.data, whole, ask, steps)
    return Judge(fit(known_at(cells, 0, ask.lag, most)), cells, steps, ask)
