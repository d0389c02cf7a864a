"""The choices of the page on targets: plan, version, metric, year, level; kept in the address."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from config import settings
from data_access.target_levels import target_levels
from data_access.target_rows import Asked
from domain.filters import Filters
from domain.metrics import METRICS
from domain.periods import year_start
from domain.targets import latest_version, level_name, plannable
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.saying import notice
from ui.selection import Refused
from ui.targets_copy import COPIED, new_version
from ui.targets_view import NEW_LEVELS, View, at_level, dims_and_step, viewed

EVER = (date(1900, 1, 1), date(2199, 12, 31))
PLAN, VERSION, METRIC = Text("方案", "Plan"), Text("版本", "Version"), Text("指标", "Metric")
YEAR, LEVEL, STEP = Text("年度", "Year"), Text("层级", "Level"), Text("期间", "Periods")
STEP_NAMES = {"month": Text("按月", "Months"), "quarter": Text("按季", "Quarters"), "year": Text("按年", "Year")}
_OWN = Text("不规则期间", "periods of its own")
_NEW = Text("新建：{name}", "New: {name}")
_ROWS = Text("{name} · {count} 个目标", "{name} · {count} targets")
_LONGEST = 60
_DIMS = {
    "region_1": Text("大区", "region, level 1"),
    "region_2": Text("省份", "region, level 2"),
    "region_3": Text("城市", "region, level 3"),
    "region": Text("区域", "region"),
    "channel": Text("渠道", "channel"),
    "channel_1": Text("渠道", "channel"),
    "channel_2": Text("子渠道", "channel, level 2"),
    "product_line": Text("产品线", "product line"),
    "rep": Text("销售", "rep"),
    "partner": Text("经销商", "partner"),
}


def targets_bar(ctx: Context) -> View:
    """The widgets as the address says, and the view that follows; what the address says wrongly is named."""
    refused: list[Refused] = []
    levels = target_levels(ctx.data, Filters(*EVER, EVER[0]))
    plans = list(dict.fromkeys([ctx.data.plan, *levels.plan]))
    plan = _word("plan") or plans[0]
    versions = sorted(set(levels[levels.plan == plan].version)) or ["v1"]
    version = _word("version") or latest_version(versions)
    metric = _one("metric", METRIC, plannable(), refused) or "revenue"
    start = year_start(ctx.today, settings().fiscal_start_month)
    years = {str(year): date(year, start.month, 1) for year in range(start.year - 4, start.year + 4)}
    year = _one("year", YEAR, tuple(years), refused) or str(start.year)
    view = viewed(ctx, Asked(plan, version, metric), (int(year), years[year]))
    with st.container(key="targets_bar", horizontal=True, vertical_alignment="center", gap="small"):
        _pick("plan", PLAN, {p: p for p in dict.fromkeys([*plans, plan])}, plan, ctx)
        _pick("version", VERSION, {v: v for v in dict.fromkeys([*versions, version])}, version, ctx)
        _pick("metric", METRIC, {key: ctx.say(METRICS[key].name) for key in plannable()}, metric, ctx)
        _pick("year", YEAR, {y: _year(y, start.month) for y in years}, year, ctx)
        view = _levels(ctx, view, refused)
        new_version(view)
    notice(COPIED)
    filter_bar.notice(refused, ctx.locale)
    return view


def _levels(ctx: Context, view: View, refused: list[Refused]) -> View:
    """The level: one that there is, else one to be made; and the step of its periods where there is a choice."""
    shapes = {
        str(level): (*dims_and_step(rows.reset_index(drop=True), view.mine), len(rows))
        for level, rows in view.rows.groupby("level", sort=False)
    }
    said = {
        level: ctx.say(_ROWS, name=level_said(ctx, dims, step), count=count)
        for level, (dims, step, count) in shapes.items()
    }
    offered = said | {f"new:{dims}": ctx.say(_NEW, name=ctx.say(name)) for dims, name in NEW_LEVELS.items()}
    usual = max(shapes, key=lambda name: shapes[name][2], default=next(iter(offered)))  # where most is planned
    level = _one("level", LEVEL, tuple(offered), refused) or usual
    _pick("level", LEVEL, offered, level, ctx)
    if level in shapes:
        dims, step, _ = shapes[level]
        return at_level(view, level, dims, step)
    step = _one("step", STEP, tuple(STEP_NAMES), refused) or "month"
    _pick("step", STEP, {key: ctx.say(name) for key, name in STEP_NAMES.items()}, step, ctx)
    named = level.removeprefix("new:")
    dims = () if named == "all" else tuple(_deep(view, dim) for dim in named.split(","))
    return at_level(view, level_name(dims, step), dims, step)


def _deep(view: View, dim: str) -> str:
    """Channels are offered as a tree has them at its top, where all of them lie there."""
    depths = {view.mine.depths[key] for key in view.mine.names["channel"]}
    return "channel_1" if dim == "channel" and depths == {0} else dim


def level_said(ctx: Context, dims: tuple[str, ...], step: str) -> str:
    """A level as readers call it: its dimensions, and its step where that is not the month."""
    named = " × ".join(ctx.say(_DIMS.get(dim, _DIMS[dim.rstrip("_0123456789")])) for dim in dims)
    named = named or ctx.say(NEW_LEVELS["all"])
    if step != "month":
        named = f"{named} · {ctx.say(STEP_NAMES.get(step, _OWN))}"
    return named[:1].upper() + named[1:]


def _word(name: str) -> str:
    """A name of the reader's own making from the address."""
    given = next((value for value in link.values(name) if value.strip()), "")
    return "".join(letter for letter in given.strip() if letter.isprintable())[:_LONGEST]


def _one(name: str, label: Text, known: tuple[str, ...], refused: list[Refused]) -> str:
    given = [value for value in link.values(name) if value]
    refused += [Refused(label, value) for value in given if value not in known]
    return next((value for value in given if value in known), "")


def _pick(name: str, label: Text, options: Mapping[str, str], chosen: str, ctx: Context) -> None:
    """A select box: set from the address, unless it stands there already; a change is written to the address."""
    key = f"pick_{name}"
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.selectbox(
        ctx.say(label),
        list(options),
        format_func=lambda value: options.get(value, value),
        key=key,
        filter_mode=None,
        width=310 if name == "level" else 140,
        on_change=_write,
        args=(name,),
    )


def _write(name: str) -> None:
    link.put(name, st.session_state.get(f"pick_{name}"))
    for below in {"plan": ("version", "level"), "version": ("level",), "metric": ("level",)}.get(name, ()):
        link.put(below, None)


def _year(year: str, start: int) -> str:
    return year if start == 1 else f"{year}/{(int(year) + 1) % 100:02d}"
