"""The grid that targets are entered in: slices down, periods across; pasted into, added up, saved as a new layer."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from data_access.target_entry import entry_at
from domain.contracts_targets import CELLS
from domain.metric import Unit
from domain.targets import Entry
from i18n import Text, exact
from ui.card import card, note
from ui.columns import Column
from ui.grid import grid
from ui.saying import anew, notice, round_number
from ui.targets_saving import place_in, saved
from ui.targets_view import MOST, View, period_heads

_TITLE = Text("录入", "Enter targets")
_SLICE, _TOTAL, _LAST = Text("切片", "Slice"), Text("合计", "Total"), Text("去年", "Last year")
_SUM, _ABOVE = Text("各行合计", "Sum of rows"), Text("上级目标", "Target above")
_SAVE = Text("保存 {n} 处改动", "Save {n} changes")
_SAVE_NONE = Text("保存", "Save")
_DROP = Text("放弃改动", "Discard changes")
_HOW = Text(
    "可直接从 Excel 复制粘贴一片单元格；清空一格表示没有目标。保存只新增一层记录，旧值留在历史中。{unit}",
    "Paste a block of cells straight from Excel; an emptied cell means no target. Saving adds a layer: what was "
    "there stays in the history. {unit}",
)
_PERCENT = Text("比例以百分数填写（40 即 40%）。", "Shares are written in percent (40 is 40 %).")
_TOO_MANY = Text(
    "这个层级的组合超过 {most} 个，只列出已有目标的；请先筛选区域或渠道，或用文件上传。",
    "This level has more than {most} combinations: only those with targets are listed. Narrow the region or channel "
    "first, or upload a file.",
)
_NOTHING = Text("没有可录入的切片。", "There is no slice to enter a target for.")


def grid_box(view: View) -> None:
    """The editable grid with totals of rows and columns, and the button that saves what was changed."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        notice("grid")
        cells = view.cells
        if cells.empty:
            note(ctx.say(_TOO_MANY, most=MOST) if view.dims else ctx.say(_NOTHING))
            return
        wide = _wide(view, cells)
        edited = _editor(view, wide)
        _sums(view, edited, cells)
        _buttons(view, wide, edited)
        unit = ctx.say(_PERCENT) if view.metric.unit is Unit.SHARE else ""
        st.html(f'<p class="hint">{escape(ctx.say(_HOW, unit=unit))}</p>')


def _key(view: View) -> str:
    """What was typed belongs to one grid; after a save the next begins."""
    of = view.asked
    names = (of.plan, of.version, of.metric, str(view.year), view.level, view.step, str(round_number()))
    return "targets_grid_" + "_".join(names)


