"""The list of planted stories: told in the README, about slices that exist, over the windows it names."""

from datetime import date
from pathlib import Path

import pytest

from demo import stories
from demo.company import tables
from demo.spec import Spec, at
from i18n import Locale

README = Path(__file__).parents[3] / "demo" / "README.md"
SLICES = {
    "channel": ("channel", "channel_id"),
    "region": ("region", "region_id"),
    "partner": ("partner", "partner_id"),
    "product_line": ("product", "line"),
    "funnel": ("stage", "funnel"),
    "stage": ("stage", "position"),
}


@pytest.fixture(scope="module")
def dimensions():
    wanted = {table for table, _ in SLICES.values()}
    found = {}
    for name, rows in tables(0.02):  # dimensions come first, and the rest is not made
        found |= {name: rows} if name in wanted else {}
        if found.keys() == wanted:
            return found
    return found


@pytest.mark.parametrize("story", stories.STORIES, ids=lambda story: story.key)
def test_a_story_names_slices_that_exist(dimensions, story):
    for dimension, members in story.about.items():
        table, column = SLICES[dimension]
        assert set(members) <= {str(value) for value in dimensions[table][column].to_pylist()}


def test_every_story_is_told_in_the_readme():
    told = README.read_text(encoding="utf-8")
    for story in stories.STORIES:
        for phrase in (story.title, story.shows):
            assert phrase.to(Locale.ZH) in told, story.key
            assert phrase.to(Locale.EN) in told, story.key


@pytest.mark.parametrize(
    ("end", "war", "stall"),
    [
        (date(2026, 10, 18), date(2026, 6, 1), date(2026, 4, 1)),
        (date(2026, 10, 31), date(2026, 7, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 9, 1), date(2026, 7, 1)),
        (date(2027, 1, 1), date(2026, 9, 1), date(2026, 7, 1)),
    ],
)
def test_stories_cover_whole_months_and_quarters(end, war, stall):
    spec = Spec(1, 7, end)
    assert at(spec.months[stories.since(spec, stories.WAR_MONTHS)]) == war
    assert stories.stall_start(spec) == stall
