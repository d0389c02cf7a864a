"""A selection opens the level below it; a ranking of one member is skipped; the way back up is complete."""

import pandas as pd

from analytics.tree import itself, level_below, path
from domain.contracts import MEMBERS
from i18n import Locale

CHINA = (
    ("e", "East", None, 0), ("e1", "Jiangsu", "e", 1), ("e11", "Nanjing", "e1", 2), ("e12", "Wuxi", "e1", 2),
    ("e2", "Shanghai", "e", 1), ("s", "South", None, 0), ("s1", "Guangdong", "s", 1),
)  # fmt: skip


def tree(*rows):
    named = [(key, name, name, parent, depth) for key, name, parent, depth in rows]
    return MEMBERS.coerce(pd.DataFrame(named, columns=list(MEMBERS.columns)))


def test_nothing_chosen_opens_the_top():
    assert level_below(tree(*CHINA), "region", ()) == "region_1"


def test_a_chosen_node_opens_its_children():
    assert level_below(tree(*CHINA), "region", ("e",)) == "region_2"
    assert level_below(tree(*CHINA), "region", ("e1",)) == "region_3"


def test_a_leaf_is_shown_itself():
    assert level_below(tree(*CHINA), "region", ("e2",)) == "region"


def test_two_nodes_of_one_level_open_theirs():
    assert level_below(tree(*CHINA), "region", ("e", "s")) == "region_2"


def test_a_reader_of_one_region_begins_below_it():
    assert level_below(tree(*CHINA[:5]), "region", ()) == "region_2"


def test_channels_without_a_tree_are_shown_themselves():
    flat = tree(("a", "A", None, 0), ("b", "B", None, 0))
    assert level_below(flat, "channel", ()) == "channel_1"
    assert level_below(flat, "channel", ("a",)) == "channel"


def test_a_tree_of_nobody_can_still_be_asked():
    assert level_below(MEMBERS.empty(), "region", ()) == "region"
    assert path(MEMBERS.empty(), ("e",)) == []


def test_the_way_leads_from_the_top_to_the_node():
    assert path(tree(*CHINA), ("e11",)) == ["e", "e1", "e11"]


def test_two_chosen_nodes_have_no_single_way():
    assert path(tree(*CHINA), ("e", "s")) == []


def test_a_parent_that_the_reader_may_not_see_is_not_on_the_way():
    assert path(tree(("e1", "Jiangsu", "e", 1)), ("e1",)) == ["e1"]


def test_a_leaf_alone_is_not_called_itself():
    table = pd.DataFrame({"region": ["e2"], "region_name": ["Shanghai"]})
    assert itself(table, "region", ("e2",), Locale.ZH) is table


def test_a_province_among_its_cities_says_so():
    table = pd.DataFrame({"region_3": ["e1", "e11", None], "region_3_name": ["江苏", "南京", "未分配"]})
    assert itself(table, "region_3", ("e1",), Locale.ZH).region_3_name.tolist() == ["江苏（本级）", "南京", "未分配"]
