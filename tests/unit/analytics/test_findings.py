"""The sentence above a figure says what the figure shows, and nothing where there is nothing to say."""

import pandas as pd

from analytics.findings import of_mix, of_ranking, of_trend
from domain.contracts import MIX, RANKING, TREND
from domain.periods import Grain
from i18n import Locale

NONE = float("nan")


def frame(contract, *rows):
    return contract.coerce(pd.DataFrame(rows, columns=list(contract.columns)))


def month(number, value, last_year, target, unfinished=False):
    return (pd.Timestamp(2026, number, 1), value, last_year, target, unfinished)


def test_the_unfinished_month_is_not_counted_as_missed():
    rows = frame(TREND, month(1, 5.0, 4.0, 5.0), month(2, 4.0, 4.0, 5.0), month(3, 1.0, 4.0, 5.0, unfinished=True))
    assert of_trend(rows, Grain.MONTH, Locale.ZH) == ("已结束的 2 个月中有 1 个月达成目标，合计完成目标的 90.0%。",)
    assert of_trend(rows, Grain.MONTH, Locale.EN) == (
        "1 of 2 finished months reached the target; together they stand at 90.0% of it.",
    )


def test_without_a_target_last_year_is_the_measure():
    rows = frame(TREND, month(1, 5.0, 4.0, NONE), month(2, 4.0, 4.0, NONE), month(3, 9.0, NONE, NONE))
    assert of_trend(rows, Grain.QUARTER, Locale.EN) == ("1 of 2 finished quarters were above last year.",)


def test_a_trend_with_nothing_to_compare_says_nothing():
    assert of_trend(frame(TREND, month(1, 5.0, NONE, NONE)), Grain.MONTH, Locale.EN) == ()
    assert of_trend(TREND.empty(), Grain.MONTH, Locale.EN) == ()


def test_a_mix_names_the_largest_and_who_gained():
    rows = frame(MIX, ("a", "A", 6.0, 0.6, 0.7), ("b", "B", 3.0, 0.3, 0.2), ("other", "Other", 1.0, 0.1, 0.1))
    assert of_mix(rows, Locale.ZH) == ("A最大，占 60.0%；份额上升最多的是B（+10.0 个百分点）。",)
    assert of_mix(rows, Locale.EN) == ("Largest: A, 60.0%; most share gained: B (+10.0 pp).",)


def test_the_largest_may_also_have_gained_most():
    rows = frame(MIX, ("a", "A", 6.0, 0.6, 0.5), ("b", "B", 4.0, 0.4, 0.5))
    assert of_mix(rows, Locale.ZH) == ("A最大，占 60.0%，份额也上升最多（+10.0 个百分点）。",)


def test_a_mix_without_last_year_names_the_largest_only():
    rows = frame(MIX, ("a", "A", 6.0, 0.6, NONE), ("b", "B", 4.0, 0.4, NONE))
    assert of_mix(rows, Locale.EN) == ("Largest: A, 60.0%.",)


def test_one_member_is_no_mix():
    assert of_mix(frame(MIX, ("a", "A", 6.0, 1.0, 1.0)), Locale.EN) == ()


def ranked(*rows):
    return frame(RANKING, *((name, name, value, NONE, last_year, NONE) for name, value, last_year in rows))


def test_a_ranking_names_the_fastest_and_who_fell():
    assert of_ranking(ranked(("A", 120.0, 100.0), ("B", 90.0, 100.0)), Locale.ZH) == (
        "A增长最快（+20.0%），B下滑最多（−10.0%）。",
    )


def test_where_all_grew_nobody_fell():
    assert of_ranking(ranked(("A", 120.0, 100.0), ("B", 110.0, 100.0)), Locale.EN) == (
        "A grew fastest (+20.0%), B grew least (+10.0%).",
    )


def test_where_all_fell_nobody_grew():
    assert of_ranking(ranked(("A", 80.0, 100.0), ("B", 90.0, 100.0)), Locale.EN) == (
        "B fell least (−10.0%), A fell most (−20.0%).",
    )


def test_a_pilot_that_began_last_year_is_not_the_fastest():
    rows = ranked(("A", 120.0, 100.0), ("B", 110.0, 100.0), ("Pilot", 50.0, 0.5))
    assert "Pilot" not in of_ranking(rows, Locale.EN)[0]


def test_nobody_to_compare_says_nothing():
    assert of_ranking(ranked(("A", 120.0, NONE), ("B", 110.0, 0.0)), Locale.EN) == ()
