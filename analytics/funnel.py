"""How far the deals of one cohort came, stage by stage."""

import pandas as pd

from domain.contracts_funnel import STEPS
from domain.contracts_history import COHORT


def steps(cohort: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """Per stage that is not a lost one, the deals that got to it or beyond it. Takes COHORT and STAGES, returns STEPS.

    All figures are of the same deals, those created in the window, so no stage has more than the one before it, and
    a stage that a deal jumped over counts as passed. Amounts are those at the instant asked for. Shares are NaN where
    the stage before, or the first one, has nothing.

    >>> from domain.contracts_funnel import STAGES
    >>> names = {"funnel": "f", "lead_role": None, "expected_days": None}
    >>> stages = STAGES.coerce(pd.DataFrame({"position": [1, 2, 3], "name": list("abc"),
    ...     "kind": ["open", "open", "won"], **names}))
    >>> cohort = COHORT.coerce(pd.DataFrame({"highest": [1, 2, 3], "outcome": ["lost", "open", "won"], "day": 9,
    ...     "count": [5, 3, 2], "amount": [10.0, 20.0, 30.0]}))
    >>> steps(cohort, stages)[["count", "of_previous", "overall", "amount"]].values.tolist()
    [[10.0, nan, 1.0, 60.0], [5.0, 0.5, 0.5, 50.0], [2.0, 0.4, 0.2, 30.0]]
    """
    COHORT.check(cohort)
    rows = stages.loc[stages.kind != "lost", ["position", "name"]].sort_values("position", ignore_index=True)
    there = [cohort[cohort.highest >= position] for position in rows.position]
    rows["count"] = [int(deals["count"].sum()) for deals in there]
    rows["amount"] = [float(deals.amount.sum(min_count=1)) for deals in there]
    rows["of_previous"], rows["overall"] = _shares(rows["count"])
    rows["amount_of_previous"], rows["amount_overall"] = _shares(rows.amount)
    return STEPS.coerce(rows)


def _shares(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Each value ÷ the one before it, and ÷ the first."""
    before, first = values.shift(), values.head(1).sum()
    return values / before.where(before > 0), values / (first if first > 0 else float("nan"))
