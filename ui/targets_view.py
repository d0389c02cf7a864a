"""What the page on targets looks at: plan, version, metric, fiscal year, level, step; and the cells of that grid."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from analytics.target_cells import Names, Slice, above, as_cells, candidates, grid_cells, slices_of, with_year_before
from data_access.freshness import begins
from data_access.metric_table import metric_table
from data_access.options import members
from data_access.target_entry import place_of
from data_access.target_rights import Known, dims_of, known
from data_access.target_rows import Asked, potentials, target_rows
from domain.ask import Ask
from domain.errors import ReaderError
from domain.filters import Filters
from domain.frames import Kind
from domain.metric import Metric, Unit
from domain.metrics import METRICS
from domain.periods import Grain, add_months
from domain.targets import SLICED_BY, SUM, aggregation, step_of
from domain.written import step_label
from i18n import Locale, Text
from ui.context import Context

MOST = 300  # slices of a grid
STEPS: dict[str, Grain] = {"month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
NEW_LEVELS: dict[str, Text] = {  # dimensions of a level that nobody has made yet
    "all": Text("全公司", "Whole company"),
    "region_1": Text("大区", "Region, level 1"),
    "region_2": Text("省份", "Region, level 2"),
    "channel": Text("渠道", "Channel"),
    "product_line": Text("产品线", "Product line"),
    "region_1,channel": Text("大区 × 渠道", "Region, level 1 × channel"),
    "region_1,product_line": Text("大区 × 产品线", "Region, level 1 × product line"),
    "region_2,channel": Text("省份 × 渠道", "Region, level 2 × channel"),
    "region_1,rep": Text("大区 × 销售", "Region, level 1 × rep"),
    "region_2,partner": Text("省份 × 经销商", "Region, level 2 × partner"),
}
EVERYTHING = Text("全部", "All")
_GRACE = timedelta(days=7)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)  # no slots: what is read once is kept on the view while the page runs
class View:
    """The page's selection. `level` is the name of a level there is, or of one to be made of `dims`."""

    ctx: Context
    asked: Asked
    year: int
    first: date
    level: str
    dims: tuple[str, ...]
    step: str
    mine: Known
    rows: pd.DataFrame  # TARGET_ROWS of plan, version, metric and year, of every level

    @property
    def metric(self) -> Metric:
        """What is planned."""
        return METRICS[self.asked.metric]

    @property
    def adds_up(self) -> bool:
        """Whether targets of this metric are summed; else they are held."""
        return aggregation(self.asked.metric) == SUM

    @property
    def scale(self) -> float:
        """By how much the grid shows more than is kept: a share of 0.4 is written as 40."""
        return 100.0 if self.metric.unit is Unit.SHARE else 1.0

    @property
    def last(self) -> date:
        """The last day of the fiscal year."""
        return add_months(self.first, 12) - timedelta(days=1)

    @property
    def filters(self) -> Filters:
        """The selection over the fiscal year."""
        return self.ctx.filters.between(self.first, self.last)

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions to ask figures of this level by."""
        return tuple(self._grouping(dim) for dim in self.dims)

    def _grouping(self, dim: str) -> str:
        if dim == "channel_1":
            return "channel_1"
        return "channel" if dim.startswith("channel") else dim

    def ask(self, *metrics: str, by: tuple[str, ...] = ()) -> Ask:
        """A question about the targets of this level."""
        of = self.asked
        return Ask(metrics, by, plan=of.plan, version=of.version, level=self.level, locale=self.ctx.locale)

    @cached_property
    def own(self) -> pd.DataFrame:
        """The rows of this level."""
        return self.rows[self.rows.level == self.level].reset_index(drop=True)

    @cached_property
    def slices(self) -> dict[str, Slice]:
        """The slices of the grid by key, in the order of their names: those with targets, and those that could be."""
        offered = {dim: self._offered(dim) for dim in self.dims}
        dims = [next(own for own in SLICED_BY if dim.startswith(own)) for dim in self.dims]
        could = candidates(dims, {own: offered[dim] for own, dim in zip(dims, self.dims, strict=True)}, MOST)
        found = slices_of(self.own) | could
        chinese = self.ctx.locale is Locale.ZH  # by key there: characters have no order that a reader knows
        return dict(sorted(found.items(), key=lambda one: ("" if chinese else self.name(one[1]), one[0])))

    @cached_property
    def names(self) -> Names:
        """What members are called and what lies above them."""
        named = {key: name for names in self.mine.names.values() for key, name in names.items()}
        trees = pd.concat([members(self.ctx.data, tree) for tree in ("region", "channel")])
        own = trees[trees.parent.notna()]
        return Names(named, dict(zip(own.key, own.parent, strict=True)))

    def name(self, slice_: Slice) -> str:
        """A slice by the names of its members."""
        return self.names.of(slice_, self.ctx.say(EVERYTHING))

    def _offered(self, dim: str) -> list[str]:
        """The members that a new row can be for: those of the depth asked for, in the selection."""
        own = next(name for name in SLICED_BY if dim.startswith(name))
        chosen = set(self.ctx.filters.chosen.get(own, ()))
        keys = [key for key in self.mine.names[own] if not chosen or chosen & set(self.names.up(key))]
        depth = int(dim[-1]) - 1 if dim[-1].isdigit() else None
        return [key for key in keys if depth is None or self.mine.depths.get(key) == depth]

    @cached_property
    def periods(self) -> pd.DataFrame:
        """The periods of the grid, `period_start` and `period_end`: those of the step, or those that there are."""
        if self.step in _MONTHS:
            months = _MONTHS[self.step]
            starts = [add_months(self.first, skipped) for skipped in range(0, 12, months)]
            ends = [add_months(start, months) - timedelta(days=1) for start in starts]
        else:
            own = self.own[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
            starts, ends = own.period_start.tolist(), own.period_end.tolist()
        return pd.DataFrame({"period_start": pd.to_datetime(starts), "period_end": pd.to_datetime(ends)}).astype(
            "datetime64[us]"
        )

    @cached_property
    def cells(self) -> pd.DataFrame:
        """CELLS of the grid; what a year before or the potential of regions does not say is not known."""
        cells = grid_cells(self.slices, self.periods, self.own)
        cells["name"] = cells.key.map({key: self.name(own) for key, own in self.slices.items()})
        try:
            cells = with_year_before(cells, self._achieved(1), self._achieved(2))
        except ReaderError:
            cells = cells.assign(last_year=float("nan"))
        regions = {key: dict(own).get("region", "") for key, own in self.slices.items()}
        known_of = potentials(self.ctx.data, self.ctx.filters.only(channel=(), line=(), segment=()))
        potential = dict(zip(known_of.region, known_of.potential, strict=True))
        shared = pd.Series(regions).value_counts()
        each = {key: potential.get(region, float("nan")) / shared[region] for key, region in regions.items()}
        cells["potential"] = cells.key.map(each).astype("float64")
        return as_cells(above(cells, self.slices, self.parents, self.names))

    @cached_property
    def parents(self) -> pd.DataFrame:
        """The rows of the level above: that with fewer dimensions, higher nodes or longer periods."""
        others = self.rows[self.rows.level != self.level]
        if not self.adds_up or others.empty:
            return others.head(0)
        sizes = others.groupby("level").size().sort_values(ascending=False)
        for level in sizes.index:  # the nearest is the one with the most rows
            rows: pd.DataFrame = others[others.level == level].reset_index(drop=True)
            found = above(grid_cells(self.slices, self.periods, self.own), self.slices, rows, self.names)
            if found.above.notna().any():
                return rows
        return others.head(0)

    def _achieved(self, years: int) -> pd.DataFrame:
        """The metric per slice and period so many years before: `value`, NaN before the data, and `over`."""
        wanted = pd.DataFrame({"key": list(self.slices)}, dtype="str").merge(self.periods, how="cross")
        parts = self._by_step(years) if self.step in STEPS else self._by_period(years)
        frame = wanted.merge(parts, how="left", on=["key", "period_start"])
        frame["over"] = frame.period_end - pd.DateOffset(years=years) <= pd.Timestamp(self.ctx.today)
        begun = begins(self.ctx.data, self.metric.facts) - _GRACE
        known_ = frame.period_start - pd.DateOffset(years=years) >= begun
        value = frame["value"].fillna(0.0) if self.adds_up else frame["value"]
        return frame.assign(value=value.where(known_))

    def _by_step(self, years: int) -> pd.DataFrame:
        filters = self.ctx.filters.between(add_months(self.first, -12 * years), add_months(self.last, -12 * years))
        ask = Ask((self.asked.metric,), self.by, STEPS[self.step], locale=self.ctx.locale)
        table = metric_table(self.ctx.data, filters, ask)
        starts = [pd.Timestamp(add_months(day.date(), 12 * years)) for day in table.period]
        return self._keyed(table).assign(period_start=pd.Series(starts, index=table.index, dtype="datetime64[us]"))

    def _by_period(self, years: int) -> pd.DataFrame:
        back, parts = timedelta(days=364 * years), []
        for first, last in zip(self.periods.period_start, self.periods.period_end, strict=True):
            filters = self.ctx.filters.between((first - back).date(), (last - back).date())
            ask = Ask((self.asked.metric,), self.by, locale=self.ctx.locale)
            parts.append(self._keyed(metric_table(self.ctx.data, filters, ask)).assign(period_start=first))
        kinds = {"key": Kind.TEXT, "value": Kind.NUMBER, "period_start": Kind.DAY}
        none = pd.DataFrame({name: pd.Series(dtype=str(kind)) for name, kind in kinds.items()})
        parts = [none, *parts] if parts else [none]
        return parts[0] if len(parts) == 1 else pd.concat(parts)

    def _keyed(self, table: pd.DataFrame) -> pd.DataFrame:
        """`key` and `value` of a metric table by the dimensions of the level."""
        key = table[self.by[0]].fillna("") if self.by else pd.Series("", index=table.index, dtype="str")
        for dim in self.by[1:]:
            key = key + "|" + table[dim].fillna("")
        return pd.DataFrame({"key": key, "value": table[self.asked.metric]})


def dims_and_step(rows: pd.DataFrame, mine: Known) -> tuple[tuple[str, ...], str]:
    """Of the rows of one level: its dimensions, those of trees with the depth all have, and the step all have."""
    keyed = rows.drop_duplicates([*SLICED_BY]).to_dict("records")
    shapes = {dims_of(place_of(row), mine) for row in keyed}
    steps = {step_of(f.date(), e.date()) for f, e in zip(rows.period_start, rows.period_end, strict=True)}
    dims = min(shapes, key=str)
    if len(shapes) > 1:  # nodes of several depths: each stands for itself
        dims = tuple(dim.rstrip("_0123456789") for dim in dims)
    return dims, steps.pop() if len(steps) == 1 else "span"


def viewed(ctx: Context, asked: Asked, year: tuple[int, date]) -> View:
    """The view of a plan, version, metric and fiscal year, before a level is chosen."""
    number, first = year
    filters = ctx.filters.between(first, add_months(first, 12) - timedelta(days=1))
    rows = target_rows(ctx.data, filters, asked)
    mine = known(ctx.data, ctx.locale)
    return View(ctx, asked, number, first, "", (), "month", mine, rows)


def at_level(view: View, level: str, dims: tuple[str, ...], step: str) -> View:
    """The same view at a level."""
    return replace(view, level=level, dims=dims, step=step)


def period_heads(view: View) -> list[str]:
    """What the periods of the grid are called, in the fewest letters."""
    if grain := STEPS.get(view.step):
        return [step_label(day.date(), grain, view.ctx.locale) for day in view.periods.period_start]
    pairs = zip(view.periods.period_start, view.periods.period_end, strict=True)
    return [f"{first:%y/%m/%d} – {last:%m/%d}" for first, last in pairs]
