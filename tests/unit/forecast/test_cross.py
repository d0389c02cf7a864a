"""The hierarchy of a forecast: parts add up to the whole to the cent, in every cut, however deep."""

import numpy as np
import pytest

from analytics.forecast.batch import adding_up, alone
from analytics.forecast.cross import cells, deeper, parts
from analytics.forecast.history import Histories, histories
from analytics.forecast.outlook import outlook, plan, started
from domain.contracts_forecast import POINTS
from domain.forecast import ForecastAsk
from tests.unit.forecast.told import crossed, told_of

ASK = ForecastAsk(horizon=4)
DIMS = ("region_1", "channel_1")
SHARES = {("e", "a"): 0.31, ("e", "b"): 0.17, ("n", "a"): 0.23, ("n", "b"): 0.0, ("w", "b"): 0.29}


@pytest.fixture(scope="module", params=["2025-11-18", "2025-11-30"])
def found(request):
    """The outlook and its cells, in the middle of a month and at its end."""
    told = told_of(ASK, request.param)
    top = outlook(told, started(told, ASK))
    history = histories(crossed(told, SHARES, DIMS), DIMS)
    return top, cells(history, DIMS, top)


def test_every_cut_adds_up_to_the_whole_to_the_cent(found):
    top, all_cells = found
    for dims in (("region_1",), ("channel_1",), DIMS):
        cents = all_cells.grouped(dims).cents
        np.testing.assert_array_equal(cents.sum(axis=0), np.round(top.mean * 100).astype(int))


def test_looking_inside_a_member_its_parts_add_up_to_it(found):
    top, all_cells = found
    regions = all_cells.grouped(["region_1"])
    for row, key in enumerate(regions.history.groups["region_1"]):
        inside = parts(all_cells.inside({"region_1": key}).grouped(["channel_1"]), "channel_1", top, 4)
        assert round(inside["mean"].sum() * 100) == int(regions.cents[row].sum())


def test_parts_keep_their_proportions_and_what_they_have_already(found):
    top, all_cells = found
    table = parts(all_cells.grouped(["region_1"]), "region_1", top, 4).set_index("key")
    assert table.share.sum() == pytest.approx(1)
    assert table.share["e"] == pytest.approx(0.48, abs=0.01)
    assert (table.low80 <= table["mean"]).all()
    assert (table["mean"] <= table.high80).all()
    assert table.done.sum() == pytest.approx(top.done)
    assert (table["mean"] >= table.done - 0.01).all()
    assert table["name"].to_dict() == {"e": "E", "n": "N", "w": "W"}


def test_a_deeper_level_adds_up_to_the_one_above(found):
    _, all_cells = found
    history = all_cells.grouped(["region_1"]).history
    halves = [(0, "e1", 0.6), (0, "e2", 0.4), (1, "n1", 1.0), (2, "w1", 0.5), (2, "w2", 0.5)]
    groups = history.groups.iloc[[parent for parent, _, _ in halves]].reset_index(drop=True)
    names = [name for _, name, _ in halves]
    groups = groups.assign(region_2=names, region_2_name=names)
    share = np.array([part for _, _, part in halves])
    at = [parent for parent, _, _ in halves]
    full = Histories(groups, history.values[at] * share[:, None], history.done, history.ahead,
                     history.to_date[at] * share, history.running, history.drivers)  # fmt: skip
    below = deeper(all_cells.grouped(["region_1"]), full, ("region_1", "region_2"))
    above = all_cells.grouped(["region_1"]).cents
    for parent in range(3):
        mine = [row for row, (own, _, _) in enumerate(halves) if own == parent]
        np.testing.assert_array_equal(below.cents[mine].sum(axis=0), above[parent])
    assert below.cents[0].sum() == pytest.approx(1.5 * below.cents[1].sum(), rel=0.02)


def test_a_member_counted_below_two_parents_would_count_twice_and_cannot_be(found):
    """Cells are the only leaves: a member's figure is a sum of cells, so no cut can hold one of them twice."""
    _, all_cells = found
    assert not all_cells.history.groups.duplicated(list(DIMS)).any()
    by_region, by_channel = (all_cells.grouped([dim]).cents.sum() for dim in DIMS)
    assert by_region == by_channel == all_cells.cents.sum()


def test_a_batch_tells_the_points_bands_and_weights_of_each_member(found):
    top, all_cells = found
    batch = adding_up(all_cells.grouped(["region_1"]), top)
    np.testing.assert_allclose(batch.mean.sum(axis=0), top.mean, atol=0.001)
    table = POINTS.check(batch.points(0))
    assert (table.low80 <= table["mean"]).all()
    assert sum(batch.weighed(0).values()) == pytest.approx(1)
    assert 0 < batch.wape[0] < 0.5
    by_itself = alone(batch.history, plan(batch.history, ASK), top)
    assert by_itself.mean.sum() == pytest.approx(top.mean.sum(), rel=0.05)
