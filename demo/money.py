"""What follows from an order: goods handed over, bills, money received, and what buyers say."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.buyers import COMPANY, NOBODY, WALK_IN, account_ids
from demo.channels import CHANNELS, IDS, WHOLESALE
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.heads import Heads
from demo.lines import Lines
from demo.places import places
from demo.spec import Array, Spec

IN_TWO = 0.2  # of the orders are delivered in two goes
TERMS = (30, 45, 60)  # days to pay, by the company's habit
LATE_PAYERS = 12  # of a hundred companies pay one to three months late
NEVER_PAID = 0.012
ANSWERS = 0.035  # of the orders with a known buyer are answered for
Orders = tuple[Heads, Lines, pa.Array]


def steps(spec: Spec, rng: np.random.Generator, orders: Orders) -> Iterator[Chunk]:
    """`delivery`, `invoice` and `receipt` of the wholesale orders, as far as they have come by the last day."""
    heads, lines, ids = orders
    total = np.bincount(lines.head[~lines.back], lines.revenue[~lines.back], len(heads.day)).astype(np.int64)
    due = np.flatnonzero(WHOLESALE[heads.channel] & ~heads.cancelled & (total > 0))
    two = rng.random(len(due)) < IN_TWO
    order = np.concatenate([due, due[two]])
    go = np.repeat([1, 2], [len(due), int(two.sum())])
    share = np.concatenate([np.where(two, 0.6, 1.0), np.zeros(int(two.sum()))])
    cents = np.round(total[order] * share).astype(np.int64)
    cents[len(due) :] = (total[due] - cents[: len(due)])[two]
    handed = heads.day[order] + np.where(go == 1, rng.integers(2, 13, len(order)), rng.integers(14, 32, len(order)))
    billed = handed + rng.integers(0, 6, len(order))
    terms = np.array(TERMS)[heads.buyer[order] % len(TERMS)]
    paid = billed + terms + _lateness(rng, heads.buyer[order])
    paid[rng.random(len(order)) < NEVER_PAID] = len(spec.days) + 1
    step = (heads, order, go, ids)
    yield _step("delivery", spec, step, {"delivered_on": handed}, cents)
    yield _step("invoice", spec, step, {"issued_on": billed, "due_on": billed + terms}, cents)
    yield _step("receipt", spec, step, {"received_on": paid}, cents)


def _lateness(rng: np.random.Generator, buyer: Array) -> Array:
    """Days after the due day: about a week for most, one to three months for those who always pay late."""
    slow = (buyer * 2_654_435_761) % 100 < LATE_PAYERS
    usual = np.round(rng.normal(3, 7, len(buyer))).clip(-10, 25)
    return np.where(slow, rng.integers(30, 95, len(buyer)), usual).astype(np.int64)


def _step(
    name: str, spec: Spec, step: tuple[Heads, Array, Array, pa.Array], when: dict[str, Array], cents: Array
) -> Chunk:
    heads, order, go, ids = step
    done = np.flatnonzero(next(iter(when.values())) < len(spec.days))
    head = order[done]
    own = ids.take(pa.array(head))
    number = pc.binary_join_element_wise(own, pa.array(go[done]).cast(pa.string()), f"-{name[0].upper()}")
    columns = {
        f"{name}_id": number,
        "order_id": own,
        **{column: days(spec.days[0] + values[done]) for column, values in when.items()},
        "amount": money(cents[done]),
        "region_id": named(places().ids, heads.node[head]),
        "channel_id": named(IDS, heads.channel[head]),
        "partner_id": numbered("P", np.where(heads.partner < 0, -1, heads.partner + 1)[head], 4),
        "opportunity_id": numbered("D", heads.deal[head], 6),
    }
    return chunk(name, columns)


def answers(spec: Spec, rng: np.random.Generator, orders: tuple[Heads, pa.Array]) -> Chunk:
    """`satisfaction`: some buyers answer a few days after the order."""
    heads, ids = orders
    mood = np.array([c.mood for c in CHANNELS])
    known = ~np.isin(heads.buyer_kind, (NOBODY, WALK_IN)) & ~heads.cancelled
    rate = np.where(heads.buyer_kind == COMPANY, 4 * ANSWERS, ANSWERS)
    day = heads.day + rng.integers(4, 22, len(heads.day))
    chosen = np.flatnonzero(known & (rng.random(len(heads.day)) < rate) & (day < len(spec.days)))
    spread = rng.normal(0, 9, len(chosen)) + 2
    unhappy = np.where(rng.random(len(chosen)) < 0.06, rng.uniform(20, 45, len(chosen)), 0)
    score = np.round(mood[heads.channel[chosen]] + spread - unhappy).clip(0, 100)
    columns = {
        "answer_id": pc.binary_join_element_wise(ids.take(pa.array(chosen)), "-A", ""),
        "answered_on": days(spec.days[0] + day[chosen]),
        "customer_id": account_ids(heads.buyer_kind[chosen], heads.buyer[chosen]),
        "region_id": named(places().ids, heads.node[chosen]),
        "channel_id": named(IDS, heads.channel[chosen]),
        "score": score,
    }
    return chunk("satisfaction", columns)
