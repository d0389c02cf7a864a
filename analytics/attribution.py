"""Why a number changed: by cause, and by member of a dimension; both add up to the cent."""

from math import fsum

import pandas as pd

from analytics.cents import in_cents, whole_cents
from domain.ask import Compare
from domain.contracts import CHANGE_CELLS, CONTRIBUTIONS, EFFECTS, RANKING
from i18n import Locale, Text

ORDER = ("before", "volume", "price", "mix", "new", "lost", "returns", "after")
OTHER = "other"
OTHER_NAME = Text("其他", "Other")


def effects(cells: pd.DataFrame) -> pd.DataFrame:
    """The change of revenue by cause, in the order of ORDER. Takes CHANGE_CELLS, returns EFFECTS.

    Cells sold in both periods (quantity and revenue above 0 in each) are compared per unit, with P0 the mean price
    before of these cells of that unit: volume = (Q1 − Q0)·P0; mix = Σ p0·q1 − P0·Q1; price = Σ (p1 − p0)·q1. Cells
    with nothing at all in one period are new or lost. All else (returns above sales, lines without a price) is
    "returns". `before` + the six effects = `after`, to the cent. Source: DOMAIN, section 3.

    >>> cell = {"product": "p", "channel": "c", "region": "r", "unit": "piece", "quantity_before": 10.0,
    ...     "revenue_before": 100.0, "quantity_after": 12.0, "revenue_after": 132.0}
    >>> effects(CHANGE_CELLS.coerce(pd.DataFrame([cell]))).amount.tolist()
    [100.0, 20.0, 12.0, 0.0, 0.0, 0.0, 0.0, 132.0]
    """
    CHANGE_CELLS.check(cells)
    filled = cells.fillna({column: 0.0 for column in cells.columns if column.endswith(("_before", "_after"))})
    parts = _parts(filled)
    parts.append(fsum(filled.revenue_after) - fsum(filled.revenue_before) - fsum(parts))
    start, end = whole_cents(filled.revenue_before), whole_cents(filled.revenue_after)
    cents = [start, *in_cents(parts, end - start).tolist(), end]
    return EFFECTS.coerce(pd.DataFrame({"effect": ORDER, "amount": [cent / 100 for cent in cents]}))


def _parts(cells: pd.DataFrame) -> list[float]:
    """Volume, price, mix, new, lost; unrounded."""
    sold_before = (cells.quantity_before > 0) & (cells.revenue_before > 0)
    sold_after = (cells.quantity_after > 0) & (cells.revenue_after > 0)
    absent_before = (cells.quantity_before == 0) & (cells.revenue_before == 0)
    absent_after = (cells.quantity_after == 0) & (cells.revenue_after == 0)
    volume, price, mix = _of_both(cells[sold_before & sold_after])
    new = float(cells.revenue_after[sold_after & absent_before].sum())
    lost = -float(cells.revenue_before[sold_before & absent_after].sum())
    return [volume, price, mix, new, lost]


def _of_both(cells: pd.DataFrame) -> tuple[float, float, float]:
    """Volume, price and mix of the cells sold in both periods, each unit by itself: pieces and kilograms never add."""
    at_old_price = cells.revenue_before / cells.quantity_before * cells.quantity_after
    units = cells.assign(at_old_price=at_old_price).groupby("unit", dropna=False).sum(numeric_only=True)
    mean_price = units.revenue_before / units.quantity_before
    volume = (units.quantity_after - units.quantity_before) * mean_price
    mix = units.at_old_price - mean_price * units.quantity_after
    price = units.revenue_after - units.at_old_price
    return float(volume.sum()), float(price.sum()), float(mix.sum())


def contributions(ranking: pd.DataFrame, against: Compare, top: int, locale: Locale) -> pd.DataFrame:
    """The `top` members by size of change, largest first, and all others as one. Takes RANKING, returns CONTRIBUTIONS.

    Only for metrics that add up. A member unknown in one period counts as 0 there. `before`, `after` and `change`
    add up over the rows to the rounded totals, to the cent. A single leftover member keeps its own name.

    >>> table = RANKING.coerce(pd.DataFrame({"key": list("abcd"), "name": list("ABCD"), "value": [9.0, 5.0, 3.0, 1.0],
    ...     "previous": [4.0, 5.0, 4.0, 3.0], "last_year": float("nan"), "target": float("nan")}))
    >>> contributions(table, Compare.PREVIOUS, 2, Locale.EN)[["name", "change"]].values.tolist()
    [['A', 5.0], ['D', -2.0], ['Other', -1.0]]
    """
    RANKING.check(ranking)
    base = "previous" if against is Compare.PREVIOUS else "last_year"
    rows = pd.DataFrame(
        {
            "key": ranking.key,
            "name": ranking.name,
            "before": in_cents(ranking[base].fillna(0.0)),
            "after": in_cents(ranking.value.fillna(0.0)),
        }
    )
    rows["change"] = rows.after - rows.before
    rows = rows.sort_values("change", key=lambda change: -change.abs(), kind="stable", ignore_index=True)
    shown, rest = (rows.iloc[:top], rows.iloc[top:]) if len(rows) > top + 1 else (rows, rows.iloc[:0])
    if len(rest):
        sums = rest[["before", "after", "change"]].sum()
        shown = pd.concat([shown, pd.DataFrame([{"key": OTHER, "name": OTHER_NAME.to(locale), **sums}])])
    amounts = {column: shown[column].astype("float64") / 100 for column in ("before", "after", "change")}
    return CONTRIBUTIONS.coerce(shown.assign(**amounts).reset_index(drop=True))
