"""The history of real deals, made of the days their sources tell: stages reached, days clamped, money won."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from data_access.published import deal_span, deal_stay
from data_access.tables import opportunity, order_line
from tests.data.figures import ask, count
from tests.data.test_other_sets import ORIGINS

SPAN, STAY = deal_span.c, deal_stay.c


def entered(store) -> dict[int, int]:
    """How many deals ever entered each stage."""
    return dict(ask(store, select(STAY.stage, func.count()).where(STAY.visit == 1).group_by(STAY.stage)))


def test_leads_become_deals_and_deals_come_to_a_first_order(loaded):
    store, _ = loaded("olist")
    assert entered(store) == {1: 8000, 2: 842, 3: 178}
    assert count(store, deal_stay, STAY.stage == 1, STAY.reached_at.is_not(None)) == 842  # 10.525 % of 8,000
    assert count(store, deal_stay, STAY.stage == 2, STAY.reached_at.is_not(None)) == 178
    reached = select(STAY.channel_id, func.count(), func.count(STAY.reached_at)).where(STAY.stage == 1)
    assert {name: (leads, deals) for name, leads, deals in ask(store, reached.group_by(STAY.channel_id))} == ORIGINS


def test_every_line_of_a_seller_who_came_by_a_deal_names_it(loaded):
    store, _ = loaded("olist")
    named = order_line.c.opportunity_id
    assert count(store, order_line, named.is_not(None)) == 555
    assert ask(store, select(func.count(named.distinct()))) == [(178,)]


def test_the_one_deal_closed_before_its_lead_came_takes_no_days_and_is_marked(loaded):
    store, _ = loaded("olist")
    rows = ask(store, select(SPAN.opportunity_id, SPAN.from_on, SPAN.close_on, SPAN.status).where(SPAN.clamped))
    [(key, on, closed, status)] = rows
    assert (status, (on - closed).days) == ("won", 2)
    took = select(STAY.left_at - STAY.entered_at).where(STAY.opportunity_id == key, STAY.stage == 1)
    assert ask(store, took) == [(timedelta(0),)]


def test_the_pipeline_without_history_is_made_of_its_days(loaded):
    store, _ = loaded("crm-sales-opportunities")
    now = select(SPAN.status, func.count(), func.sum(SPAN.amount)).where(SPAN.to_on.is_(None)).group_by(SPAN.status)
    found = {status: (deals, amount) for status, deals, amount in ask(store, now)}
    assert found["won"] == (4238, Decimal(10_005_534))
    assert found["lost"][0] == 2473
    assert found["open"] == (1589, None)
    assert count(store, opportunity, opportunity.c.created_on.is_(None)) == 500
    assert count(store, deal_span, SPAN.stage == 1) == 0, "prospects have no days, hence no history"
    assert entered(store) == {2: 8300, 3: 4238}
    assert {origin for (origin,) in ask(store, select(SPAN.origin).distinct())} == {"reconstructed"}


def test_the_pipeline_closes_when_its_source_says(loaded):
    store, _ = loaded("crm-sales-opportunities")
    won = select(func.min(SPAN.close_on), func.max(SPAN.close_on), func.count()).where(SPAN.status == "won")
    assert ask(store, won) == [(date(2017, 3, 1), date(2017, 12, 31), 4238)]
    assert count(store, deal_span, SPAN.status.in_(("won", "lost")), SPAN.close_on != SPAN.from_on) == 0
    assert count(store, deal_span, SPAN.clamped) == 0
