"""The deals behind a cause of the pipeline waterfall: what they were and what they are."""

from html import escape

import pandas as pd
import streamlit as st

from data_access.pipeline_deals import Behind, bucket_deals
from data_access.pipeline_waterfall import waterfall
from data_access.stages import stages
from domain.metric import Unit
from domain.pipeline import BUCKETS, CAUSES
from domain.written import written
from i18n import Locale, Text, exact
from ui import link
from ui.card import Exhibit, behind, card, note
from ui.changes_bar import Asked, at_these_days
from ui.columns import Column, Columns
from ui.context import Context
from ui.grid import grid
from ui.team_view import seller

ROWS = 10  # deals in the box; the table behind its mark has all
_UNBROKEN = "\u2011"  # a hyphen at which no line ends: days stay whole
_BEHIND = Text("背后的商机：{bucket}", "The deals behind: {bucket}")
_NO_CHANGE = Text("背后的商机", "The deals behind")
_FIRST = Text("这里是金额最大的 {n} 个，共 {all} 个；", "The {n} largest of {all}; ")
_ALL_THERE = Text("其余见右上角，可下载。", "the others are behind the mark above, and can be downloaded.")
_CAPPED = Text(
    "右上角可查看、下载最大的 {most} 个，其余超出一次查询的行数上限。",
    "the {most} largest are behind the mark above; the others are more than one query may return.",
)
_NO_DEALS = Text("期间没有变动，因此没有商机可列。", "Nothing has changed, so there are no deals to list.")


def bucket_box(ctx: Context, asked: Asked) -> None:
    """The deals behind the cause that was clicked, else behind the largest, with before and after."""
    frame = waterfall(ctx.data, ctx.filters, asked.since(ctx))
    bucket = _opened(asked.bucket, frame)
    with card(ctx, _named(bucket) if bucket else _NO_CHANGE):
        if not bucket:
            note(ctx.say(_NO_DEALS))
            return
        total = int(frame.deals[frame.bucket == bucket].iloc[0])
        most = min(total, ctx.data.row_limit)
        deals = _rows(ctx, bucket_deals(ctx.data, ctx.filters, asked.since(ctx), Behind(bucket, most, ctx.locale)))
        st.html(f'<p class="hint">{escape(ctx.say(BUCKETS[bucket].meaning))}</p>')
        with st.container(key="changed_deals"):
            grid(ctx, deals.head(ROWS), _SHORT)
        if total > ROWS:
            others = ctx.say(_CAPPED, most=exact(most)) if most < total else ctx.say(_ALL_THERE)
            st.html(f'<p class="more">{escape(ctx.say(_FIRST, n=ROWS, all=exact(total)) + others)}</p>')
        behind(at_these_days(ctx, asked), deals, Exhibit(f"bucket_{bucket}", _LONG))


def _opened(bucket: str, frame: pd.DataFrame) -> str:
    """The cause whose deals are shown: the one asked for when it has deals, else the one of most money; "" for none."""
    causes = frame[frame.bucket.isin(CAUSES) & (frame.deals > 0)]
    largest = causes.sort_values("amount", key=lambda amount: -amount.abs(), kind="stable").bucket.tolist()
    return bucket if bucket in largest else next(iter(largest), "")


def _named(bucket: str) -> Text:
    name = BUCKETS[bucket].name
    return Text(_BEHIND.to(Locale.ZH, bucket=name), _BEHIND.to(Locale.EN, bucket=name))


def _rows(ctx: Context, deals: pd.DataFrame) -> pd.DataFrame:
    """BUCKET_DEALS with the names of stages, what moved in one column, and where each row leads."""
    known = stages(ctx.data, ctx.locale)
    names = {(row.funnel, row.position): row.name for row in known.itertuples(index=False)}
    told = deals.copy()
    for end in ("before", "after"):
        pairs = zip(deals.funnel, deals[f"stage_{end}"], strict=True)
        told[f"stage_{end}"] = pd.Series([names.get(pair, "") for pair in pairs], deals.index, dtype="str")
        told[f"day_{end}"] = deals[f"close_{end}"].dt.strftime("%Y-%m-%d").fillna("").astype("str")
        told[f"sum_{end}"] = [written(a, Unit.MONEY, ctx.locale) if a == a else "" for a in deals[f"amount_{end}"]]
    for what in ("stage", "day", "sum"):
        told[what] = [_arrow(*pair) for pair in zip(told[f"{what}_before"], told[f"{what}_after"], strict=True)]
    told["day"] = told["day"].str.replace("-", _UNBROKEN)
    here = ctx.filters.to_query()
    told["to"] = [
        link.to("deals", {**here, "funnel": f, "deal": key}) for f, key in zip(deals.funnel, deals.key, strict=True)
    ]
    told["to_rep"] = deals.rep_name.map(seller, na_action=None)
    return told


def _arrow(before: str, after: str) -> str:
    """What was and what is; once where nothing changed, and "—" for what was not in the selection."""
    return before if before == after else f"{before or '—'} → {after or '—'}"


_DEAL, _COUNTED = Text("商机", "Deal"), Text("计入", "Counted")
_AMOUNT, _STAGE, _CLOSE = Text("金额", "Amount"), Text("阶段", "Stage"), Text("成交日期", "Close date")
_REGION, _CHANNEL, _REP = Text("区域", "Region"), Text("渠道", "Channel"), Text("销售", "Rep")


def _two(name: Text) -> tuple[Text, Text]:
    return Text(f"{name.zh}（前）", f"{name.en} before"), Text(f"{name.zh}（后）", f"{name.en} after")


_SHORT: Columns = {
    "name": Column(_DEAL, link="to"),
    "amount": Column(_COUNTED, Unit.MONEY, signed=True, short=True),
    "sum": Column(_AMOUNT),
    "stage": Column(_STAGE),
    "day": Column(_CLOSE),
    "region_name": Column(_REGION),
    "rep_name": Column(_REP, link="to_rep"),
}
_LONG: Columns = {
    "name": Column(_DEAL),
    "key": Column(Text("编号", "Key")),
    "amount": Column(_COUNTED, Unit.MONEY, signed=True),
    **{
        f"{what}_{end}": Column(head, unit)
        for what, name, unit in (("amount", _AMOUNT, Unit.MONEY), ("stage", _STAGE, None), ("close", _CLOSE, None))
        for end, head in zip(("before", "after"), _two(name), strict=True)
    },
    "region_name": Column(_REGION),
    "channel_name": Column(_CHANNEL),
    "rep_name": Column(_REP),
}
