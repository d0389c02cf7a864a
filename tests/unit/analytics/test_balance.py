"""The conflict index and the incidents behind it: values by hand, and what holds of every company."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.balance import balance_index, balance_parts, weights
from analytics.incidents import incident_id, incidents
from domain.balance import KINDS, PARTS
from domain.contracts_balance import CONFLICTS, LINKS
from tests.properties import examples

MONTH = pd.Timestamp("2026-10-01")
ALL = dict.fromkeys(KINDS, True)
amounts = st.floats(0, 1e9)
pairs = st.dictionaries(st.sampled_from(list(KINDS)), st.tuples(amounts, amounts), min_size=4)
months = st.lists(
    st.tuples(st.integers(1, 10), st.sampled_from("abc"), st.floats(0.01, 1e6)),
    min_size=1,
    unique_by=lambda row: row[:2],
)
quick = settings(max_examples=examples(40))
known = st.fixed_dictionaries({kind: st.booleans() for kind in KINDS})


def frames(values):
    """Exposures of one month: (exposed, the rest) by kind."""
    return {
        kind: pd.DataFrame({"period": [MONTH], "exposed": [exposed], "base": [exposed + rest]})
        for kind, (exposed, rest) in values.items()
    }


def cci(values, measured=ALL):
    return float(balance_index(balance_parts(frames(values), PARTS, measured)).cci[0])


def test_the_index_by_hand():
    values = {"price": (5, 95), "territory": (10, 90), "customer": (1, 99), "product": (0, 100)}
    # half of the red line of prices, beyond that of territories, a tenth of that of customers
    assert cci(values) == pytest.approx(100 * (0.35 * 0.5 + 0.25 * 1 + 0.25 * 0.1))
    assert cci(values, ALL | {"product": False}) == pytest.approx(cci(values) / 0.85)


@quick
@given(pairs, known)
def test_the_index_lies_between_0_and_100_or_is_not_known(values, measured):
    found = cci(values, measured)
    some = any(measured[kind] and sum(values[kind]) > 0 for kind in KINDS)
    assert (0 <= found <= 100 + 1e-9) if some else np.isnan(found)


@quick
@given(pairs, st.sampled_from(list(KINDS)), st.floats(0, 1))
def test_more_of_one_kind_never_lowers_the_index(values, kind, moved):
    exposed, rest = values[kind]
    worse = values | {kind: (exposed + rest * moved, rest - rest * moved)}
    if sum(values[kind]) > 0 and not np.isnan(cci(values)):
        assert cci(worse) >= cci(values) - 1e-6


@quick
@given(pairs, known)
def test_a_part_that_is_not_measured_leaves_its_weight_to_the_others(values, measured):
    found = weights(PARTS, measured)
    assert sum(found.values()) == pytest.approx(1.0 if any(measured.values()) else 0.0)
    assert all(found[kind] == 0 for kind in KINDS if not measured[kind])
    doubled = {kind: (2 * exposed, 2 * rest) for kind, (exposed, rest) in values.items()}
    assert cci(doubled, measured) == pytest.approx(cci(values, measured), nan_ok=True)


def test_a_slice_without_a_part_keeps_the_weights():
    values = {"price": (5, 95), "territory": (0, 0), "customer": (0, 100), "product": (0, 100)}
    assert cci(values) == pytest.approx(100 * 0.35 * 0.5)


def conflict(month, who, amount, *, what="L1", channel=None, region="east", touched=True):
    channel = channel or who
    return {
        "period": pd.Timestamp(f"2026-{month:02}-01"), "who": who, "who_name": None, "channel": channel,
        "channel_name": channel.title(), "what": what, "what_name": what, "region": region,
        "region_name": region.title(), "touched": touched, "amount": amount,
    }  # fmt: skip


def found(kind, rows, links=(), month=date(2026, 10, 1), **how):
    table = CONFLICTS.coerce(pd.DataFrame(rows, columns=list(CONFLICTS.columns)))
    linked = pd.DataFrame(
        [(pd.Timestamp(f"2026-{m:02}-01"), what, a, b) for m, what, a, b in links], columns=list(LINKS.columns)
    )
    return incidents({kind: table}, LINKS.coerce(linked), month, **how)


def test_channels_that_undercut_each_other_are_one_war_named_by_who_began():
    live = [conflict(8, "live", 10.0), conflict(9, "live", 20.0)]
    rows = [*live, conflict(9, "market", 5.0), conflict(10, "market", 7.0), conflict(10, "shop", 3.0, region="north")]
    war, alone = found("price", rows, [(9, "L1", "live", "market")]).to_dict("records")
    assert (war["parties"], war["money"], war["in_month"], war["before"]) == ("Live\nMarket", 42.0, 7.0, 25.0)
    assert war["id"] == incident_id("price", "live", "L1", date(2026, 8, 1))
    assert (alone["parties"], alone["regions"], alone["money"]) == ("Shop", "North", 3.0)


def test_an_identity_stays_while_others_join_and_regions_are_added():
    rows = [conflict(8, "live", 10.0), conflict(9, "market", 5.0), conflict(9, "live", 1.0, region="north")]
    links = [(9, "L1", "live", "market")]
    assert found("price", rows, links, date(2026, 8, 1)).id[0] == found("price", rows, links, date(2026, 9, 1)).id[0]


def test_after_a_long_quiet_a_conflict_is_a_new_incident():
    near = found("territory", [conflict(6, "p", 1.0), conflict(10, "p", 2.0)])
    far = found("territory", [conflict(5, "p", 1.0), conflict(10, "p", 2.0)])
    assert (near.money[0], far.money[0]) == (3.0, 2.0)
    assert (near.first_seen[0], far.first_seen[0]) == (pd.Timestamp("2026-06-01"), MONTH)


def test_a_buyer_has_at_stake_what_lies_outside_its_largest_channel():
    now = ((7.0, "live"), (20.0, "shop"), (1.0, "tv"))
    rows = [conflict(9, "ann", 50.0, channel="live"), *(conflict(10, "ann", a, channel=c) for a, c in now)]
    row = found("customer", rows).iloc[0]
    assert (row.money, row.in_month, row.parties) == (8.0, 28.0, "Live\nShop\nTv")


def test_what_was_not_seen_in_the_month_or_touches_nobody_is_left_out():
    assert found("product", [conflict(9, "live", 1.0)]).empty
    assert found("product", [conflict(10, "live", None, touched=False)]).empty
    assert found("product", [conflict(10, "live", None)], selected=True).empty
    assert np.isnan(found("product", [conflict(10, "live", None)]).money[0])


@quick
@given(months, st.randoms())
def test_incidents_add_up_to_the_month_whatever_the_order_of_rows(rows, order):
    listed = [conflict(month, who, amount) for month, who, amount in rows]
    one = found("price", listed)
    order.shuffle(listed)
    pd.testing.assert_frame_equal(found("price", listed), one)
    assert one.in_month.sum() == pytest.approx(sum(amount for month, _, amount in rows if month == 10))
