"""Who orders when, where and through whom: the orders of one month, before their lines."""

from dataclasses import dataclass, fields

import numpy as np

from demo import stories
from demo.buyers import COMPANY, EARLY, NOBODY, PERSON, SECOND_ACCOUNT, WALK_IN, Buyers, fresh_share, has_second
from demo.channels import CHANNELS, ONLINE, WHOLESALE, position
from demo.demand import LINES_PER_ORDER, Demand
from demo.partners import Partners, partners
from demo.people import AR, people
from demo.places import NEIGHBOURS, places
from demo.spec import PRIOR, Array, Spec, chance_round, pick, share_out

LOYAL = 0.88  # of returning consumers come back to the channel they came from
STRAY = 0.04  # of companies' orders come through another wholesale channel than usual
PROJECTS = 0.12  # of direct orders go to a project elsewhere
ELSEWHERE = 0.05  # of consumers' orders are sent to another place
SMUGGLED = 0.002  # of the orders of the biggest dealers and agents leave their territory
CANCELLED = 0.014
Where = tuple[Array, Array]  # channel and node of each order


@dataclass(frozen=True, slots=True)
class Heads:
    """Orders by position; negative numbers are empty."""

    channel: Array
    day: Array  # position in Spec.days
    node: Array
    ship: Array  # node
    partner: Array
    buyer_kind: Array
    buyer: Array
    rep: Array
    deal: Array
    lines: Array
    budget: Array  # yuan a line aims at; 0: by the piece
    cancelled: Array


@dataclass(frozen=True, slots=True)
class Company:
    """All that orders are drawn from."""

    spec: Spec
    demand: Demand
    buyers: Buyers

    @property
    def partners(self) -> Partners:
        """The partners."""
        return partners(self.spec)


def join(parts: list[Heads]) -> Heads:
    """All orders of the parts."""
    return Heads(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Heads)))


def draw(company: Company, month: int, rng: np.random.Generator, share: float = 1.0) -> Heads:
    """The orders of a month, without those that won deals bring; `share` for a part of a big month."""
    spec, demand = company.spec, company.demand
    inside = np.flatnonzero(spec.month_of(spec.days) == month)
    expected = demand.lines[:, inside].sum(axis=1) / LINES_PER_ORDER * demand.node[month].sum(axis=1)
    count = chance_round(rng, expected * share)
    channel = np.repeat(np.arange(len(CHANNELS)), count)
    day = np.concatenate([inside[pick(rng, demand.lines[c, inside] + 1e-12, n)] for c, n in enumerate(count)])
    partner, node = _sellers(company, month, rng, count)
    kind, buyer = _buyers(company, month, rng, (channel, node))
    home = channel == position("direct")
    node = np.where(home, company.buyers.firm_node[np.where(home, buyer, 0)], node)
    return Heads(
        channel=channel,
        day=day,
        node=node,
        ship=_destinations(company, month, rng, (channel, node, partner)),
        partner=partner,
        buyer_kind=kind,
        buyer=buyer,
        rep=np.where(kind == COMPANY, people(spec).choose(AR, places().region[node], buyer), -1),
        deal=np.full(len(channel), -1),
        lines=_line_counts(rng, channel),
        budget=np.zeros(len(channel)),
        cancelled=rng.random(len(channel)) < CANCELLED,
    )


def _sellers(company: Company, month: int, rng: np.random.Generator, count: Array) -> tuple[Array, Array]:
    """Partner (negative: none) and node of every order, channel by channel."""
    own, demand = company.partners, company.demand
    partner, node = [], []
    for channel, n in enumerate(count):
        members = np.flatnonzero(own.channel == channel)
        if len(members):
            chosen = members[share_out(rng, demand.partner[month, members], n)]
            partner.append(chosen)
            node.append(own.node[chosen])
        else:
            partner.append(np.full(n, -1))
            node.append(share_out(rng, demand.node[month, channel], n))
    return np.concatenate(partner), np.concatenate(node)


def _buyers(company: Company, month: int, rng: np.random.Generator, where: Where) -> tuple[Array, Array]:
    """Kind and number of every order's buyer."""
    channel, node = where
    kind, buyer = np.full(len(channel), NOBODY), np.full(len(channel), -1)
    firms, persons = np.flatnonzero(WHOLESALE[channel]), np.flatnonzero(~WHOLESALE[channel])
    kind[firms], buyer[firms] = COMPANY, _companies(company, month, rng, (channel[firms], node[firms]))
    kind[persons], buyer[persons] = _consumers(company, month, rng, (channel[persons], node[persons]))
    return kind, buyer


