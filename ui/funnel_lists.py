"""What goes wrong in a funnel: why deals were lost, and which ones are stuck."""

from html import escape

import pandas as pd
import streamlit as st

from charts.mix import share_bars
from charts.rows import stretched
from data_access.funnel import lost_reasons
from data_access.stuck import stuck_deals
from domain.contracts import MIX
from domain.deals import NOT_SAID
from domain.metric import Unit
from i18n import Text, exact
from ui import link
from ui.card import Exhibit, behind, card, note, show
from ui.clicks import leading
from ui.columns import Column
from ui.funnel_view import View
from ui.grid import grid
from ui.team_view import seller

REASONS, STUCK = Text("丢单原因", "Why deals were lost"), Text("停滞商机", "Stuck deals")
_NONE_LOST = Text("期间没有丢单。", "No deal was lost in the period.")
_NONE_SAID = Text("丢单的商机都没有填写原因。", "None of the lost deals says why.")
_NOT_SAID = Text("未填写", "Not said")
_NONE_STUCK = Text("没有停滞的商机。", "No deal is stuck.")
_ALL_STUCK = Text("查看全部 {n} 个停滞商机", "See all {n} stuck deals")
_SHARES_HINT = Text("深条为占丢单的比例，浅条为上期。", "Dark: share of what was lost; pale: the previous period.")
STUCK_ROWS, REASON_ROWS = 10, 8


def reasons_box(view: View) -> None:
    """Why deals were lost, by the measure in use, against the previous period."""
    ctx = view.ctx
    with card(ctx, REASONS):
        frame = _reasons(view)
        if frame.empty:
            note(ctx.say(_NONE_LOST))
            return
        if set(frame.key) == {NOT_SAID}:
            note(ctx.say(_NONE_SAID))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_SHARES_HINT))}</p>')
        subject = view.subject()
        figure = stretched(share_bars(frame.head(REASON_ROWS), ctx.locale, ctx.look, subject), 260)
        columns = {
            "name": Column(REASONS),
            "value": Column(subject.metric.name, subject.metric.unit),
            "share": Column(Text("占比", "Share"), Unit.SHARE),
            "share_before": Column(Text("上期占比", "Share before"), Unit.SHARE),
        }
        leads = leading("reasons", "deals", lambda mark: view.deals(status="lost", reason=mark[0]))
        show(ctx, figure, frame, Exhibit("reasons", columns, leads=leads))


def _reasons(view: View) -> pd.DataFrame:
    """MIX of the reasons, largest first."""
    ctx = view.ctx
    now, before = (lost_reasons(ctx.data, ctx.filters, ask) for ask in (view.ask, view.before))
    values, earlier = (frame.set_index("reason")[view.measure].astype("float64").fillna(0.0) for frame in (now, before))
    values = values.sort_values(ascending=False, kind="stable")
    shares, shares_before = (one / one.sum() if one.sum() > 0 else one * float("nan") for one in (values, earlier))
    said = ctx.say(_NOT_SAID)
    return MIX.coerce(
        pd.DataFrame(
            {
                "key": [reason or NOT_SAID for reason in values.index],
                "name": [reason or said for reason in values.index],
                "value": values.to_numpy(),
                "share": shares.to_numpy(),
                "share_before": shares_before.reindex(values.index).to_numpy(),
            }
        )
    )


def stuck_box(view: View) -> None:
    """The largest deals that have been in their stage for too long; each leads to its own page."""
    ctx = view.ctx
    with card(ctx, STUCK):
        rows = stuck_deals(ctx.data, ctx.filters, view.ask, view.limits)
        if rows.empty:
            note(ctx.say(_NONE_STUCK))
            return
        shown = rows.assign(
            stage=[view.mine.name(one) for one in rows.position],
            to=[link.to("deals", view.deals(deal=key)) for key in rows.key],
            to_rep=rows.rep_name.map(seller, na_action=None),
        )
        columns = {
            "name": Column(Text("商机", "Deal"), link="to"),
            "amount": Column(Text("金额", "Amount"), Unit.MONEY, short=True),
            "stage": Column(Text("阶段", "Stage")),
            "days": Column(Text("阶段内天数", "Days in stage"), Unit.INDEX),
            "limit_days": Column(Text("上限", "Limit"), Unit.INDEX),
            "region_name": Column(Text("区域", "Region")),
            "channel_name": Column(Text("渠道", "Channel")),
            "rep_name": Column(Text("销售", "Rep"), link="to_rep"),
            "expected_close_on": Column(Text("预计成交", "Expected close")),
        }
        grid(ctx, shown.head(STUCK_ROWS), columns)
        count = int(view.stuck_totals["count"].sum())
        to = link.to("deals", view.deals(stuck="1"))
        said = escape(ctx.say(_ALL_STUCK, n=exact(count)))
        st.html(f'<p class="more"><a class="go" href="{escape(to)}">{said} →</a></p>')
        behind(ctx, shown, Exhibit("stuck", columns))
