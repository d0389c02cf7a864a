"""What a person typed about a funnel or about what changed, as the filters and the question that the pages ask."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

import pandas as pd

from data_access import freshness
from data_access.stages import stages, stages_of
from data_access.warehouse import Warehouse
from domain.errors import ReaderError, unknown
from domain.filters import SELECTS, Filters
from domain.funnel import FunnelAsk
from domain.periods import add_months, end_of_day, year_start
from domain.pipeline import CLOSE_WINDOWS, CloseWindow, Since, close_window
from i18n import Locale, Text
from reports.figure_options import WINDOWS
from reports.question import ORDER, chosen_keys, day

_WEEK = timedelta(days=7)
_BETWEEN = ".."
_NO_FUNNEL = Text("数据中没有商机阶段，因此没有漏斗。", "The data have no stages of deals, hence no funnel.")
_LATE = Text(
    "--first {first} 在截至日 {day} 之后，期间里还没有数据。",
    "--first {first} comes after the day looked from, {day}: nothing is known of that period.",
)
_HORIZON = Text("--horizon 应为正整数（天）。", "--horizon must be a positive number of days.")
_WINDOW = Text("成交窗口", "close-date window")


class Sliced(Protocol):
    """The filters that every question can have, as typed."""

    region: tuple[str, ...]
    channel: tuple[str, ...]
    line: tuple[str, ...]
    segment: tuple[str, ...]
    partner: tuple[str, ...]
    rep: tuple[str, ...]
    customer: tuple[str, ...]
    funnel: str


class FunnelWords(Sliced, Protocol):
    """A question about a funnel, as typed."""

    as_of: str
    first: str
    last: str
    horizon: int


class ChangeWords(Sliced, Protocol):
    """A question about what changed, as typed."""

    before: str
    after: str
    window: str


def reached(data: Warehouse) -> date:
    """How far anything is known of deals: today of the data, or the day of their last event where that is later."""
    today, last = freshness.today(data), freshness.deal_days(data)["last"].max()
    return today if pd.isna(last) else max(today, last.date())


def funnel_question(
    words: FunnelWords, data: Warehouse, fiscal_start: int, locale: Locale
) -> tuple[Filters, FunnelAsk]:
    """The selection and the question. As on the page, nothing is asked of days that the data have not reached.

    Raises ReaderError for days that are none or in the wrong order, and for names that there are not.
    """
    if words.horizon < 1:
        raise ReaderError(_HORIZON)
    latest = reached(data)
    as_of = min(day(words.as_of), latest) if words.as_of else latest
    last = day(words.last) if words.last else as_of
    first = day(words.first) if words.first else year_start(min(last, as_of), fiscal_start)
    if first > last:
        raise ReaderError(ORDER, first=first, last=last)
    if first > as_of:
        raise ReaderError(_LATE, first=first, day=as_of)
    filters = _selection(words, data, Filters(first, min(last, as_of), freshness.today(data)))
    funnel = _funnel(data, words.funnel, locale)
    at = end_of_day(as_of, data.time_zone)
    return filters, FunnelAsk(funnel, at, first, min(last, as_of), words.horizon, locale)


def change_question(words: ChangeWords, data: Warehouse, fiscal_start: int) -> tuple[Filters, Since]:
    """The selection and the question; the last week of the data unless days are given. Raises ReaderError."""
    after = day(words.after) if words.after else reached(data)
    before = day(words.before) if words.before else after - _WEEK
    window = close_dates(words.window, after, fiscal_start)
    since = Since.days(before, after, window, data.time_zone)
    filters = Filters(before + timedelta(days=1), after, freshness.today(data))
    if words.funnel:
        stages_of(data, words.funnel, Locale.EN)  # says which funnels there are when this one is none
    return _selection(words, data, filters), replace(since, funnel=words.funnel)


def close_dates(words: str, after: date, fiscal_start: int) -> CloseWindow:
    """The close dates that `quarter`, `month`, … or FIRST..LAST name, as seen on the day `after`. Raises ReaderError.

    >>> close_dates("month", date(2026, 2, 14), 1)[:2], close_dates("2026-01-01..2026-06-30", date(2026, 2, 14), 1).last
    ((datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)), datetime.date(2026, 6, 30))
    """
    if _BETWEEN in words:
        first, last = (day(part.strip()) for part in words.split(_BETWEEN, 1))
        if first > last:
            raise ReaderError(ORDER, first=first, last=last)
        return CloseWindow(first, last)
    if words == "month":
        first = after.replace(day=1)
        return CloseWindow(first, add_months(first, 1) - timedelta(days=1))
    if words not in CLOSE_WINDOWS:
        raise unknown(_WINDOW, words, WINDOWS)
    return close_window(words, after, fiscal_start)


def _selection(words: Sliced, data: Warehouse, filters: Filters) -> Filters:
    return filters.only(**{name: chosen_keys(data, name, getattr(words, name)) for name in SELECTS})


def _funnel(data: Warehouse, name: str, locale: Locale) -> str:
    """The funnel of that name, the first one unless it is given. Raises ReaderError."""
    if name:
        return str(stages_of(data, name, locale).funnel.iloc[0])
    known = stages(data, locale).funnel
    if known.empty:
        raise ReaderError(_NO_FUNNEL)
    return str(known.iloc[0])
