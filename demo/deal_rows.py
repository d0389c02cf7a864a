"""A deal's changes as events with full after-images, and its state after the last of them."""

from dataclasses import dataclass

import numpy as np

from demo.channels import IDS, position
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.people import AR, FR, SR, people
from demo.places import places
from demo.products import LINE_NAMES, LINES
from demo.spec import Array, Spec
from demo.stages import (
    CATEGORIES,
    COMPETITORS,
    DUPLICATE,
    FUNNELS,
    LOSS_REASONS,
    LOSS_WEIGHTS,
    LOST,
    OPEN,
    WON,
    categories,
    positions,
)
from demo.timelines import CREATED, DELETED, Changes

KIND_NAMES = ("created", "changed", "deleted", "restored")
OPENS, UTC_OFFSET = 9.0, 8.0  # office hours begin, China Standard Time
ROLES = ("AR", "SR", "FR")


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

    def rows(self, spec: Spec, own: Deals) -> Chunk:
        """`opportunity_event`; times are UTC within office hours, so that the day is the same in China."""
        day = np.floor(self.time)
        hours = OPENS - UTC_OFFSET + (self.time - day) * 9
        at = (spec.days[0] + day.astype(int)).astype("datetime64[s]") + np.round(hours * 3600).astype(int)
        deal, land = self.deal, places()
        columns = {
            "opportunity_id": numbered("D", own.number[deal], 6),
            "seq": self.seq.astype(np.int32),
            "at": at.astype("datetime64[us]"),
            "kind": named(list(KIND_NAMES), self.kind),
            "stage_from": _positive(self.stage_from),
            "stage_to": self.stage.astype(np.int32),
            "amount": money(np.round(self.amount * 100)),
            "expected_close_on": days(spec.days[0] + np.floor(self.close).astype(int)),
            "forecast_category": named(list(CATEGORIES), categories()[own.funnel, self.stage]),
            "rep_id": numbered("S", self.rep + 1, 3),
            "region_id": named(land.ids, self.node),
            "channel_id": named(IDS, own.channel[deal]),
            "partner_id": numbered("P", np.where(own.partner < 0, -1, own.partner + 1)[deal], 4),
            "product_line": named(LINE_NAMES, own.line[deal]),
            "origin": named(["source"], np.zeros(len(deal), np.int64)),
        }
        return chunk("opportunity_event", columns)


def _positive(values: Array) -> "np.ma.MaskedArray[tuple[int, ...], np.dtype[np.int32]]":
    return np.ma.masked_less(values.astype(np.int32), 1)


def events(spec: Spec, own: Deals, changes: Changes) -> Log:
    """The after-images of `changes`, without what lies beyond the last day."""
    seen = changes.time < len(spec.days)
    deal, time, kind, stage, amount, close, owner = (
        getattr(changes, name)[seen] for name in ("deal", "time", "kind", "stage", "amount", "close", "owner")
    )
    first = np.flatnonzero(kind == CREATED)
    start = np.repeat(first, np.diff(np.append(first, len(deal))))
    stage = _carry(stage, stage > 0)
    before = np.where(np.arange(len(deal)) == start, -1, np.roll(stage, 1))
    direct = own.channel[deal] == position("direct")
    moved = _since(np.where(direct, owner == 2, False), start) > 0
    node = np.where(moved, own.other_node[deal], own.node[deal])
    hands = _since(owner > 0, start)
    rep = people(spec).choose(AR, places().region[node], own.company[deal] + hands)
    return Log(
        deal=deal,
        seq=np.arange(len(deal)) - start + 1,
        time=time,
        kind=kind,
        stage_from=before,
        stage=stage,
        amount=_carry(amount, ~np.isnan(amount)),
        close=_carry(close, ~np.isnan(close)),
        rep=rep,
        node=node,
    )


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


