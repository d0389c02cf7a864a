"""The figures of every region at one level, asked for together where they can be, and why one cannot be had."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pandas as pd

from analytics.off_plan import off_plan
from analytics.plan import whole_targets
from analytics.region_figures import plan_steps, region_figures, region_steps
from analytics.tree import itself
from data_access.freshness import require
from data_access.metric_table import metric_table
from data_access.targets import plan_table
from domain.ask import Ask, Compare
from domain.contracts_regions import PLAN_STEPS, REGION_STEPS
from domain.errors import ReaderError
from domain.filters import Filters
from domain.metrics import metric, why_not
from domain.periods import Grain
from ui.ask import headline
from ui.context import Context
from ui.parts import AGAINST

_ALONG = ("margin_rate", "satisfaction", "return_rate")  # sums that come with revenue
_BESIDE = (("market_share",), ("fair_share",), ("customer_coverage",), ("outlet_coverage",))
_OF_ALL_BELOW = ("market_share", "fair_share", "outlet_coverage", "attainment", "pace")
_NOW = (("attainment", "pace"),)  # each year has a plan of its own


@dataclass(frozen=True, slots=True)
class Known:
    """REGION_FIGURES, REGION_STEPS and PLAN_STEPS of the regions, and by metric why it has no value ("": it has)."""

    figures: pd.DataFrame
    steps: pd.DataFrame
    plan: pd.DataFrame
    why: dict[str, str]


def known(ctx: Context, dimension: str, filters: Filters | None = None) -> Known:
    """What is known of the regions of that level in the selection of the page, or in other `filters`."""
    mine = replace(ctx, filters=filters) if filters else ctx
    why: dict[str, str] = {}
    table = _table(mine, dimension, why)
    key = headline(mine).key
    steps = _steps(mine, dimension, key)
    plan = _plan(mine, dimension, key)
    table = table.rename(columns=lambda name: name.replace(key, "revenue", 1)) if key != "revenue" else table
    figures = ctx.data.cache(
        ctx.data.key("region_figures", mine.filters, dimension, ctx.locale),
        lambda: region_figures(table, steps, plan, dimension),
    )
    return Known(figures, steps, plan, why)


def _table(ctx: Context, dimension: str, why: dict[str, str]) -> pd.DataFrame:
    """All metrics of the regions; the amount is an error as ever, what else cannot be answered is left out."""
    key = headline(ctx).key
    beside = (AGAINST, Compare.TARGET)
    table = _asked(ctx, dimension, (key, *_ALONG), beside, why)
    for group, compare in [*((one, (AGAINST,)) for one in _BESIDE), *((one, ()) for one in _NOW)]:
        try:
            more = metric_table(ctx.data, ctx.filters, Ask(group, (dimension,), compare=compare, locale=ctx.locale))
        except ReaderError as error:
            why |= dict.fromkeys(group, error.to(ctx.locale))
            continue
        new = [column for column in more.columns if column not in table]
        table = table.merge(more[[dimension, *new]], how="left", on=dimension)
    if "attainment" in table:
        table = whole_targets(table, table, dimension)
    return own_apart(ctx, table, dimension)


def own_apart(ctx: Context, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """The chosen node among its own parts says so, and keeps only what is its own: market, potential and plan of a
    province are those of its cities as well.
    """
    named = itself(table, dimension, ctx.filters.region, ctx.locale)
    own = named[f"{dimension}_name"] != table[f"{dimension}_name"]
    whole = [str(name) for name in named if str(name).startswith(_OF_ALL_BELOW) or str(name).endswith("_target")]
    return named.assign(**{name: named[name].mask(own) for name in whole})


def _asked(
    ctx: Context, dimension: str, keys: tuple[str, ...], compare: tuple[Compare, ...], why: dict[str, str]
) -> pd.DataFrame:
    """The first metric, and those of the others that can be answered with it in one question."""
    first, *others = keys
    kept = [first]
    for key in others:
        if reason := _unanswerable(ctx, key, dimension):
            why[key] = reason
        else:
            kept.append(key)
    return metric_table(ctx.data, ctx.filters, Ask(tuple(kept), (dimension,), compare=compare, locale=ctx.locale))


def _unanswerable(ctx: Context, key: str, dimension: str) -> str:
    """Why the metric has no answer here; "" when it has one."""
    try:
        if error := why_not(key, (dimension, *ctx.filters.chosen)):
            raise error
        require(ctx.data, *metric(key).facts)
    except ReaderError as error:
        return error.to(ctx.locale)
    return ""


def _steps(ctx: Context, dimension: str, key: str) -> pd.DataFrame:
    ask = Ask((key,), (dimension,), Grain.MONTH, (AGAINST,), locale=ctx.locale)
    return _kept(
        ctx, "region_steps", ask, lambda: region_steps(_table_of(ctx, ask), dimension, key), REGION_STEPS.empty
    )


def _plan(ctx: Context, dimension: str, key: str) -> pd.DataFrame:
    ask = Ask((key,), (dimension,), Grain.MONTH, locale=ctx.locale)
    return _kept(ctx, "region_plan", ask, lambda: plan_steps(_plan_of(ctx, ask), dimension), PLAN_STEPS.empty)


def _table_of(ctx: Context, ask: Ask) -> pd.DataFrame:
    return metric_table(ctx.data, ctx.filters, ask)


def _plan_of(ctx: Context, ask: Ask) -> pd.DataFrame:
    return plan_table(ctx.data, ctx.filters, ask)


def _kept(
    ctx: Context, what: str, ask: Ask, run: Callable[[], pd.DataFrame], without: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Shaped once for each question; no rows where the question has no answer."""
    try:
        return ctx.data.cache(ctx.data.key(what, ctx.filters, ask), run)
    except ReaderError:
        return without()


