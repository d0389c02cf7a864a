"""What a person says a forecast should be: a node of a slice in a period, with a reason; never overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.forecast import slice_key

SET, WITHDRAWN = "set", "withdrawn"
LONGEST = 500  # letters of a reason


@dataclass(frozen=True, slots=True)
class Edited:
    """Whose forecast is edited: a slice by its key (domain.forecast.slice_key), of which figure, in which steps."""

    slice: str
    metric: str
    grain: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What a node comes to in the period that begins on `first`; no amount when it was withdrawn."""

    of: Edited
    node: str
    first: date
    amount: Decimal | None
    reason: str
    state: str = SET


def node_key(node: Mapping[str, str]) -> str:
    """A node as it is written in the workspace: dimension → member key; {} is the whole slice.

    >>> node_key({"region_1": "demo:huadong"})
    '{"region_1":["demo:huadong"]}'
    """
    return slice_key({dim: (key,) for dim, key in node.items()})