def opportunities(spec: Spec, own: Deals, now: States) -> Chunk:
    """`opportunity`: a deleted deal stands as a lost duplicate, so that it is never counted as open."""
    rng, n, land = spec.rng("deal row", int(own.number[0]) if len(own.number) else 0), len(own.number), places()
    lost = positions((LOST,))[own.funnel, now.stage]
    reason = np.searchsorted(np.cumsum(LOSS_WEIGHTS), rng.random(n)).clip(0, len(LOSS_REASONS) - 1)
    reason = np.where(lost, np.where(now.deleted, len(LOSS_REASONS), reason), -1)
    rival = rng.integers(0, len(COMPETITORS), n)
    faced = rng.random(n) < np.where(lost, 0.6, 0.25)
    month = (spec.days[0] + np.floor(own.created).astype(int)).astype("datetime64[M]")
    names = [
        f"{land.names[k][1]}{LINES[i][1]}项目 {land.names[k][0]} {LINES[i][2]} {str(m)[2:]}"
        for k, i, m in zip(own.node, own.line, month, strict=True)
    ]
    columns = {
        "opportunity_id": numbered("D", own.number, 6),
        "funnel": [FUNNELS[own.funnel].id] * n,
        "name": names,
        "customer_id": numbered("B", own.company, 8),
        "rep_id": numbered("S", now.rep + 1, 3),
        "channel_id": named(IDS, own.channel),
        "partner_id": numbered("P", np.where(own.partner < 0, -1, own.partner + 1), 4),
        "region_id": named(land.ids, now.node),
        "product_line": named(LINE_NAMES, own.line),
        "amount": money(np.round(now.amount * 100)),
        "stage": now.stage.astype(np.int32),
        "forecast_category": named(list(CATEGORIES), categories()[own.funnel, now.stage]),
        "created_on": _dates(spec, own.created),
        "expected_close_on": _dates(spec, now.close),
        "closed_on": _dates(spec, now.closed),
        "loss_reason": named([*LOSS_REASONS, DUPLICATE], reason),
        "competitor": named(list(COMPETITORS), np.where(faced, rival, -1)),
    }
    return chunk("opportunity", columns)


def _dates(spec: Spec, offsets: Array) -> object:
    known = ~np.isnan(offsets)
    dates = spec.days[0] + np.floor(np.where(known, offsets, 0)).astype(int)
    dates[~known] = np.datetime64("NaT")
    return days(dates)


def members(spec: Spec, own: Deals, now: States) -> Chunk:
    """`opportunity_member`: the owner, former owners, and those whose stages the deal has reached."""
    staff, region, cash = people(spec), places().region[now.node], FUNNELS[own.funnel].id == "cash"
    n = len(own.number)
    solution, hands_over = now.reached >= (2 if cash else 3), (now.reached >= 4) & cash
    former = now.first_rep != now.rep
    groups = (
        (np.ones(n, bool), now.rep, 0, 1 - 0.25 * solution - 0.15 * hands_over),
        (solution, staff.choose(SR, region, own.company), 1, np.full(n, 0.25)),
        (hands_over, staff.choose(FR, region, own.company), 2, np.full(n, 0.15)),
        (former, now.first_rep, 0, np.zeros(n)),
    )
    deal = np.concatenate([np.flatnonzero(where) for where, *_ in groups])
    rep, share = (np.concatenate([g[k][g[0]] for g in groups]) for k in (1, 3))
    role = np.repeat([g[2] for g in groups], [int(g[0].sum()) for g in groups])
    old = np.arange(len(deal)) >= len(deal) - int(former.sum())
    columns = {
        "opportunity_id": numbered("D", own.number[deal], 6),
        "rep_id": numbered("S", rep + 1, 3),
        "role": named(list(ROLES), role),
        "credit_share": share,
        "valid_from": _dates(spec, own.created[deal]),
        "valid_to": _dates(spec, np.where(old, now.handed[deal], np.nan)),
    }
    return chunk("opportunity_member", columns)