def missing(why: dict[str, str], keys: Iterable[str]) -> str:
    """The first reason why one of these figures has no value; "" when all have."""
    return next((why[key] for key in keys if key in why), "")


@dataclass(frozen=True, slots=True)
class WholeOff:
    """How far the whole selection is from its plan to date, in money, and since when behind; NaN and None unknown."""

    gap: float
    since: pd.Timestamp | None


def whole_off(ctx: Context) -> WholeOff:
    """The selection as one: its plan to date month by month."""
    try:
        steps = plan_table(ctx.data, ctx.filters, Ask((headline(ctx).key,), grain=Grain.MONTH, locale=ctx.locale))
    except ReaderError:
        return WholeOff(float("nan"), None)
    if steps.empty or "period" not in steps:
        return WholeOff(float("nan"), None)
    row = off_plan(PLAN_STEPS.coerce(steps.assign(key="", name="")[list(PLAN_STEPS.columns)])).iloc[0]
    return WholeOff(float(row.gap), row.since if pd.notna(row.since) else None)


def known_of(ctx: Context, dimension: str, keys: tuple[str, ...]) -> pd.DataFrame:
    """REGION_FIGURES of another level with the amount and these metrics alone: for a map that needs no more.

    Raises ReaderError for what cannot be answered.
    """
    key = headline(ctx).key
    parts = [Ask((key,), (dimension,), compare=(AGAINST,), locale=ctx.locale)]
    extra = tuple(one for one in keys if one != key)
    if extra:
        compare = () if extra[0] == "attainment" else (AGAINST,)
        parts.append(Ask(extra, (dimension,), compare=compare, locale=ctx.locale))
    table, *others = (metric_table(ctx.data, ctx.filters, ask) for ask in parts)
    for other in others:
        table = table.merge(other[[dimension, *(c for c in other if c not in table)]], how="left", on=dimension)
    table = table.rename(columns=lambda name: name.replace(key, "revenue", 1)) if key != "revenue" else table
    return region_figures(table, REGION_STEPS.empty(), PLAN_STEPS.empty(), dimension)
