"""A company with six rows for each rule of channel balance, and what the rules say of them, worked out by hand."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL
from domain.filters import Filters
from tests.contract.small_facts import Row, named, row, utc

TODAY = date(2025, 3, 31)
MARCH = Filters(date(2025, 3, 1), TODAY, TODAY)
SINCE = date(2024, 1, 1)
LINE = ("order_id", "ordered_on", "channel_id", "product_id", "region_id", "ship_region_id", "partner_id",
        "customer_id", "quantity", "revenue")  # fmt: skip
_PLACES = (("east", None), ("zj", "east"), ("js", "east"), ("hangzhou", "zj"), ("north", None), ("hb", "north"))
_CHANNELS = (("shop", "retail"), ("live", "live"), ("dealer", "distributor"), ("direct", "direct"), ("tv", "live"))
_PRODUCTS = (("A", "L1"), ("B", "L1"), ("C", "L2"))
_PRICES = (  # product, channel, list, floor
    ("A", "shop", 100, 80), ("A", "live", 100, 80), ("A", "dealer", 70, 60), ("C", "shop", 50, 40),
)  # fmt: skip


def day(number: int) -> date:
    return date(2025, 3, number)


PRICE_LINES = (  # flagged 830 (80 against a list price of 100; 30 below the floor of 40) of 2530
    ("p1", day(3), "shop", "A", "hangzhou", None, None, None, 10, 1000),
    ("p2", day(5), "live", "A", "zj", None, None, None, 10, 800),
    ("p3", day(7), "dealer", "A", "zj", None, None, None, 10, 700),  # at its own list price
    ("p4", day(20), "live", "A", "zj", None, None, None, 10, 500),  # under a promotion
    ("p5", day(9), "shop", "C", "hb", None, None, None, 1, 30),  # alone, but below the floor
    ("p6", day(9), "shop", "B", "hb", None, None, None, 5, 500),  # alone, and without a price
)
MEDIAN_LINES = (  # no list price: 60 and 90 against a median of 75, so 600 of 1500; the shop is alone of its kind
    ("m1", day(3), "live", "B", "zj", None, None, None, 10, 600),
    ("m2", day(4), "tv", "B", "zj", None, None, None, 10, 900),
    ("m3", day(5), "shop", "B", "zj", None, None, None, 1, 1),
)
TERRITORY_LINES = (  # d1: all of the east, not Jiangsu; d2: Hebei; 500 + 60 of 2260
    ("t1", day(3), "dealer", "A", "zj", "hangzhou", "d1", None, 10, 1000),
    ("t2", day(3), "dealer", "A", "zj", "js", "d1", None, 10, 500),  # forbidden, nearer than what is allowed
    ("t3", day(3), "dealer", "A", "hb", "hb", "d2", None, 10, 700),
    ("t4", day(3), "dealer", "A", "hb", "zj", "d2", None, 10, 60),  # never given
    ("t5", day(3), "dealer", "A", "hb", "zj", "d3", None, 10, 9000),  # has no territory
    ("t6", day(3), "dealer", "A", "zj", None, "d1", None, 0, 0),  # nothing sold
)
CUSTOMER_LINES = (  # p-1: shop and live, 300 + 200; c3: shop and dealer do not compete; c5: 91 days ago; of 1800 + 400
    ("c1", day(3), "shop", "A", "zj", None, None, "c1", 3, 300),
    ("c2", date(2025, 1, 5), "live", "A", "hb", None, None, "c2", 2, 200),  # the same person elsewhere
    ("c3", day(3), "shop", "A", "zj", None, None, "c3", 5, 500),
    ("c4", day(4), "dealer", "A", "zj", None, None, "c3", 8, 800),
    ("c5", date(2024, 12, 31), "live", "A", "zj", None, None, "c3", 7, 700),  # too long ago: 91 days
    ("c6", day(5), "live", "A", "zj", None, None, "c4", 1, 0),  # anonymous
)
PRODUCT_LINES = (  # shop may sell A and C until the 15th; live has no assortment: 40 + 30 of 470
    ("a1", day(3), "shop", "A", "zj", None, None, None, 1, 100),
    ("a2", day(3), "shop", "B", "zj", None, None, None, 1, 40),
    ("a3", day(3), "shop", "C", "zj", None, None, None, 1, 50),
    ("a4", day(16), "shop", "C", "hb", None, None, None, 1, 30),
    ("a5", day(3), "live", "B", "zj", None, None, None, 1, 250),
    ("a6", day(3), "shop", "B", "zj", None, None, None, -1, -40),
)
DEALS = (("o1", "c1", "live", 400, "open"),)


@contextmanager
def _building(store: Store):
    with build(store, "maker", BuildSpec()) as building:
        yield building


def publish(store: Store, lines: tuple[tuple[object, ...], ...], *, deals: bool = False, rules: bool = True) -> None:
    """Publish these lines with everything that the rules read; without `rules` only what is required."""
    with _building(store) as building:
        for name, rows in _dimensions(rules=rules).items():
            building.append(name, from_rows(CANONICAL[name], rows).drop_columns("source"))
        if deals:
            for name, rows in _deals().items():
                building.append(name, from_rows(CANONICAL[name], rows).drop_columns("source"))
        rows = [_line(line) for line in lines]
        building.append("order_line", from_rows(CANONICAL["order_line"], rows).drop_columns("source"))


def _line(values: tuple[object, ...]) -> Row:
    found = dict(zip(LINE, values, strict=True))
    amount = Decimal(str(found["revenue"]))
    return found | {
        "line_id": "1",
        "status": "booked",
        "quantity": Decimal(str(found["quantity"])),
        "revenue": amount,
        "list_amount": amount,
        "discount_amount": Decimal(0),
    }


def _dimensions(*, rules: bool) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {
        "region": [named(place, ("region_id", "parent_id")) | {"level": "place", "country": "CN"} for place in _PLACES],
        "channel": [
            named(own, ("channel_id", "kind")) | {"calendar": "all days", "is_pilot": False} for own in _CHANNELS
        ],
        "product": [named(p, ("product_id", "line")) | {"category": "x", "unit": "piece"} for p in _PRODUCTS],
        "partner": [
            row("partner_id kind channel_id region_id name", f"d{n}", "dealer", "dealer", home, f"Dealer {n}")
            for n, home in ((1, "zj"), (2, "hb"), (3, "hb"))
        ],
        "customer": [
            row("customer_id identity_id is_anonymous name", *c, c[0].upper())
            for c in (("c1", "p-1", False), ("c2", "p-1", False), ("c3", None, False), ("c4", None, True))
        ],
    }
    if rules:
        found |= _rules()
    return found


def _rules() -> dict[str, list[Row]]:
    return {
        "channel_pair": [{"channel_a": "dealer", "channel_b": "shop", "competes": False}],
        "price": [
            row("product_id channel_id valid_from list_price floor_price", product, channel, SINCE, listed, floor)
            for product, channel, listed, floor in _PRICES
        ],
        "promotion": [
            row("promotion_id line channel_id starts_on ends_on depth", "pr", "L1", "live", day(18), day(22), 0.3)
        ],
        "partner_territory": [
            row("partner_id region_id rule valid_from", *rule, SINCE)
            for rule in (("d1", "east", "allowed"), ("d1", "js", "forbidden"), ("d2", "hb", "exclusive"))
        ],
        "assortment": [
            row("channel_id product_id valid_from valid_to", "shop", "A", SINCE, None),
            row("channel_id product_id valid_from valid_to", "shop", "C", SINCE, day(15)),
        ],
    }


def _deals() -> dict[str, list[Row]]:
    stages = [row("funnel position name kind", "cash", n, kind, kind) for n, kind in ((1, "open"), (2, "lost"))]
    deals = [
        row("opportunity_id funnel name customer_id channel_id region_id amount stage created_on", key, "cash", key,
            customer, channel, "hb", Decimal(amount), 1, day(1))
        for key, customer, channel, amount, _ in DEALS
    ]  # fmt: skip
    events = [
        row("opportunity_id seq at kind stage_to amount region_id channel_id origin", key, 1, utc(2025, 3, 1),
            "created", 1, Decimal(amount), "hb", channel, "source")
        for key, _, channel, amount, _ in DEALS
    ]  # fmt: skip
    return {"stage": stages, "opportunity": deals, "opportunity_event": events}
