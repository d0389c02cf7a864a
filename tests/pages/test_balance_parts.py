"""The other parts of the balance page: its rules with their history, and the disputes that people log."""

import re
from datetime import date

import pytest

from data_access.agreement_entry import Wanted, agree_ahead
from data_access.incident_entry import writer
from data_access.warehouse import Warehouse
from data_access.workspace import balance_rules, disputes, exceptions
from data_access.workspace.balance_seen import all_seen
from domain.errors import NotInScope
from domain.scope import Scope
from i18n import Locale
from tests.pages.conftest import words
from tests.pages.test_balance import MARCH
from tests.pages.test_incidents import field, index, press
from ui import runtime


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


def ahead(script, **given):
    """The page after the form for an agreement ahead was filled in and sent."""
    kinds = {"kind": "selectbox", "line": "selectbox", "where": "selectbox", "who": "text_input", "why": "text_input",
             "from": "date_input", "until": "date_input"}  # fmt: skip
    for name, value in given.items():
        field(script, kinds[name], f"ahead_{name}").set_value(value)
    return press(script, "Agree on it")


def test_a_co_sale_is_agreed_on_ahead_with_its_first_and_last_day(open_page, own_space):
    script = open_page("balance", **MARCH, part="rules")
    days = {"from": date(2025, 3, 10), "until": date(2025, 4, 20)}
    script = ahead(script, kind="territory", who="d1", where="maker:north", why="the fair <b>", **days)
    assert not script.error
    said = words(script)
    assert "Agreed; the index is renewed." in said
    assert "2025-03-10 to 2025-04-20" in said
    assert "the fair &lt;b&gt;" in said
    (one,) = exceptions.in_force(own_space)
    assert (one.agreed.who, one.agreed.region, one.who) == ("maker:d1", "maker:north", "boss")
    script = press(script, "Take back")
    assert not exceptions.in_force(own_space)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"who": "nobody at all", "why": "x"}, "There is no partner called “nobody at all”"),
        ({"kind": "price", "who": "Online", "why": "x"}, "There is no channel without others below it called"),
        ({"why": " "}, "Say what was agreed"),
        ({"why": "x", "from": date(2025, 5, 1), "until": date(2025, 4, 1)}, "ends before it begins"),
        ({"kind": "price", "where": "maker:hangzhou", "why": "x"}, "Prices are compared in regions of level 2"),
    ],
)
def test_what_cannot_be_agreed_on_is_said_in_words(open_page, own_space, given, answer):
    script = ahead(open_page("balance", **MARCH, part="rules"), **given)
    assert answer in script.error[0].value
    assert not exceptions.latest(own_space)


def test_a_director_agrees_on_nothing_ahead(open_page, own_space):
    script = open_page("balance", "east", **MARCH, part="rules")
    assert "only who sees the whole company agrees ahead" in words(script)
    assert not [one for one in script.button if one.label == "Agree on it"]
    data = Warehouse(runtime.store().engine(), Scope(regions=frozenset({"maker:east"})))
    wanted = Wanted("product", "", "", "maker:east", date(2025, 3, 1), None, "ours")
    with pytest.raises(NotInScope):
        agree_ahead(own_space, data, writer(data), wanted, ("east", Locale.EN, 2))
    assert not exceptions.latest(own_space)


def test_what_is_agreed_ahead_leaves_the_index(open_page, own_space):
    before = index(open_page("balance", **MARCH))
    for kind in ("territory", "price", "product"):
        days = {"from": date(2024, 1, 1)}
        assert not ahead(open_page("balance", **MARCH, part="rules"), kind=kind, why="all of it", **days).error
    assert index(open_page("balance", **MARCH)) != before
