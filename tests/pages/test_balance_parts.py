"""The other parts of the balance page: its rules with their history, and the disputes that people log."""

import re

from data_access.workspace import balance_rules, disputes
from data_access.workspace.balance_seen import all_seen
from tests.pages.conftest import words
from tests.pages.test_balance import MARCH
from tests.pages.test_incidents import field, index, press


def test_a_changed_rule_moves_the_index_and_what_was_seen_stays(open_page, own_space):
    before = index(open_page("balance", **MARCH))
    kept = len(all_seen(own_space))
    assert kept
    open_page("balance", **MARCH)
    assert len(all_seen(own_space)) == kept, "showing it again writes nothing"
    script = open_page("balance", **MARCH, part="rules")
    field(script, "number_input", "rule_weight_price").set_value(0.9)
    script = press(script, "Save the rules")
    assert "Say why they are changed." in [one.value for one in script.error]
    field(script, "text_input", "rules_why").set_value("as the board said <b>")
    said = words(press(script, "Save the rules"))
    assert "The rules are changed" in said
    assert "0.35" in said
    assert "0.90" in said
    assert "board said <b>" not in said
    assert index(open_page("balance", **MARCH)) != before
    assert len({one.rules for one in all_seen(own_space)}) == 2
    press(open_page("balance", **MARCH, part="rules"), "Take the last change back")
    assert index(open_page("balance", **MARCH)) == before
    assert len(balance_rules.history(own_space)) == 2


def test_a_director_reads_the_rules_and_changes_none(open_page, own_space):
    script = open_page("balance", "east", **MARCH, part="rules")
    assert not script.exception
    assert not script.number_input
    assert not [one for one in script.button if one.label == "Save the rules"]
    said = words(script)
    assert "who sees all of it may change them" in said
    assert "Red line: price conflict" in said
    assert "What was seen is the index of the whole company" in said
    assert not all_seen(own_space), "what a part sees is not the index of the company"


def test_a_filtered_index_is_not_kept_as_seen(open_page, own_space):
    open_page("balance", **MARCH, region="maker:east")
    assert not all_seen(own_space)


def test_a_dispute_is_logged_with_its_score_and_taken_back(open_page, own_space):
    script = open_page("balance", **MARCH, part="disputes")
    assert "No disputes have been logged yet." in words(script)
    field(script, "text_input", "dispute_parties").set_value("Live <i>, dealers")
    field(script, "radio", "dispute_importance").set_value(5)
    field(script, "radio", "dispute_frequency").set_value(4)
    script = press(script, "Log it")
    said = words(script)
    assert "Logged, with 60 / 125 points." in said
    assert "Live <i>" not in said
    assert re.search("1 disputes with 60 points", said)
    assert [one.dispute.score for one in disputes.logged(own_space)] == [60]
    assert "Taken back" in words(press(script, "Take back / put back"))
    assert "No disputes" in words(open_page("balance", "east", **MARCH, part="disputes"))
