"""The Spring Festival in weeks: its distance, its effect by hand and by pandas, and what knowing it is worth."""

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.backtest import Plan, backtest, spoken
from analytics.forecast.engine import chosen, worked
from analytics.forecast.festival import AFTER, BEFORE, FAR, distances, factors
from analytics.forecast.members import KEYS, PLAIN

FESTIVALS = pd.to_datetime(["2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"])
DIPS = {-1: 1.4, 0: 0.3, 1: 0.6}  # what weeks near the festival are of others
HORIZON = 13


def weeks_of_company(last: str = "2026-03-30", seed: int = 3) -> tuple[pd.Series, np.ndarray]:
    """Sales by week around which the festival moves, and the distance of each week and of HORIZON more."""
    weeks = pd.date_range("2023-01-02", last, freq="W-MON")
    ahead = weeks.append(pd.date_range(weeks[-1], periods=HORIZON + 1, freq="W-MON")[1:])
    middle = ahead + pd.Timedelta(days=3)
    off = np.array([min((day - fest for fest in FESTIVALS), key=abs).days for day in middle])
    distance = np.rint(off / 7).astype(np.int64)
    noise = np.exp(np.random.default_rng(seed).normal(0, 0.03, len(weeks)))
    effect = np.array([DIPS.get(step, 1.0) for step in distance[: len(weeks)]])
    return pd.Series(1000 * effect * noise, index=weeks), distance


def test_the_distance_is_told_by_the_middle_of_the_week():
    days = pd.DataFrame({"period": np.repeat([1, 2, 3], 7), "festival_offset": [*range(-9, 5), *[np.nan] * 7]})
    assert distances(days).tolist() == [-1, 0, FAR]


def test_the_effect_by_hand():
    """Two festivals at half of an ordinary week: the mean of log ½ over 2 + 1.5 festivals."""
    table = np.full((1, 60), 100.0)
    distance = np.full(64, FAR)
    distance[[10, 50, 62]] = 0
    table[0, [10, 50]] = 50
    found = factors(table, distance)
    assert found[0, [10, 50, 62]] == pytest.approx(np.exp(2 * np.log(0.5) / 3.5))
    assert (np.delete(found[0], [10, 50, 62]) == 1).all()


def test_pandas_finds_the_same_effects():
    series, distance = weeks_of_company()
    found = factors(series.to_numpy()[None], distance)[0]
    logs = pd.Series(np.log(series.to_numpy()))
    near = pd.Series(distance[: len(series)]).between(-BEFORE, AFTER)
    off = logs - logs.mask(near).rolling(17, center=True, min_periods=1).median()
    seen = off[near].groupby(distance[: len(series)][near])
    mean, count = seen.mean(), seen.count()
    within = (off[near] - seen.transform("mean")).pow(2).sum() / (count.sum() - len(count))
    usual = max(logs.mask(near).diff().pow(2).mean() / 2, within)
    sure = 1 - len(count) * usual / (count * mean**2).sum()
    assert 0.9 < sure < 1
    for step in range(-BEFORE, AFTER + 1):
        want = np.exp(sure * mean[step] * count[step] / (count[step] + 1.5))
        assert found[distance == step] == pytest.approx(want)


def test_where_weeks_vary_as_much_without_a_festival_nothing_is_expected_of_it():
    _, distance = weeks_of_company()
    count = len(distance) - HORIZON
    noise = 1000 * np.exp(np.random.default_rng(11).normal(0, 0.5, (2000, count)))
    assert (factors(noise, distance) == 1).all(axis=1).mean() > 0.9


def test_rows_that_are_not_positive_and_festivals_never_seen_change_nothing():
    series, distance = weeks_of_company()
    with_zero = series.to_numpy()[None].copy()
    with_zero[0, 20] = 0
    assert (factors(with_zero, distance) == 1).all()
    assert (factors(series.to_numpy()[None, 10:20], distance[10 : 20 + HORIZON]) == 1).all()


def test_knowing_the_festival_is_worth_it_before_one_and_no_later_week_is_read():
    series, distance = weeks_of_company()
    early = series[:"2026-01-11"]
    actual = series.to_numpy()[len(early) : len(early) + HORIZON]
    errors = {}
    for name, told in (("known", distance[: len(early) + HORIZON]), ("unknown", None)):
        said = chosen(worked([early.to_numpy()], Plan(52, HORIZON, festival=told))).mean[0][: len(actual)]
        errors[name] = float(np.abs(said - actual).sum() / actual.sum())
    assert errors["known"] < 0.8 * errors["unknown"]


def test_no_origin_reads_a_later_week():
    series, distance = weeks_of_company()
    values = series.to_numpy()[None]
    before = backtest(values, Plan(52, HORIZON, festival=distance))
    other, since = values.copy(), before.cuts[3]
    other[:, -since:] = np.random.default_rng(1).permutation(other[:, -since:], axis=1)
    after = backtest(other, Plan(52, HORIZON, festival=distance))
    np.testing.assert_array_equal(after.ahead[:, 3:], before.ahead[:, 3:])


def test_the_yardsticks_say_what_was():
    series, distance = weeks_of_company()
    known, unknown = (
        spoken(series.to_numpy()[None], Plan(52, HORIZON, festival=told), (0,)).ahead for told in (distance, None)
    )
    for at in (KEYS.index(key) for key in PLAIN):
        np.testing.assert_array_equal(known[at], unknown[at])


def test_a_week_of_a_festival_is_not_out_of_line():
    """Dips that come with every festival are neither noted nor unknown; a dip of another week still is."""
    series, distance = weeks_of_company()
    values = series.to_numpy().copy()
    values[60] *= 8
    found = worked([values], Plan(52, HORIZON, festival=distance)).ready
    assert [note.values["n"] for note in found.notes[0] if note.key == "outlier"] == [1]
    assert np.flatnonzero(np.isnan(found.table[0])).tolist() == [60 - len(values) + found.table.shape[1]]
