"""The life of each deal as it is known on the last day: after-images of its changes, and its state now."""

from dataclasses import dataclass

import numpy as np

from demo.channels import position
from demo.people import AR, people
from demo.places import places
from demo.spec import Array, Spec
from demo.stages import LOST, OPEN, WON, positions
from demo.timelines import CREATED, DELETED, Changes


@dataclass(frozen=True, slots=True)
class Deals:
    """Deals as created, by position. `funnel` is one position in FUNNELS for all of them."""

    funnel: int
    number: Array  # of the id
    created: Array  # days after the first day of the data, with a fraction
    amount: Array  # yuan
    company: Array
    node: Array
    channel: Array
    partner: Array
    line: Array
    other_node: Array  # where it goes if it moves to another region


@dataclass(frozen=True, slots=True)
class Log:
    """Events up to the last day, by deal and time, each with all that is true after it."""

    deal: Array
    seq: Array
    time: Array
    kind: Array
    stage_from: Array
    stage: Array
    amount: Array
    close: Array
    rep: Array
    node: Array


def events(spec: Spec, own: Deals, changes: Changes) -> Log:
    """The after-images of `changes`, without what lies beyond the last day."""
    seen = changes.time < len(spec.days)
    deal, time, kind, stage, amount, close, owner = (
        getattr(changes, name)[seen] for name in ("deal", "time", "kind", "stage", "amount", "close", "owner")
    )
    first = np.flatnonzero(kind == CREATED)
    start = np.repeat(first, np.diff(np.append(first, len(deal))))
    stage = _carry(stage, stage > 0)
    rep, node = _owners(spec, own, deal, (owner, start))
    return Log(
        deal=deal,
        seq=np.arange(len(deal)) - start + 1,
        time=time,
        kind=kind,
        stage_from=np.where(np.arange(len(deal)) == start, -1, np.roll(stage, 1)),
        stage=stage,
        amount=_carry(amount, ~np.isnan(amount)),
        close=_carry(close, ~np.isnan(close)),
        rep=rep,
        node=node,
    )


def _owners(spec: Spec, own: Deals, deal: Array, changes: tuple[Array, Array]) -> tuple[Array, Array]:
    """Seller and node after each event; only direct deals move to another region."""
    owner, start = changes
    moved = _since((owner == 2) & (own.channel[deal] == position("direct")), start) > 0
    node = np.where(moved, own.other_node[deal], own.node[deal])
    return people(spec).choose(AR, places().region[node], own.company[deal] + _since(owner > 0, start)), node


def _carry(values: Array, known: Array) -> Array:
    """Each unknown value becomes the last known one: a deal's first event knows everything."""
    carried: Array = values[np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))]
    return carried


def _since(flags: Array, start: Array) -> Array:
    """How many flags are set from the deal's first event to each of its events."""
    total = np.cumsum(flags)
    count: Array = total - total[start] + flags[start]
    return count


@dataclass(frozen=True, slots=True)
class States:
    """Each deal after its last event, by position; days are NaN where there is none."""

    stage: Array
    amount: Array
    close: Array
    rep: Array
    node: Array
    closed: Array  # the day it was won or lost, if it is
    deleted: Array
    reached: Array  # the furthest stage short of lost
    first_rep: Array
    handed: Array  # the day of the last change of seller


def states(own: Deals, log: Log) -> States:
    """The state of every deal after its last event."""
    first = np.flatnonzero(log.seq == 1)
    last = np.append(first, len(log.deal))[1:] - 1
    closing = (log.stage != log.stage_from) & positions((WON, LOST))[own.funnel, log.stage]
    latest = np.maximum.accumulate(np.where(closing, np.arange(len(log.deal)), 0))[last]
    change = np.maximum.accumulate(np.where(log.rep != np.roll(log.rep, 1), np.arange(len(log.deal)), 0))[last]
    is_open = positions((OPEN,))[own.funnel, log.stage[last]]
    lost = positions((LOST,))[own.funnel, log.stage]
    return States(
        stage=log.stage[last],
        amount=log.amount[last],
        close=log.close[last],
        rep=log.rep[last],
        node=log.node[last],
        closed=np.where(is_open, np.nan, np.floor(log.time[latest])),
        deleted=log.kind[last] == DELETED,
        reached=np.maximum.reduceat(np.where(lost, 0, log.stage), first) if len(first) else first,
        first_rep=log.rep[first],
        handed=np.floor(log.time[np.maximum(change, first)]),
    )
