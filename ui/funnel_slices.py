"""Who leaks where: the conversion of every region, channel, seller, product line or segment, stage by stage."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from charts.stage_heat import stage_heat
from domain.contracts_drawn import STAGE_HEAT
from domain.filters import SELECTS
from domain.metric import Unit
from i18n import Text, exact
from ui import link
from ui.card import Exhibit, card, note, show
from ui.clicks import leading
from ui.columns import Column
from ui.funnel_view import CUT_NAME, CUTS, PAGE, View
from ui.funnels import tabs
from ui.link import Query

WHO = Text("谁在哪里流失", "Who leaks where")
_HINT = Text(
    "各阶段首次进入后 {days} 天内的转化率，下方为截至目前已转化的比例；颜色为与该阶段参考值的差距，少于 30 个的不着色；"
    "* 尚无人满观察期。点击查看商机。",
    "Conversion within {days} days of first entry, below it the share so far; coloured by distance to the stage's "
    "reference, not at all for fewer than 30 deals; *: nobody has been seen for that long. Click for the deals.",
)
_MOST = Text(
    "这里是进入商机最多的前 {n} 个，全部见右上角。", "The {n} with the most deals; all are behind the mark above."
)
_NOBODY = Text("期间没有商机进入任何阶段。", "No deal entered any stage in the period.")
ROWS = 12
FITTING = 2  # stages whose cells can be read on a phone
BESIDE = 480  # pixels: the table stands beside two boxes


def slices_box(view: View) -> None:
    """The heat table by the dimension picked; a cell leads to the deals behind it."""
    ctx = view.ctx
    with card(ctx, WHO):
        names = {key: ctx.say(name) for key, name in CUTS.items()}
        to = {key: link.to(PAGE, view.query(cut=key)) for key in names}
        st.html(tabs(ctx, CUT_NAME, names, view.cut, to))
        frame = _drawn(view)
        if frame.empty:
            note(ctx.say(_NOBODY))
            return
        st.html(f'<p class="hint">{ctx.say(_HINT, days=view.horizon)}</p>')
        shown = frame[frame.key.isin(frame.key.unique()[:ROWS])].reset_index(drop=True)
        figure = stage_heat(shown, ctx.locale, ctx.look, view.subject())
        own = figure.layout.height
        figure.update_layout(height=max(own, min(BESIDE, round(own * 1.4))))
        columns = {
            "name": Column(CUTS[view.cut]),
            "stage": Column(Text("阶段", "Stage")),
            "n": Column(Text("进入", "Entered"), Unit.COUNT),
            "rate": Column(Text("转化率", "Conversion"), Unit.SHARE),
            "raw": Column(Text("目前已转化", "So far"), Unit.SHARE),
            "reference": Column(Text("参考", "Reference"), Unit.SHARE),
        }
        leads = leading(f"heat_{view.cut}", "deals", lambda mark: _deals(view, mark))
        with st.container(key="wide_heat" if shown.position.nunique() > FITTING else "heat_as_it_is"):
            show(ctx, figure, frame, Exhibit(f"heat_{view.cut}", columns, leads=leads))
        if frame.key.nunique() > ROWS:
            st.html(f'<p class="more">{ctx.say(_MOST, n=exact(ROWS))}</p>')


def _drawn(view: View) -> pd.DataFrame:
    """STAGE_HEAT of the open stages, the slices with the most deals first; those without a key come as one."""
    rows = view.sliced(view.cut)
    stages = view.mine.stages
    rows = rows[rows["from"].isin(stages.position[stages.kind == "open"])]
    if rows.empty:
        return STAGE_HEAT.empty()
    whole = dict(zip(view.conversion["from"], view.conversion.rate, strict=True))
    usual = dict(zip(view.bottlenecks.position, view.bottlenecks.reference, strict=True))
    order = rows.groupby("name").n.sum().sort_values(ascending=False, kind="stable").index
    places = {name: place for place, name in enumerate(order)}
    reference = rows["from"].map(usual).astype("float64")
    frame = rows.assign(
        key=rows.key.fillna(""),
        position=rows["from"],
        stage=[view.mine.name(one) for one in rows["from"]],
        reference=reference.fillna(rows["from"].map(whole).astype("float64")),
        place=rows["name"].map(places),
    )
    return STAGE_HEAT.coerce(frame.sort_values(["place", "position"], ignore_index=True))


def _deals(view: View, mark: Sequence[str]) -> Query:
    """The deals of one slice that entered one stage in the period."""
    key, stage = mark[0], mark[1]
    filters = {dimension: name for name, dimension in SELECTS.items()}
    if not key:
        return view.deals(entered=stage)
    return {**view.deals(entered=stage), filters[view.cut]: key}
