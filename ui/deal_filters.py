"""What the address asks of the list of deals beside the filter bar, as a question and as chips that can be removed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from analytics.time_in_stage import limits, time_in_stage
from data_access.funnel_stays import stay_times
from domain.deals import NOT_SAID, ORDERS, STATUSES, DealsAsk, Listed
from domain.periods import end_of_day, start_of_day
from i18n import Text
from ui import filter_bar, link
from ui.context import Context
from ui.funnels import Chosen, one
from ui.link import Query
from ui.selection import Refused

PAGE = "deals"
STATUS_NAME, SORT_NAME = Text("状态", "Status"), Text("排序", "Order")
STAGE_NAME, ENTERED_NAME = Text("当前阶段", "Now in"), Text("期间进入", "Entered in the period")
REACHED_NAME, CLOSES_NAME = Text("期间新建并到达", "Began in the period, came to"), Text("关闭日期", "Closes")
REASON_NAME = Text("丢单原因", "Lost because")
STUCK_NAME, SOUGHT_NAME = Text("停滞", "Stuck"), Text("搜索", "Search")
STUCK_SAID = Text("停留超过该阶段上限", "longer in the stage than its limit")
REASON_NOT_SAID = Text("未填写", "not said")
ROWS, MOST = 50, 1000
_LONGEST = 200
OWN = ("status", "stage", "entered", "reached", "closes", "reason", "stuck", "q", "sort", "rows")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter of the list: its parameter of the address, and what it says."""

    name: str
    label: Text
    said: str


@dataclass(frozen=True, slots=True)
class Picked:
    """What the address asks for: the question, how the list comes, its filters as chips, its parameters as given."""

    ask: DealsAsk
    listed: Listed
    chips: tuple[Chip, ...]
    given: dict[str, str]
    stuck: bool

    def query(self, ctx: Context, mine: Chosen, **changes: str) -> Query:
        """The parameters of this list with some of them changed, or taken out by ""."""
        return {**mine.query(ctx), **self.given, **changes}


def picked(ctx: Context, mine: Chosen) -> Picked:
    """The list that the address asks for; what it says wrongly is left out, and named on the page."""
    refused: list[Refused] = []
    given: dict[str, str] = {}
    made: dict[str, object] = {}
    chips: list[Chip] = []
    for name, part in _PARTS.items():
        raw = next((value for value in link.values(name) if value), "")
        if not raw:
            continue
        read = part.read(raw, mine)
        if read is None:
            refused.append(Refused(part.label, raw))
            continue
        given[name], made[part.field] = raw, read
        chips.append(Chip(name, part.label, part.said(raw, ctx, mine)))
    status = one("status", STATUS_NAME, list(STATUSES), refused)
    sort = one("sort", SORT_NAME, [*ORDERS, *(f"-{order}" for order in ORDERS)], refused)
    rows = one("rows", SORT_NAME, [str(MOST)], [])
    given |= {name: value for name, value in (("status", status), ("sort", sort), ("rows", rows)) if value}
    filter_bar.notice((*mine.refused, *refused), ctx.locale)
    stuck = bool(made.pop("stuck", False))
    if stuck:
        made["limits"] = _limits(ctx, mine)
    ask = replace(_all(ctx, mine, status), **made)  # type: ignore[arg-type]
    if ask.reached:
        until = start_of_day(mine.day + timedelta(days=1), ctx.data.time_zone)
        ask = replace(ask, born=(start_of_day(ask.first, ctx.data.time_zone), until))
    listed = _listed(ctx, sort, rows)
    return Picked(_status(ask, status, stuck), listed, tuple(chips), given, stuck)


def chips_row(ctx: Context, mine: Chosen, asked: Picked) -> None:
    """A link for each filter that takes it away; nothing when there are none."""
    if not asked.chips:
        return
    links = []
    for chip in asked.chips:
        words = f"{ctx.say(chip.label)}{'：' if ctx.locale == 'zh' else ': '}{chip.said}"
        to = link.to(PAGE, asked.query(ctx, mine, **{chip.name: ""}))
        links.append(filter_bar.chip(chip.name, words, to, ctx.locale))
    st.html(f'<div class="chips stay">{"".join(links)}</div>')


def _all(ctx: Context, mine: Chosen, status: str) -> DealsAsk:
    at, now = end_of_day(mine.day, ctx.data.time_zone), mine.day >= ctx.today
    return DealsAsk(mine.key, at, min(ctx.filters.first, mine.day), mine.day, status or "open", now=now)


def _status(ask: DealsAsk, status: str, stuck: bool) -> DealsAsk:
    """Deals picked by what they once did come whatever became of them; a reason has only what was lost."""
    if stuck:
        return replace(ask, status="open")
    if status:
        return ask
    return replace(ask, status="all" if ask.of_cohort else "lost" if ask.reason else "open")


def _limits(ctx: Context, mine: Chosen) -> tuple[tuple[int, float], ...]:
    """Days per stage beyond which a deal is stuck, as the funnel page has them."""
    return limits(time_in_stage(stay_times(ctx.data, ctx.filters, mine.ask(ctx)), mine.stages))


def _listed(ctx: Context, sort: str, rows: str) -> Listed:
    by = sort.removeprefix("-") or next(iter(ORDERS))
    return Listed(by, sort.startswith("-"), MOST if rows else ROWS, ctx.locale)


def _stage(raw: str, mine: Chosen) -> int | None:
    return int(raw) if mine.key and raw in {str(position) for position in mine.stages.position} else None


def _words(raw: str, mine: Chosen) -> str | None:
    return raw if len(raw) <= _LONGEST else None


def _days(raw: str, mine: Chosen) -> tuple[date, date] | None:
    try:
        first, last = (date.fromisoformat(day) for day in raw[:_LONGEST].split("_"))
    except ValueError:
        return None
    return (first, last) if first <= last else (last, first)


def _yes(raw: str, mine: Chosen) -> bool | None:
    return True if raw == "1" and mine.key else None


def _stage_said(raw: str, ctx: Context, mine: Chosen) -> str:
    return mine.name(int(raw))


def _as_given(raw: str, ctx: Context, mine: Chosen) -> str:
    return raw


def _days_said(raw: str, ctx: Context, mine: Chosen) -> str:
    return raw.replace("_", " – ")


def _reason_said(raw: str, ctx: Context, mine: Chosen) -> str:
    return ctx.say(REASON_NOT_SAID) if raw == NOT_SAID else raw


def _stuck_said(raw: str, ctx: Context, mine: Chosen) -> str:
    return ctx.say(STUCK_SAID)


@dataclass(frozen=True, slots=True)
class _Part:
    """One parameter of the address: the field of the question it sets, how it is read (None: not at all) and said."""

    field: str
    label: Text
    read: Callable[[str, Chosen], object | None]
    said: Callable[[str, Context, Chosen], str]


_PARTS = {
    "stage": _Part("stage", STAGE_NAME, _stage, _stage_said),
    "entered": _Part("entered", ENTERED_NAME, _stage, _stage_said),
    "reached": _Part("reached", REACHED_NAME, _stage, _stage_said),
    "closes": _Part("closes", CLOSES_NAME, _days, _days_said),
    "reason": _Part("reason", REASON_NAME, _words, _reason_said),
    "stuck": _Part("stuck", STUCK_NAME, _yes, _stuck_said),
    "q": _Part("sought", SOUGHT_NAME, _words, _as_given),
}
