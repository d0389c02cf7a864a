"""Regions ranked by one figure, and in the quarters of growth and plan."""

import pandas as pd
import streamlit as st

from analytics.region_figures import ranks
from charts.axes import Subject
from charts.region_quadrant import region_quadrant
from charts.region_ranking import region_ranks
from charts.rows import stretched
from domain.contracts_regions import QUADRANT
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text
from ui.card import Exhibit, card, note, show
from ui.columns import Column, of_metric
from ui.parts import AGAINST, NAMES, told
from ui.region_measures import GROWTH
from ui.region_view import View

ROWS = 31  # every province of a country fits
TALL = 380
_RANKING = Text("排名", "Ranking")
_FIRST = Text("{first}居首（{best}），{last}垫底（{worst}）", "{first} leads ({best}), {last} comes last ({worst})")
_MOVED = Text("；{name}较{when}{way} {places} 位", "; {name} {way} {places} since {when}")
_UP, _DOWN = Text("上升", "rose by"), Text("下降", "fell by")
_LAST_YEAR, _LAST_MONTH = Text("去年同期", "last year"), Text("上月末", "the end of last month")
_HINT = Text(
    "名次变化较{when}；颜色为中性点的哪一侧（{neutral}）；点击进入下一级。",
    "Places won or lost since {when}; coloured by the side of the neutral point ({neutral}). Click to go down.",
)
_HINT_AMOUNT = Text("名次变化较{when}；点击进入下一级。", "Places won or lost since {when}. Click to go down.")
_RANK, _RANK_BEFORE, _SINCE = Text("名次", "Rank"), Text("上次名次", "Rank before"), Text("落后始于", "Off plan since")
_BEFORE = Text("上次", "Before")
_QUADRANT = Text("增长与计划", "Growth and plan")
_NO_PLACE = Text("没有同时具备去年同期和目标的区域。", "No region has both a last year and a target.")
_WITHOUT_TARGET = Text("没有目标：{names}", "No target: {names}")
_WITHOUT_GROWTH = Text("没有可比的去年同期：{names}", "No comparable last year: {names}")
_MOST_NAMED = 8
_AND_MORE = Text("等 {n} 个", "and {n} more")


def ranking_box(view: View) -> None:
    """The regions by the figure chosen, with the places won or lost and since when they are off plan."""
    ctx, asked = view.ctx, view.measure
    with card(ctx, _RANKING):
        shading = view.shading(view.figures)
        up = view.metric.up_is_good
        frame = ranks(view.figures, asked.key, asked.before, shading.shade, up_is_good=up).head(ROWS)
        when = ctx.say(_LAST_MONTH if asked.key in ("attainment", "growth") else _LAST_YEAR)
        told(_finding(view, frame, when))
        neutral = ctx.say(asked.said, value=written(shading.neutral, view.metric.unit, ctx.locale))
        hint = _HINT_AMOUNT if view.metric.adds_up else _HINT
        st.html(f'<p class="hint">{ctx.say(hint, when=when, neutral=neutral)}</p>')
        figure = stretched(region_ranks(frame, ctx.locale, ctx.look, Subject(view.metric, against=AGAINST)), TALL)
        unit = view.metric.unit
        columns = {
            "rank": Column(_RANK, Unit.COUNT),
            "rank_before": Column(_RANK_BEFORE, Unit.COUNT),
            "name": Column(NAMES["region"]),
            "value": Column(view.metric.name, unit),
            "before": Column(_BEFORE, unit),
            "since": Column(_SINCE),
        }
        metrics = () if asked.key == GROWTH.key else (view.metric.key,)
        show(ctx, figure, frame, Exhibit("region_ranking", columns, metrics, "region"))


def has_quarters(view: View) -> bool:
    """Whether at least two regions have both growth and a place against their plan."""
    return bool((view.figures.pace.notna() & view.figures.growth.notna()).sum() > 1)


def quadrant_box(view: View) -> None:
    """Growth across, plan up, revenue as size; who lacks one of them is named."""
    ctx, figures = view.ctx, view.figures
    with card(ctx, _QUADRANT):
        lacking = ((_WITHOUT_TARGET, figures.pace.isna()), (_WITHOUT_GROWTH, figures.growth.isna()))
        placed = figures[figures.pace.notna() & figures.growth.notna()]
        if placed.empty:
            note(ctx.say(_NO_PLACE))
            return
        told(tuple(ctx.say(text, names=_names(view, figures["name"][rows])) for text, rows in lacking if rows.any()))
        frame = QUADRANT.coerce(placed[list(QUADRANT.columns)].reset_index(drop=True))
        figure = region_quadrant(frame, ctx.locale, ctx.look, Subject(view.amount))
        columns = {
            "name": Column(NAMES["region"]),
            "growth": Column(GROWTH.name, Unit.SHARE, signed=True),
            "attainment": of_metric("attainment"),
            "pace": of_metric("pace"),
            "revenue": of_metric(view.amount.key),
        }
        show(ctx, figure, frame, Exhibit("region_quadrant", columns, ("attainment", "pace"), "region"))


def _finding(view: View, frame: pd.DataFrame, when: str) -> tuple[str, ...]:
    """Who leads, who is last, and who moved most."""
    if len(frame) < 2:
        return ()
    ctx, unit = view.ctx, view.metric.unit
    first, last = frame.iloc[0], frame.iloc[-1]
    values = {"best": written(first.value, unit, ctx.locale), "worst": written(last.value, unit, ctx.locale)}
    said = ctx.say(_FIRST, first=first["name"], last=last["name"], **values)
    moved = (frame.rank_before - frame["rank"]).dropna()
    if len(moved) and moved.abs().max() > 0:
        place = int(moved.abs().to_numpy().argmax())
        most, name = float(moved.iloc[place]), frame.loc[moved.index, "name"].iloc[place]
        said += ctx.say(
            _MOVED, name=name, when=when, way=ctx.say(_UP if most > 0 else _DOWN), places=f"{abs(most):.0f}"
        )
    return (said + ("。" if ctx.locale is Locale.ZH else "."),)


def _names(view: View, names: pd.Series) -> str:
    shown = list(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        shown.append(view.ctx.say(_AND_MORE, n=len(names) - _MOST_NAMED))
    return ("、" if view.ctx.locale is Locale.ZH else ", ").join(shown)
