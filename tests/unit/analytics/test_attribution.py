"""The causes and the members of a change add up to the cent, and agree with a slow second evaluator."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import attribution
from analytics.attribution import ORDER, contributions, sum_up
from analytics.cents import in_cents, whole_cents
from domain.ask import Compare
from domain.contracts import CHANGE_CELLS, CONTRIBUTIONS, EFFECTS, RANKING
from domain.errors import ContractError
from i18n import Locale

FIGURES = ("quantity_before", "revenue_before", "quantity_after", "revenue_after")


def cells(*rows):
    """CHANGE_CELLS of (unit, quantity before, revenue before, quantity after, revenue after)."""
    keyed = [(f"p{i}", "c", "r", *row) for i, row in enumerate(rows)]
    return CHANGE_CELLS.coerce(pd.DataFrame(keyed, columns=list(CHANGE_CELLS.columns)))


def effects(frame):
    return attribution.effects(sum_up(frame))


def amounts(frame):
    return dict(zip(frame.effect, frame.amount, strict=True))


def in_whole_cents(amount):
    return round(amount * 100)


def test_the_order_is_before_the_six_effects_after():
    got = effects(cells(("piece", 10, 100, 12, 132)))
    assert EFFECTS.check(got) is got
    assert tuple(got.effect) == ORDER


def test_more_pieces_at_the_old_price_are_volume():
    got = amounts(effects(cells(("piece", 10, 100, 15, 150))))
    assert (got["volume"], got["price"], got["mix"]) == (50.0, 0.0, 0.0)


def test_the_same_pieces_at_a_higher_price_are_price():
    got = amounts(effects(cells(("piece", 10, 100, 10, 130))))
    assert (got["volume"], got["price"], got["mix"]) == (0.0, 30.0, 0.0)


def test_moving_to_the_dear_product_at_unchanged_prices_is_mix():
    got = amounts(effects(cells(("piece", 10, 100, 5, 50), ("piece", 10, 300, 15, 450))))
    assert (got["volume"], got["price"], got["mix"]) == (0.0, 0.0, 100.0)


def test_pieces_and_kilograms_are_never_added():
    """10 → 20 pieces at 10 each is +100, 100 → 50 kg at 2 each is −100: as one unit they would not cancel."""
    got = amounts(effects(cells(("piece", 10, 100, 20, 200), ("kg", 100, 200, 50, 100))))
    assert (got["volume"], got["mix"]) == (0.0, 0.0)


def test_a_cell_of_one_period_only_is_new_or_lost():
    got = amounts(effects(cells(("piece", 0, 0, 3, 30), ("piece", 4, 44, 0, 0))))
    assert (got["new"], got["lost"], got["volume"]) == (30.0, -44.0, 0.0)


def test_returns_and_free_goods_are_neither_price_nor_volume():
    got = amounts(effects(cells(("piece", 10, 100, -2, -20), ("piece", 5, 0, 5, 50), ("piece", 1, 10, 1, 10))))
    assert got["returns"] == -20 - 100 + 50
    assert [got[key] for key in ("volume", "price", "mix", "new", "lost")] == [0.0] * 5


def test_a_cell_without_a_unit_still_counts():
    frame = cells(("piece", 10, 100, 15, 150))
    frame["unit"] = pd.Series([np.nan], dtype="str")
    assert amounts(effects(frame))["volume"] == 50.0


def test_an_unknown_figure_is_a_period_without_the_cell():
    got = amounts(effects(cells(("piece", np.nan, np.nan, 3, 30))))
    assert (got["before"], got["new"]) == (0.0, 30.0)


def test_no_cells_change_nothing():
    assert set(effects(CHANGE_CELLS.empty()).amount) == {0.0}


def test_a_frame_of_another_kind_is_refused():
    with pytest.raises(ContractError):
        effects(cells(("piece", 1, 1, 1, 1)).drop(columns="unit"))


figures = st.one_of(st.just(0), st.integers(-500, 5_000))
money = st.one_of(st.just(0), st.decimals(-50_000, 5_000_000, places=4, allow_nan=False).map(float))
some_cells = st.lists(
    st.tuples(st.sampled_from(["piece", "kg", "box"]), figures, money, figures, money), max_size=30
).map(lambda rows: cells(*rows))


@given(some_cells)
def test_before_and_effects_add_up_to_after_to_the_cent(frame):
    got = {key: in_whole_cents(amount) for key, amount in amounts(effects(frame)).items()}
    assert got["before"] + sum(got[key] for key in ORDER[1:-1]) == got["after"]
    assert abs(got["after"] - Fraction(sum(map(Fraction, frame.revenue_after))) * 100) <= Fraction(51, 100)


@given(some_cells)
def test_every_effect_agrees_with_a_loop_over_the_cells_in_fractions(frame):
    wanted = slow_effects(frame)
    for key, amount in amounts(effects(frame)).items():
        assert abs(in_whole_cents(amount) - wanted[key] * 100) <= 2, key


def slow_effects(frame):
    """The formulas of DOMAIN, one cell after another, in exact fractions."""
    rows = [(row.unit, *(Fraction(getattr(row, name)) for name in FIGURES)) for row in frame.itertuples()]
    both = [row for row in rows if all(figure > 0 for figure in row[1:])]
    out = dict.fromkeys(ORDER, Fraction(0))
    for unit in {row[0] for row in both}:
        mine = [row[1:] for row in both if row[0] == unit]
        q0, r0, q1 = (sum(row[i] for row in mine) for i in range(3))
        out["volume"] += (q1 - q0) * r0 / q0
        out["mix"] += sum(b / a * c for a, b, c, _ in mine) - r0 / q0 * q1
        out["price"] += sum((d / c - b / a) * c for a, b, c, d in mine)
    out["new"] = sum((r[4] for r in rows if r[1] == r[2] == 0 and r[3] > 0 and r[4] > 0), Fraction(0))
    out["lost"] = -sum((r[2] for r in rows if r[3] == r[4] == 0 and r[1] > 0 and r[2] > 0), Fraction(0))
    out["before"], out["after"] = (sum((r[i] for r in rows), Fraction(0)) for i in (2, 4))
    named = sum(out[key] for key in ("volume", "price", "mix", "new", "lost"))
    return out | {"returns": out["after"] - out["before"] - named}


def ranked(*rows):
    """RANKING of (key, value, previous, last year)."""
    named = [(key, key.upper(), value, previous, last_year, np.nan) for key, value, previous, last_year in rows]
    return RANKING.coerce(pd.DataFrame(named, columns=list(RANKING.columns)))


def test_the_largest_changes_come_first_whichever_way_they_go():
    table = ranked(("a", 9, 4, 0), ("b", 1, 9, 0), ("c", 5, 5, 0))
    got = contributions(table, Compare.PREVIOUS, 8, Locale.EN)
    assert CONTRIBUTIONS.check(got) is got
    assert got[["key", "change"]].values.tolist() == [["b", -8.0], ["a", 5.0], ["c", 0.0]]


def test_the_rest_is_an_explicit_other_in_the_readers_language():
    table = ranked(("a", 9, 0, 0), ("b", 5, 0, 0), ("c", 2, 0, 0), ("d", 1, 0, 0))
    assert contributions(table, Compare.PREVIOUS, 2, Locale.ZH)[["name", "change"]].values.tolist()[-1] == ["其他", 3.0]


def test_one_leftover_keeps_its_name():
    table = ranked(("a", 9, 0, 0), ("b", 5, 0, 0), ("c", 2, 0, 0))
    assert list(contributions(table, Compare.PREVIOUS, 2, Locale.ZH).key) == ["a", "b", "c"]


def test_against_last_year_reads_last_year():
    assert contributions(ranked(("a", 9, 4, 7)), Compare.LAST_YEAR, 8, Locale.EN).change.tolist() == [2.0]


def test_a_member_unknown_in_one_period_counts_as_nothing_there():
    got = contributions(ranked(("a", 9, np.nan, 0), ("b", np.nan, 4, 0)), Compare.PREVIOUS, 8, Locale.EN)
    assert got.change.tolist() == [9.0, -4.0]


members = st.lists(st.tuples(money, st.one_of(st.just(float("nan")), money)), max_size=40)


@given(members, st.integers(1, 10))
def test_contributions_add_up_to_the_change_to_the_cent(pairs, top):
    table = ranked(*((f"k{i}", value, before, 0) for i, (value, before) in enumerate(pairs)))
    got = contributions(table, Compare.PREVIOUS, top, Locale.EN)
    cents = {column: [in_whole_cents(x) for x in got[column]] for column in ("before", "after", "change")}
    assert len(got) <= top + 1
    assert sum(cents["before"]) + sum(cents["change"]) == sum(cents["after"]) == whole_cents(table.value)
    assert [after - before for before, after in zip(cents["before"], cents["after"], strict=True)] == cents["change"]


@given(st.lists(money, max_size=50))
def test_rounding_moves_no_part_by_more_than_a_cent(parts):
    cents = in_cents(parts)
    assert abs(int(cents.sum()) - sum(map(Fraction, parts)) * 100) <= Fraction(1, 2) + Fraction(1, 10**6)
    assert all(abs(cent - part * 100) <= 1.001 for cent, part in zip(cents, parts, strict=True))
