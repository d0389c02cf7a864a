"""Targets that may stand beside a value: those that cover all of it, not only the slices that have one."""

import pandas as pd

TOLERANCE = 0.001  # of the value; what rounding of targets and shares may leave


def covers_all(value: float, target: float, attained: float) -> bool:
    """Whether the target is one for all of the value: attained × target is the part of the value that it covers.

    Where attainment is unknown (NaN) nothing speaks against it.

    >>> covers_all(90.0, 100.0, 0.9), covers_all(141.0, 100.0, 0.88), covers_all(90.0, 100.0, float("nan"))
    (True, False, True)
    """
    return not abs(attained * target - value) > TOLERANCE * abs(value)


def whole_targets(table: pd.DataFrame, attained: pd.DataFrame, on: str) -> pd.DataFrame:
    """`table` with NaN for the targets of revenue that cover only part of it.

    Takes two frames of the metric table with the same groups, named by the column `on`: `table` with revenue and its
    target, `attained` with attainment. Attainment counts only what has a target, so attainment × target is the part
    that the target covers; where it is not the whole revenue, value and target are not comparable. Without
    attainment, or where it is unknown, the target stays.

    >>> table = pd.DataFrame({"region": ["a", "b"], "revenue": [90.0, 200.0], "revenue_target": [100.0, 100.0]})
    >>> whole_targets(table, table.assign(attainment=[0.9, 0.8]), "region").revenue_target.tolist()
    [100.0, nan]
    """
    if "revenue_target" not in table or "attainment" not in attained:
        return table
    shares = attained[[on, "attainment"]].drop_duplicates(on).set_index(on)["attainment"]
    covered = table[on].map(shares).astype("float64") * table.revenue_target
    partly = (covered - table.revenue).abs() > TOLERANCE * table.revenue.abs()
    return table.assign(revenue_target=table.revenue_target.mask(partly))


def all_or_none(table: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """`table` with its targets when none of them had to go in `whole`, else without any: for steps of one trend.

    Targets that cover all of March and a part of April would read as a fall of the plan.
    """
    if "revenue_target" not in table or not (table.revenue_target.notna() & whole.revenue_target.isna()).any():
        return table
    return table.assign(revenue_target=float("nan"))
