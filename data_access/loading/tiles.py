"""Where Chinese provinces stand on the tile map, for sources that name them and say no place."""

import csv
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, and_, select, update

from data_access.published import region_tree
from data_access.tables import region

_ENDS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")


@cache
def places() -> dict[str, tuple[int, int]]:
    """Row and column of each province, by its ISO 3166-2 code, its English and its Chinese short name."""
    with (Path(__file__).parent / "provinces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row[name]: (int(row["tile_row"]), int(row["tile_col"]))
        for row in rows
        for name in ("iso_code", "name_zh", "name")
    }


def fill_tiles(connection: Connection) -> None:
    """Give provinces their tiles in sources whose regions have none of their own: two layouts would collide.

    A name stands for the highest node that bears it: 吉林 is the province, and a city below it has no tile.
    """
    own = select(region.c.source).where(region.c.tile_row.is_not(None) | region.c.tile_col.is_not(None))
    same = and_(region_tree.c.source == region.c.source, region_tree.c.region_id == region.c.region_id)
    top = and_(same, region_tree.c.ancestor_id == region.c.region_id, region_tree.c.depth == region_tree.c.own_depth)
    named = (region.c.iso_code, region.c.name_zh, region.c.name)
    nodes = select(region.c.source, region.c.region_id, *named).join(region_tree, top)
    nodes = nodes.where(region.c.source.not_in(own), region.c.country.is_(None) | (region.c.country == "CN"))
    taken: set[tuple[str, tuple[int, int]]] = set()
    for source, key, *names in connection.execute(nodes.order_by(region_tree.c.own_depth, region.c.region_id)).all():
        place = next((found for name in names if (found := places().get(_short(name)))), None)
        if place is None or (source, place) in taken:
            continue
        taken.add((source, place))
        one = and_(region.c.source == source, region.c.region_id == key)
        connection.execute(update(region).where(one).values(tile_row=place[0], tile_col=place[1]))


def _short(name: str | None) -> str:
    """The name without what kind of province it is: 广西壮族自治区 is 广西."""
    end = next((end for end in _ENDS if name and name.endswith(end)), "")
    return (name or "").removesuffix(end)
