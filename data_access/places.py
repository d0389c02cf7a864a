"""Where the regions lie that a reader may see: on a grid of tiles, on the globe, by their ISO code."""

from typing import Any

from sqlalchemy import Double, Select, and_, cast, select

from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_regions import PLACES


@query(PLACES)
def region_places(see: Visible) -> Select[Any]:
    """Every region with its depth in the tree, and what is known of its place; NaN and no text where nothing is."""
    region, tree = see.fact("region"), see.tree("region")
    own = and_(tree.c.source == region.c.source, tree.c.region_id == region.c.region_id, tree.c.depth == 0)
    numbers = {"depth": tree.c.own_depth} | {
        name: region.c[name] for name in ("latitude", "longitude", "tile_row", "tile_col")
    }
    columns = [cast(column, Double).label(name) for name, column in numbers.items()]
    key = (region.c.source + ":" + region.c.region_id).label("key")
    return select(key, region.c.iso_code, *columns).join(tree, own).order_by(tree.c.own_depth, key)
