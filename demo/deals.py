"""Deals of both funnels: as they stand now, what happened to them, who works on them, and the orders of those won."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from demo.buyers import COMPANY, EARLY, Buyers
from demo.channels import WORKING, position
from demo.deal_log import Deals, States, events, states
from demo.deal_rows import event_rows, members, opportunities
from demo.frames import Chunk
from demo.heads import Heads
from demo.ledger import Ledger, add
from demo.partners import NEVER, partners
from demo.places import places
from demo.season import shape
from demo.spec import Array, Spec, pick, share_out
from demo.stages import FULFILLED, FUNNELS, PAID, WON, Funnel, positions
from demo.timelines import live

BEFORE = 9  # months before the data in which deals were already created
QUARTER = 3  # months drawn at once
GROWTH = 0.07


@dataclass(frozen=True, slots=True)
class Won:
    """Deals won within the data, by position: what their orders need."""

    deal: Array
    day: Array  # of the order, position in Spec.days
    node: Array
    channel: Array
    partner: Array
    company: Array
    rep: Array
    yuan: Array

    def heads(self, spec: Spec, month: int) -> Heads:
        """The orders of one month that won deals bring."""
        own = np.flatnonzero(spec.month_of(spec.days[self.day]) == month)
        lines = 2 + self.deal[own] % 4
        return Heads(
            channel=self.channel[own],
            day=self.day[own],
            node=self.node[own],
            ship=self.node[own],
            partner=self.partner[own],
            buyer_kind=np.full(len(own), COMPANY),
            buyer=self.company[own],
            rep=self.rep[own],
            deal=self.deal[own],
            lines=lines,
            budget=self.yuan[own] / lines,
            cancelled=np.zeros(len(own), bool),
        )


def deals(spec: Spec, buyers: Buyers, ledger: Ledger, won: list[Won]) -> Iterator[Chunk]:
    """`opportunity`, `opportunity_member`, `opportunity_event`, a quarter of creation at a time; `won` is filled."""
    serial = 1
    for month in range(-BEFORE, len(spec.months), QUARTER):
        for number, funnel in enumerate(FUNNELS):
            rng = spec.rng("deal", month + BEFORE, number)
            created = _created(spec, rng, funnel, month)
            own = _draw(spec, rng, buyers, (number, serial, created))
            serial += len(created)
            log = events(spec, own, live(spec, rng, funnel, (created, own.amount)))
            now = states(own, log)
            yield opportunities(spec, own, now)
            yield members(spec, own, now)
            yield event_rows(spec, own, log)
            won.append(_won(spec, own, now))
            day, rep = now.closed[_is_won(own, now)].astype(int), now.rep[_is_won(own, now)]
            add(ledger.won, (rep, spec.month_of(spec.days[day])), now.amount[_is_won(own, now)] * 100)


def _created(spec: Spec, rng: np.random.Generator, funnel: Funnel, month: int) -> Array:
    """When the deals of a quarter of months are created: days after the first day, with the time of day."""
    start, stop = (spec.months[0] + m for m in (month, min(month + QUARTER, len(spec.months))))
    days = np.arange(start.astype("datetime64[D]"), min(stop.astype("datetime64[D]"), spec.days[-1] + 1))
    growth = (1 + GROWTH) ** (month / 12 - 1.5)
    weight = shape(WORKING, days)
    count = rng.poisson(funnel.a_month * 12 / 365.25 * spec.scale * growth * weight.sum())
    offset = (days[0] - spec.days[0]).astype(int)
    created: Array = offset + np.sort(pick(rng, weight, count) + rng.random(count))
    return created


def _draw(spec: Spec, rng: np.random.Generator, buyers: Buyers, what: tuple[int, int, Array]) -> Deals:
    """Who wants what, where and through whom."""
    number, serial, created = what
    funnel, n, land = FUNNELS[number], len(created), places()
    ids, weights = zip(*funnel.channels, strict=True)
    channel = np.array([position(c) for c in ids])[pick(rng, np.array(weights), n)]
    province = np.zeros(n, np.int64)
    for one in np.unique(channel):
        own = np.flatnonzero(channel == one)
        province[rng.permutation(own)] = share_out(rng, buyers.firms[one], len(own))
    known = EARLY * 0.98 + (1 - EARLY) * (created / len(spec.days)).clip(0, 1) * 0.97
    size = np.maximum(1, np.floor(buyers.firms[channel, province] * known))
    company = buyers.firm_start[channel, province] + np.floor(size * rng.random(n) ** 1.4).astype(int)
    partner = _partners(spec, channel, province, company)
    return Deals(
        funnel=number,
        number=serial + np.arange(n),
        created=created,
        amount=np.round(funnel.amount * rng.lognormal(-0.24, 0.7, n), -3).clip(8_000),
        company=company,
        node=buyers.firm_node[company],
        channel=np.where(partner < 0, position("direct"), channel),
        partner=partner,
        line=pick(rng, np.array([0.34, 0.2, 0.1, 0.14, 0.22]), n),
        other_node=rng.integers(0, len(land.ids), n),
    )


def _partners(spec: Spec, channel: Array, province: Array, key: Array) -> Array:
    """A lasting partner of the channel in the province, always the same for a company; negative: none, so direct."""
    own, land = partners(spec), places()
    lasting = (own.opened < 0) & (own.closed == NEVER) & (own.silent == NEVER)
    chosen = np.full(len(channel), -1)
    for one in (position("agent"), position("distributor")):
        for where in np.unique(province[channel == one]):
            near = np.flatnonzero(lasting & (own.channel == one) & (land.province[own.node] == where))
            asked = (channel == one) & (province == where)
            if len(near):
                chosen[asked] = near[key[asked] % len(near)]
    return chosen


def _is_won(own: Deals, now: States) -> Array:
    """Whether a deal is won, on a day of the data."""
    won: Array = positions((WON, FULFILLED, PAID))[own.funnel, now.stage] & (now.closed >= 0)
    return won


def _won(spec: Spec, own: Deals, now: States) -> Won:
    """The won deals; goods are ordered within three days."""
    chosen = np.flatnonzero(_is_won(own, now))
    day = np.minimum(now.closed[chosen].astype(int) + own.number[chosen] % 4, len(spec.days) - 1)
    return Won(
        deal=own.number[chosen],
        day=day,
        node=now.node[chosen],
        channel=own.channel[chosen],
        partner=own.partner[chosen],
        company=own.company[chosen],
        rep=now.rep[chosen],
        yuan=now.amount[chosen],
    )


def all_won(parts: list[Won]) -> Won:
    """All parts as one."""
    return Won(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Won)))