def _wide(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """One row a slice, one column a period (p0, p1 …), in the unit that is typed, and last year's total."""
    CELLS.check(cells)
    many = len(view.periods)
    amounts = cells.amount.to_numpy("float64").reshape(-1, many) * view.scale
    frame = pd.DataFrame(np.round(amounts, 6), columns=[f"p{at}" for at in range(many)])
    frame.insert(0, "name", cells["name"].to_numpy()[::many])
    if view.adds_up:
        frame["last_year"] = np.round(cells.last_year.to_numpy("float64").reshape(-1, many).sum(axis=1))
    return frame


def _editor(view: View, wide: pd.DataFrame) -> pd.DataFrame:
    """The grid as it is edited now. Row totals follow what is typed: a keyed grid bears new values below its edits."""
    ctx, key = view.ctx, _key(view)
    shown = wide.copy()
    if view.adds_up:
        shown.insert(len(shown.columns) - 1, "total", _typed(wide, key)[_periods(wide)].sum(axis=1, min_count=1))
    plain = "localized" if view.adds_up else "plain"
    columns = {
        "name": st.column_config.TextColumn(ctx.say(_SLICE), disabled=True, pinned=True),
        **{
            name: st.column_config.NumberColumn(head, format=plain, min_value=0.0)
            for name, head in zip(_periods(wide), period_heads(view), strict=True)
        },
        "total": st.column_config.NumberColumn(ctx.say(_TOTAL), disabled=True, format=plain),
        "last_year": st.column_config.NumberColumn(ctx.say(_LAST), disabled=True, format=plain),
    }
    config = {name: column for name, column in columns.items() if name in shown}
    height = min(38 + 35 * len(shown), 560)
    edited = st.data_editor(
        shown,
        key=key,
        hide_index=True,
        num_rows="fixed",
        column_config=config,
        width="stretch",
        height=height,
        placeholder="—",
    )
    return edited.drop(columns="total", errors="ignore")


def _typed(wide: pd.DataFrame, key: str) -> pd.DataFrame:
    """The grid with what is typed so far."""
    frame = wide.copy()
    state = st.session_state.get(key)
    for row, changes in (state["edited_rows"] if state else {}).items():
        for name, value in changes.items():
            if name in _periods(wide) and int(row) < len(frame):
                frame.loc[int(row), name] = np.nan if value is None else float(value)
    return frame


def _periods(wide: pd.DataFrame) -> list[str]:
    return [name for name in wide.columns if name.startswith("p") and name[1:].isdigit()]


def _sums(view: View, edited: pd.DataFrame, cells: pd.DataFrame) -> None:
    """Below the grid, where amounts add up: the sum of each period beside last year's and the target above."""
    if not view.adds_up:
        return
    ctx, names = view.ctx, _periods(edited)
    many = len(names)
    last = cells.last_year.to_numpy("float64").reshape(-1, many)
    rows = {_SUM: edited[names].sum(min_count=1).to_numpy("float64"), _LAST: np.nansum(last, axis=0) + np.where(
        np.isnan(last).all(axis=0), np.nan, 0.0
    )}  # fmt: skip
    over = cells[cells.above.notna()].drop_duplicates(["above", "period_start"])
    if len(over) and over.groupby("above").period_start.nunique().max() == 1:  # of the same periods as the grid's
        sums = over.groupby("period_start").above_amount.sum()
        rows[_ABOVE] = sums.reindex(view.periods.period_start).to_numpy("float64")
    frame = pd.DataFrame(list(rows.values()), columns=names)
    frame["total"] = frame.sum(axis=1, min_count=1)
    frame.insert(0, "name", [ctx.say(text) for text in rows])
    heads = [*period_heads(view), ctx.say(_TOTAL)]
    unit = view.metric.unit
    columns = {n: Column(Text(h, h), unit, short=True) for n, h in zip([*names, "total"], heads, strict=True)}
    grid(ctx, frame, {"name": Column(Text(" ", " ")), **columns})


def _buttons(view: View, wide: pd.DataFrame, edited: pd.DataFrame) -> None:
    ctx, entries = view.ctx, _changes(view, wide, edited)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        said = ctx.say(_SAVE, n=exact(len(entries))) if entries else ctx.say(_SAVE_NONE)
        if st.button(said, type="primary", disabled=not entries, key="save_targets"):
            saved(view, entries, "grid")
        if entries and st.button(ctx.say(_DROP), key="drop_targets", type="tertiary"):
            st.session_state.pop(_key(view), None)
            anew()


def _changes(view: View, wide: pd.DataFrame, edited: pd.DataFrame) -> list[Entry]:
    """An entry for each cell that says another thing than what stands."""
    names = _periods(wide)
    before, after = wide[names].to_numpy("float64"), edited[names].to_numpy("float64")
    differs = ~((before == after) | (np.isnan(before) & np.isnan(after)))
    keys, periods = list(view.slices), list(view.periods.itertuples(index=False, name=None))
    return [
        entry_at(place_in(view, keys[row], periods[column]), float(after[row, column]) / view.scale, view.level)
        for row, column in zip(*np.nonzero(differs), strict=True)
    ]
