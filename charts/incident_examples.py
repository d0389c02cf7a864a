"""Examples of the charts on single incidents."""

import pandas as pd

from charts.axes import Subject
from charts.example import Example
from charts.incident_months import incident_months
from domain.contracts_incidents import INCIDENT_MONTHS
from domain.metrics import METRICS

_SUBJECT = Subject(METRICS["revenue"])
_AMOUNTS = ((1.2e6, 0.0), (2.9e6, 0.0), (0.0, 0.0), (3.4e6, 0.0), (0.6e6, 1.9e6), (0.0, 2.2e6))

INCIDENT_CHARTS: dict[str, Example] = {
    "incident_months": Example(
        incident_months,
        INCIDENT_MONTHS,
        tuple((pd.Timestamp(2026, place + 5, 1), *pair) for place, pair in enumerate(_AMOUNTS)),
        "A leak that was agreed on in September, from then on in part.",
        _SUBJECT,
    ),
}
