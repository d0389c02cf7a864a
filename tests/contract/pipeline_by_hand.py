"""Snapshots of the pipeline in plain Python, from the states of the deals; and the same deals with another future."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import numpy as np

from domain.deal_odds import AGES, PUSHED, SOON_DAYS, STAYS, Steps
from domain.periods import just_after
from domain.pipeline_forecast import PipelineAsk, Turn
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.deal_company import FUNNELS, Row, utc

NORTH = Scope(regions=frozenset({"crm:north"}))
OWN = Scope(regions=frozenset({"crm:north", "crm:south"}), reps=frozenset({"crm:ann"}))


def seen(row: Row, scope: Scope) -> bool:
    """Whether a state lies in the scope, said plainly."""
    if scope is EVERYTHING:
        return True
    regions = {"north", "hebei"} if scope is NORTH else {"north", "hebei", "south", "hainan"}
    return scope is not NOTHING and row["region_id"] in regions and (scope is NORTH or row["rep_id"] == "ann")


def at_instant(rows: list[Row], at, ask: PipelineAsk) -> dict[str, Row]:
    """The state of each deal at an instant."""
    here = (row for row in rows if row["from_at"] <= at < row["to_at"] and ask.funnel in ("", row["funnel"]))
    return {row["opportunity_id"]: row for row in here}


def won_then(rows: list[Row], turn: Turn, ask: PipelineAsk) -> dict[str, float]:
    """What was won in the period of a turn, as known when its outcome was."""
    if not turn.known:
        return {}
    states = at_instant(rows, turn.known, ask).items()
    inside = ((key, row) for key, row in states if row["status"] == "won" and turn.first <= day(row) <= turn.last)
    return {key: row["amount"] or 0.0 for key, row in inside}


def day(row: Row) -> date:
    found = row["close_on"]
    return found.date() if hasattr(found, "date") else found or date(1, 1, 1)


def by_hand(rows: list[Row], ask: PipelineAsk) -> tuple[dict, dict]:
    """Cells and turns of plain Python."""
    cells, ends = defaultdict(lambda: np.zeros(6)), {}
    for turn in ask.turns:
        states, came = at_instant(rows, turn.at, ask), won_then(rows, turn, ask)
        for key, row in states.items():
            if row["status"] != "open":
                continue
            amount = row["amount"] or 0.0
            due = amount if row["close_on"] and day(row) <= turn.last else 0.0
            cell = (turn.back, row["funnel"], row["stage"], f"crm:{row['channel_id']}")
            cells[cell] += np.array([1, amount, amount**2, due, came.get(key, 0.0), key in came])
        won = (row for row in states.values() if row["status"] == "won" and turn.first <= day(row) <= turn.last)
        so_far = sum(row["amount"] or 0.0 for row in won)
        ends[turn.back] = (so_far, sum(came.values()) if turn.known else None)
    return {key: value.tolist() for key, value in cells.items()}, ends


def marks_by_hand(rows: list[Row], how: tuple[Turn, Steps], ask: PipelineAsk) -> dict[str, tuple]:
    """What is known of each open deal, in steps, by plain Python."""
    turn, steps = how
    firsts = {row["opportunity_id"]: row for row in rows if row["seq_before"] is None}
    until, found = just_after(turn.at), {}
    for key, row in at_instant(rows, turn.at, ask).items():
        if row["status"] != "open":
            continue
        first, close = firsts.get(key), day(row) if row["close_on"] else None
        began = day(first) if first and first["close_on"] else None
        moved = (close - began).days if close and began else 0
        ends = (turn.day, turn.last, turn.last + timedelta(days=SOON_DAYS))
        found[key] = (
            row["funnel"],
            row["stage"],
            -1 if row["created_at"] is None else sum(row["created_at"] <= until - timedelta(days=n) for n in AGES),
            sum(row["entered_at"] <= until - timedelta(days=n) for n in STAYS),
            sum((row["amount"] or 0.0) >= size for size in steps.sizes),
            3 if close is None else sum(close > end for end in ends),
            0 if moved < PUSHED[0] else 1 if moved < PUSHED[1] else 2,
        )
    return found


def after(events: list[Row], at: datetime) -> tuple[list[Row], list[Row]]:
    """The events of a deal up to the instant asked from and those after it; time never runs backwards within a deal."""
    late = next((place for place, one in enumerate(events) if one["at"] > at), len(events))
    return events[:late], events[late:]


def shuffled(deals: list[Row], told: dict[str, list[Row]], at: datetime) -> dict[str, list[Row]]:
    """The same past, and another future: events after the instant change hands between deals, and in kind."""
    rng = np.random.default_rng(5)
    futures = [after(events, at)[1] for events in told.values()]
    order = rng.permutation(len(futures))
    funnels = {one["opportunity_id"]: one["funnel"] for one in deals}
    made = {}
    for place, (key, events) in enumerate(told.items()):
        past, first = after(events, at)[0], max((one["seq"] for one in events), default=0)
        future = [
            one
            | {
                "seq": first + n,
                "stage_to": int(rng.choice(list(FUNNELS[funnels[key]]))),
                "amount": int(rng.integers(1, 9999)),
            }
            for n, one in enumerate(futures[order[place]], 1)
        ]
        made[key] = [*past, *future] if past else events
    return made


def plain_event(seq: int, at: str, stage: int, kind: str = "changed") -> Row:
    who = {"region_id": "north", "channel_id": "own", "rep_id": "ann", "partner_id": None, "product_line": None}
    terms = {"amount": 500, "expected_close_on": date(2024, 10, 20), "forecast_category": None, "customer_id": None}
    return {"seq": seq, "at": utc(at), "kind": kind, "stage_to": stage, "origin": "source", **who, **terms}
