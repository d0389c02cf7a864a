"""`order_line`, month by month, with the steps and answers that follow from the same orders."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo import money
from demo.buyers import account_ids
from demo.channels import IDS
from demo.deals import Won
from demo.frames import Chunk, chunk, days, named, numbered
from demo.frames import money as cents_as_money
from demo.heads import Company, Heads, draw, join
from demo.ledger import Ledger, add
from demo.lines import Lines, fill
from demo.places import places
from demo.products import products
from demo.spec import Spec

BIG = 12.0  # scale that one part of a month holds: memory stays bounded at any scale


def orders(company: Company, won: Won, ledger: Ledger) -> Iterator[Chunk]:
    """Lines, deliveries, invoices, receipts and answers, month by month; `ledger` grows on the way."""
    spec = company.spec
    parts = max(1, int(np.ceil(spec.scale / BIG)))
    for month in range(len(spec.months)):
        serial = 0
        for part in range(parts):
            rng = spec.rng("order", month, part)
            heads = draw(company, month, rng, 1 / parts)
            if part == 0:
                heads = join([heads, won.heads(spec, month)])
            lines = fill(company, month, rng, heads)
            _book(spec, ledger, heads, lines)
            ids = numbered(f"O{str(spec.months[month])[2:].replace('-', '')}-", serial + np.arange(len(heads.day)), 6)
            serial += len(heads.day)
            yield _rows(spec, heads, lines, ids)
            yield from money.steps(spec, rng, (heads, lines, ids))
            yield money.answers(spec, rng, (heads, ids))


def _book(spec: Spec, ledger: Ledger, heads: Heads, lines: Lines) -> None:
    """Add booked lines to the ledger, each on its own day."""
    kept = ~heads.cancelled[lines.head]
    head, revenue = lines.head[kept], lines.revenue[kept]
    month = spec.month_of(spec.days[lines.day[kept]])
    node, channel, partner = heads.node[head], heads.channel[head], heads.partner[head]
    add(ledger.revenue, (node, channel, month), revenue)
    add(ledger.margin, (node, channel, month), revenue - lines.cost[kept])
    category = products(spec.seed).category[lines.product[kept]]
    add(ledger.category, (places().province[node], category, month), revenue)
    through = partner >= 0
    add(ledger.partner, (partner[through], month[through]), revenue[through])


def _rows(spec: Spec, heads: Heads, lines: Lines, ids: pa.Array) -> Chunk:
    """`order_line`: what the order says, repeated on its lines, and what each line holds."""
    sold = pc.binary_join_element_wise(ids.take(lines.head), pa.array(lines.number).cast(pa.string()), "-")
    back = pa.array(lines.back)
    columns = {name: values.take(lines.head) for name, values in _shared(heads, ids).items()} | {
        "line_id": pc.if_else(back, pc.binary_join_element_wise(sold, "R", ""), sold),
        "ordered_on": days(spec.days[lines.day]),
        "product_id": numbered("SKU", lines.product, 3),
        "quantity": cents_as_money(lines.quantity * 100),
        "list_amount": cents_as_money(lines.list_cents),
        "discount_amount": cents_as_money(lines.list_cents - lines.revenue),
        "revenue": cents_as_money(lines.revenue),
        "cost": cents_as_money(lines.cost),
        "returned_line_id": pc.if_else(back, sold, None),
    }
    return chunk("order_line", columns)


def _shared(heads: Heads, ids: pa.Array) -> dict[str, pa.Array]:
    """What all lines of an order have in common, by order."""
    nodes = places().ids
    return {
        "order_id": ids,
        "status": named(["booked", "cancelled"], heads.cancelled.astype(np.int8)),
        "customer_id": account_ids(heads.buyer_kind, heads.buyer),
        "channel_id": named(IDS, heads.channel),
        "partner_id": numbered("P", np.where(heads.partner < 0, -1, heads.partner + 1), 4),
        "region_id": named(nodes, heads.node),
        "ship_region_id": named(nodes, heads.ship),
        "rep_id": numbered("S", np.where(heads.rep < 0, -1, heads.rep + 1), 3),
        "opportunity_id": numbered("D", heads.deal, 6),
    }
