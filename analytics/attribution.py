"""Why a number changed: by cause, and by member of a dimension; both add up to the cent."""

from math import fsum

import pandas as pd

from analytics.cents import in_cents, whole_cents
from domain.ask import Compare
from domain.contracts import CHANGE_CELLS, CHANGE_SUMS, CONTRIBUTIONS, EFFECTS, RANKING
from i18n import Locale, Text

ORDER = ("before", "volume", "price", "mix", "new", "lost", "returns", "after")
OTHER = "other"
_SIDES = ("quantity_before", "quantity_after", "revenue_before", "revenue_after")
OTHER_NAME = Text("其他", "Other")


def effects(sums: pd.DataFrame) -> pd.DataFrame:
    """The change of revenue by cause, in the order of ORDER. Takes CHANGE_SUMS, returns EFFECTS.

    Cells sold in both periods (quantity and revenue above 0 in each) are compared per unit, with P0 the mean price
    before of these cells of that unit: volume = (Q1 − Q0)·P0; mix = Σ p0·q1 − P0·Q1; price = Σ (p1 − p0)·q1. Cells
    with nothing at all in one period are new or lost. All else (returns above sales, lines without a price) is
    "returns". `before` + the six effects = `after`, to the cent. Source: DOMAIN, section 3.

    >>> cell = {"product": "p", "channel": "c", "region": "r", "unit": "piece", "quantity_before": 10.0,
    ...     "revenue_before": 100.0, "quantity_after": 12.0, "revenue_after": 132.0}
    >>> effects(sum_up(CHANGE_CELLS.coerce(pd.DataFrame([cell])))).amount.tolist()
    [100.0, 20.0, 12.0, 0.0, 0.0, 0.0, 0.0, 132.0]
    """
    CHANGE_SUMS.check(sums)
    mean_price = sums.kept_revenue_before / sums.kept_quantity_before.where(sums.kept_quantity_before > 0)
    volume = (sums.kept_quantity_after - sums.kept_quantity_before) * mean_price
    mix = sums.kept_at_old_price - mean_price * sums.kept_quantity_after
    price = sums.kept_revenue_after - sums.kept_at_old_price
    parts = [float(part.sum()) for part in (volume, price, mix, sums.new_revenue, -sums.lost_revenue)]
    parts.append(fsum(sums.revenue_after) - fsum(sums.revenue_before) - fsum(parts))
    start, end = whole_cents(sums.revenue_before), whole_cents(sums.revenue_after)
    cents = [start, *in_cents(parts, end - start).tolist(), end]
    return EFFECTS.coerce(pd.DataFrame({"effect": ORDER, "amount": [cent / 100 for cent in cents]}))


def sum_up(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells added up per unit: pieces and kilograms never add. Takes CHANGE_CELLS, returns CHANGE_SUMS.

    The same sums come ready from the warehouse (data_access.attribution): this is their second evaluator.
    """
    CHANGE_CELLS.check(cells)
    cells = cells.fillna({column: 0.0 for column in cells.columns if column.endswith(("_before", "_after"))})
    sold_before = (cells.quantity_before > 0) & (cells.revenue_before > 0)
    sold_after = (cells.quantity_after > 0) & (cells.revenue_after > 0)
    absent_before = (cells.quantity_before == 0) & (cells.revenue_before == 0)
    absent_after = (cells.quantity_after == 0) & (cells.revenue_after == 0)
    kept = sold_before & sold_after
    columns = {f"kept_{name}": cells[name].where(kept, 0.0) for name in _SIDES}
    columns["kept_at_old_price"] = (cells.revenue_before / cells.quantity_before * cells.quantity_after).where(
        kept, 0.0
    )
    columns["new_revenue"] = cells.revenue_after.where(sold_after & absent_before, 0.0)
    columns["lost_revenue"] = cells.revenue_before.where(sold_before & absent_after, 0.0)
    sums = cells.assign(**columns).groupby("unit", dropna=False, as_index=False).sum(numeric_only=True)
    return CHANGE_SUMS.coerce(sums)


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
