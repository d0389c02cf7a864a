"""Orders with deliveries, bills and receipts, by chance, and what is open of them worked out slice by slice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL

Row = dict[str, object]
SOURCE = "erp"
FIRST, DAYS = date(2025, 1, 1), 500
REGIONS = (("north", None), ("hebei", "north"), ("south", None))
CHANNELS = ("direct", "dealer", "shop")  # the shop records no deliveries
ZERO = Decimal(0)


def line(order: str, on: date, amount: object, **more: object) -> Row:
    """A booked line at list price."""
    money = Decimal(str(amount))
    fixed = {
        "order_id": order, "line_id": "1", "ordered_on": on, "status": "booked", "product_id": "p", "quantity": 1,
        "list_amount": money, "discount_amount": ZERO, "revenue": money, "region_id": "hebei", "channel_id": "direct",
    }  # fmt: skip
    return fixed | more


def step(fact: str, order: str, on: date, amount: object, **more: object) -> Row:
    """A delivery, an invoice or a receipt; numbered by its day."""
    day = {"delivery": "delivered_on", "invoice": "issued_on", "receipt": "received_on"}[fact]
    fixed = {f"{fact}_id": f"{order}@{on}", "order_id": order, day: on, "amount": Decimal(str(amount))}
    return fixed | {"region_id": "hebei", "channel_id": "direct"} | more


def publish(store: Store, rows: Mapping[str, Iterable[Row]], through: date = FIRST + timedelta(days=DAYS)) -> None:
    """Publish these rows with the small world they live in."""
    channel = {"kind": "direct", "calendar": "all days", "is_pilot": False}
    state = {"table": "order_line", "loaded_at": datetime.combine(through, time()), "complete_through": through}
    world: dict[str, Iterable[Row]] = {
        "region": [{"region_id": r, "parent_id": above, "level": "x", "name": r.title()} for r, above in REGIONS],
        "channel": [channel | {"channel_id": c, "name": c.title()} for c in CHANNELS],
        "product": [{"product_id": "p", "name": "P", "line": "L", "category": "K", "unit": "pc"}],
        "customer": [{"customer_id": "u", "is_anonymous": False, "name": "U"}],
        "source_state": [state],
    }
    with build(store, SOURCE, BuildSpec()) as building:
        for name, found in (world | dict(rows)).items():
            building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))


def orders_by_chance(count: int, seed: int) -> dict[str, list[Row]]:
    """Orders as real ones are: in parts, over two slices, paid early, late, too much, back, delivered too much."""
    rng, rows = Random(seed), defaultdict(list)
    for number in range(count):
        order, on = f"O{number}", FIRST + timedelta(days=rng.randrange(DAYS - 60))
        slices = rng.sample([("hebei", "direct"), ("south", "dealer"), ("hebei", "dealer")], rng.choice((1, 1, 2)))
        for place, (region, channel) in enumerate(slices):
            _slice(rng, rows, (order, on), {"region_id": region, "channel_id": channel, "line_id": str(place)})
    for number in range(count // 10):
        rows["order_line"].append(line(f"S{number}", FIRST, 50, channel_id="shop"))
        rows["order_line"].append(line(f"N{number}", FIRST, 30, region_id=None))
    return dict(rows)


def _slice(rng: Random, rows: dict[str, list[Row]], head: tuple[str, date], where: Row) -> None:
    (order, on), cents = head, rng.randrange(1, 2_000_000)
    fixed = {name: where[name] for name in ("region_id", "channel_id")}
    suffix = f"{where['region_id']}{where['channel_id']}"
    if rng.random() < 0.93:
        rows["order_line"].append(line(order, on, _money(cents), **where, customer_id="u"))
    if rng.random() < 0.1:  # a return, which takes nothing off what was signed
        back = {"line_id": f"{where['line_id']}R", "quantity": -1}
        rows["order_line"].append(line(order, on + timedelta(days=9), _money(-cents // 3), **where | back))
    for fact, chance in (("delivery", 0.9), ("invoice", 0.8), ("receipt", 0.75)):
        parts = _parts(rng, cents) if rng.random() < chance else []
        for place, part in enumerate(parts):
            day = on + timedelta(days=rng.randrange(0, 90))
            more = {f"{fact}_id": f"{order}{suffix}{place}"} | fixed
            if fact == "invoice":
                more["due_on"] = None if rng.random() < 0.2 else day + timedelta(days=30)
            rows[fact].append(step(fact, order, day, _money(part), **more))


def _parts(rng: Random, cents: int) -> list[int]:
    """The amount in one to three goes: all of it, a part, more than it; sometimes something goes back."""
    total = round(cents * rng.choice((1, 1, 1, 0.4, 1.2)))
    cuts = sorted(rng.randrange(total + 1) for _ in range(rng.choice((0, 0, 1, 2))))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]
    return [*parts, -rng.randrange(1, cents + 1)] if rng.random() < 0.12 else parts


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def slices(rows: Mapping[str, list[Row]], day: date) -> dict[tuple[object, ...], dict[str, Decimal]]:
    """Order, region, channel → what was signed, delivered and received by the end of the day."""
    found: dict[tuple[object, ...], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    recorded = {r["channel_id"] for r in rows["delivery"]}
    signed = [r for r in rows["order_line"] if r["quantity"] > 0 and r["channel_id"] in recorded]
    days = (("signed", signed, "ordered_on", "revenue"), ("delivered", rows["delivery"], "delivered_on", "amount"),
            ("received", rows.get("receipt", []), "received_on", "amount"))  # fmt: skip
    for name, listed, on, amount in days:
        for r in listed:
            if r[on] <= day:
                found[r["order_id"], r["region_id"], r["channel_id"]][name] += r[amount]
    return found


def oldest_first(rows: Mapping[str, list[Row]], fact: str, day: date) -> list[tuple[tuple[object, ...], Row, Decimal]]:
    """Each delivery (or invoice) that is not paid in full, with what is left of it: money settles the oldest first."""
    on = {"delivery": "delivered_on", "invoice": "issued_on"}[fact]
    credit: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    owed: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for r in rows.get("receipt", []):
        credit[r["order_id"], r["region_id"], r["channel_id"]] += r["amount"] if r["received_on"] <= day else ZERO
    for r in rows[fact]:
        key = r["order_id"], r["region_id"], r["channel_id"]
        if r[on] <= day and r["amount"] > 0:
            owed[key].append(r)
        elif r[on] <= day:
            credit[key] -= r["amount"]
    found = []
    for key, bills in owed.items():
        purse = credit[key]
        for place, bill in enumerate(sorted(bills, key=lambda b: (b[on], b[f"{fact}_id"]))):
            debt = bill["amount"] - (purse if place == 0 else max(purse, ZERO))  # more paid back than received is owed
            found.append((key, bill, max(debt, ZERO)))
            purse = max(-debt, ZERO)
    return [(key, bill, rest) for key, bill, rest in found if rest]
