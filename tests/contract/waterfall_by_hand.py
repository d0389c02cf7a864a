"""The pipeline waterfall, deal by deal over raw events in plain Python: the second opinion on the SQL."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from domain.filters import Filters
from domain.pipeline import Since
from domain.scope import Scope
from tests.contract.deal_lives import CHANNELS, CUSTOMERS, REGIONS, SOURCE, STAGES, ZONE

Row = dict[str, Any]
UTC = ZoneInfo("UTC")
KIND = {place: ("won" if kind == "fulfilled" else kind) for place, kind in enumerate(STAGES, 1)}
ABOVE = {"region": dict(REGIONS), "channel": dict(CHANNELS)}
SEGMENT = {customer: segment for customer, segment, _ in CUSTOMERS}


@dataclass(frozen=True)
class Whose:
    """The selection of one reader."""

    scope: Scope
    filters: Filters

    def holds(self, state: Row) -> bool:
        """Whether a state lies in the reader's scope and selection."""
        scope, chosen = self.scope, self.filters
        if not scope.everything:
            if not _below("region", state["region_id"], scope.regions):
                return False
            if scope.channels is not None and not _below("channel", state["channel_id"], scope.channels):
                return False
            if scope.reps is not None and f"{SOURCE}:{state['rep_id']}" not in scope.reps:
                return False
        return (
            (not chosen.region or _below("region", state["region_id"], chosen.region))
            and (not chosen.channel or _below("channel", state["channel_id"], chosen.channel))
            and (not chosen.line or state["product_line"] in chosen.line)
            # a reader knows every customer whose deals the scope has: with this many deals that is each of them
            and (not chosen.segment or SEGMENT.get(state["customer_id"]) in chosen.segment)
        )


def _below(member: str, node: str | None, keys: Any) -> bool:
    while node is not None:
        if f"{SOURCE}:{node}" in keys:
            return True
        node = ABOVE[member][node]
    return False


class Life:
    """One deal: its states in order, with the time at which each begins."""

    def __init__(self, deal: Row, events: list[Row]) -> None:
        self.states: list[Row] = []
        at = datetime.min  # noqa: DTZ901
        for event in events:
            at = max(at, event["at"])
            status = "deleted" if event["kind"] == "deleted" else KIND[event["stage_to"]]
            before = self.states[-1] if self.states else None
            closed_at = None
            if status in ("won", "lost"):
                closed_at = before["closed_at"] if before and before["status"] == status else at
            state = event | {"from": at, "status": status, "closed_at": closed_at, "customer_id": deal["customer_id"]}
            self.states.append(state)
        self.created_at = self.states[0]["from"]
        last = self.states[-1]
        for state in self.states:
            final = state["closed_at"] is not None and (state["status"], state["closed_at"]) == (
                last["status"],
                last["closed_at"],
            )
            local = state["closed_at"] and state["closed_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE)).date()
            closed_on = deal.get("closed_on") if final and deal.get("closed_on") else local
            state["close_on"] = closed_on if state["closed_at"] else state["expected_close_on"]

    def at(self, instant: datetime) -> Row | None:
        """The state at an instant; None before the deal was created."""
        found = None
        for state in self.states:
            if state["from"] > instant:
                break
            found = state
        return found


def by_hand(lives: list[Life], whose: Whose, since: Since) -> dict[str, tuple[Decimal, int]]:
    """(amount, change in count) of every bucket, "won_independently" and both levels."""
    total: dict[str, list[Any]] = defaultdict(lambda: [Decimal(0), 0])
    for life in lives:
        for bucket, amount, count in _moves(life, whose, since):
            total[bucket][0] += amount
            total[bucket][1] += count
    return {bucket: (amount, count) for bucket, (amount, count) in total.items()}


def _moves(life: Life, whose: Whose, since: Since) -> Any:
    state0, state1 = life.at(since.t0), life.at(since.t1)
    mine0, mine1 = state0 is not None and whose.holds(state0), state1 is not None and whose.holds(state1)
    p0, p1 = mine0 and _in_pipeline(state0, since), mine1 and _in_pipeline(state1, since)
    closed = mine1 and _closed(state1, since)
    a0 = (state0["amount"] or Decimal(0)) if p0 else Decimal(0)
    a1 = (state1["amount"] or Decimal(0)) if mine1 else Decimal(0)
    yield from [("start", a0, 1)] * p0 + [("end", a1, 1)] * p1
    if closed and state1["status"] == "won":
        yield "won_independently", a1, 1
    if p0:
        yield from _from_inside(a0, a1, "" if p1 else _out(state1, mine1, since))
    elif p1 or closed:
        yield _in(life, state0, mine0, since), a1, 1
        yield from [(state1["status"], -a1, -1)] * closed


def _from_inside(a0: Decimal, a1: Decimal, way: str) -> Any:
    if way in ("", "won"):
        yield "increased" if a1 > a0 else "decreased" if a1 < a0 else "unchanged", a1 - a0, 0
    if way:
        yield way, -(a1 if way == "won" else a0), -1


def _in_pipeline(state: Row, since: Since) -> bool:
    return state["status"] == "open" and _in_window(state["close_on"], since)


def _in_window(day: date | None, since: Since) -> bool:
    return since.undated if day is None else since.first <= day <= since.last


def _closed(state: Row, since: Since) -> bool:
    if state["status"] not in ("won", "lost"):
        return False
    return since.t0 < state["closed_at"] <= since.t1 and _in_window(state["close_on"], since)


def _out(state: Row, mine: bool, since: Since) -> str:
    if state["status"] == "deleted":
        return "deleted"
    if not mine:
        return "transferred_out"
    if state["close_on"] is None or state["close_on"] > since.last:
        return "pushed_out"
    return "pulled_out" if state["close_on"] < since.first else state["status"]


def _in(life: Life, state: Row | None, mine: bool, since: Since) -> str:
    if life.created_at > since.t0:
        return "new"
    if not mine:
        return "transferred_in"
    if state["status"] != "open":
        return "reopened"
    return "pushed_in" if state["close_on"] is not None and state["close_on"] < since.first else "pulled_in"
