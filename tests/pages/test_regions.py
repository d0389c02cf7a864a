"""The page on regions: what its address asks for, what a reader of a part is told, and the way down and back."""

import re
from html import unescape

import pytest

from tests.pages.conftest import words
from ui.region_measures import MEASURES

HOSTILE = {
    "figures, forms and tables that are not": {"by": "password", "form": "globe", "heat": "x", "below": "cities"},
    "regions beside that are not": {"beside": ["atlantis", "maker:nowhere", "<script>alert(1)</script>"]},
    "many beside": {"beside": ["maker:east", "maker:north", "maker:west", "maker:hebei", "maker:zhejiang"]},
    "the same one twice": {"beside": ["maker:east", "maker:east"]},
    "all at once": {"by": "growth", "form": "tiles", "heat": "month_plan", "below": "rep", "beside": "maker:east"},
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("who", ["boss", "east"])
def test_a_hostile_address_is_answered_in_words(open_page, who, query):
    script = open_page("regions", who, "en", **query)
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)


def test_what_is_not_known_is_named(open_page):
    said = words(open_page("regions", lang="en", by="password", form="globe", beside="atlantis"))
    for word in ("password", "globe", "atlantis"):
        assert f"“{word}”" in said


@pytest.mark.parametrize("by", MEASURES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_ranks_and_shades(open_page, lang, by):
    script = open_page("regions", lang=lang, by=by, period="custom", first="2025-01-01", last="2025-03-31")
    assert not script.exception
    assert not script.error


@pytest.mark.parametrize("by", MEASURES)
def test_the_heat_tables_take_the_figure_of_the_map(open_page, by):
    days = {"period": "custom", "first": "2025-01-01", "last": "2025-03-31"}
    for heat in ("channel_by", "month_by"):
        script = open_page("regions", lang="en", by=by, heat=heat, **days)
        said = unescape(words(script))
        assert not script.exception
        assert not script.error
        chosen = re.findall(r'aria-current="true"[^>]*>([^<]*)</a>', said)
        across = "Channels" if heat == "channel_by" else "Months"
        named = {"growth": "growth", "attainment": "plan"}.get(by) or MEASURES[by].metric.name.en
        assert f"{across} · {named}" in chosen


def test_a_heat_table_says_its_neutral_point_or_why_it_is_empty(open_page):
    days = {"period": "custom", "first": "2025-01-01", "last": "2025-03-31"}
    margin = unescape(words(open_page("regions", lang="en", by="margin_rate", heat="month_by", **days)))
    neutral = re.search(r"whole selection [\d.]+%", margin)[0]
    assert f"and below it the change on last year; coloured by the side of the neutral point ({neutral})" in margin
    assert margin.count(neutral) >= 2, "ranking and table have the same neutral point"
    fair = unescape(words(open_page("regions", lang="en", by="fair_share", heat="channel_by", **days)))
    assert "no Channel" in fair


def test_a_reader_of_a_part_is_told_what_needs_the_company_and_sees_the_next_ranking(open_page):
    boss, east = (words(open_page("regions", who, "en")) for who in ("boss", "east"))
    current = r'aria-current="true"[^>]*>([^<]*)</a>'
    assert re.search(current, boss)[1] == "Fair-share index"
    assert re.search(current, east)[1] != "Fair-share index"
    assert "needs the total of the whole company, which is not in your scope" in unescape(east)
    assert "needs the total of the whole company" not in unescape(boss)


def test_a_foreign_region_beside_is_as_unknown_as_none(open_page):
    foreign, none = (words(open_page("regions", "east", "en", beside=key)) for key in ("maker:north", "maker:nope"))
    assert foreign.replace("maker:north", "") == none.replace("maker:nope", "")
    assert "“maker:north”" in foreign


def test_regions_of_several_levels_stand_side_by_side_with_the_best_marked(open_page):
    said = words(open_page("regions", lang="en", beside=["maker:east", "maker:hebei"]))
    table = said.partition('class="grid beside"')[2].partition("</table>")[0]
    heads = re.findall(r'scope="col">([^<]*) <', table)
    assert len(heads) == 2
    revenue = re.search(r"Revenue</th>(.*?)</tr>", table, re.DOTALL)[1]
    assert revenue.index("best") < revenue.index("</td>"), "the east sells more"


def test_the_way_down_is_in_the_address_and_leads_back(open_page):
    script = open_page("regions", lang="en", region="maker:hangzhou", partner="maker:d1", by="revenue")
    way = unescape(words(script).partition('class="trail"')[2].partition("</nav>")[0])
    steps = re.findall(r'href="([^"]*)">([^<]*)<', way)
    assert len(steps) == 4  # all, the region, the province, the city; the partner is where we are
    assert "D1" in way
    for address, _ in steps:
        assert "by=revenue" in address
        assert "partner=" not in address
    assert "region=" not in steps[0][0]
    assert "region=maker%3Ahangzhou" in steps[-1][0]


def test_the_end_of_the_tree_lists_who_sells_and_to_whom(open_page):
    script = open_page("regions", lang="en", region="maker:hangzhou", below="customer")
    said = unescape(words(script))
    assert "Who sells, and to whom" in said
    assert "customer=maker%3Ac1" in said
    narrowed = unescape(words(open_page("regions", lang="en", region="maker:hangzhou", customer="maker:c1")))
    assert "Customer: C1" in narrowed


def test_coverage_is_held_against_last_year_and_what_has_no_change_says_why(open_page):
    """Outlets are counted today only: who sold last year is held against as many."""
    said = unescape(words(open_page("regions", lang="en", period="custom", first="2025-01-01", last="2025-06-18")))
    card = said.partition('class="grid cards"')[2].partition("</table>")[0]
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", card)
    east = next(row for row in card.split("<tr>") if ">East<" in row)
    cells = dict(zip(heads, re.findall(r"<td[^>]*>(.*?)</td>", east), strict=False))
    for head in ("Customer coverage", "Outlet coverage"):
        assert re.search("[▲▼■]", cells[head]), head
    assert "with the outlets and the potential of today" in said
    assert "No comparable value last year" in card
