"""What changed the conflict index since the last review, else since the month before: by part, with its incidents."""

from datetime import timedelta

from data_access.workspace.balance_seen import all_seen
from domain.periods import Grain
from domain.review import IncidentMoney
from domain.written import step_name
from i18n import Text, exact
from ui import link, reader
from ui.balance_view import PAGE, View
from ui.card import card, lead
from ui.index_since import index_line, index_tables, unmoved
from ui.review_index import Then, index_of, last_review, month_before, then_of

CHANGES = Text("变化的原因", "What changed it")
_AGAINST = Text("{month}与{before}相比", "{month} against {before}")
_SINCE = Text("自上次周会（数据截至 {day}，{who}）以来", "since the last review (data through {day}, {who})")
_IDLE = Text(
    "自 {day} 的周会以来没有变化；下面与上月相比。",
    "Nothing has changed since the review of {day}; below: against the month before.",
)
_NO_MONTH = Text(
    "自 {day} 的周会以来没有新的整月；与上月相比。",
    "No month has ended since the review of {day}: against the month before.",
)
_WEEK = Text(
    "一周前（数据截至 {day}）所见的{month}指数为 {index}。",
    "A week ago (data through {day}) the index of {month} was seen as {index}.",
)
_DAYS = 7


def changes_box(view: View) -> None:
    """The points of each part before and now, and the incidents that moved most money in or out."""
    ctx, then = view.ctx, then_of(view)
    index = index_of(view, then)
    idle = unmoved(index)
    if idle:
        then = month_before(view)
        index = index_of(view, then)
    with card(ctx, CHANGES, _against(view, then)):
        lead(tuple(line for line in (_said(view, then, idle=idle), index_line(ctx, index)) if line))
        index_tables(ctx, index, "balance_changes", lambda one: _to(view, one))


def _to(view: View, one: IncidentMoney) -> str:
    return link.to(PAGE, view.query(incident=one.incident, month=f"{one.month:%Y-%m}"))


def _against(view: View, then: Then) -> str:
    if then.lock is not None:
        return view.ctx.say(_SINCE, day=then.lock.day, who=then.lock.who)
    months = {"month": view.month, "before": then.month}
    return view.ctx.say(
        _AGAINST, **{name: step_name(day, Grain.MONTH, view.ctx.locale) for name, day in months.items()}
    )


def _said(view: View, then: Then, *, idle: bool) -> str:
    """Why it is the month before that is held against; without a review, what was seen a week ago."""
    if then.lock is not None:
        return ""
    lock = last_review(view)
    if lock is None:
        return _week_ago(view)
    return view.ctx.say(_IDLE if idle else _NO_MONTH, day=lock.day)


def _week_ago(view: View) -> str:
    """What the index of the month was seen as a week ago or before, where it was shown then; "" where it was not."""
    if not view.ctx.data.scope.everything or view.ctx.filters.chosen:
        return ""
    until = view.ctx.today - timedelta(days=_DAYS)
    own = [one for one in all_seen(reader.space()) if one.month == view.month and one.cci is not None]
    told = [one for one in own if one.day <= until]
    if not told:
        return ""
    month = step_name(view.month, Grain.MONTH, view.ctx.locale)
    return view.ctx.say(_WEEK, day=told[-1].day, month=month, index=exact(told[-1].cci or 0.0, decimals=1))
