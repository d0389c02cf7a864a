"""The demo company looks like a company: size, growth, margin, returns, loyalty, channels that earn their costs."""

from datetime import date

import duckdb
import pytest

from demo.spec import Spec
from tests.unit.demo.company_db import filled, frame

SCALE = 0.5

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def db():
    with duckdb.connect() as connection:
        yield filled(connection, Spec(SCALE, 7, date(2026, 10, 18)))


def test_revenue_growth_and_margin_are_credible(db):
    years = frame(
        db,
        "SELECT year(ordered_on) AS year, sum(revenue)::DOUBLE AS revenue, "
        "sum(revenue - cost)::DOUBLE / sum(revenue)::DOUBLE AS rate FROM sale GROUP BY 1 ORDER BY 1",
    ).set_index("year")
    assert 1.0e9 < years.revenue[2025] / SCALE < 2.0e9
    assert 0.05 < years.revenue[2025] / years.revenue[2024] - 1 < 0.16
    assert years.rate.between(0.25, 0.40).all()


def test_returns_are_one_to_six_percent_in_every_channel(db):
    rates = frame(
        db,
        "SELECT channel_id, -sum(CASE WHEN quantity < 0 THEN revenue END)::DOUBLE "
        "/ sum(CASE WHEN quantity > 0 THEN revenue END)::DOUBLE AS rate FROM sale GROUP BY 1",
    )
    assert len(rates) == 10
    assert rates.rate.between(0.008, 0.065).all()


REPEAT = """
WITH buyer AS (
    SELECT DISTINCT s.channel_id, c.identity_id, year(s.ordered_on) * 4 + quarter(s.ordered_on) AS q
    FROM sale s JOIN customer c USING (customer_id) WHERE NOT c.is_anonymous AND s.quantity > 0)
SELECT a.channel_id, count(b.q) / count(*) AS again FROM buyer a
LEFT JOIN buyer b ON b.channel_id = a.channel_id AND b.identity_id = a.identity_id AND b.q = a.q + 1
WHERE a.q BETWEEN 2024 * 4 + 1 AND 2026 * 4 + 2 GROUP BY 1
"""


def test_companies_come_back_more_often_than_consumers(db):
    again = frame(db, REPEAT).set_index("channel_id").again
    assert again[["direct", "agent", "distributor"]].between(0.30, 0.75).all()
    assert again[["retail", "ecom-flagship", "ecom-market", "social", "live"]].between(0.05, 0.25).all()
