"""Partners by hand: rhythms and silence, how few make most of the sales, the tail, lives month by month."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.partner_days import order_days, pauses
from analytics.partner_lives import Lives, lives
from analytics.partner_months import activation, half_year, life_months, state_months, state_spells
from analytics.partners import kept, makers, pareto, silent, silent_marks, tail
from domain.contracts_partners import BEGINNINGS, MONEY, PARTNER_SUMS, PARTNERS
from domain.partners import Patience

BEGUN, LAST = date(2025, 1, 1), date(2026, 6, 30)
NAN = float("nan")


def who(key: str, opened: date | None = None, closed: date | None = None, kind: str = "dealer") -> dict[str, object]:
    place = {"tier": "A", "channel": "t:c", "channel_name": "C", "region": "t:r", "region_name": "R"}
    home = place | {"region_1": "t:r", "region_1_name": "R"}
    return {"key": f"t:{key}", "name": key, "kind": kind, **home, "opened_on": opened, "closed_on": closed}


def marked(days: dict[str, list[date]]) -> pd.DataFrame:
    """The frame of order_marks for these order days."""
    months = pd.date_range(BEGUN, LAST, freq="MS")
    rows = []
    for key, own in days.items():
        bits = [sum(1 << (day.day - 1) for day in own if (day.year, day.month) == (m.year, m.month)) for m in months]
        rows.append({"key": f"t:{key}", **dict(zip((f"{m:%Y-%m-%d}" for m in months), bits, strict=True))})
    return pd.DataFrame(rows)


def lived(partners: list[dict[str, object]], days: dict[str, list[date]], day: date = LAST) -> Lives:
    frame = pd.DataFrame(partners)
    for name in ("opened_on", "closed_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    begun = BEGINNINGS.coerce(pd.DataFrame({"source": ["t"], "first": [pd.Timestamp(BEGUN)]}))
    marks = marked(days) if days else pd.DataFrame({"key": pd.Series(dtype="str")})
    return lives(PARTNERS.coerce(frame), marks, begun, day, Patience())


def money(**revenue: float) -> pd.DataFrame:
    """MONEY: what each sold, a margin of a third, a cost of 10 each."""
    rows = [(f"t:{key}", sold, sold, sold / 3, 10.0, 0.0, sold, 0.0) for key, sold in revenue.items()]
    return MONEY.coerce(pd.DataFrame(rows, columns=list(MONEY.columns)))


def every(days: int, first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, days)]


def test_a_partner_is_silent_against_its_own_rhythm_and_no_other():
    """Both are 40 days without an order: one orders weekly, the other every 30 days."""
    ended = LAST - timedelta(days=40)
    days = {"weekly": every(7, ended - timedelta(days=7 * 40), ended)}
    days["monthly"] = every(30, ended - timedelta(days=30 * 12), ended)
    own = lived([who("weekly"), who("monthly")], days)
    found = silent(own.frame, money(weekly=500, monthly=900), Patience())
    assert found["name"].tolist() == ["weekly"]
    row = found.iloc[0]
    assert (row.days_since, row.rhythm, row.longest, row.year) == (40, 7, 7, 500)
    assert row.times == pytest.approx(40 / 7)
    assert row.left_days == (date(2026, 11, 21) - LAST).days, "six months after 21 May"


def test_a_pause_that_it_has_made_before_is_no_silence():
    """Weekly orders with one pause of 60 days; 40 days now."""
    ended = LAST - timedelta(days=40)
    days = every(7, date(2025, 9, 1), date(2025, 12, 31)) + every(7, date(2026, 3, 1), ended)
    own = lived([who("a")], {"a": days})
    assert own.frame.longest[0] > 40
    assert silent(own.frame, money(a=1), Patience()).empty


def test_the_silent_come_by_the_money_at_stake_and_the_dormant_are_not_among_them():
    ended = LAST - timedelta(days=50)
    weekly = every(7, date(2025, 9, 1), ended)
    gone = every(7, date(2025, 1, 1), date(2025, 11, 1))
    own = lived([who(key) for key in ("small", "large", "gone")], {"small": weekly, "large": weekly, "gone": gone})
    found = silent(own.frame, money(small=5, large=80, gone=900), Patience())
    assert found["name"].tolist() == ["large", "small"]
    marks = silent_marks(found, own, 1)
    assert set(marks.key) == {"t:large"}
    assert marks.ago.min() == found.days_since.iloc[0]
    assert len(marks) == len(weekly)


def test_fewer_than_five_order_days_are_no_rhythm():
    own = lived([who("a"), who("b")], {"a": every(7, LAST - timedelta(days=121), LAST - timedelta(days=100)), "b": []})
    assert own.frame.order_days.tolist() == [4, 0]
    assert own.frame.rhythm.isna().all()
    assert silent(own.frame, money(a=1, b=1), Patience()).empty


@given(st.sets(st.integers(0, 545), min_size=5, max_size=60))
def test_pauses_are_those_of_plain_python(places):
    days = sorted(BEGUN + timedelta(days=place) for place in places)
    table = order_days(marked({"a": days}), pd.Series(["t:a"]), LAST)
    last = max(places)
    recent = [place for place in sorted(places) if place > last - 365]
    gaps = np.diff(recent)
    median, longest = pauses(table, np.array([last]))
    if len(recent) < 5:
        assert np.isnan(median[0])
    else:
        assert (median[0], longest[0]) == (np.median(gaps), gaps.max())


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40))
def test_the_fewest_that_make_80_percent(amounts):
    names = {f"p{n:02d}": amount for n, amount in enumerate(amounts)}
    found = pareto(pd.DataFrame({"key": [f"t:{n}" for n in names], "name": list(names)}), money(**names))
    count, whole = makers(found), sum(amounts)
    largest = sorted(amounts, reverse=True)
    assert sum(largest[:count]) >= 0.795 * whole * (1 - 1e-9)
    assert sum(largest[: count - 1]) < 0.795 * whole * (1 + 1e-9)
    assert found.part.is_monotonic_increasing


def test_the_tail_costs_more_than_it_earns_and_what_has_no_cost_is_not_in_it():
    """Margins of 30, 3 and unknown; each costs 10."""
    rows = money(a=90, b=9, c=60)
    rows.loc[2, "margin"] = NAN
    partners = pd.DataFrame({"key": ["t:a", "t:b", "t:c"], "name": ["a", "b", "c"]})
    found = pareto(partners, rows)
    assert found.contribution.round(9).tolist()[::2] == [20, -7]
    assert np.isnan(found.contribution[1])
    assert tail(found)["name"].tolist() == ["b"]


def test_a_partner_that_only_costs_is_in_the_tail_and_one_without_either_is_nowhere():
    rows = money(a=90, idle=0, none=0)
    rows.loc[1, ["margin"]] = NAN
    rows.loc[2, ["margin", "own_cost"]] = [NAN, 0.0]
    partners = pd.DataFrame({"key": ["t:a", "t:idle", "t:none"], "name": ["a", "idle", "none"]})
    found = pareto(partners, rows)
    assert found["name"].tolist() == ["a", "idle"]
    assert tail(found).contribution.tolist() == [-10]


def test_nothing_sold_is_made_by_nobody():
    found = pareto(pd.DataFrame({"key": ["t:a"], "name": ["a"]}), money(a=0))
    assert makers(found) == 0
    assert found.part.isna().all()


def test_who_comes_back_after_its_months_is_reactivated_in_that_month():
    """A store, silent from 10 August 2025 on: dormant at the end of November; back on 20 January."""
    days = [*every(10, date(2025, 5, 2), date(2025, 8, 10)), date(2026, 1, 20)]
    own = lived([who("a", kind="store")], {"a": days})
    months = state_months(own, LAST, BEGUN).set_index("period")
    assert months.lapsed[months.lapsed > 0].index.strftime("%Y-%m").tolist() == ["2025-11", "2026-04"]
    assert months.reactivated[months.reactivated > 0].index.strftime("%Y-%m").tolist() == ["2026-01"]
    spells = state_spells(own, LAST, BEGUN)
    assert spells.state.tolist() == ["active", "dormant", "active", "dormant"]


def test_without_a_year_of_data_nobody_can_be_told_dormant():
    own = lived([who("a")], {"a": [date(2025, 2, 1)]}, date(2025, 5, 31))
    assert state_months(own, date(2025, 5, 31), BEGUN).empty


def test_activation_counts_only_those_that_had_their_90_days():
    partners = [who("quick", date(2025, 3, 1)), who("slow", date(2025, 3, 1)), who("never", date(2025, 4, 1))]
    partners += [who("young", date(2026, 5, 1)), who("old", date(2020, 1, 1))]
    days = {"quick": [date(2025, 5, 30)], "slow": [date(2025, 5, 31)], "young": [date(2026, 5, 2)]}
    found = activation(lived(partners, days | {"old": [date(2025, 1, 5)]}), LAST, BEGUN).set_index("group")
    assert (found.n[""], found.activated[""]) == (3, 1)
    assert found.rate[""] == pytest.approx(1 / 3)
    assert found.index.tolist() == ["", "2025 H1"]


def test_retention_is_of_those_that_were_active_then():
    found = kept(np.array(["active", "active", "dormant", ""]), pd.Series(["active", "closed", "active", "active"]))
    assert (found.then, found.now, found.rate) == (2, 1, 0.5)
    assert np.isnan(kept(np.array([""]), pd.Series(["active"])).rate)


def test_a_life_has_every_month_also_the_empty_ones():
    own = lived([who("a", date(2026, 2, 10))], {"a": [date(2026, 2, 20), date(2026, 5, 3)]}, date(2026, 5, 20))
    rows = [("2026-02-01", 100.0, 30.0, 0.0), ("2026-05-01", 50.0, NAN, 8.0)]
    sums = pd.DataFrame(rows, columns=list(PARTNER_SUMS.columns)).assign(period=lambda f: pd.to_datetime(f.period))
    found = life_months(own, PARTNER_SUMS.coerce(sums), date(2026, 5, 20), date(2026, 1, 1))
    assert found.revenue.tolist() == [0, 100, 0, 0, 50]
    assert found.cost.tolist() == [0, 0, 0, 0, 8]
    assert found.state.tolist() == ["", "active", "active", "active", "active"]
    assert found.margin.isna().tolist() == [True, False, True, True, True]
    assert found.unfinished.tolist() == [False] * 4 + [True]


def test_half_years_are_named_and_the_unknown_is_none():
    days = pd.Series([pd.Timestamp(2026, 6, 30), pd.Timestamp(2026, 7, 1), pd.NaT])
    assert half_year(days).fillna("?").tolist() == ["2026 H1", "2026 H2", "?"]
