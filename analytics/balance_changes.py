"""The conflict index over months: of each slice, and of each part against the month before, with what moved it."""

import pandas as pd

from domain.balance import KINDS
from domain.contracts_balance import PARTS
from domain.contracts_incidents import CAUSES, PART_CHANGES

BACK = 5  # months before the one looked at


def slice_months(parts: pd.DataFrame, index: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """A row a slice, the highest index first: `group`, `group_name`, `cci` of the month, `moved` since the one before.

    `m1` … `m5` are the indices of so many months before, and the name of each kind is its exposure in the month. Takes
    PARTS and INDEX of the months. NaN: no value in that month.
    """
    PARTS.check(parts)
    wide = index.pivot(index="group", columns="period", values="cci")
    names = index.groupby("group").group_name.first()
    table = pd.DataFrame({"group": wide.index, "group_name": names.reindex(wide.index).to_numpy()})
    for back in range(BACK + 1):
        when = month - pd.DateOffset(months=back)
        values = wide[when] if when in wide else pd.Series(float("nan"), index=wide.index)
        table["cci" if not back else f"m{back}"] = values.to_numpy("float64")
    table["moved"] = table.cci - table.m1
    now = parts[parts.period == month].pivot(index="group", columns="kind", values="exposure")
    for kind in KINDS:
        table[kind] = now[kind].reindex(wide.index).to_numpy("float64") if kind in now else float("nan")
    known = table[table[["cci", "m1"]].notna().any(axis=1)]
    return known.sort_values("cci", ascending=False, na_position="last", ignore_index=True)


def part_changes(history: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """PART_CHANGES of the month against the one before, in the order of KINDS; no row for what is not measured."""
    PARTS.check(history)
    points = history[history.measured].pivot(index="kind", columns="period", values="points")
    now, before = (_of(points, when) for when in (month, month - pd.DateOffset(months=1)))
    kinds = [kind for kind in KINDS if kind in points.index]
    rows = [(kind, before[kind], now[kind], now[kind] - before[kind]) for kind in kinds]
    return PART_CHANGES.coerce(pd.DataFrame(rows, columns=list(PART_CHANGES.columns)))


def causes(now: pd.DataFrame, ended: pd.DataFrame) -> pd.DataFrame:
    """CAUSES: incidents whose month counts other than the month before, the largest change first.

    `now` are INCIDENTS of the month, `ended` those that were seen last in the month before: they fell to nothing.
    """
    stayed = now[["id", "kind"]].assign(moved=now.in_month - now.before)
    gone = ended[["id", "kind"]].assign(moved=-ended.in_month)
    table = CAUSES.coerce(pd.concat([stayed, gone], ignore_index=True))
    changed = table[table.moved.notna() & (table.moved != 0)]
    order = changed.moved.abs().sort_values(ascending=False, kind="stable").index
    return changed.loc[order].reset_index(drop=True)


def _of(points: pd.DataFrame, when: pd.Timestamp) -> pd.Series:
    return points[when] if when in points else pd.Series(float("nan"), index=points.index)