def _companies(company: Company, month: int, rng: np.random.Generator, where: Where) -> Array:
    """A company of the province, mostly of the same channel; old accounts order more often."""
    own, (channel, node) = company.buyers, where
    province = places().province[node]
    usual = np.flatnonzero(WHOLESALE)
    other = usual[rng.integers(0, len(usual), len(channel))]
    stray = (rng.random(len(channel)) < STRAY) & (channel != position("direct")) & (own.firms[other, province] > 0)
    channel = np.where(stray, other, channel)
    known = EARLY + (1 - EARLY) * month / len(company.spec.months)
    size = np.maximum(1, np.floor(own.firms[channel, province] * known))
    numbers: Array = own.firm_start[channel, province] + np.floor(size * rng.random(len(channel)) ** 1.7).astype(int)
    return numbers


def _consumers(company: Company, month: int, rng: np.random.Generator, where: Where) -> tuple[Array, Array]:
    """Kind and number of each consumer: unknown, new in this month, or back from an earlier one."""
    own, (channel, node) = company.buyers, where
    province, n = places().province[node], len(channel)
    known = rng.random(n) < np.array([c.known for c in CHANNELS])[channel]
    fresh = rng.random(n) < fresh_share()[channel]
    lag = np.minimum(rng.geometric(0.12, n), month + PRIOR)
    home = np.where(rng.random(n) < LOYAL, channel, pick(rng, own.size.sum(axis=(0, 2)) + 1e-9, n))
    when, home = np.where(fresh, month + PRIOR, month + PRIOR - lag), np.where(fresh, channel, home)
    empty = own.size[when, home, province] == 0
    block = np.where(empty, month + PRIOR, when), np.where(empty, channel, home), province
    size = own.size[block]
    turn = np.where(fresh, _turns(channel * 1000 + province), np.floor(rng.random(n) * np.maximum(size, 1)))
    number = own.start[block] + turn.astype(np.int64) % np.maximum(size, 1)
    second = (ONLINE[channel] != ONLINE[block[1]]) & has_second(number)
    known &= size > 0
    walk_in = ~known & (channel == position("retail"))
    kind = np.select([known & second, known, walk_in], [SECOND_ACCOUNT, PERSON, WALK_IN], NOBODY)
    return kind, np.select([known, walk_in], [number, province], -1)


def _turns(group: Array) -> Array:
    """0, 1, 2 … within each group, in order: every newcomer orders once before one does so twice."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    turn = np.empty(len(group), np.int64)
    turn[order] = np.arange(len(group)) - np.repeat(first, np.diff(np.append(first, len(group))))
    return turn


def _destinations(company: Company, month: int, rng: np.random.Generator, where: tuple[Array, Array, Array]) -> Array:
    """Where the goods go: consumers' gifts anywhere, partners' goods within their territory, mostly."""
    (channel, node, partner), land = where, places()
    ship = np.where(rng.random(len(node)) < 0.2, land.province[node], node)
    anywhere = rng.integers(0, len(land.ids), len(node))
    weight = company.partners.weight
    big = (partner >= 0) & (weight[partner] > 3 * weight.mean())
    astray = np.where(partner >= 0, SMUGGLED * big, PROJECTS)
    free = rng.random(len(node)) < np.where(WHOLESALE[channel], astray, ELSEWHERE)
    near = np.full(land.provinces, -1)
    for home, others in NEIGHBOURS.items():
        near[land.at(home)] = land.at(others[0])
    nearby = near[land.province[node]]
    visits = (partner >= 0) & (partner % 3 == 0) & (nearby >= 0) & (rng.random(len(node)) < 0.10) & WHOLESALE[channel]
    ship = np.where(visits, nearby, ship)
    leaks = partner == stories.LEAKING_PARTNER - 1
    ship = np.where(free & ~leaks & (channel != position("retail")), anywhere, np.where(leaks, node, ship))
    if month >= stories.since(company.spec, stories.LEAK_MONTHS):
        own = rng.permutation(np.flatnonzero(leaks))  # at least one order of each month goes astray
        gone = own[: int(np.ceil(len(own) * stories.LEAK_SHARE))]
        ship[gone] = np.array([land.at(name) for name in stories.LEAK_TO])[rng.integers(0, 2, len(gone))]
    return ship


def _line_counts(rng: np.random.Generator, channel: Array) -> Array:
    """1 + Poisson for wholesale orders; 1 to 3 for consumers."""
    u = rng.random(len(channel))
    many = 1 + np.minimum(rng.poisson(LINES_PER_ORDER[0] - 1, len(channel)), 9)
    return np.where(WHOLESALE[channel], many, 1 + (u < 0.24) + (u < 0.05))
