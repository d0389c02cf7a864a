"""The planted stories stand in the generated rows, stand out from everything else, and run to the last full month.

The figures are worked out here from the tables alone, without the dashboard's own queries.
"""

from datetime import date

import duckdb
import pandas as pd
import pytest

from demo import stories
from demo.products import LINE_NAMES
from demo.spec import Spec, at
from tests.unit.demo.company_db import filled, frame

SCALE, END = 0.5, date(2026, 10, 18)
SPEC = Spec(SCALE, 7, END)
OVER = date(2026, 10, 1)  # the first day after the last full month


@pytest.fixture(scope="module")
def db():
    with duckdb.connect() as connection:
        yield filled(connection, SPEC)


UNDERCUT = """
WITH cell AS (
    SELECT s.channel_id, s.line, s.top, s.month, s.product_id, s.province,
           sum(s.revenue) AS revenue, sum(s.revenue) / sum(s.quantity) AS paid,
           sum(s.quantity * p.list_price) / sum(s.quantity) AS list
    FROM sale s JOIN price p ON p.product_id = s.product_id AND p.channel_id = s.channel_id
         AND s.ordered_on BETWEEN p.valid_from AND coalesce(p.valid_to, DATE '9999-12-31')
    WHERE s.quantity > 0 AND s.ordered_on >= ? AND s.ordered_on < ? AND NOT EXISTS (
        SELECT 1 FROM promotion a WHERE a.channel_id = s.channel_id AND a.line = s.line
        AND s.ordered_on BETWEEN a.starts_on AND a.ends_on)
    GROUP BY ALL)
SELECT channel_id, line, top, month, count(*) AS n, sum(revenue) AS revenue,
       sum(CASE WHEN paid < 0.85 * list THEN revenue ELSE 0 END) / sum(revenue) AS undercut
FROM cell GROUP BY ALL
"""


def undercut(db, first: date, last: date) -> pd.DataFrame:
    """Share of revenue in cells sold more than 15 % below the list price, with whether the cell is in the war."""
    found = frame(db, UNDERCUT, first, last)
    found["war"] = (
        found.channel_id.isin(stories.WAR_CHANNELS)
        & found.top.isin(stories.WAR_REGIONS)
        & (found.line == LINE_NAMES[2])
    )
    return found


def share(rows: pd.DataFrame) -> float:
    return float((rows.undercut * rows.revenue).sum() / rows.revenue.sum())


def test_the_price_war_shows_in_each_of_the_last_full_months(db):
    first = at(SPEC.months[stories.since(SPEC, stories.WAR_MONTHS)])
    found = undercut(db, first, OVER)
    fights = found[found.war]
    by_month = fights.groupby(["channel_id", "month"]).apply(share, include_groups=False)
    assert len(by_month) == 2 * stories.WAR_MONTHS
    assert by_month.min() > 0.75


def test_no_other_channel_line_or_region_undercuts(db):
    first = at(SPEC.months[stories.since(SPEC, stories.WAR_MONTHS)])
    found = undercut(db, first, OVER)
    peace = found[~found.war].groupby(["channel_id", "line", "top"]).apply(share, include_groups=False)
    assert peace.max() < 0.02


def test_nobody_undercut_before_the_price_war(db):
    first = at(SPEC.months[stories.since(SPEC, stories.WAR_MONTHS)])
    assert undercut(db, SPEC.first, first).undercut.max() < 0.02


LEAKS = """
SELECT s.partner_id,
       sum(s.revenue) AS revenue,
       sum(CASE WHEN EXISTS (SELECT 1 FROM partner_territory t WHERE t.partner_id = s.partner_id
           AND t.rule <> 'forbidden' AND t.region_id = n.province) THEN 0 ELSE s.revenue END) AS outside
FROM sale s JOIN node n ON n.region_id = s.ship_region_id
WHERE s.quantity > 0 AND s.ordered_on >= ? AND s.ordered_on < ?
      AND s.partner_id IN (SELECT partner_id FROM partner_territory)
GROUP BY s.partner_id
"""


def test_one_dealer_sells_a_tenth_and_more_outside_its_territory(db):
    first = at(SPEC.months[stories.since(SPEC, stories.LEAK_MONTHS)])
    found = frame(db, LEAKS, first, OVER).set_index("partner_id")
    leaked = (found.outside / found.revenue).sort_values(ascending=False)
    assert leaked.index[0] == f"P{stories.LEAKING_PARTNER:04d}"
    assert leaked.iloc[0] > 0.10
    others = found.drop(index=leaked.index[0])
    assert others.outside.sum() / others.revenue.sum() < 0.01
    assert ((others.outside / others.revenue) > 0.10).mean() < 0.02


def test_the_leaking_dealer_goes_where_it_is_forbidden_to(db):
    first = at(SPEC.months[stories.since(SPEC, stories.LEAK_MONTHS)])
    found = frame(
        db,
        "SELECT DISTINCT n.province, s.month FROM sale s JOIN node n ON n.region_id = s.ship_region_id "
        "JOIN partner_territory t ON t.partner_id = s.partner_id AND t.region_id = n.province AND t.rule = 'forbidden' "
        "WHERE s.ordered_on >= ? AND s.ordered_on < ?",
        first,
        OVER,
    )
    assert set(found.province) == set(stories.LEAK_TO)
    assert found.month.nunique() >= stories.LEAK_MONTHS - 2
    assert found.month.max() == pd.Timestamp(2026, 9, 1)


