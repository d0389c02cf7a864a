"""Deals whose history can be followed by hand: what was told of them, how they stand, and what was ordered."""

from datetime import date

from tests.contract.deal_company import Row, deal, event, order

TOLD: dict[str, list[Row]] = {
    "straight": [
        event(1, "2025-03-01 17:00", 1, "created", amount=100, expected_close_on=date(2025, 5, 1)),
        event(2, "2025-03-10 02:00", 2, amount=100),
        event(3, "2025-03-15 02:00", 2, amount=150),
        event(4, "2025-03-20 02:00", 3, amount=150),
        event(5, "2025-04-01 17:00", 4, amount=150),
        event(6, "2025-04-11 02:00", 5, amount=150),
        event(7, "2025-05-01 02:00", 6, amount=150),
    ],
    "jump": [event(1, "2025-03-01 02:00", 1, "created"), event(2, "2025-03-05 02:00", 4)],
    "late start": [event(1, "2025-03-01 02:00", 2, "created"), event(2, "2025-03-05 02:00", 1),
                   event(3, "2025-03-09 02:00", 3)],
    "back and forth": [
        event(1, "2025-03-01 02:00", 1, "created"), event(2, "2025-03-02 02:00", 3), event(3, "2025-03-04 02:00", 2),
        event(4, "2025-03-07 02:00", 3), event(5, "2025-03-11 02:00", 7),
    ],
    "reopened": [
        event(1, "2025-03-01 02:00", 1, "created"), event(2, "2025-03-02 02:00", 2), event(3, "2025-03-05 02:00", 7),
        event(4, "2025-03-09 02:00", 2), event(5, "2025-03-14 02:00", 4),
    ],
    "lost, then won": [
        event(1, "2025-03-01 02:00", 1, "created"), event(2, "2025-03-05 02:00", 7), event(3, "2025-03-09 02:00", 4),
    ],
    "deleted": [event(1, "2025-03-01 02:00", 2, "created"), event(2, "2025-03-05 02:00", 2, "deleted")],
    "restored": [
        event(1, "2025-03-01 02:00", 2, "created"), event(2, "2025-03-05 02:00", 2, "deleted"),
        event(3, "2025-03-08 02:00", 2, "restored"), event(4, "2025-03-12 02:00", 3),
    ],
    "clock": [
        event(1, "2025-03-10 02:00", 1, "created"), event(2, "2025-03-08 02:00", 2), event(3, "2025-03-09 02:00", 3),
        event(4, "2025-03-12 02:00", 7),
    ],
    "at once": [
        event(1, "2025-03-01 02:00", 1, "created"), event(2, "2025-03-05 02:00", 2), event(3, "2025-03-05 02:00", 3),
    ],
    "moves": [
        event(1, "2025-03-01 02:00", 1, "created", region_id="north", rep_id="ann"),
        event(2, "2025-03-05 02:00", 1, region_id="south", rep_id="ann"),
        event(3, "2025-03-06 02:00", 1, region_id="south", rep_id="bob"),
        event(4, "2025-03-07 02:00", 2, region_id="south", rep_id="bob", channel_id="web"),
    ],
    "numbered oddly": [event(3, "2025-03-01 02:00", 1, "created"), event(7, "2025-03-05 02:00", 2)],
}  # fmt: skip
DEALS = [
    deal("straight", 6, closed_on=date(2025, 4, 3), customer_id="acme"),
    deal("jump", 4),
    deal("late start", 3),
    deal("back and forth", 7, closed_on=date(2025, 3, 12)),
    deal("reopened", 4, closed_on=date(2025, 3, 20)),
    deal("lost, then won", 4, closed_on=date(2025, 3, 10)),
    deal("deleted", 2),
    deal("restored", 3),
    deal("clock", 7),
    deal("at once", 3),
    deal("moves", 2),
    deal("numbered oddly", 2),
    # without any event
    deal("open", 2, created_on=date(2025, 3, 1), expected_close_on=date(2025, 6, 1), amount=70, region_id="north"),
    deal("won", 5, created_on=date(2025, 3, 1), closed_on=date(2025, 3, 9)),
    deal("lost", 7, created_on=date(2025, 3, 1), closed_on=date(2025, 3, 9)),
    deal("won before it was", 4, created_on=date(2025, 3, 9), closed_on=date(2025, 3, 7)),
    deal("undated", 2),
    deal("closed some day", 4, created_on=date(2025, 3, 1)),
    deal("never open", 2, funnel="shop", created_on=date(2025, 3, 1), closed_on=date(2025, 3, 9)),
]
ORDERS = [
    order("won", date(2025, 3, 20)),
    order("won", date(2025, 3, 18)),
    order("won", date(2025, 3, 10), status="cancelled"),
    order("open", date(2025, 3, 18)),
    order("straight", date(2025, 3, 18)),
]
