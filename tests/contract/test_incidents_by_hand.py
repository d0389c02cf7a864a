"""Incidents from SQL and frames are those of a plain evaluator, of the hand-made rows and of random ones."""

from datetime import date, timedelta
from random import Random

import pytest

from analytics.incidents import incidents
from data_access.balance import conflicts_of, links_of, since_first
from data_access.warehouse import Warehouse
from domain.balance import ConflictAsk, of_month
from domain.filters import Filters
from domain.scope import EVERYTHING
from tests.contract import balance_company as company
from tests.contract.conflicts_by_hand import incidents_by_hand
from tests.contract.test_balance_scope import LINES

PLACES = ("zj", "hangzhou", "js", "hb")


def random_lines(seed, many=420):
    """Orders of half a year: any channel, product, place, partner and customer, at prices around the list."""
    dice = Random(seed)
    lines = []
    for place in range(many):
        day = date(2024, 10, 1) + timedelta(days=dice.randrange(182))
        channel, product = dice.choice(list(dict(company._CHANNELS))), dice.choice("ABC")
        partner = dice.choice(("d1", "d2", "d3")) if channel == "dealer" else None
        ship = dice.choice((*PLACES, None)) if partner else None
        customer = dice.choice(("c1", "c2", "c3", "c4", None, None))
        quantity = dice.choice((1, 2, 5, 10, -1))
        revenue = quantity * dice.choice((38, 55, 70, 84, 86, 100))
        lines.append(
            (f"r{place}", day, channel, product, dice.choice(PLACES), ship, partner, customer, quantity, revenue)
        )
    return tuple(lines)


def from_sql(store, month):
    data = Warehouse(store.engine(), EVERYTHING)
    whole = since_first(data, of_month(Filters(month, month, company.TODAY), month))
    table = incidents(conflicts_of(data, whole, ConflictAsk()), links_of(data, whole, ConflictAsk()), month)
    return sorted(
        (
            (
                row.kind,
                tuple(sorted(key.removeprefix("maker:") for key in row.party_keys.split("\n"))),
                row.what if row.kind == "customer" else row.what.removeprefix("maker:"),
                row.first_seen.date().isoformat(),
                round(row.money, 2),
                round(row.in_month, 2),
            )
            for row in table.itertuples()
        ),
        key=repr,
    )


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_incidents_are_those_of_a_plain_evaluator(apart, seed):
    lines = LINES if seed is None else random_lines(seed)
    company.publish(apart, lines, deals=True)
    for month in (date(2025, 3, 1),) if seed is None else (date(2025, 1, 1), date(2025, 3, 1)):
        told = from_sql(apart, month)
        assert told == incidents_by_hand(lines, company.DEALS, month)
        assert len(told) > 2
