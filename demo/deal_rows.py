"""`opportunity`, `opportunity_event` and `opportunity_member`: deals as rows."""

import numpy as np

from demo.channels import IDS
from demo.deal_log import Deals, Log, States
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.people import FR, SR, people
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
    categories,
    positions,
)

KIND_NAMES = ("created", "changed", "deleted", "restored")
OPENS, UTC_OFFSET = 9.0, 8.0  # office hours begin, China Standard Time
ROLES = ("AR", "SR", "FR")


def event_rows(spec: Spec, own: Deals, log: Log) -> Chunk:
    """`opportunity_event`; times are UTC within office hours, so that the day is the same in China."""
    day = np.floor(log.time)
    hours = OPENS - UTC_OFFSET + (log.time - day) * 9
    at = (spec.days[0] + day.astype(int)).astype("datetime64[s]") + np.round(hours * 3600).astype(int)
    before = log.stage_from.astype(np.int32)
    columns = {
        "opportunity_id": numbered("D", own.number[log.deal], 6),
        "seq": log.seq.astype(np.int32),
        "at": at.astype("datetime64[us]"),
        "kind": named(list(KIND_NAMES), log.kind),
        "stage_from": np.ma.masked_less(before, 1),
        "stage_to": log.stage.astype(np.int32),
        "amount": money(np.round(log.amount * 100)),
        "expected_close_on": _dates(spec, log.close),
        "forecast_category": named(list(CATEGORIES), categories()[own.funnel, log.stage]),
        "rep_id": numbered("S", log.rep + 1, 3),
        "region_id": named(places().ids, log.node),
        "channel_id": named(IDS, own.channel[log.deal]),
        "partner_id": numbered("P", np.where(own.partner < 0, -1, own.partner + 1)[log.deal], 4),
        "product_line": named(LINE_NAMES, own.line[log.deal]),
        "origin": ["source"] * len(log.deal),
    }
    return chunk("opportunity_event", columns)


def opportunities(spec: Spec, own: Deals, now: States) -> Chunk:
    """`opportunity`: a deleted deal stands as a lost duplicate, so that it is never counted as open."""
    reason, rival = _losses(spec, own, now)
    columns = {
        "opportunity_id": numbered("D", own.number, 6),
        "funnel": [FUNNELS[own.funnel].id] * len(own.number),
        "name": _names(spec, own),
        "customer_id": numbered("B", own.company, 8),
        "rep_id": numbered("S", now.rep + 1, 3),
        "channel_id": named(IDS, own.channel),
        "partner_id": numbered("P", np.where(own.partner < 0, -1, own.partner + 1), 4),
        "region_id": named(places().ids, now.node),
        "product_line": named(LINE_NAMES, own.line),
        "amount": money(np.round(now.amount * 100)),
        "stage": now.stage.astype(np.int32),
        "forecast_category": named(list(CATEGORIES), categories()[own.funnel, now.stage]),
        "created_on": _dates(spec, own.created),
        "expected_close_on": _dates(spec, now.close),
        "closed_on": _dates(spec, now.closed),
        "loss_reason": named([*LOSS_REASONS, DUPLICATE], reason),
        "competitor": named(list(COMPETITORS), rival),
    }
    return chunk("opportunity", columns)


def _losses(spec: Spec, own: Deals, now: States) -> tuple[Array, Array]:
    """Why each deal was lost and who else bid for it; negative: not lost, nobody known."""
    n = len(own.number)
    rng = spec.rng("deal row", int(own.number[0]) if n else 0)
    lost = positions((LOST,))[own.funnel, now.stage]
    reason = np.searchsorted(np.cumsum(LOSS_WEIGHTS), rng.random(n)).clip(0, len(LOSS_REASONS) - 1)
    reason = np.where(lost, np.where(now.deleted, len(LOSS_REASONS), reason), -1)
    rival = rng.integers(0, len(COMPETITORS), n)
    return reason, np.where(rng.random(n) < np.where(lost, 0.6, 0.25), rival, -1)


def _names(spec: Spec, own: Deals) -> list[str]:
    """Place, product line and month, in Chinese and English."""
    land = places()
    month = (spec.days[0] + np.floor(own.created).astype(int)).astype("datetime64[M]")
    return [
        f"{land.names[k][1]}{LINES[i][1]}项目 {land.names[k][0]} {LINES[i][2]} {str(m)[2:]}"
        for k, i, m in zip(own.node, own.line, month, strict=True)
    ]


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
    groups: tuple[tuple[Array, Array, int, Array], ...] = (
        (np.ones(n, bool), now.rep, 0, 1 - 0.25 * solution - 0.15 * hands_over),
        (solution, staff.choose(SR, region, own.company), 1, np.full(n, 0.25)),
        (hands_over, staff.choose(FR, region, own.company), 2, np.full(n, 0.15)),
        (former, now.first_rep, 0, np.zeros(n)),
    )
    deal = np.concatenate([np.flatnonzero(where) for where, *_ in groups])
    rep = np.concatenate([g[1][g[0]] for g in groups])
    share = np.concatenate([g[3][g[0]] for g in groups])
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
