"""What changed, why and where, in sentences that read well and never claim a cause that is not there."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.attribution import ORDER
from analytics.narrative import Change, sentences
from domain.ask import Compare
from domain.contracts import CONTRIBUTIONS, EFFECTS
from i18n import Text

REGION, CHANNEL = Text("区域", "region"), Text("渠道", "channel")


def effects(before, *parts):
    """EFFECTS of the value before and volume, price, mix, new, lost, returns."""
    amounts = [before, *parts, before + sum(parts)]
    return EFFECTS.coerce(pd.DataFrame({"effect": ORDER, "amount": [float(a) for a in amounts]}))


def moved(**changes):
    """CONTRIBUTIONS of members by name."""
    rows = [(key, key, 0.0, change, change) for key, change in changes.items()]
    return CONTRIBUTIONS.coerce(pd.DataFrame(rows, columns=list(CONTRIBUTIONS.columns)))


GROWTH = Change(
    effects(150_400_000, 9_800_000, -2_100_000, 1_400_000, 4_000_000, -500_000, -260_000),
    Compare.LAST_YEAR,
    ((REGION, moved(East=5_200_000, South=-1_300_000, other=900_000)), (CHANNEL, moved(Live=9_000_000, Dealer=1.0))),
    attainment=0.964,
    pace=-0.021,
)
DECLINE = Change(
    effects(100e6, -5e6, -8e6, 1e6, 0, 0, 0), Compare.PREVIOUS, ((REGION, moved(East=-13e6, South=1e6)),), 1.03, 0.01
)
EVEN = Change(effects(1e6, 2e5, -2e5, 0, 0, 0, 0), Compare.LAST_YEAR)
ONE_CAUSE = Change(effects(1e6, 2e5, 0, 0, 0, 0, 0), Compare.LAST_YEAR, ((REGION, moved(East=2e5)),))
ALL_NEW = Change(effects(0, 0, 0, 0, 5e6, 0, 0), Compare.PREVIOUS, ((REGION, moved(East=3e6, South=2e6)),))
NOTHING = Change(effects(0, 0, 0, 0, 0, 0, 0), Compare.PREVIOUS)
UNCHANGED = Change(effects(100, 0, 0, 0, 0, 0, 0), Compare.PREVIOUS, ((REGION, moved(East=0, South=0)),))
GONE = Change(effects(1e6, 0, 0, 0, 0, -1e6, 0), Compare.LAST_YEAR)

SAID = {
    "growth": (
        GROWTH,
        (
            "销售额 1.627亿，较去年同期增长 8.2%（+1,234万），达成目标的 96.4%，落后时间进度 2.1 个百分点。",
            "增长主要来自销量（+980万）和新增业务（+400万）；价格（−210万）形成拖累。",
            "按区域看，East增加最多（+520万），South减少最多（−130万）；按渠道看，Live增加最多（+900万）。",
        ),
        (
            "Revenue is 162.7M, up 8.2% (+12.34M) on last year, at 96.4% of target, 2.1 pp behind the time elapsed.",
            "The growth comes mainly from volume (+9.8M) and new business (+4M); price (−2.1M) held it back.",
            "By region, East gained most (+5.2M), South lost most (−1.3M); by channel, Live gained most (+9M).",
        ),
    ),
    "decline": (
        DECLINE,
        (
            "销售额 8,800万，较上期下降 12.0%（−1,200万），达成目标的 103.0%，领先时间进度 1.0 个百分点。",
            "下降主要来自价格（−800万）和销量（−500万）；产品结构（+100万）弥补了一部分。",
            "按区域看，East减少最多（−1,300万），South增加最多（+100万）。",
        ),
        (
            "Revenue is 88M, down 12.0% (−12M) on the previous period, at 103.0% of target, "
            "1.0 pp ahead of the time elapsed.",
            "The decline comes mainly from price (−8M) and volume (−5M); mix (+1M) made up for part of it.",
            "By region, East lost most (−13M), South gained most (+1M).",
        ),
    ),
    "even": (
        EVEN,
        (
            "销售额 100万，与去年同期基本持平（0）。",
            "升降相抵：价格（−20万）与销量（+20万）。",
        ),
        (
            "Revenue is 1M, level with last year (0).",
            "Gains and losses cancel out: price (−200K) against volume (+200K).",
        ),
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_it_reads_well_in_both_languages(case):
    change, chinese, english = SAID[case]
    assert tuple(said.zh for said in sentences(change)) == chinese
    assert tuple(said.en for said in sentences(change)) == english


def test_one_cause_is_called_the_only_one():
    _, why = sentences(ONE_CAUSE)  # and a region alone explains nothing
    assert why == Text("增长全部来自销量（+20万）。", "All of the growth comes from volume (+200K).")


def test_without_a_comparison_no_rate_and_no_cause_is_claimed():
    what, why, _ = sentences(ALL_NEW)
    assert what.zh == "销售额 500万；上期没有可比的销售。"
    assert why.en == "With nothing to compare with, there is no change to explain."


def test_nothing_at_all_is_said_plainly():
    (only,) = sentences(NOTHING)
    assert only.en == "There were no sales in this period, nor in the previous period."


def test_no_change_has_no_causes_and_no_places():
    what, why = sentences(UNCHANGED)
    assert what.zh == "销售额 100，与上期基本持平（0）。"
    assert why.zh == "各项因素都没有变化。"


def test_a_complete_loss_is_a_decline_of_all():
    what, why = sentences(GONE)
    assert what.en == "Revenue is 0, down 100.0% (−1M) on last year."
    assert why.en == "All of the decline comes from lost business (−1M)."


def test_a_finished_period_has_an_attainment_and_no_pace():
    said = sentences(Change(GROWTH.effects, Compare.LAST_YEAR, attainment=0.964))[0]
    assert said.zh.endswith("，达成目标的 96.4%。")


def test_other_is_never_named_as_the_one_who_moved():
    by = ((REGION, moved(other=9e6, East=1e6)),)
    assert "East" in sentences(Change(GROWTH.effects, Compare.LAST_YEAR, by))[2].en
    assert "other" not in sentences(Change(GROWTH.effects, Compare.LAST_YEAR, by))[2].en


def test_a_name_with_braces_is_said_as_it_is():
    by = ((REGION, moved(**{"{East}": 9e6, "South": 1e6})),)
    assert "{East}" in sentences(Change(GROWTH.effects, Compare.LAST_YEAR, by))[2].zh


money = st.integers(-10_000_000, 10_000_000)


@given(st.integers(0, 10_000_000), st.tuples(*[money] * 6), st.sampled_from(Compare))
def test_the_direction_said_is_the_direction_of_the_figures(before, parts, against):
    if against is Compare.TARGET:
        against = Compare.PREVIOUS
    what = sentences(Change(effects(before, *parts), against))[0]
    if before > 0 and abs(sum(parts)) >= 0.001 * before:
        assert ("增长" in what.zh) == ("up" in what.en.split()) == (sum(parts) > 0)
    assert all(
        said.zh.endswith("。") and said.en.endswith(".") for said in sentences(Change(effects(before, *parts), against))
    )
