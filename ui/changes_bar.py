"""What the page on changes is asked: since when, until when, which close dates, which funnel; kept in the address."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

import streamlit as st

from config import settings
from domain.pipeline import CAUSES, CLOSE_WINDOWS, Since, close_window
from domain.review import Lock
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import FUNNEL_NAME, chosen, one, tabs
from ui.link import Query
from ui.review_lock import lock_before
from ui.selection import Refused

PAGE = "changes"
WEEK = timedelta(days=7)
MEASURES = {"amount": Text("金额", "Amount"), "count": Text("商机数", "Deals")}
SINCE_NAME, UNTIL_NAME = Text("自", "Since"), Text("至", "until")
CLOSE_NAME, MEASURE_NAME = Text("预计成交", "Expected to close"), Text("口径", "Measure")
BUCKET_NAME = Text("变动原因", "Cause")
_ALL_FUNNELS = Text("全部漏斗", "All funnels")
_ENDS = Text("均为当日结束时", "both at the end of the day")
_REVIEW = Text(
    "自上次周会锁定以来：数据截至 {day}，由 {who} 锁定（{at} UTC）。",
    "Since the last review: data through {day}, closed by {who} ({at} UTC).",
)
_NOT_REVIEW = Text(
    "自选日期；上次周会：{day}（{who}）。", "A day of your choice; the last review was that of {day} ({who})."
)
_NO_REVIEW = Text("还没有锁定过周会，因此显示最近 7 天。", "No review has been closed yet, hence the last 7 days.")
_OWN_DAY = Text("自选日期；还没有锁定过周会。", "A day of your choice; no review has been closed yet.")
_EARLIEST = date(1990, 1, 1)
_DAY = timedelta(days=1)
_LONGEST = 10  # letters of a day


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of the open deals from the end of the day `before` to the end of the day `after`.

    `close` is a key of CLOSE_WINDOWS, `measure` of MEASURES, `bucket` of CAUSES or "" for none opened, `funnel` one of
    `funnels` (names by key) or "" for all of them. `lock` is the last review before `after`, None where there is none:
    its day is the usual `before`, else a week.
    """

    before: date
    after: date
    close: str
    measure: str
    bucket: str
    funnel: str
    funnels: dict[str, str]
    lock: Lock | None = None

    @property
    def usual(self) -> date:
        """The day since when changes are told unless the reader chooses."""
        return usual_since(self.after, self.lock)

    def since(self, ctx: Context) -> Since:
        """The question to the data."""
        window = close_window(self.close, self.after, settings().fiscal_start_month)
        return replace(Since.days(self.before, self.after, window, ctx.data.time_zone), funnel=self.funnel)

    def query(self, ctx: Context, **others: str) -> Query:
        """What leads back here with some things chosen otherwise; what goes without saying is left out."""
        given = {
            "since": self.before.isoformat() if self.before != self.usual else "",
            "until": self.after.isoformat() if self.after != ctx.today else "",
            "close": self.close,
            "by": self.measure,
            "bucket": self.bucket,
            "funnel": self.funnel,
        } | others
        usual = {"close": "quarter", "by": "amount"}
        return {**ctx.filters.to_query(), **{n: v for n, v in given.items() if v and v != usual.get(n)}}


def changes_bar(ctx: Context) -> Asked:
    """The widgets and tabs, as the address says; what it says wrongly is named. Ends the page where no stages are."""
    asked = _asked(ctx)
    with st.container(key="changes_bar", horizontal=True, vertical_alignment="center", gap="small"):
        if len(asked.funnels) > 1:
            names = {"": ctx.say(_ALL_FUNNELS), **asked.funnels}
            st.html(_tabs(ctx, asked, "funnel", names), width="content")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            _day(ctx, "since", SINCE_NAME, asked)
            _day(ctx, "until", UNTIL_NAME, asked)
        st.html(f'<p class="hint">{escape(ctx.say(_ENDS))} · {escape(ctx.say(CLOSE_NAME))}</p>', width="content")
        st.html(_tabs(ctx, asked, "close", {k: ctx.say(name) for k, name in CLOSE_WINDOWS.items()}), width="content")
        st.html(_tabs(ctx, asked, "by", {k: ctx.say(name) for k, name in MEASURES.items()}), width="content")
    st.html(f'<p class="hint">{escape(_since_what(ctx, asked))}</p>')
    return asked


