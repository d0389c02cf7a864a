"""A company of partners with every kind of life, drawn at random, and the same questions answered in plain Python."""

from datetime import date, datetime, timedelta
from random import Random

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL
from domain.partners import Patience
from domain.periods import add_months

FIRST, LAST = date(2024, 1, 3), date(2025, 8, 20)
REGIONS = (("east", None), ("wuxi", "east"), ("north", None))
CHANNELS = (("trade", None), ("dealers", "trade"), ("shops", "trade"), ("web", None))
DAY = timedelta(days=1)
PATIENCE = Patience()
Row = dict[str, object]


def company(seed: int = 5, count: int = 90) -> dict[str, list[Row]]:
    """The rows of every table; the same seed gives the same rows."""
    draw = Random(seed)
    partners = [_partner(draw, n) for n in range(count)]
    lines = [line for partner in partners for line in _lines(draw, partner)] + _other_lines(draw)
    return {
        "region": [{"region_id": key, "parent_id": above, "level": "x", "name": key.title()} for key, above in REGIONS],
        "channel": [
            {"channel_id": key, "parent_id": above, "name": key.title(), "kind": "distributor"}
            | {"calendar": "working", "is_pilot": False}
            for key, above in CHANNELS
        ],
        "product": [{"product_id": "p", "name": "P", "line": "L", "category": "K", "unit": "pc"}],
        "partner": partners,
        "order_line": lines,
        "channel_cost": _costs(draw, partners),
    }


def publish(store: Store, rows: dict[str, list[Row]], source: str = "maker") -> None:
    """Publish the rows as one source."""
    with build(store, source, BuildSpec()) as building:
        for name, found in rows.items():
            building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))
        loaded = datetime(2025, 8, 21)  # noqa: DTZ001
        state = [{"table": "order_line", "loaded_at": loaded, "complete_through": LAST}]
        building.append("source_state", from_rows(CANONICAL["source_state"], state).drop_columns("source"))


def _partner(draw: Random, n: int) -> Row:
    span = (LAST - FIRST).days
    opened = FIRST + timedelta(days=draw.randint(-900, span))
    if draw.random() < 0.15:
        opened = None
    closed = (opened or FIRST) + timedelta(days=draw.randint(30, 700)) if draw.random() < 0.3 else None
    kind = draw.choice(("dealer", "agent", "store", "outlet"))
    channel = draw.choice(("dealers", "dealers", "shops"))
    known = {"partner_id": f"P{n:03d}", "kind": kind, "name": f"Partner {n}", "channel_id": channel}
    home = {"region_id": draw.choice(("east", "wuxi", "north")), "tier": draw.choice(("A", "B", None))}
    return known | home | {"opened_on": opened, "closed_on": closed if closed and closed <= LAST else None}


def _lines(draw: Random, partner: Row) -> list[Row]:
    """Orders at a rhythm of its own, with pauses; some never order; a few returns, also as its last sign."""
    start = max(FIRST, partner["opened_on"] or FIRST)
    if draw.random() < 0.1:
        return []
    day = start + timedelta(days=draw.randint(0, 120))
    end = min(LAST, partner["closed_on"] or LAST, start + timedelta(days=draw.choice((60, 250, 2000))))
    usual, rows = draw.choice((3, 9, 30)), []
    while day <= end:
        quantity = draw.choice((1, 2, 3, 5, -1))
        rows.append(_line(draw, f"{partner['partner_id']}-{day}", day, quantity) | _of(draw, partner))
        day += timedelta(days=draw.randint(1, usual * 2) + (200 if draw.random() < 0.02 else 0))
    return rows


def _of(draw: Random, partner: Row) -> Row:
    region = draw.choice((partner["region_id"], partner["region_id"], "north", None))
    return {"partner_id": partner["partner_id"], "channel_id": partner["channel_id"], "region_id": region}


