"""Where a selection stands in the tree of regions or channels: the level to show next, and the way back up."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from domain.contracts import MEMBERS
from i18n import Locale, Text

_ITSELF = Text("（本级）", " (itself)")
LEVELS = {"region": ("region_1", "region_2", "region_3", "region"), "channel": ("channel_1", "channel")}


def level_below(members: pd.DataFrame, tree: str, chosen: Sequence[str]) -> str:
    """The dimension that divides the chosen nodes (or all there is) into the most telling parts. Takes MEMBERS.

    One level below the chosen nodes; of nodes at several depths, below the highest. Levels with a single member are
    skipped, since a ranking of one says nothing; where nothing lies below, the members themselves are the answer.

    >>> rows = [("e", "East", "East", None, 0), ("e1", "Jiangsu", "Jiangsu", "e", 1), ("e2", "Anhui", "Anhui", "e", 1)]
    >>> tree = MEMBERS.coerce(pd.DataFrame(rows, columns=list(MEMBERS.columns)))
    >>> level_below(tree, "region", ()), level_below(tree, "region", ("e2",))
    ('region_2', 'region')
    """
    MEMBERS.check(members)
    reached = _reach(members, chosen) if chosen else None
    each = zip(members.key, members.depth, strict=True)
    sizes = Counter(depth for key, depth in each if reached is None or key in reached)
    start = min(sizes) + 1 if chosen and sizes else 0
    levels = LEVELS[tree]
    telling = [depth for depth in range(start, len(levels) - 1) if sizes[depth] > 1]
    return levels[telling[0]] if telling else levels[-1]


def itself(table: pd.DataFrame, dimension: str, chosen: Sequence[str], locale: Locale) -> pd.DataFrame:
    """The metric table with "itself" behind the chosen nodes that stand among their own parts.

    A sale may be booked on a province while others are booked on its cities: the province is then a row of its own.

    >>> table = pd.DataFrame({"region_3": ["js", "nj"], "region_3_name": ["Jiangsu", "Nanjing"]})
    >>> itself(table, "region_3", ("js",), Locale.EN).region_3_name.tolist()
    ['Jiangsu (itself)', 'Nanjing']
    """
    name = f"{dimension}_name"
    own = table[dimension].isin(list(chosen))
    if own.all() or not own.any():
        return table
    return table.assign(**{name: table[name].mask(own, table[name] + _ITSELF.to(locale))})


def path(members: pd.DataFrame, chosen: Sequence[str]) -> list[str]:
    """The keys from the top of the tree down to the one chosen node; empty unless exactly one is. Takes MEMBERS.

    >>> rows = [("e", "East", "East", None, 0), ("e1", "Jiangsu", "Jiangsu", "e", 1)]
    >>> path(MEMBERS.coerce(pd.DataFrame(rows, columns=list(MEMBERS.columns))), ("e1",))
    ['e', 'e1']
    """
    MEMBERS.check(members)
    parents = dict(zip(members.key, members.parent.fillna(""), strict=True))
    node = chosen[0] if len(chosen) == 1 else ""
    up: list[str] = []
    while node in parents and node not in up:
        up.append(node)
        node = parents[node]
    return up[::-1]


def _reach(members: pd.DataFrame, chosen: Sequence[str]) -> set[str]:
    """The chosen nodes and all below them; parents come before their children."""
    reached = set(chosen)
    for key, parent in zip(members.key, members.parent, strict=True):
        if parent in reached:
            reached.add(key)
    return reached