def usual_since(after: date, lock: Lock | None) -> date:
    """The day of the last review, else a week before `after`."""
    return lock.day if lock else after - WEEK


def at_these_days(ctx: Context, asked: Asked) -> Context:
    """The context for tables and downloads: they name the days of this page, which knows no other period."""
    return replace(ctx, filters=ctx.filters.between(asked.before + _DAY, asked.after))


def _since_what(ctx: Context, asked: Asked) -> str:
    """Since when, in words: the last review, a week where there is none, or a day of the reader's choice."""
    lock, own = asked.lock, asked.before != asked.usual
    if lock is None:
        return ctx.say(_NO_REVIEW if not own else _OWN_DAY)
    told = {"day": lock.day, "who": lock.who, "at": f"{lock.at:%Y-%m-%d %H:%M}"}
    return ctx.say(_NOT_REVIEW if own else _REVIEW, **told)


def _asked(ctx: Context) -> Asked:
    funnels = chosen(ctx).funnels
    refused: list[Refused] = []
    after = _parsed("until", UNTIL_NAME, ctx.today, refused) or ctx.today
    lock = lock_before(ctx, after)
    before = _parsed("since", SINCE_NAME, after - _DAY, refused) or usual_since(after, lock)
    close = one("close", CLOSE_NAME, list(CLOSE_WINDOWS), refused) or "quarter"
    measure = one("by", MEASURE_NAME, list(MEASURES), refused) or "amount"
    bucket = one("bucket", BUCKET_NAME, CAUSES, refused)
    funnel = one("funnel", FUNNEL_NAME, list(funnels), refused)
    filter_bar.notice(refused, ctx.locale)
    return Asked(before, after, close, measure, bucket, funnel, funnels, lock)


def _parsed(name: str, label: Text, latest: date, refused: list[Refused]) -> date | None:
    for value in link.values(name):
        try:
            day = date.fromisoformat(value[:_LONGEST])
        except ValueError:
            day = None
        if day and _EARLIEST <= day <= latest:
            return day
        refused.append(Refused(label, value))
    return None


_LABELS = {"funnel": FUNNEL_NAME, "close": CLOSE_NAME, "by": MEASURE_NAME}


def _tabs(ctx: Context, asked: Asked, name: str, options: dict[str, str]) -> str:
    current = {"funnel": asked.funnel, "close": asked.close, "by": asked.measure}[name]
    to = {key: link.to(PAGE, asked.query(ctx, **{name: key})) for key in options}
    return tabs(ctx, _LABELS[name], options, current, to)


def _day(ctx: Context, name: str, label: Text, asked: Asked) -> None:
    """A day's widget: set from the address, unless it stands there already (as in the filter bar)."""
    key, day = f"pick_{name}", asked.before if name == "since" else asked.after
    if st.session_state.get(key) != day:
        st.session_state[key] = day
    st.html(f'<p class="hint">{escape(ctx.say(label))}</p>', width="content")
    st.date_input(
        ctx.say(label),
        key=key,
        format="YYYY-MM-DD",
        min_value=_EARLIEST if name == "since" else _EARLIEST + _DAY,
        max_value=ctx.today - _DAY if name == "since" else ctx.today,
        label_visibility="collapsed",
        width=130,
        on_change=_pick,
        args=(name, ctx.today, asked.usual),
    )


def _pick(changed: str, today: date, usual: date) -> None:
    """Write both days; the other one gives way when the one just picked has passed it.

    Another last day may have another usual first one: then both are written.
    """
    before, after = _picked("since", usual), _picked("until", today)
    if before >= after:
        before, after = (before, min(before + WEEK, today)) if changed == "since" else (after - WEEK, after)
    kept = changed == "since" and before == usual
    link.put("since", None if kept else before.isoformat())
    link.put("until", after.isoformat() if after != today else None)


def _picked(name: str, usual: date) -> date:
    day = st.session_state.get(f"pick_{name}")
    return day if isinstance(day, date) else usual
