"""The hierarchy of a forecast: the slice divided by region, channel or product line, down to where it is looked for."""

from dataclasses import dataclass, replace
from html import escape

import pandas as pd
import streamlit as st

from analytics.forecast.cross import Cells, cells, deeper, parts
from analytics.forecast.edits import with_edits
from analytics.forecast.history import histories
from analytics.tree import LEVELS
from data_access.forecast_edit_rights import in_force
from data_access.forecast_series import told
from data_access.options import members
from domain.dimensions import DIMENSIONS
from domain.filters import Filters
from domain.forecast_edits import node_key
from domain.metric import Unit
from domain.metrics import why_not
from i18n import Text
from ui import link
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, of_metric
from ui.forecast_edits import Offer, edits_box
from ui.forecast_view import LEVEL_NAME, PAGE, View, once, undated
from ui.funnels import tabs
from ui.grid import grid
from ui.parts import TREES
from ui.parts import level as level_below

_TITLE = Text("分解到区域、渠道与产品线", "Divided over regions, channels and product lines")
_SAID = Text(
    "自上而下按各部分自身预测的比例分解，各层之和与整体一分不差；区间为各部分自身的回测误差。",
    "Divided top-down in proportion to each part's own forecast: parts add up to the whole to the cent. Intervals are "
    "of each part's own back-test.",
)
_HINT = Text("点击一行看它的内部。", "Click a row to look inside it.")
_PAGE_FOR = Text("整页只看 {name}", "This page for {name} alone")
_ALL, _WAY = Text("整体", "The whole"), Text("路径", "The way here")
_NO_PARTS = Text("所选范围无法再分解。", "The selection cannot be divided any further.")
_NAMES = {
    "region": Text("区域", "Region"),
    "channel": Text("渠道", "Channel"),
    "product_line": Text("产品线", "Product line"),
}
_FILTER = {"region": "region", "channel": "channel", "product_line": "line"}
_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the hierarchy the card stands: the dimensions crossed, the level listed, the members looked inside."""

    dims: tuple[str, ...]
    level: str
    within: dict[str, str]

    @property
    def deeper(self) -> bool:
        """Whether the level lies below one that is crossed."""
        return self.level not in self.dims


def parts_box(view: View) -> None:
    """The members of the level that the reader picked, within those looked inside; every row leads further down."""
    ctx = view.ctx
    if view.why:
        return
    with card(ctx, _TITLE):
        dims = _dims(view)
        if not dims:
            note(ctx.say(_NO_PARTS))
            return
        crossed = _crossed(view, dims)
        place = _place(view, dims, crossed)
        shown, final, left_out = _with_edits(view, place, crossed)
        lead(ctx.say(_SAID))
        st.html(f'<div class="tabs-row">{_levels(view, place)}</div>{_trail(view, place, crossed)}')
        grid(ctx, shown, _columns(view, place, "edit" in shown, link_to="to"))
        behind(ctx, shown, Exhibit("forecast_parts", _columns(view, place, "edit" in shown), (view.ask.metric,)))
    edits_box(view, Offer(final, dims, {} if place.deeper else _nodes(place, shown), left_out))


def _with_edits(view: View, place: Place, crossed: Cells) -> tuple[pd.DataFrame, Cells, int]:
    """The rows shown, after what people said of them and beside the forecast where they did; and edits left out."""

    def told_of(own: Cells, mark: tuple[int, ...] = ()) -> pd.DataFrame:
        frame, whole = once(view.ctx, (*_key(view), "parts", place, mark), lambda: _parts(view, place, own))
        shown = frame.assign(to=[_inside(view, place, key) for key in frame.key])
        return pd.concat([whole, shown], ignore_index=True)

    edits = in_force(view.edit_history)
    final, missed = with_edits(crossed, edits)
    plain = told_of(crossed)
    if len(edits) == missed:
        return plain, crossed, missed
    shown = told_of(final, tuple(edits.id))
    before = pd.concat([plain.iloc[[0]], plain.iloc[1:].set_index("key").loc[shown.key.iloc[1:]].reset_index()])
    statistical = before["mean"].to_numpy()
    moved = (shown["mean"] - statistical).round(2)
    return shown.assign(statistical=statistical, edit=moved.where(moved != 0)), final, missed


def _nodes(place: Place, shown: pd.DataFrame) -> dict[str, str]:
    """What can be edited here: the rows of the table, the whole first, as nodes with their names."""
    inside = [{**place.within, place.level: key} for key in shown.key.iloc[1:]]
    return dict(zip(map(node_key, [place.within, *inside]), shown["name"], strict=True))


def _dims(view: View) -> tuple[str, ...]:
    """The level of each dimension to divide by; none that the figure lacks."""
    wanted = (level_below(view.ctx, name) for name in ("region", "channel", "product_line"))
    return tuple(dim for dim in wanted if why_not(view.ask.metric, (dim,)) is None)


def _key(view: View) -> tuple[object, ...]:
    ask = view.ask
    return "forecast", undated(view.ctx.filters), ask.metric, ask.grain, ask.horizon, view.method, ask.locale


def _crossed(view: View, dims: tuple[str, ...]) -> Cells:
    def made() -> Cells:
        ask = replace(view.ask, by=dims)
        return cells(histories(told(view.ctx.data, undated(view.ctx.filters), ask), dims), dims, view.outlook)

    return once(view.ctx, (*_key(view), "cells", dims), made)


def _place(view: View, dims: tuple[str, ...], crossed: Cells) -> Place:
    """What the address asks for, as far as there is such a thing."""
    given = dict(one.partition(_BETWEEN)[::2] for one in view.within)
    within = {
        dim: given[dim] for dim in dims if dim in given and (crossed.history.groups[dim].fillna("") == given[dim]).any()
    }
    offered = _offered(view, dims)
    free = [dim for dim in dims if dim not in within]
    level = view.level if view.level in offered and view.level not in within else next(iter(free), dims[-1])
    return Place(dims, level, within)


def _offered(view: View, dims: tuple[str, ...]) -> list[str]:
    """The levels to choose among: those crossed, and what lies below the crossed level of the tree of regions."""
    depth = int(members(view.ctx.data, "region").depth.max() or 0)
    tree = [level for at, level in enumerate(LEVELS["region"][:-1]) if at <= depth]
    below = tree[tree.index(dims[0]) + 1 :] if dims[0] in tree else []
    return [dims[0], *below, *dims[1:]]


def _parts(view: View, place: Place, crossed: Cells) -> tuple[pd.DataFrame, pd.DataFrame]:
    """PARTS of the level listed, and one row of what they add up to."""
    inside, until = crossed.inside(place.within), view.ask.horizon
    members_ = _deeper(view, place, inside) if place.deeper else inside.grouped([place.level])
    listed = parts(members_, place.level, view.outlook, until)
    if place.within:
        dim = next(reversed(place.within))
        return listed, parts(inside.grouped([dim]), dim, view.outlook, until).assign(to="")
    total = view.outlook.total(0, until)
    sums = listed[["done", "mean", "last_year"]].sum(min_count=1).round(2)
    moved = float(sums["mean"] - total.mean[0])  # by edits: the doubt goes with the figure
    bands = {"low80": total.low[0.8][0] + moved, "high80": total.high[0.8][0] + moved, "share": 1.0, "to": ""}
    row = {"key": "", "name": view.ctx.say(_ALL), **sums, **bands}
    return listed, pd.DataFrame([row], columns=[*listed.columns, "to"])


def _deeper(view: View, place: Place, inside: Cells) -> Cells:
    """The members of a deeper level of the tree of regions, level by level from the crossed one."""
    tree = LEVELS["region"]
    way = tree[tree.index(place.dims[0]) : tree.index(place.level) + 1]
    tells = told(view.ctx.data, undated(_narrowed(view.ctx.filters, place.within)), replace(view.ask, by=way))
    return deeper(inside.grouped([way[0]]), histories(tells, way), way)


def _narrowed(filters: Filters, within: dict[str, str]) -> Filters:
    return filters.only(**{_FILTER[_of(dim)]: (key,) for dim, key in within.items()})


def _of(dim: str) -> str:
    """What a dimension of the hierarchy is a level of: region, channel or product_line."""
    return DIMENSIONS[dim].of if DIMENSIONS[dim].of in TREES else dim


def _levels(view: View, place: Place) -> str:
    offered = [level for level in _offered(view, place.dims) if level not in place.within]
    names = {level: view.ctx.say(_name(level, place)) for level in offered}
    return tabs(view.ctx, LEVEL_NAME, names, place.level, {level: view.to(level=level) for level in offered})


def _name(level: str, place: Place) -> Text:
    """A tree's crossed level by the tree's own name where nothing lies below it in the card."""
    return _NAMES["channel"] if level.startswith("channel") else DIMENSIONS[level].name


def _trail(view: View, place: Place, crossed: Cells) -> str:
    """The members looked inside as steps that lead back, and the page narrowed to them; a hint at the top."""
    ctx = view.ctx
    if not place.within:
        return f'<p class="hint" style="margin-top:6px">{escape(ctx.say(_HINT))}</p>'
    names = [_called(crossed, dim, key) for dim, key in place.within.items()]
    kept = [f"{dim}{_BETWEEN}{key}" for dim, key in place.within.items()]
    steps = [f'<a class="go" href="{escape(view.to(within=(), level=""))}">{escape(ctx.say(_ALL))}</a>']
    steps += [f'<a class="go" href="{escape(view.to(within=tuple(kept[: at + 1]), level=""))}">{escape(name)}</a>'
              for at, name in enumerate(names[:-1])]  # fmt: skip
    steps.append(f'<b aria-current="page">{escape(names[-1])}</b>')
    way = '<span aria-hidden="true">›</span>'.join(steps)
    if "" in place.within.values():  # the unassigned are no selection
        return f'<nav class="trail" style="margin-top:6px" aria-label="{escape(ctx.say(_WAY))}">{way}</nav>'
    own = {**view.query(within=(), level=""), **_narrowed(ctx.filters, place.within).to_query()}
    alone = escape(ctx.say(_PAGE_FOR, name=" × ".join(names)))
    more = f'<a class="go" href="{escape(link.to(PAGE, own))}">{alone} →</a>'
    return (
        f'<nav class="trail" style="margin-top:6px" aria-label="{escape(ctx.say(_WAY))}">{way}<span></span>{more}</nav>'
    )


def _called(crossed: Cells, dim: str, key: str) -> str:
    groups = crossed.history.groups
    return str(groups[f"{dim}_name"][groups[dim].fillna("") == key].iloc[0])


def _inside(view: View, place: Place, key: str) -> str:
    """Where a row leads: inside the member, or to the page of a member of a deeper level; "" at the end."""
    if place.deeper:
        narrowed = _narrowed(view.ctx.filters, place.within).only(region=(key,))
        return link.to(PAGE, {**view.query(within=(), level=""), **narrowed.to_query()}) if key else ""
    if len(place.within) + 1 >= len(place.dims):
        return ""
    within = {**place.within, place.level: key}
    return view.to(within=tuple(f"{dim}{_BETWEEN}{own}" for dim, own in within.items()), level="")


def _columns(view: View, place: Place, edited: bool, link_to: str | None = None) -> dict[str, Column]:
    key, unit, short = view.ask.metric, view.subject.metric.unit, link_to is not None
    beside = {
        "statistical": Column(Text("统计预测", "Statistical"), unit),
        "edit": Column(Text("人工调整", "Edited by"), unit, signed=True, better=True),
    }
    return {
        "name": Column(_name(place.level, place), link=link_to),
        "mean": Column(Text("预测（含调整）", "Forecast, edited") if edited else Text("预测", "Forecast"), unit),
        **(beside if edited else {}),
        "low80": Column(Text("80% 下限", "80 % low"), unit, short=short),
        "high80": Column(Text("80% 上限", "80 % high"), unit, short=short),
        "done": Column(Text("其中已有", "There already"), unit, short=short),
        "last_year": of_metric(key, Text("上年同期", "Year before"), short=short),
        "share": Column(Text("占比", "Share"), Unit.SHARE, short=True, meter=True),
    }
