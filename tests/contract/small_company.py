"""A company small enough to check by hand, with the traps that real data have: the contract tests read it.

Source `maker`: a ragged tree of regions (华东 has provinces and a city, 西部 has none), a channel tree, partners
of which one has closed, reps with managers, 18 months of orders with returns, cancelled lines, lines without a
region, a cost or a customer, deals with history, quotas whose periods are no calendar quarters, two target levels
and two versions. Source `shop`: one region, one channel, a buyer whom `maker` knows as well.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL
from tests.contract.small_deals import deals, events
from tests.contract.small_facts import (
    FIRST,
    LAST,
    PRODUCTS,
    Row,
    costs,
    line,
    named,
    partners,
    quarter,
    regular_lines,
    row,
    special_lines,
    targets,
    utc,
)

REGIONS = (  # id, parent, level, zh, potential
    ("east", None, "大区", "华东", 600),
    ("zhejiang", "east", "省", "浙江", 350),
    ("jiangsu", "east", "省", "江苏", 250),
    ("hangzhou", "zhejiang", "市", "杭州", 200),
    ("north", None, "大区", "华北", 300),
    ("hebei", "north", "省", "河北", None),
    ("west", None, "大区", "西部", 100),
)
CHANNELS = (  # id, parent, zh, kind, calendar, launched, pilot
    ("own", None, "自营", "direct", "working", None, False),
    ("dealer", None, "经销", "distributor", "working", None, False),
    ("online", None, "线上", "ecommerce", "all days", None, False),
    ("flagship", "online", "旗舰店", "ecommerce", "all days", None, False),
    ("live", "online", "直播", "live", "all days", date(2025, 1, 1), True),
)
CUSTOMERS = (  # id, identity, anonymous, segment, region, created
    ("c1", "p-1", False, "KA", "hangzhou", date(2024, 1, 1)),
    ("c2", None, False, "SMB", "jiangsu", date(2024, 2, 1)),
    ("c3", None, False, "SMB", "hebei", date(2023, 5, 1)),
    ("c4", None, True, None, None, None),
    ("c5", "p-5", False, "KA", "west", date(2024, 6, 1)),
    ("c6", None, False, None, None, None),
)
STAGES = (
    ("线索", "Lead", "open", "AR", 14),
    ("招投标", "Bid", "open", "SR", 30),
    ("成交", "Won", "won", "AR", None),
    ("丢单", "Lost", "lost", None, None),
)


def publish_small_company(store: Store) -> None:
    """Publish both sources, one load after the other."""
    for source in ("maker", "shop"):
        with build(store, source, BuildSpec()) as building:
            for name, chunk in tables(source):
                building.append(name, chunk)


def tables(source: str) -> Iterator[tuple[str, pa.Table]]:
    """The rows of one source as chunks, dimensions first."""
    for name, rows in (_maker() if source == "maker" else _shop()).items():
        yield name, from_rows(CANONICAL[name], rows).drop_columns("source")


def _maker() -> dict[str, list[Row]]:
    regions = ("region_id", "parent_id", "level", "name_zh", "potential")
    channels = ("channel_id", "parent_id", "name_zh", "kind", "calendar", "launched_on", "is_pilot")
    return {
        "region": [named(r, regions) | {"country": "CN", "outlet_universe": 10} for r in REGIONS],
        "channel": [named(c, channels) for c in CHANNELS],
        "channel_pair": [
            {"channel_a": a, "channel_b": b, "competes": c}
            for a, b, c in (("own", "dealer", True), ("live", "flagship", False))
        ],
        "partner": partners(),
        "partner_territory": [row("partner_id region_id rule valid_from", "d1", "east", "exclusive", FIRST)],
        "product": [
            dict(zip(("product_id", "name", "line", "category", "unit"), (p[0], p[0], *p[2:5]), strict=True))
            | {"name_zh": p[1]}
            for p in PRODUCTS
        ],
        "price": [
            row(
                "product_id channel_id valid_from list_price floor_price",
                p[0],
                None,
                FIRST,
                p[5],
                p[5] * Decimal("0.8"),
            )
            for p in PRODUCTS
        ],
        "customer": [
            row("customer_id identity_id is_anonymous segment region_id created_on name", *c, c[0].upper())
            for c in CUSTOMERS
        ],
        "rep": [{"rep_id": f"r{n}", "name": f"Rep {n}"} for n in (1, 2, 3, 4)],  # the fourth sold nothing yet
        "rep_assignment": [
            row("rep_id role team manager_id region_id valid_from", *post, FIRST)
            for post in (
                ("r1", "AR", "T1", "r3", "east"),
                ("r2", "SR", "T1", "r3", "north"),
                ("r3", "manager", "T1", None, None),
            )
        ],
        "stage": [
            {"funnel": "cash", "position": n} | row("name_zh name kind lead_role expected_days", *stage)
            for n, stage in enumerate(STAGES, 1)
        ],
        "opportunity": deals(),
        "opportunity_event": events(),
        "opportunity_member": [
            row("opportunity_id rep_id role credit_share valid_from", *member, FIRST)
            for member in (("T3", "r1", "AR", 0.6), ("T3", "r2", "SR", 0.4), ("T4", "r2", "AR", 1.0))
        ],
        "order_line": [*regular_lines(), *special_lines()],
        "target": targets(),
        "market": [
            row(
                "market_id period_start period_end region_id category amount leader_amount",
                f"m{q}",
                *quarter(q),
                "east",
                "净水器",
                500_000,
                200_000,
            )
            for q in range(6)
        ],
        "channel_cost": costs(),
        "delivery": [
            row(
                "delivery_id order_id delivered_on amount region_id channel_id partner_id opportunity_id",
                f"d{n}",
                f"O{n:04d}",
                FIRST + timedelta(days=n * 20),
                1000 + n,
                "zhejiang",
                "dealer",
                "d1",
                "T1" if n == 3 else None,
            )
            for n in range(20)
        ],
        "receipt": [
            row(
                "receipt_id order_id received_on amount region_id channel_id partner_id",
                f"p{n}",
                f"O{n:04d}",
                FIRST + timedelta(days=n * 20 + 40),
                900 + n,
                "zhejiang",
                "dealer",
                "d1",
            )
            for n in range(15)
        ],
        "satisfaction": [
            row(
                "answer_id answered_on customer_id region_id channel_id score",
                f"s{n}",
                FIRST + timedelta(days=n * 11),
                "c1",
                (None, "east", "hebei")[n % 3],
                "flagship",
                60 + n % 5 * 10,
            )
            for n in range(40)
        ],
        "source_state": [{"table": "order_line", "loaded_at": utc(2025, 6, 19, 1), "complete_through": LAST}],
    }


def _shop() -> dict[str, list[Row]]:
    """Another source whose ids repeat those of the first: only (source, id) tells them apart."""
    lines = [
        line(f"O{n:04d}", "1", FIRST + timedelta(days=n * 9), "A1", n % 3 + 1)
        | {"channel_id": "own", "region_id": "east", "customer_id": "c1"}
        for n in range(50)
    ]
    return {
        "region": [row("region_id level name name_zh", "east", "store", "Outlet East", "东店")],
        "channel": [row("channel_id name kind calendar is_pilot", "own", "Web shop", "ecommerce", "all days", False)],
        "product": [row("product_id name line category unit", "A1", "Filter", "Water", "Filters", "pc")],
        "customer": [row("customer_id identity_id is_anonymous name", "c1", "p-1", False, "One")],
        "order_line": lines,
        "source_state": [{"table": "order_line", "loaded_at": utc(2025, 6, 19, 2), "complete_through": LAST}],
    }
