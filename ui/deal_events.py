"""The changes of a deal as a list, the latest first: when, what, from what to what."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from charts.theme import arrow
from domain.contracts_deals import DEAL_CHANGES
from domain.metric import Unit
from domain.pipeline import CATEGORIES
from domain.written import exactly
from i18n import Text
from i18n.numbers import MISSING
from ui.context import Context

WHATS = {
    "stage": Text("阶段", "Stage"),
    "amount": Text("金额", "Amount"),
    "close_on": Text("关闭日期", "Close date"),
    "rep_name": Text("负责人", "Owner"),
    "region_name": Text("区域", "Region"),
    "channel_name": Text("渠道", "Channel"),
    "product_line": Text("产品线", "Product line"),
    "forecast_category": Text("预测类别", "Forecast category"),
}
KINDS = {
    "created": Text("创建", "Created"),
    "deleted": Text("删除", "Deleted"),
    "restored": Text("恢复", "Restored"),
}
ENDS = {
    "won": Text("赢单", "Won"),
    "fulfilled": Text("赢单", "Won"),
    "paid": Text("赢单", "Won"),
    "lost": Text("丢单", "Lost"),
}
ON, BACKWARDS, REOPENED = Text("推进", "Moved on"), Text("退回", "Moved back"), Text("重启", "Reopened")
NOTHING_TOLD = Text("其他信息更新", "Something else changed")
Stages = Mapping[int, tuple[str, str]]  # name and kind by position
ORIGINS = {
    "observed": Text("由快照观察", "observed by a snapshot"),
    "reconstructed": Text("由日期重建", "rebuilt from its dates"),
}
_LATER, _EARLIER = Text("推迟 {days} 天", "{days} days later"), Text("提前 {days} 天", "{days} days earlier")


def event_list(ctx: Context, changes: pd.DataFrame, own: pd.DataFrame) -> None:
    """Every event with its changes. Takes DEAL_CHANGES, and the STAGES of the deal's funnel."""
    DEAL_CHANGES.check(changes)
    stages = {int(row["position"]): (str(row["name"]), str(row["kind"])) for row in own.to_dict("records")}
    events: dict[int, list[Any]] = {}
    for row in changes.itertuples():
        events.setdefault(int(str(row.seq)), []).append(row)
    items = "".join(_event(ctx, rows, stages) for rows in events.values())
    st.html(f'<div class="events-wrap" tabindex="0"><ol class="events">{items}</ol></div>')


def _event(ctx: Context, rows: list[Any], stages: Stages) -> str:
    head, *changed = rows
    kind = _headline(ctx, head, changed, stages)
    origin = f'<span class="origin">{escape(ctx.say(ORIGINS[head.origin]))}</span>' if head.origin in ORIGINS else ""
    lines = "".join(f"<li>{_change(ctx, row, stages)}</li>" for row in changed)
    said = f"<p><b>{escape(kind)}</b>{origin}</p>" if kind or origin else ""
    listed = f"<ul>{lines}</ul>" if lines else ""
    time = f"<time>{head.at:%Y-%m-%d %H:%M}</time>"
    return f'<li data-kind="{escape(head.kind)}">{time}{said}{listed}</li>'


def _headline(ctx: Context, head: Any, changed: list[Any], stages: Stages) -> str:
    """What kind of event it was: born, gone, back, won, lost, on or back a stage; "" where the changes say it all."""
    if head.kind in KINDS:
        return ctx.say(KINDS[head.kind])
    moved = next((row for row in changed if row.what == "stage"), None)
    if moved is None:
        return "" if changed else ctx.say(NOTHING_TOLD)
    before, after = (stages.get(int(value), ("", "open"))[1] for value in (moved.before, moved.after))
    if after in ENDS and (after == "lost" or before in ("open", "lost")):
        return ctx.say(ENDS[after])
    return ctx.say(REOPENED if before == "lost" else ON if int(moved.after) > int(moved.before) else BACKWARDS)


def _change(ctx: Context, row: Any, stages: Stages) -> str:
    before, after = (_value(ctx, row.what, value, stages) for value in (row.before, row.after))
    return (
        f"<span>{escape(ctx.say(WHATS[row.what]))}</span> <s>{escape(before)}</s>"
        f' <i aria-hidden="true">→</i> <b>{escape(after)}</b>{_moved(ctx, row)}'
    )


def _value(ctx: Context, what: str, value: Any, stages: Stages) -> str:
    if pd.isna(value):
        return MISSING
    if what == "stage":
        return stages.get(int(value), (str(value), ""))[0]
    if what == "amount":
        return exactly(float(value), Unit.MONEY, ctx.locale)
    if what == "forecast_category" and value in CATEGORIES:
        return ctx.say(CATEGORIES[value])
    return str(value)


def _moved(ctx: Context, row: Any) -> str:
    """How far a number or a day moved, in words beside it."""
    if pd.isna(row.before) or pd.isna(row.after) or row.what not in ("amount", "close_on"):
        return ""
    if row.what == "amount":
        moved = float(row.after) - float(row.before)
        said = f"{arrow(moved)} {exactly(abs(moved), Unit.MONEY, ctx.locale)}"
        return f' <em class="{"good" if moved > 0 else "bad"}">{escape(said)}</em>'
    days = (date.fromisoformat(row.after) - date.fromisoformat(row.before)).days
    return f" <em>{escape(ctx.say(_LATER if days > 0 else _EARLIER, days=abs(days)))}</em>"
