"""One tile, as HTML: value, changes with arrow and word, target, line over time, definition behind a mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from charts.theme import arrow
from domain.metric import Metric, Unit
from domain.metrics import metric
from domain.written import exactly, written, written_change
from i18n import Text, exact, percent, points
from i18n.numbers import MISSING
from ui.context import Context
from ui.sparkline import sparkline

_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_MONEY = (Unit.MONEY, Unit.MONEY_EACH)
_PREVIOUS, _LAST_YEAR = Text("较上期", "vs previous"), Text("较去年", "vs last year")
_TARGET = Text("目标 {value}", "Target {value}")
_PARTLY = Text("目标只覆盖部分销售", "covers part of revenue")
_PACE = {True: Text("快于时间进度", "ahead of time"), False: Text("慢于时间进度", "behind time")}
_NO_VALUE = Text("没有可计算的数据", "Nothing to compute it from")
_NO_VALUES = {
    "attainment": Text("没有与所选期间和筛选相符的目标", "No target matches this period and these filters"),
    "margin_rate": Text("所选订单行没有成本", "These order lines carry no cost"),
    "aov": Text("所选范围没有订单", "There are no orders in the selection"),
    "dso": Text("近 90 天没有交付", "Nothing was delivered in the last 90 days"),
    "collection_rate": Text("期内没有交付", "Nothing was delivered in the period"),
    "repeat_rate": Text("上一期没有可识别的买家", "The previous period has no identified buyers"),
}
_ABOUT = Text("口径", "Definition")
_EXACT, _SAMPLE = Text("精确值", "Exact value"), Text("样本", "Sample")
_PERIOD, _THROUGH = Text("范围", "Scope"), Text("数据截至", "Data through")
_BETTER, _WORSE = Text("越高越好", "higher is better"), Text("越低越好", "lower is better")
_EXACT_BELOW = 10_000  # counts this small are read digit by digit


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure and what it stands beside; NaN is "not known". `why` says why there is no value.

    `steps` are the values over time, None while they are not asked for: their room is kept.
    `covered` is false where the target covers only part of the value, so that the two cannot be compared.
    """

    metric: Metric
    value: float
    previous: float
    last_year: float
    target: float
    pace: float
    sample: float
    steps: tuple[float, ...] | None
    why: str
    covered: bool = True


def html(ctx: Context, tile: Tile) -> str:
    """The tile; every value in it is escaped."""
    name = escape(ctx.say(tile.metric.name))
    return (
        f'<article class="tile" data-metric="{escape(tile.metric.key)}">'
        f"<header><h3>{name}</h3>{_about(ctx, tile)}</header>"
        f'<p class="value">{escape(value_of(ctx, tile.value, tile.metric.unit))}</p>'
        f"{''.join(_lines(ctx, tile))}{_line(ctx, tile)}</article>"
    )


def plain_tile(key: str, name: str, value: str, below: str, change: str = "") -> str:
    """A tile of a figure that is no metric: its value as text, a line below it, and a `change` (see moved_line)."""
    return (
        f'<section class="tile" data-tile="{escape(key)}"><header><h3>{escape(name)}</h3></header>'
        f'<p class="value">{escape(value)}</p>{change}<p class="moved">{escape(below)}</p></section>'
    )


def value_of(ctx: Context, value: float, unit: Unit) -> str:
    """A figure as tiles write it: in a few digits, small counts digit by digit, money with its sign."""
    if unit is Unit.COUNT and abs(value) < _EXACT_BELOW:
        return exact(value)
    shown = written(value, unit, ctx.locale)
    if unit not in _MONEY or shown == MISSING:
        return shown
    sign = _SIGNS.get(ctx.currency, f"{ctx.currency} ")
    return f"−{sign}{shown[1:]}" if shown.startswith("−") else f"{sign}{shown}"


