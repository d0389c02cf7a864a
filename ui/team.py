"""The boxes of the page on sellers: how far they are, in groups and one by one, and how deals are credited."""

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from analytics.ranking import ranking
from analytics.team import findings, groups, matching, ordered
from charts.axes import Subject
from charts.ranking import ranking_bars
from charts.rows import stretched
from data_access.metric_table import metric_table
from domain.ask import Ask
from domain.funnel import CERTAIN
from domain.metric import Unit
from domain.metrics import METRICS
from i18n import Text, exact, percent
from i18n.numbers import MISSING
from ui import heads, link
from ui.card import Exhibit, behind, card, note, show
from ui.columns import Column, Columns, of_metric
from ui.context import Context
from ui.funnels import EVERY, tabs
from ui.grid import grid
from ui.parts import AGAINST, told
from ui.team_view import BY, BY_NAME, PAGE, SORTS, View

GROUP_TITLE, PEOPLE = Text("团队达成", "Attainment by group"), Text("人员", "People")
CREDIT = Text("业绩如何分成", "How deals are credited")
SEARCH = Text("搜索姓名、团队、主管或区域", "Search name, team, manager or region")
_RULE = Text(
    "赢单额与在手商机按商机成员的分成比例（AR/SR/FR）记入，没有成员的整单归负责人；"
    "达成率与目标覆盖按整单归负责人，与目标口径一致。岗位为 {day} 在任。",
    "Won amount and open pipeline are credited by the members' shares (AR, SR, FR), a deal without members to its "
    "owner; attainment and coverage count whole deals for their owner, as targets do. Posts as of {day}.",
)
_FEW = Text(
    "赢单率按关单日、记在负责人名下；* 样本不足 {n} 单，不参与排名。SR、FR 只参与推进到一定阶段的商机，故不计赢单率。",
    "Win rates are of deals closed as owner; * fewer than {n} deals: not ranked. SR and FR join only deals that have "
    "come far, so they have no win rate.",
)
_WON = Text("负责商机赢单", "Won as owner")
_COVERED = Text("已达成", "met")
_NOBODY = Text("所选范围内没有销售人员。", "There is no seller in the selection.")
_NO_TARGETS = Text("所选期间没有个人赢单目标。", "There are no personal won-amount targets in this period.")
_OWNERS = Text(
    "{share}按成员分成，{rest}没有成员、整单归负责人。",
    "{share} is credited by members' shares; {rest} has no members and is its owner's.",
)
_FIRST_ROWS = Text("这里是前 {n} 人；全部 {all} 人见右上角。", "The first {n}; all {all} are behind the mark above.")
ROWS = 25
TALL = 300


def groups_box(view: View) -> None:
    """Won against target per manager, team, role or region, and what is open for the rest."""
    ctx = view.ctx
    with card(ctx, GROUP_TITLE):
        if view.team.empty:
            note(ctx.say(_NOBODY))
            return
        told(findings(view.team, _elapsed(ctx), ctx.locale) or (ctx.say(_NO_TARGETS),))
        said = {key: ctx.say(name) for key, name in BY.items()}
        to = {key: link.to(PAGE, view.query(by=key)) for key in BY}
        st.html(f'<div class="tabs-row">{tabs(ctx, BY_NAME, said, view.by, to)}</div>')
        st.html(f'<p class="hint">{escape(ctx.say(_RULE, day=ctx.filters.window.elapsed_last))}</p>')
        frame = groups(view.team, view.by, ctx.locale)
        shown = frame.assign(coverage_said=_coverage(ctx, frame))
        grid(ctx, shown, _group_columns(view))
        behind(
            ctx,
            shown,
            Exhibit("team_groups", _group_columns(view), ("credited_won", "won_attainment", "credited_open")),
        )


def chart_box(view: View) -> None:
    """The same as bars with a tick at the target."""
    ctx = view.ctx
    with card(ctx, Text("赢单额与目标", "Won against target")):
        frame = groups(view.team, view.by, ctx.locale)
        planned = frame[frame.target > 0]
        if planned.empty:
            note(ctx.say(_NO_TARGETS))
            return
        table = planned.rename(columns={"key": view.by, "name": f"{view.by}_name", "won": "won_amount"})
        table = table.assign(won_amount_target=table.target)
        subject = Subject(METRICS["won_amount"], against=AGAINST)
        rows = ranking(table, view.by, "won_amount")
        figure = stretched(ranking_bars(rows, ctx.locale, ctx.look, subject), TALL)
        show(ctx, figure, rows, Exhibit("team_chart", heads.ranking(subject, BY[view.by]), ("won_amount",)))


