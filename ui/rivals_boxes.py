"""The boxes of the page on channels against each other: incidents that they share, customers that move, overlap."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.rivals import net_flows
from charts.axes import Subject
from charts.migration import migration_flows
from charts.rivals import overlap_heat, rivals_heat
from data_access.freshness import begins
from domain.balance import KINDS
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain
from domain.rivals import Then
from domain.written import step_name, written
from i18n import Locale, Text, exact, percent
from ui import link
from ui.card import Exhibit, behind, card, lead, note, show
from ui.clicks import opening
from ui.columns import Column, Columns
from ui.grid import grid
from ui.rivals_view import View

FIGHTS, SHARED = Text("渠道之间的冲突", "Conflicts between channels"), Text("这一对的事件", "The incidents of the pair")
FLOWS, FLOW_TABLE = Text("客户迁移", "Where customers go"), Text("迁移明细", "The flows one by one")
OVERLAP = Text("产品重叠", "Overlap of assortments")
SUBJECT = Subject(METRICS["revenue"])
_WORST = Text(
    "{month}冲突金额最大的一对：{a} 与 {b}，{n} 起、{money}。",
    "{month}: most money is at stake between {a} and {b}: {money}, incidents: {n}.",
)
_ALONE = Text(
    "{month}冲突金额最大的在{a}内部：{n} 起、{money}。",
    "{month}: most money is at stake within {a}: {money}, incidents: {n}.",
)
_FIGHTS_HINT = Text(
    "每格：涉及金额与事件数；对角线为渠道内部。涉及多个渠道的事件在每一对里都计全额，因此各格不能相加。点击一格看它的事件。",
    "Each cell: money at stake and incidents; the diagonal: within one channel. An incident of several channels counts "
    "in full in each pair, so cells do not add up. Click one for its incidents.",
)
_PEACE = Text("{month}没有发现渠道冲突。", "No conflict of channels was found in {month}.")
_PAIR, _ONE = Text("{a} × {b}", "{a} × {b}"), Text("{a} 内部", "Within {a}")
_FIRST_ROWS = Text("这里是前 {n} 个；其余见右上角。", "The first {n}; the others are behind the mark above.")
_MOVED = Text(
    "{n} 次换渠道下单带走 {money}；其中 {grew} 来自总额增长的买家（扩张），{shrank} 来自总额未增的买家（蚕食）。",
    "{n} moves from channel to channel took {money} along: {grew} of it from buyers whose total grew (expanded), "
    "{shrank} from buyers whose total did not (cannibalised).",
)
_WON = Text("净流入最多：{best}（{won}）；净流出最多：{worst}（{lost}）。",
            "Won most: {best} ({won}); lost most: {worst} ({lost}).")  # fmt: skip
_FLOWS_HINT = Text(
    "上一单在左、下一单在右；宽度为下一单的销售额。颜色向好：多来自总额增长的买家；向坏：多来自未增的；灰：相当或无从比较。"
    "总额与 {first} – {last} 相比。占比不足 1% 的只列在表里。",
    "Left the order before, right the next; the width is the next one's revenue. The colour of good: mostly of buyers "
    "whose total grew; of bad: did not; grey: neither, or nothing to compare. Totals against {first} – {last}. Flows "
    "below 1 % stand in the table only.",
)
_STILL = Text(
    "没有可识别的买家从一个渠道换到另一个渠道下单。", "No identified buyer moved from one channel to another."
)
_YOUNG = Text("去年同期早于数据的开始（{day}）：总额是否增长无从比较。",
              "A year before lies ahead of the data ({day}): whether totals grew cannot be told.")  # fmt: skip
_ALIKE = Text(
    "最相似：{a} 与 {b}，产品结构重叠 {share}。", "Most alike: {a} and {b}, {share} of their mix is the same."
)
_ALIKE_HINT = Text(
    "重叠 = Σ min(产品在甲的占比, 产品在乙的占比)；0% 毫无共同，100% 结构相同。仅供参考，不计入指数。",
    "Overlap = Σ min(share in one, share in the other) over the products; 0 %: nothing in common, 100 %: the same "
    "mix. For information, not part of the index.",
)
_NO_PAIR = Text("没有两个渠道在售同一产品。", "No two channels sell the same product.")
ROWS = 10


def fights_box(view: View) -> None:
    """Channels by channels: the incidents that they share and the money at stake; a click chooses the pair."""
    ctx = view.ctx
    with card(ctx, FIGHTS):
        month = step_name(view.month, Grain.MONTH, ctx.locale)
        if view.rivals.empty:
            note(ctx.say(_PEACE, month=month))
            return
        row = view.rivals.iloc[0]
        form = _ALONE if row.a == row.b else _WORST
        names = {"a": row.a_name} | ({} if row.a == row.b else {"b": row.b_name})
        money = written(row.money, Unit.MONEY, ctx.locale)
        lead(ctx.say(form, month=month, n=exact(row.incidents), money=money, **names))
        st.html(f'<p class="hint">{escape(ctx.say(_FIGHTS_HINT))}</p>')
        figure = rivals_heat(view.rivals, ctx.locale, ctx.look, SUBJECT)
        with st.container(key="wide_fights"):
            show(ctx, figure, view.rivals, Exhibit("rivals", _FIGHTS, leads=opening("rivals", "pair")))


_FIGHTS: Columns = {
    "a_name": Column(Text("渠道甲", "Channel")),
    "b_name": Column(Text("渠道乙", "Other channel")),
    "incidents": Column(Text("事件", "Incidents"), Unit.COUNT),
    "money": Column(Text("涉及金额", "Money at stake"), Unit.MONEY),
}


def shared_box(view: View) -> None:
    """The incidents of the chosen pair, each leading to its page."""
    ctx = view.ctx
    with card(ctx, SHARED):
        if view.rivals.empty:
            note(ctx.say(_PEACE, month=step_name(view.month, Grain.MONTH, ctx.locale)))
            return
        row, rows = view.chosen.iloc[0], view.shared
        lead(ctx.say(_ONE, a=row.a_name) if row.a == row.b else ctx.say(_PAIR, a=row.a_name, b=row.b_name))
        joint = "、" if ctx.locale is Locale.ZH else ", "
        kinds = rows.kind.map({kind: ctx.say(name) for kind, name in KINDS.items()})
        parties = rows.parties.str.replace("\n", joint)
        shown = rows.assign(
            what_is=kinds + " · " + rows.what_name.where(rows.what_name != "", parties),
            where=rows.regions.str.replace("\n", joint),
            to=[_incident(view, key) for key in rows.id],
        )
        grid(ctx, shown.head(ROWS), _SHARED)
        if len(shown) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS))}</p>')
        behind(ctx, shown, Exhibit("rivals_shared", {"id": Column(Text("编号", "Id")), **_SHARED}))


_SHARED: Columns = {
    "what_is": Column(Text("事件", "Incident"), link="to"),
    "money": Column(Text("涉及金额", "Money at stake"), Unit.MONEY, short=True),
    "where": Column(Text("区域", "Region")),
    "first_seen": Column(Text("首次发现", "First seen"), grain=Grain.MONTH),
}


def _incident(view: View, key: str) -> str:
    """The page of an incident, among the others of the balance page, with the filters of this one but its days."""
    slices = {
        name: value for name, value in view.ctx.filters.to_query().items() if name not in ("period", "first", "last")
    }
    return link.to("balance", {**slices, "month": view.month.isoformat()[:7], "incident": key})


def flows_box(view: View) -> None:
    """The flows of customers between channels, as wide as the revenue that moved."""
    ctx = view.ctx
    with card(ctx, FLOWS):
        rows = view.migration
        if rows.empty:
            note(ctx.say(_STILL))
            return
        lead(_flowed(view, rows))
        before = Then.of(ctx.filters).before
        said = ctx.say(_FLOWS_HINT, first=before.first, last=before.last)
        st.html(f'<p class="hint">{escape(said)}</p>')
        began = begins(ctx.data, ("order_line",)).date()
        if before.first < began:
            note(ctx.say(_YOUNG, day=began))
        show(ctx, migration_flows(rows, ctx.locale, ctx.look, SUBJECT), rows, Exhibit("migration", _FLOWS))


_FLOWS: Columns = {
    "from_name": Column(Text("从", "From")),
    "to_name": Column(Text("到", "To")),
    "buyers": Column(Text("买家", "Buyers"), Unit.COUNT),
    "moves": Column(Text("迁移次数", "Moves"), Unit.COUNT),
    "moved": Column(Text("迁移的销售额", "Revenue moved"), Unit.MONEY),
    "expanded": Column(Text("扩张", "Expanded"), Unit.MONEY),
    "cannibalised": Column(Text("蚕食", "Cannibalised"), Unit.MONEY),
    "fresh": Column(Text("无从比较", "Nothing to compare"), Unit.MONEY),
    "before": Column(Text("这些买家去年同期总额", "Their total a year before"), Unit.MONEY),
    "after": Column(Text("这些买家本期总额", "Their total now"), Unit.MONEY),
}


def _flowed(view: View, rows: pd.DataFrame) -> tuple[str, ...]:
    ctx, sums = view.ctx, rows[["moves", "moved", "expanded", "cannibalised"]].sum()
    shares = {"grew": sums.expanded / sums.moved, "shrank": sums.cannibalised / sums.moved} if sums.moved > 0 else {}
    said = {name: percent(share) for name, share in shares.items()} or dict.fromkeys(("grew", "shrank"), "—")
    first = ctx.say(_MOVED, n=exact(sums.moves), money=written(sums.moved, Unit.MONEY, ctx.locale), **said)
    net = net_flows(rows)
    best, worst = net.iloc[0], net.iloc[-1]
    ends = {
        name: written(one.net, Unit.MONEY, ctx.locale, signed=True) for name, one in (("won", best), ("lost", worst))
    }
    return first, ctx.say(_WON, best=best["name"], worst=worst["name"], **ends)


def flow_table_box(view: View) -> None:
    """The largest flows with what became of their buyers' totals."""
    ctx = view.ctx
    with card(ctx, FLOW_TABLE):
        rows = view.migration
        if rows.empty:
            note(ctx.say(_STILL))
            return
        pairs = rows.from_name + " → " + rows.to_name
        total = rows.after / rows.before.where(rows.before > 0) - 1
        shown = rows.assign(pair=pairs, grew=rows.expanded / rows.moved.where(rows.moved > 0), total=total)
        columns = {
            "pair": Column(Text("从 → 到", "From → to")),
            "moved": Column(Text("迁移的销售额", "Revenue moved"), Unit.MONEY, short=True),
            "buyers": Column(Text("买家", "Buyers"), Unit.COUNT),
            "expanded": Column(Text("扩张", "Expanded"), Unit.MONEY, short=True),
            "cannibalised": Column(Text("蚕食", "Cannibalised"), Unit.MONEY, short=True),
            "total": Column(
                Text("买家总额较去年", "Buyers' total on last year"), Unit.SHARE, signed=True, better=True, short=True
            ),
        }
        grid(ctx, shown.head(ROWS + 2), columns)
        if len(shown) > ROWS + 2:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS + 2))}</p>')
        behind(ctx, rows, Exhibit("migration_flows", _FLOWS))


def overlap_box(view: View) -> None:
    """How alike the assortments of each two channels are."""
    ctx = view.ctx
    with card(ctx, OVERLAP):
        rows = view.overlap
        if rows.empty:
            note(ctx.say(_NO_PAIR))
            return
        first = rows.iloc[0]
        lead(ctx.say(_ALIKE, a=first.a_name, b=first.b_name, share=percent(first.overlap, decimals=0)))
        st.html(f'<p class="hint">{escape(ctx.say(_ALIKE_HINT))}</p>')
        columns = {
            "a_name": Column(Text("渠道甲", "Channel")),
            "b_name": Column(Text("渠道乙", "Other channel")),
            "overlap": Column(Text("重叠度", "Overlap"), Unit.SHARE),
            "products": Column(Text("共同在售产品", "Products both sell"), Unit.COUNT),
            "revenue": Column(Text("两者在其上的销售额", "Revenue of both with them"), Unit.MONEY),
        }
        with st.container(key="wide_overlap"):
            show(ctx, overlap_heat(rows, ctx.locale, ctx.look, SUBJECT), rows, Exhibit("overlap", columns))