def _lines(ctx: Context, tile: Tile) -> Iterator[str]:
    if tile.value != tile.value:
        yield f'<p class="why">{escape(tile.why or ctx.say(_NO_VALUES.get(tile.metric.key, _NO_VALUE)))}</p>'
        return
    if tile.pace == tile.pace:
        yield _pace(ctx, tile)
    for base, beside in ((tile.previous, _PREVIOUS), (tile.last_year, _LAST_YEAR)):
        if base == base:
            yield _change(ctx, tile, base, beside)
    if tile.target == tile.target and tile.target > 0:
        yield _against_target(ctx, tile)


def _change(ctx: Context, tile: Tile, base: float, beside: Text) -> str:
    moved = tile.value - base
    shown = written_change(tile.value, base, tile.metric.unit, ctx.locale)
    if shown == MISSING:  # nothing, or a loss, to grow from: a percentage would mislead
        shown = written(moved, tile.metric.unit, ctx.locale, signed=True)
    return moved_line(moved, tile.metric.up_is_good, shown, ctx.say(beside))


def _pace(ctx: Context, tile: Tile) -> str:
    shown = points(abs(tile.pace), ctx.locale).lstrip("+")
    return moved_line(tile.pace, True, shown, ctx.say(_PACE[tile.pace >= 0])) + _meter(
        tile.value, tile.value - tile.pace
    )


def moved_line(moved: float, up_is_good: bool, shown: str, beside: str) -> str:
    """A change as a line of a tile: arrow and size in their colour, and what it is held against."""
    meaning = "quiet" if not moved else "good" if (moved > 0) == up_is_good else "bad"
    after = f" <span>{escape(beside)}</span>" if beside else ""
    return f'<p class="moved"><b class="{meaning}">{arrow(moved)} {escape(shown.lstrip("+−"))}</b>{after}</p>'


def _against_target(ctx: Context, tile: Tile) -> str:
    share, unit = tile.value / tile.target, tile.metric.unit
    plan = escape(ctx.say(_TARGET, value=value_of(ctx, tile.target, unit)))
    if not tile.covered:
        return f'<p class="moved ends"><span>{plan}</span><span>{escape(ctx.say(_PARTLY))}</span></p>'
    reached = points(tile.value - tile.target, ctx.locale) if unit is Unit.SHARE else percent(share)
    return f'{_meter(share)}<p class="moved ends"><span>{plan}</span><span>{escape(reached)}</span></p>'


def _meter(share: float, due: float | None = None) -> str:
    """A bar filled to `share`, with a tick where time stands."""
    tick = f'<u style="left:{_within(due):.1%}"></u>' if due is not None else ""
    return f'<div class="target"><i style="width:{_within(share):.1%}"></i>{tick}</div>'


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _line(ctx: Context, tile: Tile) -> str:
    if tile.steps is None:
        return '<div class="spark"></div>'
    picture = sparkline(tile.steps, ctx.look.palette.accent)
    return f'<img class="spark" alt="" src="{picture}">' if picture else ""


def _about(ctx: Context, tile: Tile) -> str:
    counted = metric(tile.metric.sample)
    rows = (
        (_ABOUT, f"{ctx.say(tile.metric.note)} · {ctx.say(_BETTER if tile.metric.up_is_good else _WORSE)}"),
        (_EXACT, exactly(tile.value, tile.metric.unit, ctx.locale)),
        (_SAMPLE, f"{ctx.say(counted.name)} {exact(tile.sample)}"),
        (_PERIOD, ctx.filters.describe(ctx.locale, ctx.names)),
        (_THROUGH, ctx.today.isoformat()),
    )
    said = "".join(f"<dt>{escape(ctx.say(head))}</dt><dd>{escape(text)}</dd>" for head, text in rows)
    return (
        f'<details name="about"><summary aria-label="{escape(ctx.say(_ABOUT))}" title="{escape(ctx.say(_ABOUT))}">'
        f'<span aria-hidden="true">i</span></summary><dl class="about">{said}</dl></details>'
    )
