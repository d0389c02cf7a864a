"""Examples of the charts on single incidents."""

import pandas as pd

from charts.axes import Subject
from charts.balance_seen import index_seen_lines
from charts.example import Example
from charts.incident_months import incident_months
from domain.contracts_incidents import INCIDENT_MONTHS, INDEX_SEEN
from domain.metrics import METRICS

_SUBJECT = Subject(METRICS["revenue"])
_AMOUNTS = ((1.2e6, 0.0), (2.9e6, 0.0), (0.0, 0.0), (3.4e6, 0.0), (0.6e6, 1.9e6), (0.0, 2.2e6))
_SEEN = ((14.0, None), (15.5, 15.5), (15.2, 15.2), (19.0, 12.0), (21.5, 14.1), (22.0, 22.0))

INCIDENT_CHARTS: dict[str, Example] = {
    "incident_months": Example(
        incident_months,
        INCIDENT_MONTHS,
        tuple((pd.Timestamp(2026, place + 5, 1), *pair) for place, pair in enumerate(_AMOUNTS)),
        "A leak that was agreed on in September, from then on in part.",
        _SUBJECT,
    ),
    "index_seen_lines": Example(
        index_seen_lines,
        INDEX_SEEN,
        tuple(
            (pd.Timestamp(2026, place + 5, 1), now, float("nan") if seen is None else seen, pd.NaT, "")
            for place, (now, seen) in enumerate(_SEEN)
        ),
        "A red line was drawn tighter in October: two months look worse than they were seen.",
        _SUBJECT,
    ),
}
