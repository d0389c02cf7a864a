"""Examples of the charts of channel balance."""

import pandas as pd

from charts.axes import Subject
from charts.balance import index_parts, index_trend
from charts.example import Example
from domain.contracts_balance import PARTS
from domain.metrics import METRICS

NONE = float("nan")
_SUBJECT = Subject(METRICS["revenue"])


def _month(month: int, *amounts: float) -> tuple[tuple[object, ...], ...]:
    """The four parts of a month of 2026: amounts in millions out of 80; NaN is not measured."""
    parts = (("price", 0.47, 0.1), ("territory", 0.33, 0.05), ("customer", 0.0, 0.1), ("product", 0.2, 0.1))
    return tuple(_part(month, part, amount) for part, amount in zip(parts, amounts, strict=True))


def _part(month: int, part: tuple[str, float, float], amount: float) -> tuple[object, ...]:
    (kind, weight, line), known, share = part, amount == amount, amount / 80
    base, points = (80e6, 100 * weight * min(1.0, share / line)) if known else (NONE, 0.0)
    return (pd.Timestamp(2026, month, 1), "", "", kind, amount * 1e6, base, share, weight, known, points)


BALANCE: dict[str, Example] = {
    "index_parts": Example(
        index_parts,
        PARTS,
        _month(10, 5.2, 1.1, NONE, 0.2),
        "Prices weigh most; customers are not measured.",
        _SUBJECT,
    ),
    "index_trend": Example(
        index_trend,
        PARTS,
        tuple(row for month in range(3, 11) for row in _month(month, max(0.0, month - 5.8), 1.1, NONE, 0.2)),
        "A price war that began in June.",
        _SUBJECT,
    ),
}
