"""Structure on every database: the sums of the Lorenz curve and the dependences, against plain Python over all rows."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from analytics.mix import gini, lorenz_curve
from data_access.concentration import share_sums
from data_access.mix import dependence, lorenz_sums
from data_access.warehouse import Warehouse
from domain.mix import DEPENDENT, SPREAD
from domain.periods import Grain
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.asked import ALL
from tests.contract.by_hand import Raw


@pytest.fixture
def data(warehouse_store):
    return Warehouse(warehouse_store.engine(), EVERYTHING)


@pytest.fixture
def lines(warehouse_store):
    """The booked lines of the period, and whom each group of a line is."""
    raw = Raw(warehouse_store.engine())
    rows = [r for r in raw.fact("order_line") if raw.selected(r, "order_line", ALL)]
    return raw, [r for r in rows if ALL.first <= r["ordered_on"] <= ALL.last]


def anonymous(raw, row):
    return row["customer_id"] is None or raw.index["customer"][row["source"], row["customer_id"]]["is_anonymous"]


def by_member(lines, of, group=None):
    """Revenue by group and member; the member is None for nobody in particular."""
    raw, rows = lines
    found = defaultdict(lambda: defaultdict(float))
    for row in rows:
        member = raw.group(row, "order_line", of)
        if of == "customer" and anonymous(raw, row):
            member = None
        key = raw.group(row, "order_line", group) if group else ""
        if key is not None:
            found[key][member] += float(row["revenue"])
    return found


@pytest.mark.parametrize("by", SPREAD)
def test_the_lorenz_sums_are_those_of_all_members_by_size(data, lines, by):
    members = by_member(lines, by)[""]
    values = np.sort([value for member, value in members.items() if member is not None and value > 0])
    sums = lorenz_sums(data, ALL, by)
    assert int(sums.members.sum()) == len(values)
    assert sums.revenue.sum() == pytest.approx(values.sum())
    assert sums.weighted.sum() == pytest.approx((values * np.arange(1, len(values) + 1)).sum())
    curve = lorenz_curve(sums)
    assert curve.amount.to_numpy() == pytest.approx(np.concatenate([[0.0], values.cumsum() / values.sum()]))
    assert 0 <= gini(sums) < 1


@pytest.mark.parametrize("of", DEPENDENT)
@pytest.mark.parametrize("within", ["", "region", "channel"])
@pytest.mark.parametrize("place", ["region_1", "region_3"])
def test_the_largest_of_each_group_is_found_with_the_whole_groups_revenue(data, lines, of, within, place):
    if of == within:
        return
    want = {}
    for group, members in by_member(lines, of, place if within == "region" else within).items():
        known = {member: value for member, value in members.items() if member is not None}
        if known and max(known.values()) > 0 and sum(members.values()) > 0:
            want[group] = (max(known.values()), sum(members.values()))
    got = dependence(data, ALL, of, place, Locale.EN)
    mine = got[got.within == within]
    assert {g if g == g else "": (a, t) for g, a, t in zip(mine.group, mine.amount, mine.total, strict=True)} == {
        group: pytest.approx(pair) for group, pair in want.items()
    }


def test_quarters_hold_the_sums_of_their_months(data):
    months = share_sums(data, ALL, "channel", Locale.EN)
    quarters = share_sums(data, ALL, "channel", Locale.EN, Grain.QUARTER)
    whole = share_sums(data, ALL, "channel", Locale.EN, None)
    assert len(whole) == 1
    assert len(quarters) < len(months)
    assert quarters.total.sum() == pytest.approx(whole.total[0], rel=0.05)  # a member's negative month counts as 0


def test_a_permitted_reader_of_a_part_has_the_same_curve(data):
    part = replace(data, scope=Scope(regions=frozenset({"maker:north"}), company_totals=True))
    for by in ("channel", "region_1"):
        assert gini(lorenz_sums(part, ALL, by)) == pytest.approx(gini(lorenz_sums(data, ALL, by)))
