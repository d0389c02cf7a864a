"""Hand-made tables of the funnel: what the tests of its analytics draw their figures from."""

from datetime import date, datetime

import numpy as np
import pandas as pd

from domain.contracts_funnel import CLOSED, STAGES, STOCK, sliced
from domain.contracts_history import COHORT, MOVES, STAY_OUTCOMES
from domain.funnel import FunnelAsk

KINDS = ("open", "open", "won", "lost", "paid")  # a lost stage need not be the last one
TABLE = STAGES.coerce(
    pd.DataFrame({"funnel": "f", "position": range(1, 6), "name": list("ABWLP"), "kind": KINDS, "lead_role": "AR",
                  "expected_days": [10.0, np.nan, np.nan, np.nan, np.nan]})
)  # fmt: skip
ASK = FunnelAsk("f", datetime(2026, 3, 31, 15, 59), date(2026, 3, 4), date(2026, 3, 17))  # noqa: DTZ001
WEEKS = [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-09"), pd.Timestamp("2026-03-16")]


def rows(contract, names, *values, **fixed):
    """A frame of that contract; `fixed` columns are the same in every row."""
    return contract.coerce(pd.DataFrame(list(values), columns=names.split()).assign(**fixed))


def outcomes(*values, **fixed):
    """STAY_OUTCOMES of (position, cohort, within, day, reached, lost, open, late); each deal is worth 100."""
    table = pd.DataFrame(
        list(values), columns=["position", "cohort", "within", "day", "reached", "lost", "open", "late"]
    )
    deals = table.reached + table.lost + table.open
    table = table.assign(cohort=pd.to_datetime(table.cohort), amount=100.0 * deals, valued=deals, **fixed)
    return (sliced(STAY_OUTCOMES) if fixed else STAY_OUTCOMES).coerce(table)


def cohort(*values):
    """COHORT of (highest, outcome, day, count, amount)."""
    return rows(COHORT, "highest outcome day count amount", *values)


def moves(*values):
    """MOVES of (week, was, stage before, became, stage, count, amount before, amount)."""
    names = "period was stage_before became stage count amount_before amount"
    return rows(MOVES, names, *((WEEKS[week], *rest) for week, *rest in values))


def stock(*values, undated=0):
    """STOCK of (position, count, amount)."""
    return rows(STOCK, "position count amount", *values, median_age=1.0, undated=undated, undated_amount=np.nan)


def closed(won, lost, amount, days):
    """CLOSED of so many deals won and lost; the won ones are worth `amount` and took `days` on average."""
    names = "outcome count amount valued mean_days"
    both = (("lost", lost, 1.0, lost, 9.0), ("won", won, amount, won, days))
    return rows(CLOSED, names, *both, median_days=1.0, p80_days=1.0)
