"""The map of the regions, as tiles, bubbles or shapes, shaded by the figure chosen, with its legend."""

from html import escape

import pandas as pd
import streamlit as st

from charts.axes import Subject
from charts.region_map import region_bubbles, region_shapes, region_tiles
from domain.contracts_regions import REGION_MAP
from domain.dimensions import DIMENSIONS
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, points
from ui.card import Exhibit, card, note, show
from ui.columns import Column, of_metric
from ui.funnels import tabs
from ui.parts import AGAINST, NAMES
from ui.region_data import known_of
from ui.region_measures import GROWTH
from ui.region_places import Spread, spreads, unreadable
from ui.region_view import FORM_NAME, Shading, View

_MAP = Text("地图", "Map")
_FORMS = {"shapes": Text("形状", "Shapes"), "tiles": Text("格子", "Tiles"), "bubbles": Text("气泡", "Bubbles")}
_DRAW = {"shapes": region_shapes, "tiles": region_tiles, "bubbles": region_bubbles}
_NOWHERE = Text(
    "这一级区域没有位置：既无格子（tile_row、tile_col），也无经纬度。",
    "These regions have no place: neither tiles (tile_row, tile_col) nor latitude and longitude.",
)
_LEGEND = Text("{metric}（{level}）", "{metric} ({level})")
_WORSE, _BETTER = Text("较差", "worse"), Text("较好", "better")
_BEFORE = Text("去年同期", "Last year")
_ASKED = {"attainment": ("attainment", "pace"), "growth": (), "revenue": ()}


def map_box(view: View) -> None:
    """The best map that can be drawn, a switch to the others, and the legend; a click goes down to the region."""
    ctx = view.ctx
    with card(ctx, _MAP):
        there = spreads(view)
        if wrong := unreadable():
            st.html(f'<p class="hint">{escape(ctx.say(wrong))}</p>')
        if not there:
            note(ctx.say(_NOWHERE))
            return
        form = view.own.get("form", "")
        form = form if form in there else next(iter(there))
        if len(there) > 1:
            names = {one: ctx.say(_FORMS[one]) for one in there}
            st.html(tabs(ctx, FORM_NAME, names, form, {one: view.to(form=one) for one in there}))
        spread, subject = there[form], Subject(view.metric, against=AGAINST)
        figures = _figures(view, spread)
        shading = view.shading(figures)
        st.html(_legend(view, spread, shading))
        frame = _placed(view, spread, figures, shading)
        columns = {
            "name": Column(NAMES["region"]),
            "value": _column(view, subject.metric.name),
            "before": _column(view, _BEFORE),
        }
        metrics = () if view.measure.key == "growth" else (view.metric.key,)
        key = f"region_map_{form}"
        show(ctx, _DRAW[form](frame, ctx.locale, ctx.look, subject), frame, Exhibit(key, columns, metrics, "region"))


def _figures(view: View, spread: Spread) -> pd.DataFrame:
    """REGION_FIGURES of the level that the map shows."""
    if spread.dimension == view.dimension:
        return view.figures
    return known_of(view.ctx, spread.dimension, _ASKED.get(view.measure.key, (view.measure.key,)))


def _placed(view: View, spread: Spread, figures: pd.DataFrame, shading: Shading) -> pd.DataFrame:
    """REGION_MAP: the figures beside where the regions lie; those without a place are left out, those without a value
    are drawn pale.
    """
    asked, most = view.measure, figures.revenue.max()
    rows = figures.assign(shade=shading.shade).merge(spread.places, how="inner", on="key")
    codes = rows.iso_code.fillna("").to_list()
    frame = pd.DataFrame(
        {
            "key": rows.key,
            "name": rows["name"],
            "short": [_short(name, code, view.ctx.locale) for name, code in zip(rows["name"], codes, strict=True)],
            "value": rows[asked.key],
            "before": rows[asked.before],
            "shade": rows.shade,
            "x": rows.tile_col if spread.form == "tiles" else rows.longitude,
            "y": rows.tile_row if spread.form == "tiles" else rows.latitude,
            "size": rows.revenue / most if most > 0 else 0.0,
            "shape": [spread.shapes[code].rings if code in spread.shapes else "" for code in codes],
        }
    )
    if spread.form == "shapes":  # names stand in the middle of the shape, not on the capital
        frame["x"], frame["y"] = ([getattr(spread.shapes[code], axis) for code in codes] for axis in ("x", "y"))
    return REGION_MAP.coerce(frame)


def _short(name: str, code: str, locale: Locale) -> str:
    """A name that fits into a tile: a Chinese one as it is, another by the second part of its code ("CN-GD": GD)."""
    if locale is Locale.ZH and any(ord(letter) > 0x2E7F for letter in name):
        return name[:4]
    return code.partition("-")[2] or name


def _column(view: View, head: Text) -> Column:
    if view.measure.key == "growth":
        return Column(head, Unit.SHARE, signed=True)
    return Column(head, of_metric(view.metric.key).unit)


def _legend(view: View, spread: Spread, shading: Shading) -> str:
    """From worst over neutral to best as a strip of colour, with the values there; of amounts from nothing to most."""
    ctx, level = view.ctx, view.ctx.say(DIMENSIONS[spread.dimension].name)
    title = escape(ctx.say(_LEGEND, metric=ctx.say(view.metric.name), level=level))
    if view.metric.adds_up:
        ends = ("0", "", written(shading.full, view.metric.unit, ctx.locale))
        return _strip(title, "amount", ends)
    up = 1 if view.metric.up_is_good else -1
    low, high = (_said(view, shading.neutral + side * up * shading.full, shading) for side in (-1, 1))
    neutral = ctx.say(view.measure.said, value=written(shading.neutral, view.metric.unit, ctx.locale))
    return _strip(title, "diverging", (f"{ctx.say(_WORSE)} {low}", neutral, f"{high} {ctx.say(_BETTER)}"))


def _said(view: View, value: float, shading: Shading) -> str:
    if view.measure.shaded_by:  # a distance in points
        return points(value, view.ctx.locale)
    return written(value, view.metric.unit, view.ctx.locale, signed=view.measure.key == GROWTH.key)


def _strip(title: str, kind: str, ends: tuple[str, str, str]) -> str:
    said = "".join(f"<span>{escape(one)}</span>" for one in ends)
    return f'<div class="legend"><b>{title}</b><i class="{kind}"></i><p>{said}</p></div>'
