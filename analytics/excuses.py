"""What does not count as a conflict: co-sales that were agreed, and incidents that somebody judged to be none."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from domain.balance import CUSTOMER
from domain.incidents import Agreed, Excuse, Excused

FAR = date(9999, 1, 1)


def is_excused(kind: str, rows: pd.DataFrame, excused: Excused) -> "pd.Series[bool]":
    """Which rows of CONFLICTS of a kind do not count: those that some excuse fits in every part it names."""
    found = pd.Series(False, index=rows.index)
    for one in excused.of_kind(kind):
        fits = (rows.period >= pd.Timestamp(one.first)) & (rows.period <= _stamp(one.last))
        for name, value in (("who", one.who), ("what", one.what), ("region", one.region)):
            if value:
                fits &= rows[name] == value
        found |= fits
    return found


def agreed_excuses(agreed: Iterable[Agreed], below: Mapping[str, Iterable[str]]) -> list[Excuse]:
    """The months, parties and places that agreements cover; `below` gives the regions that lie within each one.

    An agreement holds from the month of its first day to that of its last: conflicts are judged by the month. An
    agreement on a customer covers the buyer, whichever channels sell to it.
    """
    found = []
    for one in agreed:
        first, last = one.first.replace(day=1), (one.last or FAR).replace(day=1)
        who = one.who
        for region in (below.get(one.region) or (one.region,)) if one.region else ("",):
            found.append(Excuse(one.kind, who, "" if one.kind == CUSTOMER else one.what, region, first, last))
    return found


def _stamp(day: date) -> pd.Timestamp:
    """The day, as late as a frame can have it."""
    return pd.Timestamp(min(day, date(2200, 1, 1)))
