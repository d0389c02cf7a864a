"""The conditions that pick deals: where they stand, what became of them, what they once entered."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, false, func, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import cut
from data_access.visible import Visible
from domain.deals import NOT_SAID, DealsAsk
from domain.filters import Filters
from domain.periods import just_after

Condition = ColumnElement[bool]


def standing(state: Any, ask: DealsAsk) -> list[Condition]:
    """On a deal's state: `status`, `stage`, `close_on`, and since when it stands there."""
    wanted: list[Condition] = []
    if ask.reached and ask.born:
        wanted += [state.highest >= ask.reached, state.created_at >= ask.born[0], state.created_at < ask.born[1]]
    if not ask.of_cohort:
        wanted.append(or_(state.status == "open", state.close_on.between(ask.first, ask.last)))
    if ask.status != "all":
        wanted.append(state.status == ask.status)
    if ask.stage:
        wanted.append(state.stage == ask.stage)
    if ask.closes:
        wanted.append(state.close_on.between(*ask.closes))
    if ask.limits is not None:
        until = just_after(ask.at)
        late = (and_(state.stage == stage, state.since < until - timedelta(days=days)) for stage, days in ask.limits)
        wanted.append(or_(false(), *late))
    return wanted


def told(see: Visible, ask: DealsAsk, state: Any) -> list[Condition]:
    """On what is known of a deal beside its state: its name and key, its reason of loss.

    Names are sought apart, among the deals that the reader sees today: joining all names would take longer.
    """
    wanted: list[Condition] = []
    if words := ask.sought.lower().split():
        today = see.fact("opportunity").c
        named = select(today.source, today.opportunity_id).where(*_say(words, _key(today), today.name))
        mine = tuple_(state.source, state.opportunity_id).in_(named)
        wanted.append(or_(mine, and_(*_say(words, _key(state)))))
    if ask.reason:
        wanted.append(state.reason == ("" if ask.reason == NOT_SAID else ask.reason))
    return wanted


def _key(row: Any) -> ColumnElement[str]:
    key: ColumnElement[str] = row.source + ":" + row.opportunity_id
    return key


def _say(words: list[str], *columns: ColumnElement[str]) -> list[Condition]:
    """Each word is in one of the columns, whatever the case."""
    return [or_(*(func.lower(column).contains(word, autoescape=True) for column in columns)) for word in words]


def entered(see: Visible, filters: Filters, ask: DealsAsk, state: Any) -> list[Condition]:
    """On the stay that began when the deal first entered a stage, by what the deal was then."""
    if not ask.entered:
        return []
    stay = cut(see, "deal_stay", filters)
    row = stay.door.c
    first = (row.stage == ask.entered, row.visit == 1, row.entered_on.between(ask.first, ask.last))
    chosen = stay.select(row.source, row.opportunity_id).where(*first, row.entered_at <= ask.at)
    return [tuple_(state.source, state.opportunity_id).in_(chosen)]
