"""The facts of the small company: orders, deals, plans and costs, each made by a rule that can be read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

FIRST, LAST = date(2024, 1, 1), date(2025, 6, 18)
Row = dict[str, object]

PRODUCTS = (  # id, zh, line, category, unit, list price, cost
    ("A1", "净水器A1", "净水", "净水器", "台", 2000, 1200),
    ("A2", "净水器A2", "净水", "净水器", "台", 3000, 1700),
    ("B1", "滤芯B1", "耗材", "滤芯", "支", 100, 30),
    ("C1", "安装C1", "服务", "安装", "次", 150, None),
)


def partners() -> list[Row]:
    rows = (
        ("d1", "dealer", "dealer", "zhejiang", "A", date(2023, 1, 1), None),
        ("d2", "dealer", "dealer", "hebei", "B", date(2024, 3, 1), date(2025, 2, 28)),
        ("s1", "store", "own", "hangzhou", None, None, None),
    )
    return [
        row("partner_id kind channel_id region_id tier opened_on closed_on name", *p, str(p[0]).upper()) for p in rows
    ]


def regular_lines() -> Iterator[Row]:
    """One order a day and a half: products, channels and regions in turn, so that every pair meets."""
    places = ("hangzhou", "zhejiang", "jiangsu", "hebei", "west", "east", None)
    ways = (("own", None), ("dealer", "d1"), ("flagship", None), ("dealer", "d2"), ("own", "s1"))
    buyers = ("c1", "c2", "c3", "c4", "c5", "c6", None)
    for n in range(350):
        day = FIRST + timedelta(days=n * 3 // 2)
        channel, partner = ways[n % 5]
        for place in range(1, n % 3 + 2):
            yield line(f"O{n:04d}", str(place), day, PRODUCTS[(n + place) % 4][0], n % 4 + 1, discount=n % 10) | {
                "channel_id": channel,
                "partner_id": partner,
                "region_id": places[n % 7],
                "ship_region_id": places[(n + n // 50) % 7],
                "customer_id": buyers[n * 3 % 7],
                "rep_id": ("r1", "r2", None)[n % 3],
            }


def special_lines() -> Iterator[Row]:
    """Returns on their own day, cancelled lines, and a pilot channel that began late."""
    fixed = {"channel_id": "own", "region_id": "hangzhou", "customer_id": "c1"}
    for n in range(10):
        back = line(f"R{n}", "1", FIRST + timedelta(days=40 + n * 30), "A1", -1) | fixed
        yield back | {"returned_line_id": f"O{n:04d}/1"}
        yield line(f"X{n}", "1", FIRST + timedelta(days=n * 30), "A2", 100) | fixed | {"status": "cancelled"}
    for n in range(12):
        day = date(2025, 1, 5) + timedelta(days=n * 13)
        yield line(f"L{n}", "1", day, "B1", 20, discount=30) | {
            "channel_id": "live",
            "region_id": "zhejiang",
            "customer_id": "c5",
        }


def line(order: str, line: str, day: date, product: str, quantity: int, *, discount: int = 0) -> Row:
    price, cost = next((p[5], p[6]) for p in PRODUCTS if p[0] == product)
    amount = Decimal(price * quantity)
    off = amount * discount / 100
    return {
        "order_id": order,
        "line_id": line,
        "ordered_on": day,
        "status": "booked",
        "product_id": product,
        "quantity": quantity,
        "list_amount": amount,
        "discount_amount": off,
        "revenue": amount - off,
        "cost": None if cost is None else cost * quantity,
    }


def targets() -> list[Row]:
    """Monthly budgets by region and channel in two versions, quotas over odd spans by rep, a level for a rate."""
    fixed = {"plan": "budget", "metric": "revenue", "aggregation": "sum"}
    rows: list[Row] = []
    for month in range(24):
        first = date(2024 + month // 12, month % 12 + 1, 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        for version, factor in (("v1", 1), ("v2", 2)):
            for region in ("east", "north"):
                rows.append(
                    fixed
                    | row(
                        "target_id version level period_start period_end region_id channel_id amount",
                        f"b{version}{region}{month}",
                        version,
                        "region,channel",
                        first,
                        last,
                        region,
                        "own",
                        20_000 * factor,
                    )
                )
        rows.append(
            fixed
            | row(
                "target_id version level period_start period_end region_id amount",
                f"r{month}",
                "v2",
                "region",
                first,
                last,
                "west",
                9_000,
            )
        )
        rows.append(
            fixed
            | row(
                "target_id version level period_start period_end amount metric aggregation",
                f"l{month}",
                "v2",
                "company",
                first,
                last,
                Decimal("0.35"),
                "margin_rate",
                "level",
            )
        )
    starts = (date(2024, 1, 1), date(2024, 3, 30), date(2024, 7, 1), date(2024, 9, 28), date(2024, 12, 29))
    for start, after in pairwise(starts):
        rows.append(
            fixed
            | row(
                "target_id version level period_start period_end rep_id channel_id amount",
                f"q{start}",
                "v1",
                "rep",
                start,
                after - timedelta(days=1),
                "r1",
                "own",
                50_000,
            )
        )
    return rows


def costs() -> list[Row]:
    return [
        row(
            "cost_id spent_on channel_id region_id kind amount",
            f"{channel}{month}{kind}",
            date(2024 + month // 12, month % 12 + 1, 1),
            channel,
            "east",
            kind,
            500 + month * 10,
        )
        for month in range(17)
        for channel in ("own", "flagship")
        for kind in ("marketing", "people", "logistics")
    ] + [
        row(
            "cost_id spent_on channel_id region_id partner_id kind amount",
            f"{partner}{n}",
            quarter(n)[1],
            "dealer",
            region,
            partner,
            "rebate",
            300 + 20 * n,
        )
        for n in range(5)
        for partner, region in (("d1", "zhejiang"), ("d2", "hebei"))
    ]


def quarter(n: int) -> tuple[date, date]:
    first = date(2024 + n // 4, n % 4 * 3 + 1, 1)
    return first, (first + timedelta(days=93)).replace(day=1) - timedelta(days=1)


def row(names: str, *values: object) -> Row:
    return dict(zip(names.split(), values, strict=True))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def named(values: tuple[object, ...], names: tuple[str, ...]) -> Row:
    pairs = dict(zip(names, values, strict=True))
    return {"name": str(pairs[names[0]]).title()} | pairs
