"""What the pipeline waterfall says: the check, the figures of the command line, what is drawn, the sentences."""

import pandas as pd
import pytest

from analytics.pipeline_waterfall import Gap, absent, figures, happened, sentences, sorted_out, unexplained
from domain.contracts_pipeline import CATEGORY_MOVES, WATERFALL
from domain.metric import Unit
from domain.pipeline import BUCKETS, CAUSES, ENTERED, UNSET, WON
from i18n import Locale


def changes(start=(0.0, 0), end=(0.0, 0), **causes):
    """WATERFALL: (amount, count) of both levels, (amount, count, deals) of the causes that happened."""
    told = {"start": (*start, start[1]), "end": (*end, end[1])} | causes
    rows = [(bucket, *told.get(bucket, (0.0, 0, 0))) for bucket in BUCKETS]
    return WATERFALL.coerce(pd.DataFrame(rows, columns=list(WATERFALL.columns)))


def moves(*rows):
    return CATEGORY_MOVES.coerce(pd.DataFrame(rows, columns=list(CATEGORY_MOVES.columns)))


WEEK = changes(
    (12_000_000.0, 40), (12_500_000.0, 41), new=(3e6, 5, 5), increased=(5e5, 0, 2), won=(-1e6, -2, 2),
    pushed_out=(-2e6, -2, 2),
)  # fmt: skip


def said(frame, locale=Locale.EN):
    return [sentence.to(locale) for sentence in sentences(frame)]


def test_what_adds_up_leaves_nothing_unexplained():
    assert unexplained(WEEK) == Gap(0.0, 0)


def test_a_cause_that_is_missing_is_seen():
    assert unexplained(WEEK.assign(amount=WEEK.amount.mask(WEEK.bucket == "new", 0.0))) == Gap(3_000_000.0, 0)
    assert unexplained(WEEK.assign(count=WEEK["count"].mask(WEEK.bucket == "won", 0))).count == -2


def test_binary_fractions_are_no_gap():
    frame = changes((0.1, 1), (0.3, 2), new=(0.2, 1, 1))
    assert str(unexplained(frame).amount) == "0.0"


def test_the_figures_of_the_command_line():
    told = figures(WEEK)
    assert list(told) == ["start", "buckets", "end", "unexplained"]
    assert list(told["buckets"]) == list(CAUSES)
    assert told["start"] == {"amount": 12_000_000.0, "count": 40}
    assert told["buckets"]["won"] == {"amount": -1_000_000.0, "count": -2}
    assert told["unexplained"] == {"amount": 0.0, "count": 0}


def test_only_what_happened_is_drawn():
    assert happened(WEEK, Unit.MONEY).bucket.tolist() == ["start", "new", "increased", "won", "pushed_out", "end"]
    counted = happened(WEEK, Unit.COUNT)
    assert counted.bucket.tolist() == ["start", "new", "won", "pushed_out", "end"], "an amount moves no deal"
    assert "Lost" in [name.en for name in absent(WEEK)]
    assert "Increased" not in [name.en for name in absent(WEEK)]


def test_a_cause_without_money_is_drawn_when_it_has_deals():
    frame = changes((5.0, 1), (5.0, 2), new=(0.0, 1, 1))
    assert happened(frame, Unit.MONEY).bucket.tolist() == ["start", "new", "end"]


def test_a_rise_is_told_with_its_causes_and_what_slipped():
    assert said(WEEK) == [
        "Open deals rose from 12M to 12.5M (+500K, +4.2%); their number went from 40 to 41.",
        "Most came by new deals (+3M, 5 deals); most went by pushing out (−2M, 2 deals).",
        "More money was pushed out of the window (2M) than won (1M).",
    ]
    assert said(WEEK, Locale.ZH)[1] == "增加最多的是新增（+300万，5 个）；减少最多的是推迟移出（−200万，2 个）。"


def test_a_fall_to_nothing():
    assert said(changes((500.0, 1), won=(-500.0, -1, 1))) == [
        "Open deals fell from 500 to 0 (−500, −100.0%); their number went from 1 to 0.",
        "Nothing came in; most went by winning (−500, 1 deal).",
    ]


def test_from_nothing_there_is_no_rate():
    assert said(changes(end=(500.0, 1), new=(500.0, 1, 1)))[0].startswith("Open deals rose from 0 to 500 (+500);")


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (changes(), "No such deal was open at either time, and nothing happened."),
        (changes((5.0, 2), (5.0, 2)), "5 open (2 deals); nothing has changed since."),
    ],
)
def test_nothing_is_said_to_be_nothing(frame, words):
    assert said(frame) == [words]


def test_ups_and_downs_that_cancel():
    frame = changes((5.0, 1), (5.0, 1), new=(2.0, 1, 1), lost=(-2.0, -1, 1))
    assert said(frame)[0] == "Open deals stand at 5 as before, with ups and downs; their number went from 1 to 1."


def test_deals_of_no_amount_that_come_have_moved_no_money():
    assert len(said(changes((5.0, 1), (5.0, 2), new=(0.0, 1, 1)))) == 1


def test_deals_without_any_category_make_no_matrix():
    assert not sorted_out(moves((UNSET, UNSET, 3, 9.0), (ENTERED, UNSET, 1, 2.0), (UNSET, WON, 1, 1.0)))
    assert sorted_out(moves((UNSET, "commit", 3, 9.0)))
