"""The shapes of regions out of a GeoJSON: rings small enough to send, found by the regions' codes."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FINENESS = 400  # corners closer than this part of the map's width fall together


@dataclass(frozen=True, slots=True)
class Shape:
    """Rings as text ("x,y x,y …;x,y …"), and the middle of the largest: longitude and latitude in degrees."""

    rings: str
    x: float
    y: float


def shapes(geojson: Mapping[str, Any], codes: Collection[str]) -> dict[str, Shape]:
    """The shape of each of `codes` that the GeoJSON has: a feature whose id or any property is the code.

    Polygons and multi-polygons count; whatever else the file holds is passed over, and broken features too.

    >>> square = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]
    >>> feature = {"properties": {"iso": "CN-BJ"}, "geometry": {"type": "Polygon", "coordinates": square}}
    >>> shapes({"features": [feature]}, {"CN-BJ"})["CN-BJ"]
    Shape(rings='0.00,0.00 4.00,0.00 4.00,4.00 0.00,4.00 0.00,0.00', x=2.0, y=2.0)
    """
    found: dict[str, list[list[tuple[float, float]]]] = {}
    for feature in geojson.get("features") or ():
        if code := _code(feature, codes):
            found.setdefault(code, []).extend(_rings(feature.get("geometry") or {}))
    spots = [spot for rings in found.values() for ring in rings for spot in ring]
    if not spots:
        return {}
    grain = max(max(x for x, _ in spots) - min(x for x, _ in spots), 1e-6) / FINENESS
    return {code: _shape(rings, grain) for code, rings in found.items() if rings}


def _code(feature: Any, codes: Collection[str]) -> str:
    if not isinstance(feature, Mapping):
        return ""
    said = [feature.get("id"), *(feature.get("properties") or {}).values()]
    return next((one for one in said if isinstance(one, str) and one in codes), "")


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """The outer ring of each part; a hole (a lake, an enclave) is left filled."""
    kind, parts = geometry.get("type"), geometry.get("coordinates") or ()
    if kind not in ("Polygon", "MultiPolygon"):
        return
    for part in [parts] if kind == "Polygon" else parts:
        try:
            ring = [(float(spot[0]), float(spot[1])) for spot in next(iter(part), ())]
        except (IndexError, TypeError, ValueError):
            continue
        if len(ring) > 2 and all(math.isfinite(x) and math.isfinite(y) for x, y in ring):
            yield ring


def _shape(rings: Sequence[list[tuple[float, float]]], grain: float) -> Shape:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    kept = [thin for ring in rings if len(thin := _thinned(ring, grain)) > 2 or ring is largest]
    text = ";".join(" ".join(f"{x:.2f},{y:.2f}" for x, y in ring) for ring in kept)
    x, y = _middle(largest)
    return Shape(text, round(x, 3), round(y, 3))


def _thinned(ring: list[tuple[float, float]], grain: float) -> list[tuple[float, float]]:
    kept = [ring[0]]
    for spot in ring[1:-1]:
        if math.dist(spot, kept[-1]) >= grain:
            kept.append(spot)
    return [*kept, ring[-1]]


def _area(ring: list[tuple[float, float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity; the mean of the corners of a ring without an area."""
    area = _area(ring)
    if abs(area) < 1e-12:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((x0 + x1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    y = sum((y0 + y1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    return x, y
