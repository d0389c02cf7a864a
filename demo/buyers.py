"""Buyers: companies with an industry, consumers known by an identity across channels, and walk-ins nobody knows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.channels import CHANNELS, WHOLESALE
from demo.frames import Chunk, chunk, days, named, numbered
from demo.partners import SYLLABLES
from demo.places import places
from demo.spec import PRIOR, Array, Spec, chance_round, pick

NEW = 0.60  # of a consumer channel's known orders come from first-time buyers
NEW_SUBSCRIBERS = 0.16
COMPANIES = 2400  # at scale 1
EARLY = 0.55  # of the companies were customers before the data start
SECOND = 12  # of a hundred consumers have a second account, for shops when they first bought online and the reverse
NOBODY, PERSON, SECOND_ACCOUNT, COMPANY, WALK_IN = range(5)
PREFIX = ("", "U", "U", "B", "W")
INDUSTRIES = (("置业", "Property", "房地产 Property"), ("酒店", "Hotels", "酒店 Hospitality"),
              ("教育", "Schools", "教育 Education"), ("医疗", "Clinics", "医疗 Healthcare"),
              ("连锁", "Chain Stores", "连锁零售 Retail chains"), ("家装", "Interiors", "家装 Home improvement"),
              ("公用", "Services", "公共机构 Public sector"), ("科技", "Technology", "企业办公 Offices"))  # fmt: skip
SEGMENTS = ("标准 Standard", "成长 Growth", "战略 Key")
HOMES = ("家庭 Families", "青年 Young singles", "改善 Upgraders", "银发 Seniors")
SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗")
BLOCK = 250_000  # rows of a chunk


@dataclass(frozen=True, slots=True)
class Buyers:
    """Consumers in blocks by month of arrival, channel and province; companies by wholesale channel and province."""

    size: Array  # (PRIOR + months) × channel × province: consumers
    start: Array  # the first number of each block
    firms: Array  # channel × province: companies, 0 for consumer channels
    firm_start: Array
    firm_node: Array  # of each company
    firm_birth: Array  # its place among those of its block, 0 to 1: the oldest first


def win(spec: Spec, orders: Array) -> Buyers:
    """The buyers that `orders` (month × channel × node, expected) call for."""
    rng, land = spec.rng("buyer"), places()
    province = np.zeros((*orders.shape[:2], land.provinces))
    for node, one in enumerate(land.province):
        province[:, :, one] += orders[:, :, node]
    known = np.array([c.known for c in CHANNELS]) * fresh_share() * ~WHOLESALE
    before = np.repeat(province[:12].mean(axis=0, keepdims=True), PRIOR, axis=0)
    size = chance_round(rng, np.concatenate([before, province]) * known[None, :, None])
    share = province.sum(axis=0) * WHOLESALE[:, None]
    firms = np.where(share > 0, np.maximum(2, np.round(COMPANIES * spec.scale * share / share.sum())), 0).astype(int)
    block = np.repeat(np.arange(firms.size), firms.ravel())
    birth = (np.arange(len(block)) - _starts(firms).ravel()[block] + 0.5) / firms.ravel()[block]
    return Buyers(size, _starts(size), firms, _starts(firms), _firm_nodes(rng, block % land.provinces), birth)


def fresh_share() -> Array:
    """The share of each channel's known orders that first-time buyers make."""
    return np.where([c.kind == "subscription" for c in CHANNELS], NEW_SUBSCRIBERS, NEW)


def _starts(size: Array) -> Array:
    return (np.cumsum(size) - size.ravel()).reshape(size.shape)


def _firm_nodes(rng: np.random.Generator, province: Array) -> Array:
    land = places()
    node = np.zeros(len(province), np.int64)
    for one in range(land.provinces):
        inside = np.flatnonzero(land.province == one)
        own = province == one
        node[own] = inside[pick(rng, land.weight[inside], int(own.sum()))]
    return node


def account_ids(kind: Array, number: Array) -> pa.Array:
    """Customer ids of buyers of each kind; NOBODY is empty."""
    stem = pc.binary_join_element_wise(named(list(PREFIX), kind), numbered("", number, 8), "")
    ids = pc.binary_join_element_wise(stem, pa.array(["", "-2"]).take(pa.array(kind == SECOND_ACCOUNT, pa.int8())), "")
    return pc.if_else(pa.array(kind != NOBODY), ids, None)


