"""The pages on channels and on the team: verdicts in words, every measure, sorted by the address; own scope only."""

import re

from tests.pages.conftest import words


def test_every_measure_of_the_scorecard_has_a_head(open_page):
    script = open_page("channels", lang="en", period="last_year")
    assert not script.exception
    said = words(script)
    for head in ("Revenue", "Growth", "Share", "Margin", "Channel cost", "Contribution", "ROI", "Acquisition cost",
                 "New customers", "Average order value", "Satisfaction", "Return rate"):  # fmt: skip
        assert re.search(rf">{head}( [▲▼])?</a>", said), head


def test_the_address_sorts_the_scorecard(open_page):
    def names(**query):
        table = re.search(r'<table class="grid scores">.*?</table>', words(open_page("channels", lang="en", **query)))
        return re.findall(r'<tr><td><a class="go"[^>]*>([^<]+)</a>', table[0])

    down, up = names(sort="aov", period="last_year"), names(sort="-aov", period="last_year")
    assert len(down) > 1
    assert down != up
    assert set(down) == set(up)


def test_an_unknown_order_is_named(open_page):
    said = words(open_page("channels", lang="en", sort="luck", beside="tomorrow"))
    assert "luck" in said
    assert "tomorrow" in said


def test_a_pilot_has_a_verdict_with_its_reason_and_its_course(open_page):
    script = open_page("channels", lang="en")
    assert re.search(r'data-verdict="(go_on|watch|stop)"', words(script))
    assert "full months" in words(script)
    assert script.get_by_key("pilot_maker_live").proto.spec


def test_the_stop_loss_is_the_installations(open_page, monkeypatch):
    from config import settings

    monkeypatch.setenv("FULCRUM_PILOT_STOP_LOSS", "0")
    settings.cache_clear()
    try:
        assert 'data-verdict="go_on"' in words(open_page("channels", lang="en")), "it earns: no line is passed"
    finally:
        settings.cache_clear()


def test_without_channel_costs_by_product_line_the_page_says_so(open_page):
    script = open_page("channels", lang="en", line=["净水"])
    assert not script.exception
    assert not script.error
    said = words(script)
    assert "The channel cost have no Product line" in said
    assert "Not shown: " in said


def test_the_team_shows_posts_credits_and_small_samples(open_page):
    script = open_page("team", lang="en", period="custom", first="2024-01-01", last="2025-06-18")
    assert not script.exception
    said = words(script)
    assert "Rep 1" in said
    assert re.search(r"%\* \(n=\d+\)", said), "fewer than 30 deals are starred"
    assert "has no members and is its owner" in said
    assert re.search(r'href="deals\?[^"]*rep=maker%3Ar1', said)


def test_people_are_searched_and_grouped_by_the_address(open_page):
    said = words(open_page("team", lang="en", q="rep 2", by="role", period="last_year"))
    assert ">Rep 2<" in said
    assert ">Rep 1<" not in said
    assert 'aria-current="true" href="team?' in said


def test_a_director_sees_the_sellers_of_the_own_region_only(open_page):
    """Rep 2 has a post in the north: in the east the name stands only where that rep's deals or orders lie there."""
    said = words(open_page("team", "east", "en", period="last_year"))
    assert "Rep 1" in said
    assert "North" not in said


def test_filters_that_deals_do_not_have_are_answered_in_words(open_page):
    script = open_page("team", lang="en", segment=["KA"])
    assert not script.exception
    assert not script.error
