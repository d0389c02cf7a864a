"""Sellers side by side, worked out by hand: sums of groups, coverage, and who may be ranked."""

import pandas as pd
import pytest

from analytics.team import findings, groups, matching, ordered, team
from domain.contracts_team import POSTS, TEAM
from i18n import Locale

NAN = float("nan")
DAY = pd.Timestamp(2026, 1, 1)
HELD = POSTS.coerce(
    pd.DataFrame(
        [
            ("s:1", "Ann", "AR", "Key", "s:9", "Max", "s:n", "North", DAY),
            ("s:1", "Ann", "SR", "Old", "s:9", "Max", "s:n", "North", DAY - pd.Timedelta(days=400)),
            ("s:2", "Bo", "AR", "Key", "s:9", "Max", "s:n", "North", DAY),
            ("s:3", "Cy", "SR", "Sol", "s:9", "Max", "s:n", "North", DAY),
            ("s:9", "Max", "manager", "Lead", None, None, "s:n", "North", DAY),
        ],
        columns=list(POSTS.columns),
    )
)
FIGURES = pd.DataFrame(
    {
        "rep": ["s:1", "s:2", "s:3", "s:8"],
        "rep_name": ["Ann", "Bo", "Cy", "Elsewhere"],
        "credited_won": [60.0, 30.0, 10.0, 5.0],
        "worked_deals": [40.0, 10.0, 20.0, 1.0],
        "won_deals": [10.0, 9.0, 0.0, 0.0],
        "closed_deals": [40.0, 10.0, 0.0, 1.0],
        "credited_open": [7.0, 3.0, 2.0, 0.0],
        "open_deals": [2.0, 1.0, 0.0, 0.0],
        "closing_amount": [20.0, 90.0, 0.0, 0.0],
    }
)
PLAN = pd.DataFrame(
    {
        "rep": ["s:1", "s:2"],
        "rep_name": ["Ann", "Bo"],
        "target": [100.0, 50.0],
        "actual": [60.0, 55.0],
        "days_left": 1.0,
    }
)


@pytest.fixture
def people():
    return team(HELD, FIGURES, PLAN).set_index("key", drop=False)


def test_the_post_held_since_last_is_told_and_the_others_counted(people):
    assert (people.loc["s:1", "role"], people.loc["s:1", "posts"]) == ("AR", 2)


def test_attainment_and_coverage_are_of_the_own_target(people):
    assert people.loc["s:1", "attainment"] == pytest.approx(0.6)
    assert people.loc["s:1", "coverage"] == pytest.approx(20 / 40)
    assert people.loc["s:2", "attainment"] == pytest.approx(1.1)
    assert pd.isna(people.loc["s:2", "coverage"]), "nothing is lacking"
    assert pd.isna(people.loc["s:3", "attainment"]), "without a target"


def test_who_has_figures_and_no_visible_post_is_kept_and_so_is_who_has_only_a_post(people):
    assert pd.isna(people.loc["s:8", "role"])
    assert people.loc["s:9", "credited_won"] == 0.0


def test_a_seller_who_owned_no_closed_deal_has_no_win_rate(people):
    assert pd.isna(people.loc["s:3", "win_rate"])
    assert people.loc["s:1", "win_rate"] == pytest.approx(0.25)


def test_a_win_rate_of_few_deals_ranks_nobody(people):
    order = ordered(TEAM.coerce(people.reset_index(drop=True)), "win_rate")
    assert order.key.iloc[0] == "s:1"
    assert order.set_index("key").loc["s:2", "win_rate"] == pytest.approx(0.9), "it is shown"
    for ascending in (True, False):
        first = ordered(TEAM.coerce(people.reset_index(drop=True)), "win_rate", ascending=ascending).key.iloc[0]
        assert first == "s:1"


@pytest.mark.parametrize("by", ["manager", "team", "role", "region"])
def test_groups_add_up(people, by):
    frame = people.reset_index(drop=True)
    found = groups(TEAM.coerce(frame), by, Locale.EN)
    assert found.people.sum() == len(frame)
    for column in ("credited_won", "credited_open", "target", "won"):
        assert found[column].sum() == pytest.approx(frame[column].sum())


def test_a_group_is_measured_by_its_sums_and_a_manager_belongs_to_it(people):
    found = groups(TEAM.coerce(people.reset_index(drop=True)), "manager", Locale.EN).set_index("name")
    assert found.loc["Max", "people"] == 4
    assert found.loc["Max", "attainment"] == pytest.approx(115 / 150)
    assert found.loc["Max", "coverage"] == pytest.approx(110 / 35)
    assert found.loc["Unassigned", "people"] == 1


def test_search_is_by_every_word_in_any_column(people):
    frame = TEAM.coerce(people.reset_index(drop=True))
    assert matching(frame, "max KEY").key.tolist() == ["s:1", "s:2"]
    assert matching(frame, "(").empty
    assert len(matching(frame, "")) == len(frame)


def test_what_is_said_of_targets(people):
    frame = TEAM.coerce(people.reset_index(drop=True))
    said = findings(frame, 0.7, Locale.EN)
    assert said[0].startswith("2 people have targets of their own and stand at 76.7% of them")
    assert said[0].endswith("1 are level with time or ahead.")
    assert "The open deals of 1 people" in said[1]
    assert findings(frame.assign(target=NAN), 0.7, Locale.EN) == ()
