"""Which maps of the regions can be drawn: at which level they have tiles, places or shapes."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.geo_shapes import Shape, shapes
from analytics.tree import LEVELS
from config import settings
from data_access.options import members
from data_access.places import region_places
from i18n import Text
from ui.context import Context
from ui.region_view import View

_NO_FILE = Text(
    "设置 FULCRUM_MAP_GEOJSON 所指的文件读不出来，因此没有按行政区形状画图。",
    "The file that the setting FULCRUM_MAP_GEOJSON names cannot be read, so shapes of regions are not drawn.",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """A map that can be drawn: its form, the dimension of its regions, and by key what is known of their places."""

    form: str
    dimension: str
    places: pd.DataFrame
    shapes: dict[str, Shape]


def spreads(view: View) -> dict[str, Spread]:
    """The maps that can be drawn of this selection, the best first: shapes, tiles, bubbles; {} when nothing is known.

    Each at the level of the page, or at the first one below it whose regions have such places.
    """
    found: dict[str, Spread] = {}
    places = region_places(view.ctx.data)
    below = _below(view.ctx)
    drawn = _shapes(tuple(sorted(places.iso_code.dropna().unique())))
    for form in ("shapes", "tiles", "bubbles"):
        for depth, dimension in _levels(view):
            own = places[(places.depth == depth) & places.key.isin(below)]
            have = _having(own, form, drawn)
            if len(have) > 1:
                found[form] = Spread(form, dimension, have, drawn)
                break
    return found


def unreadable() -> Text | None:
    """What is wrong with the file of shapes, where one is set; None when all is well."""
    path = settings().map_geojson
    return _NO_FILE if path and _read(path, _stamp(path)) is None else None


def _levels(view: View) -> list[tuple[int, str]]:
    """The depths and dimensions from that of the page down."""
    dimensions = LEVELS["region"][:-1]
    start = dimensions.index(view.dimension) if view.dimension in dimensions else 0
    return list(enumerate(dimensions))[start:]


def _having(own: pd.DataFrame, form: str, drawn: dict[str, Shape]) -> pd.DataFrame:
    if form == "shapes":
        return own[own.iso_code.isin(drawn)]
    across, down = ("tile_col", "tile_row") if form == "tiles" else ("longitude", "latitude")
    return own[own[across].notna() & own[down].notna()]


def _below(ctx: Context) -> set[str]:
    """The chosen regions and all below them; all there are when none is chosen."""
    rows = members(ctx.data, "region")
    if not ctx.filters.region:
        return set(rows.key)
    reached = set(ctx.filters.region)
    for key, parent in zip(rows.key, rows.parent, strict=True):
        if parent in reached:
            reached.add(key)
    return reached


def _shapes(codes: tuple[str, ...]) -> dict[str, Shape]:
    path = settings().map_geojson
    return _found(path, _stamp(path), codes) if path else {}


@lru_cache(maxsize=8)
def _found(path: str, stamp: float, codes: tuple[str, ...]) -> dict[str, Shape]:
    read = _read(path, stamp)
    return shapes(read, set(codes)) if read else {}


@lru_cache(maxsize=2)
def _read(path: str, stamp: float) -> dict[str, Any] | None:
    """The file as it stood at that time; None when it cannot be read."""
    try:
        read = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) else None


def _stamp(path: str) -> float:
    try:
        return Path(path).stat().st_mtime
    except OSError:
        return 0.0
