"""Breaking targets down: a year into periods, a target above into its parts, by shapes blended as the reader sets."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from analytics.targets import SHAPES, broken_down, shape
from data_access.target_entry import entry_at
from domain.metric import Unit
from domain.targets import Entry
from domain.written import written
from i18n import Text, exact, percent
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import notice, round_number
from ui.targets_saving import place_in, saved
from ui.targets_view import View, period_heads

_TITLE = Text("分解", "Break down")
_OF = Text("分解什么", "What to divide")
_OFS: dict[str, Text] = {
    "above": Text("上级目标 → 下级", "Targets above → their parts"),
    "rows": Text("各行全年合计 → 各期", "Each row's total → its periods"),
    "growth": Text("去年各行 × 增长 → 各期", "Each row's last year × growth → its periods"),
    "total": Text("一个总额 → 全部格子", "One total → all cells"),
}
_GROWTH, _TOTAL = Text("较去年增长 %", "Growth on last year, %"), Text("总额", "Total")
_LEVEL = Text("水平", "Level")
_WEIGHTS: dict[str, Text] = {
    "last_year": Text("去年的形状", "Last year's shape"),
    "potential": Text("区域潜力", "Potential of regions"),
    "even": Text("平均", "Even split"),
}
_HEADS: dict[str, Text] = {
    "last_year": Text("去年", "Last year"),
    "potential": Text("潜力", "Potential"),
    "even": Text("平均", "Even"),
}
_WEIGHT = Text("{name}，权重", "{name}, weight")
_UNUSABLE = Text("没有可用数据、权重让给其余：{names}。", "Not known here, so the others take its weight: {names}.")
_BLEND = Text("混合后：{blend}", "The blend: {blend}")
_NOTHING = Text(
    "没有可分解的合计：先录入上级目标、全年目标或选另一种。",
    "There is nothing to divide: enter targets above or totals first, or choose another way.",
)
_SAVE = Text("保存这 {n} 个目标", "Save these {n} targets")
_SUM = Text(
    "{groups} 组，合计 {total}，逐组到分相符；改动 {n} 个目标。",
    "{groups} groups, {total} in all, each adding up to the cent; {n} targets change.",
)
_SAME = Text("这些目标已经如此。", "The targets are like that already.")
_HELD = Text("{metric}是保持的水平：同一数值用于所有格子。", "{metric} is held: one figure goes to every cell.")
_MORE = Text("前 {n} 行，全部见右上角。", "The first {n} rows; all behind the mark above.")
_ROWS = 12


def breakdown_box(view: View) -> None:
    """What to divide, by which blend; the blend and its result are shown before they are saved."""
    with card(view.ctx, _TITLE):
        notice("breakdown")
        if view.cells.empty:
            note(view.ctx.say(_NOTHING))
        elif view.adds_up:
            _divide(view)
        else:
            _hold(view)


def _divide(view: View) -> None:
    ctx, cells = view.ctx, view.cells
    there = {"above": cells.above.notna().any(), "rows": cells.amount.notna().any(), "growth": cells.last_year.any()}
    offered = [key for key in _OFS if there.get(key, True)]
    of = st.selectbox(
        ctx.say(_OF), offered, format_func=lambda key: ctx.say(_OFS[key]), key="divide_of", filter_mode=None
    )
    weights = _weights(view, of)
    grouped, totals = _groups(view, of)
    found = broken_down(grouped, totals, weights)
    if found.empty:
        note(ctx.say(_NOTHING))
        return
    _blend(view, grouped, weights)
    _preview(view, found, of)
    changes = _entries(view, found)
    total = written(float(found.proposed.sum()), view.metric.unit, ctx.locale)
    said = ctx.say(_SUM, groups=exact(len(totals)), total=total, n=exact(len(changes)))
    st.html(f'<p class="hint">{escape(said if changes else ctx.say(_SAME))}</p>')
    label = ctx.say(_SAVE, n=exact(len(changes)))
    if st.button(label, type="primary", disabled=not changes, key=f"save_divided_{round_number()}"):
        saved(view, changes, "breakdown")


def _weights(view: View, of: str) -> dict[str, float]:
    """The weights as set; a potential says nothing of the periods of one row."""
    ctx = view.ctx
    names = _offered(of)
    found: dict[str, float] = {}
    for name, column in zip(names, st.columns(len(names)), strict=True):
        label = ctx.say(_WEIGHT, name=_WEIGHTS[name])
        start = 100 if name == "last_year" else 0
        found[name] = float(column.number_input(label, 0, 100, start, step=10, key=f"weight_{name}"))
    return found


def _offered(of: str) -> list[str]:
    return [name for name in SHAPES if name != "potential" or of in ("above", "total")]


def _groups(view: View, of: str) -> tuple[pd.DataFrame, dict[str, float]]:
    """The cells with their group, and the total of each."""
    ctx, cells = view.ctx, view.cells
    if of == "above":
        known = cells[cells.above.notna()]
        return cells.assign(group=cells.above), dict(zip(known.above, known.above_amount, strict=True))
    if of == "total":
        usual = float(np.nan_to_num(cells.amount.sum()))
        total = st.number_input(
            ctx.say(_TOTAL), min_value=0.0, value=usual, step=10_000.0, format="%.2f", key="divide_total"
        )
        return cells.assign(group="all"), {"all": float(total)}
    by = cells.groupby("key", sort=False)
    if of == "rows":
        sums = by.amount.sum(min_count=1)
    else:
        growth = st.number_input(ctx.say(_GROWTH), -100.0, 1000.0, 10.0, step=1.0, key="divide_growth")
        sums = by.last_year.sum(min_count=1) * (1 + growth / 100)
    sums = sums[sums > 0]
    return cells.assign(group=cells.key), {str(key): float(total) for key, total in sums.items()}


def _blend(view: View, grouped: pd.DataFrame, weights: dict[str, float]) -> None:
    """In words: what the blend is made of, and what could not be used."""
    ctx = view.ctx
    usable = {n: w for n, w in weights.items() if w > 0 and shape(grouped, n).sum() > 0} or {"even": 1.0}
    together = sum(usable.values())
    parts = [f"{ctx.say(_WEIGHTS[name])} {percent(weight / together, decimals=0)}" for name, weight in usable.items()]
    said = ctx.say(_BLEND, blend=" + ".join(parts))
    if lost := [ctx.say(_WEIGHTS[name]) for name, weight in weights.items() if weight > 0 and name not in usable]:
        said += " " + ctx.say(_UNUSABLE, names=", ".join(lost))
    st.html(f'<p class="hint">{escape(said)}</p>')


def _preview(view: View, found: pd.DataFrame, of: str) -> None:
    """What each shape says of the whole, the blend, and the amounts beside what stands: per slice, or per period where
    each slice keeps its own total.
    """
    ctx, unit = view.ctx, view.metric.unit
    frame = found.assign(**{f"by_{name}": _shares(found, name) for name in SHAPES})
    by_period = of in ("rows", "growth")
    if by_period:
        heads = dict(zip(view.periods.period_start, period_heads(view), strict=True))
        frame = frame.assign(name=frame.period_start.map(heads))
    shapes = [f"by_{name}" for name in _offered(of) if frame[f"by_{name}"].notna().any()]
    sums = frame.groupby("period_start" if by_period else "key", sort=by_period)
    rows = sums[[*shapes, "proposed", "amount", "last_year"]].sum(min_count=1).assign(name=sums["name"].first())
    whole = rows.proposed.sum() or np.nan
    rows = rows.assign(blend=rows.proposed / whole, growth=rows.proposed / rows.last_year.where(rows.last_year > 0) - 1)
    columns: Columns = {
        "name": Column(Text("期间", "Period") if by_period else Text("切片", "Slice")),
        **{name: Column(_HEADS[name.removeprefix("by_")], Unit.SHARE, short=True) for name in shapes},
        "blend": Column(Text("混合", "Blend"), Unit.SHARE, short=True),
        "proposed": Column(Text("分解结果", "Result"), unit, short=True),
        "amount": Column(Text("现有", "Now"), unit, short=True),
        "growth": Column(Text("较去年", "Growth"), Unit.SHARE, short=True, signed=True),
    }
    shown = (rows if by_period else rows.sort_values("proposed", ascending=False)).reset_index(drop=True)
    grid(ctx, shown.head(_ROWS), columns)
    if len(shown) > _ROWS:
        st.html(f'<p class="more">{escape(ctx.say(_MORE, n=_ROWS))}</p>')
    behind(ctx, shown, Exhibit("broken_down", columns))


def _shares(found: pd.DataFrame, name: str) -> pd.Series:
    """The share of each cell by one shape alone; NaN where it is not known."""
    values = shape(found, name)
    return values / values.sum() if values.sum() > 0 else values * np.nan


def _entries(view: View, found: pd.DataFrame) -> list[Entry]:
    """The proposed targets that differ from what stands."""
    differs = found[~np.isclose(found.proposed, found.amount.fillna(-1.0), atol=0.004, rtol=0)]
    return [
        entry_at(place_in(view, row["key"], (row["period_start"], row["period_end"])), row["proposed"], view.level)
        for row in differs.to_dict("records")
    ]


def _hold(view: View) -> None:
    """One level for every cell."""
    ctx = view.ctx
    st.html(f'<p class="hint">{escape(ctx.say(_HELD, metric=view.metric.name))}</p>')
    typed = st.number_input(ctx.say(_LEVEL), min_value=0.0, value=None, key=f"hold_{round_number()}")
    if typed is None:
        return
    entries = [
        entry_at(place_in(view, row["key"], (row["period_start"], row["period_end"])), typed / view.scale, view.level)
        for row in view.cells.to_dict("records")
    ]
    if st.button(ctx.say(_SAVE, n=exact(len(entries))), type="primary", key="save_held"):
        saved(view, entries, "breakdown")
