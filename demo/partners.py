"""Dealers, agents, stores and outlets: where they are, when they open, close or silently stop, where they may sell."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from demo import stories
from demo.channels import IDS, position
from demo.frames import Chunk, chunk, days, named, numbered
from demo.places import NEIGHBOURS, places
from demo.spec import Array, Spec, pick

KINDS = (  # kind, channel, how many at scale 1, closings and silent deaths a year, Chinese and English ending
    ("dealer", "distributor", 170, 0.030, 0.025, "电器", "Appliances"),
    ("agent", "agent", 60, 0.035, 0.030, "商贸", "Trading"),
    ("store", "retail", 110, 0.045, 0.015, "专卖店", "Store"),
    ("outlet", "retail", 260, 0.060, 0.070, "网点", "Outlet"),
)
SYLLABLES = tuple(
    zip(
        "恒澄嘉瑞宏远兴安泰和润宁信达",
        ["Heng", "Cheng", "Jia", "Rui", "Hong", "Yuan", "Xing", "An", "Tai", "He", "Run", "Ning", "Xin", "Da"],
        strict=True,
    )
)
NEVER = 10_000  # a month beyond every data set


@dataclass(frozen=True, slots=True)
class Partners:
    """By position; partner ids are position + 1. Months are positions in Spec.months, negative before the data."""

    kind: Array
    channel: Array
    node: Array
    weight: Array
    opened: Array  # month
    closed: Array  # month; NEVER
    silent: Array  # the month after the last order of those that stop without closing; NEVER

    def activity(self, months: int) -> Array:
        """Weight of each partner in each month (partner × month): nothing before the opening or after the end.

        It sells from the month after its opening on, climbs for half a year and fades for three months.
        """
        month = np.arange(months)[None, :]
        age = month - self.opened[:, None]
        left = np.minimum(self.closed, self.silent)[:, None] - month
        ramp, fade = (age / 6).clip(0, 1), (left / 4).clip(0, 1)
        active: Array = self.weight[:, None] * ramp * fade
        return active


@cache
def partners(spec: Spec) -> Partners:
    """All partners of the company; the first one is the dealer that sells outside its territory."""
    rng, land = spec.rng("partner"), places()
    count = [max(8, round(row[2] * spec.size)) for row in KINDS]
    kind = np.repeat(np.arange(len(KINDS)), count)
    node = pick(rng, (land.weight * land.skill) ** 0.85, len(kind))
    channel = np.array([position(row[1]) for row in KINDS])[kind]
    weight = rng.lognormal(0, 0.6, len(kind)) * np.where(kind == 2, 2.5, 1.0) * _local(channel, node)
    months = len(spec.months)
    old = rng.random(len(kind)) < 0.74
    opened = np.where(old, -rng.integers(3, 110, len(kind)), rng.integers(0, months, len(kind)))
    start = np.maximum(opened, -6)
    closed, silent = (start + 6 + _wait(rng, np.array([row[k] for row in KINDS])[kind]) for k in (3, 4))
    closed, silent = np.where(closed < silent, closed, NEVER), np.where(silent < closed, silent, NEVER)
    first = stories.LEAKING_PARTNER - 1
    node[first], opened[first], closed[first], silent[first] = land.at("wuxi"), -40, NEVER, NEVER
    weight[first] = 4 * np.median(weight[channel == position("distributor")])
    closed, silent = (np.where(values < months, values, NEVER) for values in (closed, silent))
    return Partners(kind, channel, node, weight, opened, closed, silent)


def _local(channel: Array, node: Array) -> Array:
    """Few partners in a big place sell more each: demand follows the place, not the number of doors."""
    land = places()
    crowd = np.zeros(len(node))
    for one in np.unique(channel):
        own = channel == one
        crowd[own] = np.bincount(node[own], minlength=len(land.ids))[node[own]]
    share: Array = (land.weight * land.skill)[node] / crowd
    return share


def _wait(rng: np.random.Generator, rate: Array) -> Array:
    """Months until an end that comes with `rate` a year."""
    return np.ceil(rng.exponential(12 / rate)).astype(np.int64)


def partner_rows(spec: Spec) -> Chunk:
    """`partner`: the silent ones have no closing day."""
    own, rng = partners(spec), spec.rng("partner name")
    count = len(own.kind)
    opened = (spec.months[0] + own.opened).astype("datetime64[D]") + rng.integers(0, 28, count)
    opened = np.minimum(opened, np.datetime64(spec.end))
    closed = (spec.months[0] + np.minimum(own.closed, 600)).astype("datetime64[D]") + rng.integers(0, 28, count)
    closed[(own.closed == NEVER) | (closed > np.datetime64(spec.end))] = np.datetime64("NaT")
    unknown = (rng.random(count) < 0.04) & (own.opened < 0)
    opened[unknown] = np.datetime64("NaT")
    tier = np.zeros(count, np.int64)
    for kind in range(len(KINDS)):
        alike = own.kind == kind
        tier[alike] = np.searchsorted(np.quantile(own.weight[alike], [0.6, 0.88]), own.weight[alike])
    columns = {
        "partner_id": numbered("P", np.arange(1, count + 1), 4),
        "parent_id": numbered("P", _parents(own, rng), 4),
        "kind": named([row[0] for row in KINDS], own.kind),
        "name": _names(own, rng),
        "channel_id": named(IDS, own.channel),
        "region_id": named(places().ids, own.node),
        "tier": named(["C", "B", "A"], tier),
        "opened_on": days(opened),
        "closed_on": days(closed),
    }
    return chunk("partner", columns)


def _parents(own: Partners, rng: np.random.Generator) -> Array:
    """Half of the outlets belong to a dealer of their province; ids, negative for none."""
    province = places().province[own.node]
    parent = np.full(len(own.kind), -1)
    for outlet in np.flatnonzero((own.kind == 3) & (rng.random(len(own.kind)) < 0.5)):
        near = np.flatnonzero((own.kind == 0) & (province == province[outlet]))
        if len(near):
            parent[outlet] = near[outlet % len(near)] + 1
    return parent


def _names(own: Partners, rng: np.random.Generator) -> list[str]:
    """Place, two invented syllables and what it is, in Chinese and then in English."""
    first, second = rng.integers(0, len(SYLLABLES), (2, len(own.kind)))
    land = places()
    rows = zip(own.node, first, second, own.kind, strict=True)
    return [
        f"{land.names[n][1]}{SYLLABLES[a][0]}{SYLLABLES[b][0]}{KINDS[k][5]} "
        f"{SYLLABLES[a][1]}{SYLLABLES[b][1].lower()} {KINDS[k][6]}, {land.names[n][0]}"
        for n, a, b, k in rows
    ]


def territories(spec: Spec) -> Chunk:
    """`partner_territory` of dealers and agents: their own province, the biggest alone in it; some neighbours too."""
    own, land = partners(spec), places()
    rows: list[tuple[int, str, str]] = []
    for partner in np.flatnonzero(own.kind <= 1).tolist():
        home = land.ids[land.province[own.node[partner]]]
        exclusive = own.kind[partner] == 0 and partner % 9 == 4
        rows.append((partner, home, "exclusive" if exclusive else "allowed"))
        if partner == stories.LEAKING_PARTNER - 1:
            rows += [(partner, region, "forbidden") for region in stories.LEAK_TO]
        elif partner % 3 == 0:
            rows += [(partner, region, "allowed") for region in NEIGHBOURS.get(home, ())]
    position_, region, rule = zip(*rows, strict=True)
    columns = {
        "partner_id": numbered("P", np.array(position_) + 1, 4),
        "region_id": list(region),
        "rule": list(rule),
        "valid_from": days(np.repeat(spec.months[0] - 24, len(rows))),
    }
    return chunk("partner_territory", columns)
