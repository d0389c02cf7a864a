"""The running review as a sheet to be kept: every part as it is shown, incidents in both languages."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from data_access.workspace.reviews import Closing
from domain.errors import ReaderError
from domain.periods import end_of_day
from domain.review import HEADLINE, INDEX, PIPELINE, IncidentMoney, Index, Sheet, Words
from i18n import Locale
from ui.review_view import Live

T = TypeVar("T")


def closing_of(view: Live) -> Closing:
    """What closing the review now would keep."""
    ctx = view.ctx
    return Closing(end_of_day(view.day, ctx.data.time_zone), ctx.data.version, ctx.data.scope, sheet_of(view))


def sheet_of(view: Live) -> Sheet:
    """All that is shown now; a part without figures is kept with its reason."""
    missing: dict[str, Words] = {}
    head = _part(lambda: view.headline, HEADLINE, missing)
    moved = _part(lambda: view.pipeline, PIPELINE, missing)
    index = _part(lambda: _in_both(view), INDEX, missing)
    rows = () if moved is None else zip(moved.bucket, moved.amount, moved["count"], moved.deals, strict=True)
    pipeline = tuple((str(one), float(amount), int(count), int(deals)) for one, amount, count, deals in rows)
    return Sheet(
        view.day, view.since, view.by_lock, view.ctx.currency, head, pipeline, index, view.items, missing
    )  # fmt: skip


def _part(asked: Callable[[], T], name: str, missing: dict[str, Words]) -> T | None:
    """The part, or None and its reason among those that are missing."""
    try:
        return asked()
    except ReaderError as error:
        missing[name] = {locale.value: error.to(locale) for locale in Locale}
        return None


def _in_both(view: Live) -> Index:
    """The index with its incidents named in both languages: the names of channels and buyers differ."""
    other = Locale.EN if view.ctx.locale is Locale.ZH else Locale.ZH
    there = Live(replace(view.ctx, locale=other)).index
    words = {one.incident: one.words for one in (*there.moved, *there.counted)}

    def named(incidents: tuple[IncidentMoney, ...]) -> tuple[IncidentMoney, ...]:
        return tuple(replace(one, words={**words.get(one.incident, {}), **one.words}) for one in incidents)

    return replace(view.index, moved=named(view.index.moved), counted=named(view.index.counted))
