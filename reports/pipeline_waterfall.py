"""What became of the open deals, on the command line: the figures of the page on changes, as JSON or as a table."""

import pandas as pd

from analytics.pipeline_waterfall import unexplained
from domain.pipeline import BUCKETS
from i18n import Locale, Text, exact
from reports.console import table

_HEADS = (
    Text("变动", "Cause"),
    Text("金额", "Amount"),
    Text("商机数变化", "Change in deals"),
    Text("涉及商机", "Deals"),
)
_UNEXPLAINED = Text("未解释", "Unexplained")


def waterfall_table(frame: pd.DataFrame, locale: Locale) -> str:
    """Start, every cause, end, and what they leave unexplained, in the reader's language. Takes WATERFALL."""
    rows = [
        (BUCKETS[row["bucket"]].name.to(locale), _money(row["amount"]), exact(row["count"]), exact(row["deals"]))
        for row in frame.to_dict("records")
    ]
    gap = unexplained(frame)
    rows.append((_UNEXPLAINED.to(locale), _money(gap.amount), exact(gap.count), ""))
    return table([head.to(locale) for head in _HEADS], rows, numbers_from=1)


def _money(amount: float) -> str:
    return exact(amount, decimals=2)
