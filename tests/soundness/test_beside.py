"""Figures put side by side by their groups: nobody's figure lands in another row, and no group is lost."""

import numpy as np
import pandas as pd
import pytest

from data_access.groups import beside, columns_of, groups, ordered
from domain.frames import Kind

KINDS = {"region": Kind.TEXT, "region_name": Kind.TEXT, "period": Kind.DAY}


def _part(seed, column):
    """Some groups in any order, one of them unassigned, with a figure each."""
    chance = np.random.default_rng(seed)
    regions = pd.Series(["a", "b", "c", None], dtype="str")
    every = pd.DataFrame({"region": regions, "region_name": regions.str.upper()}).merge(
        pd.DataFrame({"period": pd.to_datetime(["2026-01-01", "2026-02-01", None]).astype("datetime64[us]")}),
        how="cross",
    )
    some = every.sample(frac=0.7, random_state=seed).reset_index(drop=True)
    return some.assign(**{column: chance.normal(size=len(some))})


@pytest.mark.parametrize("seed", range(8))
def test_beside_is_an_outer_merge(seed):
    keys = list(KINDS)
    one, two, three = (_part(seed + shift, name) for shift, name in ((0, "x"), (100, "y"), (200, "z")))
    merged = one.merge(two, how="outer", on=keys).merge(three, how="outer", on=keys)
    ours = ordered(beside([one, two, three], KINDS, ["x", "y", "z"]), keys)
    theirs = merged.sort_values(keys, na_position="last", ignore_index=True)
    pd.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize("seed", range(8))
def test_ordered_is_a_stable_sort(seed):
    frame = _part(seed, "x")
    frame["x"] = frame["x"].round().mask(frame["x"] > 1)
    order = ["period", "x", "region"]
    theirs = frame.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)
    pd.testing.assert_frame_equal(ordered(frame, order, falling="x"), theirs)


def test_groups_come_back_as_they_were():
    frame = _part(1, "x")[list(KINDS)]
    back = pd.DataFrame(columns_of(groups(frame, list(KINDS)), KINDS))
    pd.testing.assert_frame_equal(back, frame)
