"""The rules of channel conflict on the balance page: changed by who may, each change told, history under both."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.balance_seen import index_seen
from charts.axes import Subject
from charts.balance_seen import index_seen_lines
from data_access.balance_rule_entry import change_rules, may_change, undo_rules
from data_access.workspace.balance_rules import RuleChange, history
from data_access.workspace.balance_seen import Seen, all_seen, write_seen
from domain.balance import KINDS
from domain.balance_terms import REFERENCES, RULES, plain_terms, version_of
from domain.errors import ReaderError
from domain.incidents import LONGEST
from domain.metric import Unit
from domain.metrics import METRICS
from domain.mix import DEPENDENT
from domain.periods import Grain
from i18n import Text, exact, percent
from ui import reader
from ui.balance_notes import agreements_box
from ui.balance_view import View
from ui.card import Exhibit, behind, card, note, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import again, notice, round_number

_RULES, _CHANGES = Text("冲突规则", "The rules"), Text("修改记录", "What was changed")
_SEEN = Text("当时所见与今日规则", "As seen, and under today's rules")
_SEEN_HINT = Text(
    "修改规则后，历史按今日规则重算；当时所见的数值照原样保留。当时所见：该月结束后首次显示的数值。",
    "When a rule is changed, history is computed under it, and what was seen is kept: as shown first after the month.",
)
_WHOLE = Text(
    "当时所见的指数是全公司的，且不带筛选；不在您的可见范围内。",
    "What was seen is the index of the whole company without filters; that is not what you look at.",
)
_READ_ONLY = Text(
    "规则适用于全公司，只有看得到全公司的人才能修改。",
    "The rules hold for the whole company: who sees all of it may change them.",
)
_SCALED = Text(
    "权重按已测量的各项放大到合计 1；比例以百分数填写。", "Weights are scaled to add up to 1; shares are in percent."
)
_WHY, _SAVE = Text("修改原因", "Why"), Text("保存规则", "Save the rules")
_SAVED = Text("已修改规则，历史已按新规则重算。", "The rules are changed, and history is computed under them.")
_UNDO, _UNDONE = (
    Text("撤销最后一次修改", "Take the last change back"),
    Text("已恢复 {n} 条规则。", "{n} rules are as before."),
)
_NOTHING = Text("规则从未修改过。", "The rules were never changed.")
_VERSION = Text("规则版本 {version}", "Rules {version}")
_HISTORY: Columns = {
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "who": Column(Text("谁", "Who")),
    "rule": Column(Text("规则", "Rule")),
    "old": Column(Text("原值", "Old")),
    "new": Column(Text("新值", "New")),
    "reason": Column(Text("原因", "Why")),
}
_SEEN_COLUMNS: Columns = {
    "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
    "now": Column(Text("按今日规则", "Under today's rules"), Unit.INDEX),
    "seen": Column(Text("当时所见", "As seen"), Unit.INDEX),
    "day": Column(Text("数据截至", "Data through")),
    "rules": Column(Text("当时的规则版本", "Rules then")),
}
_ROWS = (
    ("gap", "days", "level", "min_quantity", "min_amount"),
    ("reference",),
    *(tuple(f"{term}_{kind}" for kind in KINDS) for term in ("weight", "line")),
    tuple(f"dependent_{of}" for of in DEPENDENT),
)
_SUBJECT = Subject(METRICS["revenue"])


def keep_seen(view: View) -> None:
    """Write down the index of the whole company as it is shown now; for who sees it, without filters."""
    if not view.ctx.data.scope.everything or view.ctx.filters.chosen:
        return
    rules, points = version_of(view.terms), view.history.set_index(["period", "kind"]).points
    shown = [
        Seen(
            period.date(), view.ctx.today, rules, None if cci != cci else float(cci),
            {kind: float(value) for kind, value in points.loc[period].items()},
        )
        for period, cci in zip(view.index.period, view.index.cci, strict=True)
    ]  # fmt: skip
    write_seen(reader.space(), shown)


def rules_page(view: View) -> None:
    """The rules in force and the form that changes them, what was changed, and the index under both."""
    ctx = view.ctx
    with card(ctx, _SEEN):
        _both(view)
    form, told = st.columns([3, 2])
    with form, card(ctx, _RULES, ctx.say(_VERSION, version=version_of(view.terms))):
        notice("rules")
        if may_change(ctx.data.scope):
            _form(view)
        else:
            note(ctx.say(_READ_ONLY))
            _table(view)
    with told:
        with card(ctx, _CHANGES):
            _changes(view)
        agreements_box(view)


def _both(view: View) -> None:
    ctx = view.ctx
    if not ctx.data.scope.everything or ctx.filters.chosen:
        note(ctx.say(_WHOLE))
        return
    keep_seen(view)
    st.html(f'<p class="hint">{escape(ctx.say(_SEEN_HINT))}</p>')
    shown = [(one.month, one.day, one.rules, one.cci) for one in all_seen(reader.space())]
    frame = index_seen(shown, view.index)
    figure = index_seen_lines(frame, ctx.locale, ctx.look, _SUBJECT)
    show(ctx, figure, frame, Exhibit("balance_seen", _SEEN_COLUMNS))


def said_value(view: View, name: str, value: str | None) -> str:
    """A value of a rule in words: shares in percent, a reference by its name."""
    if value is None:
        return "—"
    if name == "reference":
        return view.ctx.say(REFERENCES[value]) if value in REFERENCES else value
    number = float(value)
    if RULES[name].share:
        return percent(number, decimals=1)
    return exact(number, decimals=0 if number == int(number) else 2)


def _table(view: View) -> None:
    own = plain_terms(view.terms)
    rows = [{"rule": view.ctx.say(rule.name), "new": said_value(view, name, own[name])} for name, rule in RULES.items()]
    columns = {"rule": _HISTORY["rule"], "new": Column(Text("值", "Value"))}
    grid(view.ctx, pd.DataFrame(rows), columns)


def _form(view: View) -> None:
    ctx, made, own = view.ctx, round_number(), plain_terms(view.terms)
    with st.form(f"rules_{made}", border=False):
        said: dict[str, str] = {}
        for row in _ROWS:
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                said |= {name: _field(view, name, own[name], made) for name in row}
        st.html(f'<p class="hint">{escape(ctx.say(_SCALED))}</p>')
        reason = st.text_input(ctx.say(_WHY), max_chars=LONGEST, key=f"rules_why_{made}")
        if st.form_submit_button(ctx.say(_SAVE), type="primary"):
            _save(view, said, reason or "")


def _field(view: View, name: str, value: str, made: int) -> str:
    """One rule to fill in; what is not touched keeps its exact value."""
    ctx, rule, key = view.ctx, RULES[name], f"rule_{name}_{made}"
    label = ctx.say(rule.name)
    if name == "reference":
        names = {one: ctx.say(text) for one, text in REFERENCES.items()}
        options = list(names)
        found = st.selectbox(
            label, options, index=options.index(value), format_func=lambda one: names.get(one, one), key=key, width=320
        )
        return found or value
    scale = 100.0 if rule.share else 1.0
    shown = round(float(value) * scale, 6)
    if rule.whole:
        return str(int(st.number_input(label, int(rule.low), int(rule.high), int(shown), key=key, width=170)))
    typed = st.number_input(
        f"{label}（%）" if rule.share and ctx.locale == "zh" else f"{label} (%)" if rule.share else label,
        float(rule.low), rule.high * scale, shown, step=0.5 if rule.share else 0.05 if rule.high == 1 else 1.0, key=key,
        width=170,
    )  # fmt: skip
    return value if typed == shown else f"{typed / scale:.12g}"


def _save(view: View, said: dict[str, str], reason: str) -> None:
    ctx = view.ctx
    try:
        change_rules(reader.space(), ctx.data.scope, view.installed, said, (reader.author(), reason))
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again("rules", ctx.say(_SAVED))


def _changes(view: View) -> None:
    ctx, told = view.ctx, history(reader.space())
    if not told:
        note(ctx.say(_NOTHING))
        return
    frame = pd.DataFrame([_row(view, one) for one in told])
    grid(ctx, frame, _HISTORY, stacked=True)
    behind(ctx, frame, Exhibit("balance_rules", _HISTORY))
    if may_change(ctx.data.scope) and st.button(ctx.say(_UNDO), key="undo_rules", type="tertiary"):
        try:
            count = undo_rules(reader.space(), ctx.data.scope, view.installed, told[0].batch, reader.author())
        except ReaderError as error:
            st.error(error.to(ctx.locale))
            return
        again("rules", ctx.say(_UNDONE, n=exact(count)))


def _row(view: View, one: RuleChange) -> dict[str, str]:
    name = view.ctx.say(RULES[one.name].name) if one.name in RULES else one.name
    own = plain_terms(view.installed)
    new = said_value(view, one.name, own.get(one.name) if one.new is None else one.new)
    told = {"rule": name, "old": said_value(view, one.name, one.old), "new": new, "reason": one.reason}
    return {"at": f"{one.at:%Y-%m-%d %H:%M}", "who": one.who, **told}
