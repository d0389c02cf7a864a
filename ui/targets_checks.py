"""What is wrong with the targets of a level, with amounts: sums that do not tie, gaps, a plan against the season."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.targets import SEASON, adding_up, not_set, off_season
from data_access.targets import level_of
from domain.ask import Ask
from domain.metric import Unit
from domain.periods import Grain
from domain.written import step_name, written
from i18n import Text, exact, percent
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.targets_bar import level_said
from ui.targets_view import STEPS, View, dims_and_step

ROWS = 5
_TITLE = Text("检查", "Checks")
_ADDS = Text(
    "{n} 个上级目标与下级之和不符，共差 {amount}：",
    "Parts do not add up to {n} targets above them, by {amount} in all:",
)
_FINE_ADDS = Text("下级之和与上级目标一致。", "The parts add up to the targets above.")
_NO_ABOVE = Text("没有上级目标可对照。", "There is no target above to hold them against.")
_UNSET = Text(
    "{n} 个切片有未设目标的期间，去年在其中做了 {amount}：",
    "{n} slices have periods without a target; they made {amount} there last year:",
)
_UNSET_HELD = Text("{n} 个切片有未设目标的期间：", "{n} slices have periods without a target:")
_FINE_SET = Text("去年有数的切片都设了目标。", "Every slice that made something last year has its targets.")
_SEASON = Text(
    "{n} 个切片的目标与去年季节不同（超过 {limit} 落在别的期间），涉及 {amount}：",
    "{n} slices plan against last year's season (more than {limit} in other periods), {amount} in all:",
)
_FINE_SEASON = Text("各切片的目标与去年的季节相符。", "The plans of all slices have the shape of last year's season.")
_WORST = Text("{period}：目标占 {planned}，去年占 {usual}", "{period}: {planned} of the plan, {usual} last year")
_HELD = Text("保持的水平不相加，也没有季节。", "What is held neither adds up nor has a season.")
_ANSWERS = Text(
    "全年合计的达成率由这个层级（{level}）回答。", "Attainment of the whole year is read from this level ({level})."
)
_ANSWERS_NOT = Text(
    "全年合计的达成率由层级“{level}”回答：能回答的层级中维度最少的一个。",
    "Attainment of the whole year is read from the level “{level}”: of those that fit, the one with the fewest "
    "dimensions.",
)
_NO_TARGETS = Text("还没有目标可检查。", "There are no targets to check yet.")


def checks_box(view: View) -> None:
    """Three checks, each with what it is worth; what is fine is said as well."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        if view.own.empty:
            note(ctx.say(_NO_TARGETS))
            return
        if view.adds_up:
            _answering(view)
            _adding_up(view)
        _not_set(view)
        if view.adds_up:
            _season(view)
        else:
            st.html(f'<p class="hint">{escape(ctx.say(_HELD))}</p>')


def _answering(view: View) -> None:
    """Which level the other pages read for everything together: the one with the fewest dimensions that fits."""
    asked = Ask((view.asked.metric,), plan=view.asked.plan, version=view.asked.version)
    whole = view.filters.only(region=(), channel=(), line=(), segment=())
    found = level_of(view.ctx.data, whole, asked)
    level = dict(found.where)["level"] if found else ""
    rows = view.rows[view.rows.level == level].reset_index(drop=True)
    if rows.empty:
        return
    dims, step = dims_and_step(rows, view.mine)
    said = _ANSWERS if level == view.level else _ANSWERS_NOT
    st.html(f'<p class="hint">{escape(view.ctx.say(said, level=level_said(view.ctx, dims, step)))}</p>')


def _adding_up(view: View) -> None:
    ctx, found, unit = view.ctx, adding_up(view.cells), view.metric.unit
    if view.cells.above.isna().all() or found.empty:
        _fine(view, _NO_ABOVE if view.cells.above.isna().all() else _FINE_ADDS)
        return
    lead(ctx.say(_ADDS, n=exact(len(found)), amount=_money(view, found.gap.abs().sum())))
    columns: Columns = {
        "name": Column(Text("上级", "Above")),
        "above": Column(Text("上级目标", "Target above"), unit, short=True),
        "parts": Column(Text("下级之和", "Sum of parts"), unit, short=True),
        "gap": Column(Text("差额", "Gap"), unit, signed=True, short=True),
        "unset": Column(Text("未设的下级", "Parts not set"), Unit.COUNT),
    }
    _listed(view, found, columns, "adding_up")


def _not_set(view: View) -> None:
    ctx, unit = view.ctx, view.metric.unit
    found = not_set(view.cells)
    found = found[found.last_year.fillna(0.0) > 0].reset_index(drop=True) if view.adds_up else found
    if found.empty:
        _fine(view, _FINE_SET)
        return
    said = _UNSET if view.adds_up else _UNSET_HELD
    worth = {"amount": _money(view, found.last_year.sum())} if view.adds_up else {}
    lead(ctx.say(said, n=exact(len(found)), **worth))
    columns: Columns = {
        "name": Column(Text("切片", "Slice")),
        "cells": Column(Text("未设的期间", "Periods not set"), Unit.COUNT),
        **({"last_year": Column(Text("去年同期", "Last year"), unit, short=True)} if view.adds_up else {}),
    }
    _listed(view, found, columns, "not_set")


def _season(view: View) -> None:
    ctx, unit = view.ctx, view.metric.unit
    found = off_season(view.cells)
    if found.empty:
        _fine(view, _FINE_SEASON)
        return
    lead(
        ctx.say(
            _SEASON, n=exact(len(found)), limit=percent(SEASON, decimals=0), amount=_money(view, found.amount.sum())
        )
    )
    grain = STEPS.get(view.step) or Grain.DAY
    worst = [
        ctx.say(
            _WORST,
            period=step_name(row["period_start"].date(), grain, ctx.locale),
            planned=percent(row["planned"]),
            usual=percent(row["usual"]),
        )
        for row in found.to_dict("records")
    ]
    columns: Columns = {
        "name": Column(Text("切片", "Slice")),
        "moved": Column(Text("偏离", "Moved"), Unit.SHARE, short=True),
        "amount": Column(Text("金额", "Amount"), unit, short=True),
        "worst": Column(Text("最大的偏离", "Furthest off")),
    }
    _listed(view, found.assign(worst=worst), columns, "off_season")


def _listed(view: View, found: pd.DataFrame, columns: Columns, key: str) -> None:
    grid(view.ctx, found.head(ROWS), columns)
    if len(found) > ROWS:
        behind(view.ctx, found, Exhibit(f"check_{key}", columns))


def _fine(view: View, said: Text) -> None:
    st.html(f'<p class="hint">✓ {escape(view.ctx.say(said))}</p>' if said is not _NO_ABOVE else
            f'<p class="hint">{escape(view.ctx.say(said))}</p>')  # fmt: skip


def _money(view: View, amount: float) -> str:
    return written(float(amount), view.metric.unit, view.ctx.locale)