def _line(draw: Random, order: str, day: date, quantity: int) -> Row:
    amount = quantity * draw.randint(10, 90)
    money = {"quantity": quantity, "list_amount": amount, "discount_amount": 0, "revenue": amount}
    cost = quantity * draw.randint(5, 60) if draw.random() < 0.8 else None
    status = "cancelled" if draw.random() < 0.03 else "booked"
    about = {
        "order_id": order,
        "line_id": "1",
        "ordered_on": day,
        "status": status,
        "product_id": "p",
        "cost": cost,
    }
    return about | money | ({"status": "booked"} if day == FIRST else {})


def _other_lines(draw: Random) -> list[Row]:
    """What is sold without a partner, from the first day of the data on, in a channel of partners and in another."""
    days = [FIRST, *(FIRST + timedelta(days=draw.randint(0, (LAST - FIRST).days)) for _ in range(120))]
    return [
        _line(draw, f"W{n}", day, 1) | {"channel_id": ("web", "shops")[n % 2], "region_id": "east", "partner_id": None}
        for n, day in enumerate(days)
    ]


def _costs(draw: Random, partners: list[Row]) -> list[Row]:
    rows = []
    for n in range(150):
        partner = draw.choice(partners) if n % 3 else None
        channel = partner["channel_id"] if partner else draw.choice(("trade", "dealers", "shops", "web"))
        day = FIRST + timedelta(days=draw.randint(0, (LAST - FIRST).days))
        about = {
            "cost_id": f"K{n}",
            "spent_on": day,
            "channel_id": channel,
            "region_id": draw.choice(("east", "north")),
        }
        rows.append(
            about | {"partner_id": partner and partner["partner_id"], "kind": "rebate", "amount": draw.randint(1, 99)}
        )
    return rows


def days_of(rows: dict[str, list[Row]], partner: str, until: date = LAST) -> list[date]:
    """The days on which the partner ordered something, up to a day."""
    lines = (line for line in rows["order_line"] if line["partner_id"] == partner and line["status"] == "booked")
    return sorted({line["ordered_on"] for line in lines if line["quantity"] > 0 and line["ordered_on"] <= until})


def since(kind: str, day: date) -> date:
    return add_months(day + DAY, -{"store": 3, "outlet": 3}.get(kind, 6))


def state_on(rows: dict[str, list[Row]], partner: Row, day: date) -> str:
    """The state at the end of a day as DOMAIN says it; "" where the partner was not there yet."""
    ordered = days_of(rows, partner["partner_id"], day)
    ever = days_of(rows, partner["partner_id"])
    opened, closed = partner["opened_on"], partner["closed_on"]
    came = min([*([opened] if opened else []), *ever[:1]], default=None)
    older = not opened and (not ever or add_months(FIRST, PATIENCE.months(partner["kind"])) > ever[0])
    if not older and came > day:
        return ""
    if closed and closed <= day:
        return "closed"
    if ordered:
        return "active" if ordered[-1] >= since(partner["kind"], day) else "dormant"
    return "waiting" if not older and came >= since(partner["kind"], day) else "dormant"


def life(rows: dict[str, list[Row]], partner: Row, day: date) -> tuple[int, int, bool] | None:
    """Ages at entry (−1: from birth on) and at the end or the last settled day, and whether it ended; None: unseen."""
    kind, closed = partner["kind"], partner["closed_on"]
    closed = closed if closed and closed <= day else None
    ordered = days_of(rows, partner["partner_id"], day)
    origin = min([partner["opened_on"], *ordered[:1]]) if partner["opened_on"] else None
    if origin is None and ordered and ordered[0] >= add_months(FIRST, PATIENCE.months(kind)):
        origin = ordered[0]
    if origin is None or origin > day:
        return None
    alive, settled = (ordered or [origin])[-1], since(kind, day) - DAY
    end = alive if alive <= settled else None
    if closed and alive >= since(kind, closed):
        end = closed
    entry = max((FIRST - origin).days, 0) or -1
    seen = min(end or date.max, settled)
    left = (seen - origin).days
    return (entry, left, end is not None and end <= settled) if left > entry else None
