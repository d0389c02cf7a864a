"""Rules of conflict, the index as it was seen, and disputes: kept in the workspace on each database, by right."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.balance_seen import index_seen
from data_access.balance_rule_entry import change_rules, terms_of, undo_rules
from data_access.dispute_entry import log_dispute, turn_dispute, visible
from data_access.incident_entry import Writer
from data_access.workspace import balance_rules, disputes, open_workspace
from data_access.workspace.balance_seen import Seen, all_seen, write_seen
from domain.balance import Part, Reference, Rules, Terms
from domain.balance_terms import RULES, overlaid, plain_terms, version_of
from domain.contracts_balance import INDEX
from domain.disputes import Dispute
from domain.errors import NotInScope, ReaderError
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.databases import fresh_database

OWN = Terms(Rules(gap=0.2))
EAST = Scope(regions=frozenset({"maker:east"}))
IN_EAST = Writer(EAST, frozenset({"maker:east", "maker:zj"}))
BOSS = Writer(EVERYTHING, frozenset())
FIGHT = Dispute("price", "Live, Dealers", "maker:zj", 4, 3, 5, "gifts")
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "memory")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


def test_a_rule_that_is_changed_holds_and_the_others_stay_those_of_the_installation(space):
    assert terms_of(space, OWN) == OWN
    change_rules(space, EVERYTHING, OWN, {"line_price": "0.05", "reference": "median", "days": "60"}, ("li", "board"))
    now = terms_of(space, OWN)
    assert (now.rules, now.parts["price"]) == (Rules(0.2, Reference.MEDIAN, 2, 60), Part(0.35, 0.05))
    assert terms_of(space, Terms(Rules(gap=0.3))).rules.gap == 0.3
    assert version_of(now) != version_of(OWN)
    told = {(one.name, one.old, one.new, one.who, one.reason) for one in balance_rules.history(space)}
    assert told == {
        ("line_price", "0.1", "0.05", "li", "board"),
        ("reference", "list", "median", "li", "board"),
        ("days", "90", "60", "li", "board"),
    }


def test_a_change_is_taken_back_by_a_row_of_its_own(space):
    first = change_rules(space, EVERYTHING, OWN, {"gap": "0.1", "level": "1"}, ("li", "a"))
    change_rules(space, EVERYTHING, OWN, {"gap": "0.12"}, ("li", "b"))
    assert undo_rules(space, EVERYTHING, OWN, first, "wang") == 1
    assert terms_of(space, OWN).rules == Rules(gap=0.12)
    assert terms_of(space, Terms(Rules(level=3))).rules.level == 3, "what was taken back is the installation's again"
    assert len(balance_rules.history(space)) == 4
    with pytest.raises(ReaderError, match="no such change"):
        undo_rules(space, EVERYTHING, OWN, "nonsense", "wang")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"gap": "1.5"}, "between 0 and 1"),
        ({"gap": "abc"}, "cannot be"),
        ({"gap": "nan"}, "cannot be"),
        ({"days": "30.5"}, "cannot be"),
        ({"level": "4"}, "between 1 and 3"),
        ({"reference": "cheapest"}, "cannot be"),
        ({f"weight_{kind}": "0" for kind in ("price", "territory", "customer", "product")}, "cannot all be 0"),
        ({"gap": "0.2"}, "Nothing was changed"),
    ],
)
def test_what_a_rule_cannot_be_is_refused_in_words(space, said, answer):
    with pytest.raises(ReaderError, match=answer):
        change_rules(space, EVERYTHING, OWN, said, ("li", "why"))
    with pytest.raises(ReaderError, match="Say why"):
        change_rules(space, EVERYTHING, OWN, {"gap": "0.3"}, ("li", " "))
    assert not balance_rules.history(space)


@pytest.mark.parametrize("scope", [EAST, NOTHING, Scope(regions=EAST.regions, company_totals=True)])
def test_only_who_sees_the_whole_company_changes_its_rules(space, scope):
    batch = change_rules(space, EVERYTHING, OWN, {"gap": "0.1"}, ("li", "a"))
    with pytest.raises(NotInScope):
        change_rules(space, scope, OWN, {"gap": "0.5"}, ("zhao", "mine"))
    with pytest.raises(NotInScope):
        undo_rules(space, scope, OWN, batch, "zhao")


def test_every_rule_comes_back_from_its_text():
    terms = Terms(Rules(0.123456789, Reference.MEDIAN, 3, 45, 12.5, 99.99), {**Terms().parts, "price": Part(0.5, 0.01)},
                  {**Terms().dependent, "customer": 0.025})  # fmt: skip
    assert set(plain_terms(terms)) == set(RULES)
    assert overlaid(Terms(), plain_terms(terms)) == terms
    assert overlaid(Terms(), {"gone": "1"}) == Terms()


def test_limits_of_dependence_are_rules_and_no_part_of_the_version_of_the_index(space):
    change_rules(space, EVERYTHING, OWN, {"dependent_channel": "0.4"}, ("li", "the board"))
    terms = terms_of(space, OWN)
    assert dict(terms.dependent) == {"customer": 0.1, "partner": 0.1, "channel": 0.4}
    assert version_of(terms) == version_of(OWN)
    assert [(one.name, one.old, one.new) for one in balance_rules.history(space)] == [
        ("dependent_channel", "0.5", "0.4"),
    ]  # fmt: skip
    for wrong in ("0", "1.5", "much"):
        with pytest.raises(ReaderError):
            change_rules(space, EVERYTHING, OWN, {"dependent_partner": wrong}, ("li", "no"))


def seen(month, day, cci, rules="a"):
    return Seen(month, day, rules, cci, {"price": cci or 0.0})


def test_the_index_is_kept_as_it_was_shown_once_a_day_and_version(space):
    shown = [seen(MAY, date(2025, 6, 18), 20.0), seen(JUNE, date(2025, 6, 18), None)]
    assert [write_seen(space, shown) for _ in range(2)] == [2, 0]
    assert write_seen(space, [seen(MAY, date(2025, 6, 18), 99.0)]) == 0, "the first of the day is kept"
    assert write_seen(space, [seen(MAY, date(2025, 6, 19), 20.0)]) == 0, "what stands already is not written again"
    assert write_seen(space, [seen(MAY, date(2025, 6, 19), 21.0), seen(MAY, date(2025, 6, 19), 9.0, "b")]) == 2
    assert write_seen(space, [seen(MAY, date(2025, 6, 1), 1.0)]) == 0, "an older version of the data says nothing"
    assert [(one.cci, one.rules) for one in all_seen(space)] == [(20.0, "a"), (None, "a"), (21.0, "a"), (9.0, "b")]
    assert all_seen(space)[0].parts == {"price": 20.0}


def test_a_month_is_told_as_it_was_seen_first_after_its_end():
    now = INDEX.coerce(
        pd.DataFrame({"period": pd.to_datetime([MAY, JUNE]), "group": "", "group_name": "", "cci": [30.0, 40.0]})
    )
    shown = [
        (MAY, date(2025, 5, 20), "a", 1.0),
        (MAY, date(2025, 5, 31), "a", 2.0),
        (MAY, date(2025, 7, 1), "b", 3.0),
        (JUNE, date(2025, 6, 3), "a", 4.0),
        (JUNE, date(2025, 6, 18), "b", 5.0),
        (date(2020, 1, 1), date(2025, 6, 18), "b", 6.0),
    ]
    frame = index_seen(shown, now)
    assert frame.seen.tolist() == [2.0, 5.0]
    assert frame.rules.tolist() == ["a", "b"]
    assert frame.now.tolist() == [30.0, 40.0]
    assert index_seen([], now).seen.isna().all()


def test_disputes_are_listed_by_score_within_the_own_regions(space):
    log_dispute(space, IN_EAST, FIGHT, "zhao")
    low = log_dispute(space, BOSS, replace(FIGHT, region="", importance=1), "li")
    log_dispute(space, BOSS, replace(FIGHT, region="maker:hb", intensity=1), "li")
    assert [one.dispute.score for one in visible(space, BOSS)] == [60, 15, 12]
    assert [one.dispute.score for one in visible(space, IN_EAST)] == [60]
    assert not visible(space, Writer(NOTHING, frozenset()))
    for one in (replace(FIGHT, region=""), replace(FIGHT, region="maker:hb")):
        with pytest.raises(NotInScope):
            log_dispute(space, IN_EAST, one, "zhao")
    with pytest.raises(NotInScope):
        turn_dispute(space, IN_EAST, low, "zhao")
    turn_dispute(space, BOSS, low, "li")
    assert [(one.dispute.score, one.stands) for one in visible(space, BOSS)] == [(60, True), (12, True), (15, False)]
    turn_dispute(space, BOSS, low, "li")
    assert all(one.stands for one in disputes.logged(space))


@pytest.mark.parametrize(
    "wrong", [{"importance": 0}, {"frequency": 6}, {"parties": "  "}, {"kind": "war"}, {"comment": "x" * 501}]
)
def test_a_dispute_that_cannot_be_is_refused(space, wrong):
    with pytest.raises(ReaderError):
        log_dispute(space, BOSS, replace(FIGHT, **wrong), "li")
    assert not disputes.logged(space)
