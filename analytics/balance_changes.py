"""The conflict index of each slice over the months."""

import pandas as pd

from domain.balance import KINDS
from domain.contracts_balance import PARTS

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
