"""Sellers: account, solution and fulfilment representatives (AR, SR, FR) and a manager for every region."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from demo.frames import Chunk, chunk, days, named, numbered
from demo.places import REGIONS
from demo.spec import Array, Spec

ROLES = (("manager", 1), ("AR", 6), ("SR", 3), ("FR", 2))  # how many a region has at scale 1
MANAGER, AR, SR, FR = range(4)
TEAMS = ("管理 Management", "大客户 Key accounts", "渠道 Channel sales", "方案 Solutions", "交付 Delivery")
SURNAMES = tuple(
    zip(
        "王李张刘陈杨黄赵吴周徐孙胡高",
        ["Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Xu", "Sun", "Hu", "Gao"],
        strict=True,
    )
)
GIVEN = tuple(
    zip(
        "敏磊静洋婷浩雪宇琳凯晨楠博悦",
        ["Min", "Lei", "Jing", "Yang", "Ting", "Hao", "Xue", "Yu", "Lin", "Kai", "Chen", "Nan", "Bo", "Yue"],
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class People:
    """By position; rep ids are position + 1."""

    region: Array
    role: Array
    team: Array

    def choose(self, role: int, region: Array, key: Array) -> Array:
        """The seller of a role in each region whom a key (a customer's number, say) always leads to."""
        chosen = np.zeros(len(region), np.int64)
        for one in range(len(REGIONS)):
            staff, asked = np.flatnonzero((self.role == role) & (self.region == one)), region == one
            chosen[asked] = staff[key[asked] % len(staff)]
        return chosen


@cache
def people(spec: Spec) -> People:
    """All sellers, region by region."""
    more = max(1, round(spec.scale**0.5))
    role = np.repeat(np.arange(len(ROLES)), [n * (more if k else 1) for k, (_, n) in enumerate(ROLES)])
    region = np.repeat(np.arange(len(REGIONS)), len(role))
    role = np.tile(role, len(REGIONS))
    team = np.select([role == AR, role == SR, role == FR], [1 + np.arange(len(role)) % 2, 3, 4], 0)
    return People(region, role, team)


def reps(spec: Spec) -> Chunk:
    """`rep`."""
    own, rng = people(spec), spec.rng("rep")
    count = len(own.role)
    surname, first, second = rng.integers(0, 14, (3, count))
    names = [
        f"{SURNAMES[s][0]}{GIVEN[a][0]}{GIVEN[b][0]} {SURNAMES[s][1]} {GIVEN[a][1]}{GIVEN[b][1].lower()}"
        for s, a, b in zip(surname, first, second, strict=True)
    ]
    return chunk("rep", {"rep_id": numbered("S", np.arange(1, count + 1), 3), "name": names})


def assignments(spec: Spec) -> Chunk:
    """`rep_assignment`: one in twelve changed the team within the data, so has two rows."""
    own, rng = people(spec), spec.rng("assignment")
    count = len(own.role)
    manager = np.array([np.flatnonzero((own.role == MANAGER) & (own.region == r))[0] for r in range(len(REGIONS))])
    moved = np.flatnonzero((rng.random(count) < 0.12) & (own.role == AR))
    change = (spec.months[0] + rng.integers(6, len(spec.months) - 2, len(moved))).astype("datetime64[D]")
    row = np.concatenate([np.arange(count), moved])
    start = np.concatenate([np.repeat((spec.months[0] - 18).astype("datetime64[D]"), count), change])
    last = np.full(len(row), np.datetime64("NaT"), "datetime64[D]")
    last[moved] = change - 1
    team = own.team[row].copy()
    team[moved] = 3 - team[moved]  # from key accounts to channel sales or back
    columns = {
        "rep_id": numbered("S", row + 1, 3),
        "role": named([name for name, _ in ROLES], own.role[row]),
        "team": named(list(TEAMS), team),
        "manager_id": numbered("S", np.where(own.role == MANAGER, -2, manager[own.region])[row] + 1, 3),
        "region_id": named([r[0] for r in REGIONS], own.region[row]),
        "valid_from": days(start),
        "valid_to": days(last),
    }
    return chunk("rep_assignment", columns)
