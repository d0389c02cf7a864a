"""What the page on forecasts looks at: the slice, its steps, horizon and method, and what its boxes share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from analytics.forecast.engine import COMBINED, METHODS
from analytics.forecast.outlook import Outlook, outlook, started
from charts.axes import Subject
from data_access.forecast_edit_rights import told as told_edits
from data_access.forecast_edit_rights import whose
from data_access.forecast_series import told
from data_access.stored_forecasts import stored_forecasts
from data_access.workspace.forecast_edits import WrittenEdit
from domain.errors import ReaderError
from domain.filters import Filters
from domain.forecast import GRAINS, HORIZONS, USUAL, ForecastAsk
from domain.forecast_edits import Edited
from domain.periods import Grain
from i18n import Text
from ui import filter_bar, link, reader
from ui.ask import headline
from ui.context import Context
from ui.funnels import one
from ui.link import Query
from ui.selection import Refused

PAGE = "forecast"
T = TypeVar("T")
GRAIN_NAME, HORIZON_NAME, METHOD_NAME = Text("步长", "Step"), Text("预测期数", "Horizon"), Text("方法", "Method")
LEVEL_NAME, WITHIN_NAME = Text("层级", "Level"), Text("下钻", "Within")
DRIVERS = {"price": Text("价格", "Price"), "promotion": Text("促销占比", "Promotion share")}
MOST = 30  # percent, or points, that may be assumed
_CHANGES = [str(change) for change in range(-MOST, MOST + 1)]
LEVELS = ("region_1", "region_2", "region_3", "region", "channel_1", "channel", "product_line")


@dataclass(frozen=True)  # no slots: what the boxes share is kept on the view while the page runs
class View:
    """The page as the address asks for it. `level` is "" for the first one that there is; `within` as given; `price`
    (percent) and `promotion` (points) are what is assumed to change.

    A box of another forecast of the running period (of the pipeline) is held against `monthly`, and its place is in
    pages/forecast.py, below the fan.
    """

    ctx: Context
    ask: ForecastAsk
    method: str
    level: str
    within: tuple[str, ...]
    price: int = 0
    promotion: int = 0

    @property
    def subject(self) -> Subject:
        """What the figures are about."""
        return Subject(self.ask.of, self.ask.grain)

    @cached_property
    def outlook(self) -> Outlook:
        """The outlook of the slice. Raises ReaderError where its history is too short."""
        return of_slice(self.ctx, self.ask, self.method)

    @cached_property
    def why(self) -> str:
        """Why there is no forecast, in words; "" when there is one."""
        try:
            _ = self.outlook
        except ReaderError as error:
            return error.to(self.ctx.locale)
        return ""

    @cached_property
    def monthly(self) -> Outlook:
        """The outlook by month: quarters and years are made of months, whatever steps are shown."""
        if self.ask.grain is Grain.MONTH:
            return self.outlook
        return of_slice(self.ctx, replace(self.ask, grain=Grain.MONTH, horizon=USUAL[Grain.MONTH]), self.method)

    @cached_property
    def stored(self) -> pd.DataFrame:
        """STORED of the slice, as the reader may see it."""
        return stored_forecasts(reader.space(), self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def edited_of(self) -> Edited | None:
        """Whose forecast edits are of here; None where the reader sees no slice that can be named."""
        return whose(self.ctx.data, self.ctx.filters, self.ask)

    @cached_property
    def edit_history(self) -> list[WrittenEdit]:
        """What people said of this forecast, newest first."""
        return told_edits(reader.space(), self.edited_of)

    def query(self, **changes: str | tuple[str, ...]) -> Query:
        """The parameters of this page, some of them changed; what is usual stays out."""
        own: dict[str, Any] = {
            "grain": self.ask.grain.value, "horizon": str(self.ask.horizon), "method": self.method,
            "level": self.level, "within": self.within,
            "price": str(self.price or ""), "promotion": str(self.promotion or ""),
        } | changes  # fmt: skip
        usual = USUAL[Grain(own["grain"])]
        defaults = {"grain": Grain.MONTH.value, "horizon": str(usual), "method": COMBINED}
        kept = {name: value for name, value in own.items() if value and value != defaults.get(name)}
        return {**self.ctx.filters.to_query(), **kept}

    def to(self, **changes: str | tuple[str, ...]) -> str:
        """The address of this page with some parameters changed."""
        return link.to(PAGE, self.query(**changes))


def viewed(ctx: Context) -> View:
    """What the address asks for; what it says wrongly is named on the page."""
    refused: list[Refused] = []
    grain = Grain(one("grain", GRAIN_NAME, [grain.value for grain in GRAINS], refused) or Grain.MONTH.value)
    horizons = [str(steps) for steps in HORIZONS[grain]]
    horizon = int(one("horizon", HORIZON_NAME, horizons, refused) or USUAL[grain])
    method = one("method", METHOD_NAME, list(METHODS), refused) or COMBINED
    level = one("level", LEVEL_NAME, LEVELS, refused)
    price, promotion = (int(one(n, said, _CHANGES, refused) or 0) for n, said in DRIVERS.items())
    filter_bar.notice(refused, ctx.locale)
    ask = ForecastAsk(headline(ctx).key, grain, horizon, locale=ctx.locale)
    return View(ctx, ask, method, level, tuple(link.values("within")), price, promotion)


def of_slice(ctx: Context, ask: ForecastAsk, method: str) -> Outlook:
    """The outlook of the selection by one method; the back-test of a slice is made once, whatever the method."""
    filters = undated(ctx.filters)

    def begun() -> tuple[Any, Any]:
        tells = told(ctx.data, filters, ask)
        return tells, started(tells, ask)

    tells, work = once(ctx, ("forecast", filters, ask.metric, ask.grain, ask.horizon), begun)
    return outlook(tells, work, method)


def undated(filters: Filters) -> Filters:
    """The same slice on the last day of the data: a forecast does not depend on the days of the filters."""
    return filters.between(filters.today, filters.today)


def once(ctx: Context, key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What `make` makes, once for each key, scope and data version: the cache keeps frames, so a frame holds it."""
    kept = ctx.data.cache(ctx.data.key(*key), lambda: pd.DataFrame({"kept": pd.Series([make()], dtype="object")}))
    found: T = kept["kept"].iloc[0]
    return found