def has_second(number: Array) -> Array:
    """Whether a consumer has two accounts: the same for the same number everywhere."""
    chosen: Array = (number * 2_654_435_761) % 100 < SECOND
    return chosen


def customers(spec: Spec, own: Buyers) -> Iterator[Chunk]:
    """`customer`, in chunks: companies, walk-ins, consumers with their second accounts."""
    yield _companies(spec, own)
    yield _walk_ins()
    total = int(own.size.sum())
    for first in range(0, total, BLOCK):
        yield _consumers(spec, own, np.arange(first, min(first + BLOCK, total)))


def born_month(own_birth: Array, months: int) -> Array:
    """The month in which a company becomes a customer; negative before the data."""
    late = (own_birth - EARLY) / (1 - EARLY)
    month: Array = np.where(late < 0, -1 - 40 * own_birth, np.floor(late * months)).astype(np.int64)
    return month


def _companies(spec: Spec, own: Buyers) -> Chunk:
    rng, land = spec.rng("company"), places()
    count = len(own.firm_node)
    industry, first, second = rng.integers(0, len(INDUSTRIES), count), *rng.integers(0, len(SYLLABLES), (2, count))
    rows = zip(own.firm_node, first, second, industry, strict=True)
    names = [
        f"{land.names[n][1]}{SYLLABLES[a][0]}{SYLLABLES[b][0]}{INDUSTRIES[i][0]} "
        f"{SYLLABLES[a][1]}{SYLLABLES[b][1].lower()} {INDUSTRIES[i][1]}, {land.names[n][0]}"
        for n, a, b, i in rows
    ]
    segment = np.select([own.firm_birth < 0.08, own.firm_birth < 0.4], [2, 1], 0)
    created = (spec.months[0] + born_month(own.firm_birth, len(spec.months))).astype("datetime64[D]")
    numbers = np.arange(count)
    columns = {
        "customer_id": numbered("B", numbers, 8),
        "identity_id": numbered("IB", numbers, 8),
        "is_anonymous": np.zeros(count, bool),
        "name": names,
        "segment": named(list(SEGMENTS), segment),
        "industry": named([row[2] for row in INDUSTRIES], industry),
        "region_id": named(land.ids, own.firm_node),
        "created_on": days(created),
    }
    return chunk("customer", columns)


def _walk_ins() -> Chunk:
    land = places()
    count = land.provinces
    columns = {
        "customer_id": numbered("W", np.arange(count), 8),
        "is_anonymous": np.ones(count, bool),
        "name": [f"散客（{zh}） Walk-in, {en}" for en, zh in land.names[:count]],
        "region_id": land.ids[:count],
    }
    return chunk("customer", columns)


def _consumers(spec: Spec, own: Buyers, number: Array) -> Chunk:
    rng, land = spec.rng("consumer", int(number[0])), places()
    block = np.searchsorted(own.start.ravel(), number, side="right") - 1
    month, _, province = np.unravel_index(block, own.size.shape)
    created = (spec.months[0] - PRIOR + month).astype("datetime64[D]") - rng.integers(0, 26, len(number))
    surname, title, home = (rng.integers(0, n, len(number)) for n in (len(SURNAMES), 2, len(HOMES)))
    again = np.flatnonzero(has_second(number))
    both = np.concatenate([np.arange(len(number)), again])
    kind = np.repeat([PERSON, SECOND_ACCOUNT], [len(number), len(again)])
    names = [f"{s}{t}" for s in SURNAMES for t in ("女士", "先生")]
    columns = {
        "customer_id": account_ids(kind, number[both]),
        "identity_id": numbered("IU", number[both], 8),
        "is_anonymous": np.zeros(len(both), bool),
        "name": named(names, (surname * 2 + title)[both]),
        "segment": named(list(HOMES), home[both]),
        "region_id": named(land.ids, province[both]),
        "created_on": days(created[both]),
    }
    return chunk("customer", columns)