STAYS = """
WITH step AS (
    SELECT o.funnel, e.*, s.kind AS stage_kind FROM opportunity_event e JOIN opportunity o USING (opportunity_id)
    JOIN stage s ON s.funnel = o.funnel AND s.position = e.stage_to
    WHERE e.kind = 'created' OR e.stage_from <> e.stage_to),
first_in AS (
    SELECT opportunity_id, funnel, stage_to AS stage, min("at") AS entered FROM step
    WHERE stage_kind = 'open' GROUP BY ALL),
stay AS (
    SELECT f.*, (SELECT min(s."at") FROM step s WHERE s.opportunity_id = f.opportunity_id AND s."at" > f.entered
                 AND s.stage_to > f.stage) AS gone,
           (SELECT arg_min(s.stage_kind, s."at") FROM step s WHERE s.opportunity_id = f.opportunity_id
            AND s."at" > f.entered AND s.stage_to > f.stage) AS next_kind
    FROM first_in f)
SELECT funnel, stage, entered >= ? AS late, count(*) AS n,
       median(date_diff('hour', entered, gone)) / 24 AS days,
       count(*) FILTER (next_kind <> 'lost') / count(gone) AS passed
FROM stay WHERE entered < ? GROUP BY ALL
"""


@pytest.fixture(scope="module")
def stays(db):
    """By funnel and stage, before and after the stall began: median days and the share that went on."""
    start = stories.stall_start(SPEC)
    found = frame(db, STAYS, start, date(2026, 7, 25)).pivot(index=["funnel", "stage"], columns="late")
    return pd.DataFrame({
        "n": found["n"][True],
        "slower": found["days"][True] / found["days"][False],
        "passing": found["passed"][True] / found["passed"][False],
    })  # fmt: skip


def test_the_bid_stage_takes_twice_as_long_and_passes_fewer(stays):
    stalled = stays.loc[(stories.STALLED_FUNNEL, stories.STALLED_STAGE)]
    assert stalled.n > 80
    assert stalled.slower > 1.7
    assert stalled.passing < 0.7


def test_no_other_stage_has_stalled(stays):
    others = stays.drop(index=(stories.STALLED_FUNNEL, stories.STALLED_STAGE))
    assert len(others) == 5
    assert others.slower.between(0.75, 1.3).all()
    assert (others.passing > max(0.65, stays.passing.min())).all()


@pytest.fixture(scope="module")
def attainment(db):
    """Actual over target by region and full month of the last year."""
    return frame(
        db,
        "SELECT t.region_id AS top, t.period_start AS month, any_value(s.revenue) / sum(t.amount) AS rate "
        "FROM target t JOIN (SELECT top, month, sum(revenue) AS revenue FROM sale GROUP BY ALL) s "
        "ON s.top = t.region_id AND s.month = t.period_start "
        "WHERE t.level = 'region,channel' AND t.version = 'v2' AND t.metric = 'revenue' AND t.period_end < ? "
        "GROUP BY ALL",
        OVER,
    )


def test_attainment_is_credible_in_most_regions_and_months(attainment):
    usual = attainment[attainment.top != stories.BELOW_PLAN]
    assert usual.rate.between(0.85, 1.10).mean() > 0.95


def test_one_region_beats_its_plan_and_one_is_clearly_below(attainment):
    recent = attainment[attainment.month >= pd.Timestamp(2026, 4, 1)].groupby("top").rate.mean()
    assert recent.idxmax() == stories.BEATS_PLAN
    assert recent.max() > 1.01
    assert recent.idxmin() == stories.BELOW_PLAN
    assert recent.min() < 0.88


SHARES = """
WITH ours AS (
    SELECT top, sum(revenue) FILTER (ordered_on >= DATE '2025-10-01' AND ordered_on < DATE '2026-10-01') AS now,
           sum(revenue) FILTER (ordered_on >= DATE '2024-10-01' AND ordered_on < DATE '2025-10-01') AS before
    FROM sale GROUP BY top),
market_of AS (
    SELECT n.top, sum(amount) FILTER (period_start >= DATE '2025-10-01') AS now,
           sum(amount) FILTER (period_start >= DATE '2024-10-01' AND period_start < DATE '2025-10-01') AS before
    FROM market m JOIN node n USING (region_id) GROUP BY n.top)
SELECT top, o.now / m.now AS share, (o.now / m.now) / (o.before / m.before) - 1 AS change,
       o.now / o.before - 1 AS growth, m.now / m.before - 1 AS market_growth
FROM ours o JOIN market_of m USING (top)
"""


def test_the_region_above_plan_grows_and_loses_share(db):
    shares = frame(db, SHARES).set_index("top")
    lost = shares.loc[stories.BEATS_PLAN]
    assert lost.growth > 0
    assert lost.change < -0.05
    assert shares.change.idxmin() == stories.BEATS_PLAN
    assert (shares.drop(index=stories.BEATS_PLAN).change > lost.change + 0.04).all()


CONTRIBUTION = """
SELECT channel_id, month, sum(amount) AS amount FROM (
    SELECT channel_id, month, sum(revenue - cost) AS amount FROM sale GROUP BY ALL
    UNION ALL
    SELECT channel_id, date_trunc('month', spent_on)::DATE, -sum(amount) FROM channel_cost GROUP BY ALL)
WHERE month < ? GROUP BY ALL ORDER BY month
"""


def test_one_pilot_is_past_its_stop_loss_and_the_other_has_paid_back(db):
    found = frame(db, CONTRIBUTION, OVER)
    bad = found[found.channel_id == stories.BAD_PILOT].amount.astype(float)
    good = found[found.channel_id == stories.GOOD_PILOT].amount.astype(float)
    assert bad.sum() < -stories.STOP_LOSS * SCALE
    assert (bad < 0).all()
    assert good.sum() > 0
    assert (good.iloc[3:] > 0).all()


def test_every_other_channel_earns_its_costs(db):
    total = frame(db, CONTRIBUTION, OVER).groupby("channel_id").amount.sum()
    assert (total.drop(index=stories.BAD_PILOT) > 0).all()
