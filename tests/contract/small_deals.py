"""The deals of the small company: a dozen by a rule, and a few of the north to which more has happened."""

from datetime import date, timedelta

from tests.contract.small_facts import Row, utc

WHOSE = ("rep_id", "region_id", "channel_id", "product_line")
EVENTFUL = {  # deals of the north: steps of (days after the first, stage, kind, amount in thousands)
    "N1": ((0, 1, "created", 90), (12, 2, "changed", 90), (40, 1, "changed", 110), (55, 2, "changed", 140)),
    "N2": ((0, 1, "created", 60), (20, 2, "changed", 60), (50, 4, "changed", 60), (80, 2, "changed", 70),
           (110, 4, "changed", 70)),
    "N3": ((0, 1, "created", 50), (15, 1, "deleted", 50), (30, 1, "restored", 55)),
    "N4": ((0, 1, "created", 40), (0, 2, "changed", 40), (33, 3, "changed", 45)),
    "N5": ((0, 1, "created", 30), (25, 1, "deleted", 30)),
}  # fmt: skip


def deals() -> list[Row]:
    """Twelve deals: open, won and lost in turn; the third of each four has no amount, the last no creation date, the
    last open one no close date.
    """
    rows = []
    for n in range(12):
        closed = None if n % 3 == 0 else date(2024, 3, 1) + timedelta(days=n * 30)
        stage = (1 + n % 2, 3, 4)[n % 3]
        rows.append(
            {
                "opportunity_id": f"T{n}",
                "funnel": "cash",
                "name": f"Deal {n}",
                "customer_id": ("c1", "c2", None)[n % 3],
                "rep_id": ("r1", "r2")[n % 2],
                "channel_id": "own",
                "region_id": ("hangzhou", "hebei", "west")[n % 3],
                "product_line": "净水",
                "amount": None if n % 4 == 2 else 10_000 * (n + 1),
                "stage": stage,
                "created_on": None if n == 11 else date(2024, 1, 15) + timedelta(days=n * 25),
                "closed_on": closed,
                "expected_close_on": (None if n == 9 else date(2025, 7, 15)) if closed is None else closed,
                "loss_reason": "价格" if stage == 4 else None,
            }
        )
    return [*rows, *eventful_deals()]


def eventful_deals() -> list[Row]:
    """Deals of the north that went back, were lost twice, came back from the bin, or are in it still."""
    rows = []
    for n, (key, steps) in enumerate(EVENTFUL.items()):
        first = date(2025, 1, 10) + timedelta(days=n * 9)
        last, stage, kind, amount = steps[-1]
        rows.append(
            {
                "opportunity_id": key,
                "funnel": "cash",
                "name": f"Deal {key}",
                "customer_id": "c3",
                "rep_id": ("r1", "r2")[n % 2],
                "channel_id": ("own", "dealer")[n % 2],
                "region_id": ("hebei", "north")[n % 2],
                "product_line": "净水",
                "amount": 1000 * amount,
                "stage": 4 if kind == "deleted" else stage,
                "created_on": first,
                "closed_on": first + timedelta(days=last) if stage > 2 or kind == "deleted" else None,
                "expected_close_on": date(2025, 6, 30) + timedelta(days=n * 20),
                "loss_reason": "价格" if stage == 4 else None,
            }
        )
    return rows


def events() -> list[Row]:
    """Each deal begins in stage 1 and moves to where it stands, if it is not there still: at once, or as told."""
    rows = []
    for deal in deals():
        first = deal["created_on"] or date(2024, 1, 1)
        moved = ((20, deal["stage"], "changed", None),) if deal["stage"] != 1 else ()
        steps = EVENTFUL.get(str(deal["opportunity_id"]), ((0, 1, "created", None), *moved))
        befores = (None, *(stage for _, stage, _, _ in steps))
        for seq, ((days, stage, kind, amount), before) in enumerate(zip(steps, befores, strict=False), 1):
            day = first + timedelta(days=days)
            rows.append(
                {
                    "opportunity_id": deal["opportunity_id"],
                    "seq": seq,
                    "at": utc(day.year, day.month, day.day, 9),
                    "kind": kind,
                    "stage_from": before,
                    "stage_to": stage,
                    "origin": "source",
                    "amount": deal["amount"] if amount is None else 1000 * amount,
                    **{name: deal[name] for name in ("expected_close_on", *WHOSE)},
                }
            )
    return rows
