"""A line small enough to stand in a tile, as an image that needs no script."""

from base64 import b64encode
from collections.abc import Sequence
from itertools import pairwise

WIDTH, HEIGHT = 120, 28
_EDGE = 3


def sparkline(values: Sequence[float], colour: str) -> str:
    """A data address of an SVG picture of `values`, oldest first; "" when fewer than two are known.

    NaN is a gap. The scale runs from the smallest to the largest value: it shows shape, not size.

    >>> sparkline([1.0], "#000"), sparkline([1.0, 2.0], "#000")[:26]
    ('', 'data:image/svg+xml;base64,')
    """
    known = [value for value in values if value == value]
    if len(known) < 2:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = (WIDTH - 2 * _EDGE) / (len(values) - 1)
    spots = [
        (_EDGE + place * step, HEIGHT - _EDGE - (value - low) / span * (HEIGHT - 2 * _EDGE)) if value == value else None
        for place, value in enumerate(values)
    ]
    last_x, last_y = next(spot for spot in reversed(spots) if spot)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{_path(spots)}" fill="none" stroke="{colour}" stroke-width="1.5" vector-effect="non-scaling-stroke"'
        f' stroke-linejoin="round" stroke-linecap="round"/>'
        # a stroke of no length with round ends: a circle would be drawn out with the picture
        f'<path d="M{last_x:.1f} {last_y:.1f}h.01" stroke="{colour}" stroke-width="4.5" stroke-linecap="round"'
        f' vector-effect="non-scaling-stroke"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(picture.encode()).decode()


def _path(spots: Sequence[tuple[float, float] | None]) -> str:
    moves = []
    for before, here in pairwise([None, *spots]):
        if here:
            moves.append(f"{'L' if before else 'M'}{here[0]:.1f} {here[1]:.1f}")
    return "".join(moves)
