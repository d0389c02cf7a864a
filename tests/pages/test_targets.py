"""The page on targets: entered within the own scope, added to and never overwritten, by grid, file and break-down."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pandas as pd
import pytest

from data_access.target_rows import Asked, target_rows
from data_access.workspace.targets import history
from domain.filters import Filters
from domain.scope import EVERYTHING
from tests.pages.conftest import words
from ui import runtime

WEST = {"level": "region"}  # the level of the small company that names the west by month
EVER = Filters(date(1900, 1, 1), date(2199, 12, 31), date(1900, 1, 1))
OWN = {"level": "region,channel"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_tells_target_actual_and_forecast_of_each_slice(open_page, lang):
    script = open_page("targets", lang=lang, **WEST)
    said = words(script)
    assert not script.exception
    assert not script.error
    for word in (
        ("预计达成率", "所需日均", "进度差") if lang == "zh" else ("Forecast attainment", "Run rate needed", "Pace")
    ):
        assert word in said
    assert (
        ("慢于时间进度" in said or "快于时间进度" in said)
        if lang == "zh"
        else "of time" in said or "behind time" in said
    )


def test_a_year_that_has_not_begun_is_not_yet_in_words(open_page, own_space):
    assert "2027 has not begun" not in words(open_page("targets", lang="en", year="2027", **WEST))
    said = words(open_page("targets", lang="en", year="2027", level="new:region_1"))
    assert "no targets in 2027 yet" in said


def test_a_hostile_address_is_answered_in_words(open_page):
    hostile = {
        "plan": "<script>x</script>",
        "version": "'; drop table",
        "metric": "nope",
        "year": "99999",
        "level": "?",
    }
    script = open_page("targets", lang="en", **hostile)
    said = words(script)
    assert not script.exception
    assert not script.error
    assert "<script>x" not in said
    assert "nope" in said
    assert "99999" in said


@pytest.mark.parametrize("metric", ["margin_rate", "satisfaction", "active_customers", "won_amount", "clv", "quantity"])
@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_every_kind_of_metric_has_a_grid(open_page, metric, step):
    script = open_page("targets", lang="en", metric=metric, level="new:region_1", step=step)
    assert not script.exception
    assert not script.error
    assert "Enter targets" in words(script)


@pytest.mark.parametrize("level", ["all", "region_2", "channel", "product_line", "region_1,channel", "region_1,rep"])
def test_every_new_level_has_a_grid(open_page, level):
    script = open_page("targets", lang="en", level=f"new:{level}")
    assert not script.exception
    assert not script.error


def test_quotas_over_odd_periods_keep_their_periods(open_page):
    said = words(open_page("targets", lang="en", version="v1", year="2024", level="rep"))
    assert "24/03/30 – 06/30" in said


def test_a_reader_of_a_part_is_offered_that_part(open_page):
    said = words(open_page("targets", "east", "en", **OWN))
    assert "East" in said
    assert not re.search("North|West|Hebei", said)


def sent(script, content, name="targets.csv"):
    """The page after a file was sent."""
    script.file_uploader[0].upload(name, content.encode("utf-8"), "text/csv").run()
    assert not script.exception
    return script


def after_title(script, title):
    """What stands first in the card with this title: where the reader looks who pressed its button."""
    said = [str(element.proto.body) for element in script.get("html")]
    place = next(at for at, one in enumerate(said) if f">{title}<" in one)
    return said[place + 1]


def test_a_blend_is_shown_before_it_is_saved_and_can_be_taken_back(open_page, own_space):
    script = open_page("targets", lang="en", level="new:region_1", year="2025")
    script.selectbox(key="divide_of").select("total").run()
    script.number_input(key="divide_total").set_value(1_000_000.01).run()
    script.number_input(key="weight_last_year").set_value(50)
    script.number_input(key="weight_even").set_value(50).run()
    said = unescape(words(script))
    assert "The blend: Last year's shape 50% + Even split 50%" in said
    assert not history(own_space), "nothing is saved before it is asked for"
    script.button(key="save_divided_0").click().run()
    assert not script.exception
    entered = history(own_space)
    assert f"{len(entered)} targets saved" in after_title(script, "Break down")
    assert sum(one.entry.amount for one in entered) == Decimal("1000000.01")
    assert {one.who for one in entered} == {"boss"}
    again = open_page("targets", lang="en", level="region_1", year="2025")
    again.button(key="undo_batch").click().run()
    assert f"{len(entered)} targets are as before" in words(again)
    assert {one.how for one in history(own_space)} == {"breakdown", "undo"}


def test_a_level_is_held_in_every_cell(open_page, own_space):
    script = open_page("targets", lang="en", metric="satisfaction", level="new:channel", step="quarter")
    script.number_input(key="hold_0").set_value(90.0).run()
    script.button(key="save_held").click().run()
    assert f"{len(history(own_space))} targets saved" in after_title(script, "Break down")
    assert {str(one.entry.amount) for one in history(own_space)} == {"90.0000"}
    again = open_page("targets", lang="en", metric="satisfaction")
    assert "is held, not summed" in words(again)
    assert "90.0" in words(again)


def test_a_file_is_read_line_by_line_and_nothing_is_lost(open_page, own_space):
    script = open_page("targets", lang="en", **WEST)
    bad = "region,2025-07,2025-08\n西部,12000,-5\nAtlantis,1,2\n西部,abc,1e30\n"
    said = words(sent(script, bad))
    for word in ("3 lines read, 1 targets", "-5", "Atlantis", "abc", "1E+30"):
        assert word in said
    script.button(key="enter_file").click().run()
    assert [(one.how, one.entry.amount) for one in history(own_space)] == [("file", 12_000)]
    assert "1 changed" in words(script)


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ("planet,amount\nx,1\n", "These columns are not known: planet"),
        ("region\n西部\n", "There are no amounts"),
        ("", "nothing|empty|header"),
        ("region,amount\n西部,5\n", "There is no period"),
        ("region,period,amount\n西部,someday,5\n", "“someday” is not a period"),
        ("region,metric,2025\n西部,attainment,5\n", "can have no targets"),
        ("region,2025-07\n西部,1\n西部,2\n", "says again what line 2 says"),
    ],
)
def test_a_wrong_file_is_answered_in_words(open_page, own_space, content, answer):
    said = words(sent(open_page("targets", lang="en", **WEST), content))
    assert re.search(answer, said)
    assert not history(own_space)


def test_a_director_enters_nothing_for_others_by_file(open_page, own_space):
    script = open_page("targets", "east", "en", **OWN)
    said = words(sent(script, "region,2025-07\n西部,1\nmaker:west,1\n,1\n浙江,1\n"))
    assert said.count("not in your scope") == 2
    assert "within your own regions only" in said
    script.button(key="enter_file").click().run()
    assert [one.entry.place.region_id for one in history(own_space)] == ["zhejiang"]
    assert not re.search("West|North", words(script))


def test_the_history_of_others_is_not_told(open_page, own_space):
    boss = sent(open_page("targets", lang="en", **WEST), "region,2025-07\n西部,77777\n")
    boss.button(key="enter_file").click().run()
    said = words(open_page("targets", "east", "en", **OWN))
    assert "Nothing has been entered yet" in said
    assert "77,777" not in said


def test_what_is_entered_stands_on_the_other_pages_at_once(open_page, own_space):
    days = {"period": "custom", "first": "2025-06-01", "last": "2025-06-30"}
    before = words(open_page("overview", lang="en", **days))
    script = sent(open_page("targets", lang="en", **WEST), "region,2025-06\n西部,90000\n")
    script.button(key="enter_file").click().run()
    after = words(open_page("overview", lang="en", **days))
    assert "90K" in after
    assert "90K" not in before


def test_a_version_is_copied_as_the_beginning_of_another_and_can_be_taken_back(open_page, own_space):
    script = open_page("targets", lang="en", version="v2", **WEST)
    script.text_input(key="name_version_0").set_value("v3").run()
    script.button(key="copy_version").click().run()
    assert not script.exception
    assert not script.error
    copied = history(own_space)
    assert {(one.who, one.how, one.entry.place.version) for one in copied} == {("boss", "copy", "v3")}
    assert f"{len(copied)} targets of “budget v2” are copied to “budget v3”" in unescape(words(script))
    assert script.query_params["version"] == "v3"
    original, copy = (
        target_rows(runtime.warehouse(EVERYTHING), EVER, Asked("budget", version)) for version in ("v2", "v3")
    )
    assert copy.entered.all()
    own = ["version", "entered"]
    pd.testing.assert_frame_equal(copy.drop(columns=own), original.drop(columns=own))
    script.button(key="undo_batch").click().run()
    assert not script.exception
    assert {one.entry.state for one in history(own_space)[: len(copied)]} == {"withdrawn"}


def test_a_copy_needs_a_name_of_its_own_and_overwrites_nothing(open_page, own_space):
    script = open_page("targets", lang="en", version="v2", **WEST)
    script.button(key="copy_version").click().run()
    assert "Give the new version a name" in script.error[0].value
    script.text_input(key="name_version_0").set_value("v1").run()
    script.button(key="copy_version").click().run()
    assert "targets already" in script.error[0].value
    assert not history(own_space)


def test_a_director_copies_what_lies_in_the_own_region(open_page, own_space):
    script = open_page("targets", "east", "en", version="v2")
    script.text_input(key="name_version_0").set_value("v3").run()
    script.button(key="copy_version").click().run()
    assert not script.exception
    places = [one.entry.place for one in history(own_space)]
    assert places
    assert {place.region_id for place in places} <= {"east", "zhejiang", "jiangsu", "hangzhou"}


def test_a_target_of_a_seller_leads_to_the_team(open_page):
    said = words(open_page("targets", lang="en", version="v1", year="2024", level="rep"))
    assert re.search(r'href="team\?[^"]*q=Rep\+1[^"]*">Own · Rep 1</a>', said)
