"""Colour by distance from a neutral point: what is better takes on the colour of good, what is worse that of bad."""

from typing import Any

from charts.theme import Look

STRENGTH = 0.62  # of the pure colour at the far end, so that ink stays legible on it


def scale(look: Look, *, diverging: bool) -> dict[str, Any]:
    """The part of a marker that colours by shade: from bad over the card to good, or from the card to the accent."""
    colours, limit = look.palette, 1 / STRENGTH
    if diverging:
        scaled = [[0, colours.bad], [0.5, colours.paper], [1, colours.good]]
        return {"cmin": -limit, "cmax": limit, "colorscale": scaled, "showscale": False}
    return {"cmin": 0, "cmax": limit, "colorscale": [[0, colours.paper], [1, colours.accent]], "showscale": False}


def filled(look: Look, shade: float, *, diverging: bool) -> str:
    """The same as one colour, see-through on the card; quiet where nothing is known."""
    colours = look.palette
    if shade != shade:
        return _clear(colours.quiet_soft, 0.5)
    base = (colours.good if shade > 0 else colours.bad) if diverging else colours.accent
    return _clear(base, max(0.06, abs(shade) * STRENGTH))


def _clear(colour: str, strength: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:.2f})"