def people_box(view: View) -> None:
    """Every seller of the scope: searched, sorted, leading to the own deals."""
    ctx = view.ctx
    with card(ctx, PEOPLE):
        sought = st.text_input(ctx.say(SEARCH), placeholder=ctx.say(SEARCH), max_chars=80, key="q", bind="query-params",
                               label_visibility="collapsed", width=320, icon=":material/search:")  # fmt: skip
        found = ordered(matching(view.team, sought or ""), view.sort, ascending=view.ascending)
        if found.empty:
            note(ctx.say(_NOBODY))
            return
        shown = found.assign(
            win=_win_rates(found),
            coverage_said=_coverage(ctx, found),
            to=[_deals(view, row) for row in found.itertuples()],
        )
        grid(ctx, shown.head(ROWS), _columns(view))
        if len(shown) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS, all=len(shown)))}</p>')
        st.html(f'<p class="hint">{escape(ctx.say(_FEW, n=CERTAIN))}</p>')
        behind(ctx, shown, Exhibit("team_people", _columns(view), ("credited_won", "credited_open", "win_rate_closed")))


def credit_box(view: View) -> None:
    """What each role is credited with, and how much has no members to share it."""
    ctx = view.ctx
    with card(ctx, CREDIT):
        roles = metric_table(ctx.data, ctx.filters, Ask(("credited_won", "worked_deals", "owner_won"), ("role",)))
        whole = roles.credited_won.sum()
        if not whole > 0:
            note(ctx.say(Text("期间没有赢单。", "Nothing was won in the period.")))
            return
        rest = roles.owner_won.sum() / whole
        told((ctx.say(_OWNERS, share=percent(1 - rest), rest=percent(rest)),))
        frame = roles.assign(
            role=roles.role.fillna(ctx.say(Text("负责人（无成员）", "Owner (no members)"))),
            share=roles.credited_won / whole,
        )
        columns = {
            "role": Column(BY["role"]),
            "credited_won": of_metric("credited_won", short=True),
            "share": Column(Text("占比", "Share"), Unit.SHARE, short=True, meter=True),
            "worked_deals": of_metric("worked_deals"),
        }
        grid(ctx, frame, columns)
        behind(ctx, frame, Exhibit("team_credit", columns, ("credited_won", "owner_won", "worked_deals")))


def _elapsed(ctx: Context) -> float:
    """The part of the period's days that has passed."""
    window = ctx.filters.window
    return window.elapsed_days / ((window.last - window.first).days + 1)


def _win_rates(frame: pd.DataFrame) -> list[str]:
    """Rate and sample as one text; a small sample is starred."""
    rows = zip(frame.win_rate, frame.closed_deals, strict=True)
    return [
        f"{percent(rate)}{'*' if n < CERTAIN else ''} (n={exact(n)})" if rate == rate else MISSING for rate, n in rows
    ]


def _coverage(ctx: Context, frame: pd.DataFrame) -> list[str]:
    rows = zip(frame.coverage, frame.attainment, strict=True)
    return [percent(c, decimals=0) if c == c else ctx.say(_COVERED) if a >= 1 else MISSING for c, a in rows]


def _deals(view: View, row: object) -> str:
    """The list of the seller's own deals; nothing where none is owned."""
    owns = getattr(row, "open_deals", 0) or getattr(row, "closed_deals", 0)
    query = {**view.ctx.filters.to_query(), "funnel": EVERY, "rep": str(getattr(row, "key", "")), "status": "open"}
    return link.to("deals", query) if owns else ""


def _sorting(view: View, key: str, column: Column) -> Column:
    here = view.sort == key
    down = not here or view.ascending
    to = link.to(PAGE, view.query(sort=key if down else f"-{key}"))
    return replace(column, sorts=to, sorted_by=("▲" if view.ascending else "▼") if here else "")


def _columns(view: View) -> Columns:
    sums: dict[str, Column] = {
        "name": Column(SORTS["name"], link="to"),
        "role": Column(BY["role"]),
        "attainment": Column(SORTS["attainment"], Unit.SHARE, short=True, meter=True),
        "won": Column(_WON, Unit.MONEY, short=True),
        "target": Column(SORTS["target"], Unit.MONEY, short=True),
        "coverage_said": Column(SORTS["coverage"]),
        "credited_won": Column(SORTS["credited_won"], Unit.MONEY, short=True),
        "credited_open": Column(SORTS["credited_open"], Unit.MONEY, short=True),
        "win": Column(SORTS["win_rate"]),
        "team": Column(BY["team"]),
        "manager_name": Column(BY["manager"]),
        "region_name": Column(BY["region"]),
    }
    own = {"coverage_said": "coverage", "win": "win_rate"}
    return {
        name: _sorting(view, own.get(name, name), c) if own.get(name, name) in SORTS else c for name, c in sums.items()
    }


def _group_columns(view: View) -> Columns:
    return {
        "name": Column(BY[view.by]),
        "people": Column(Text("人数", "People"), Unit.COUNT),
        "credited_won": Column(SORTS["credited_won"], Unit.MONEY, short=True),
        "won": Column(_WON, Unit.MONEY, short=True),
        "target": Column(SORTS["target"], Unit.MONEY, short=True),
        "attainment": Column(SORTS["attainment"], Unit.SHARE, short=True, meter=True),
        "credited_open": Column(SORTS["credited_open"], Unit.MONEY, short=True),
        "coverage_said": Column(SORTS["coverage"]),
    }
