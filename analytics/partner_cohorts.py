"""Lives as survival takes them, in groups that can be told apart, and what their curves say."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.partner_lives import Lives
from analytics.partner_months import half_year
from analytics.survival import LogRank, log_rank, median_age, share_at, survival
from domain.contracts_partners import GROUPS, SPANS
from domain.partners import FEW

_YEAR = 365.0
NOBODY = "—"  # the group of what a source does not say
_OF: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "half": lambda frame: half_year(frame.origin.where(frame.entry.isna())),
    "year": lambda frame: half_year(frame.origin.where(frame.entry.isna())).str[:4],
    "channel": lambda frame: frame.channel_name,
    "region": lambda frame: frame.region_1_name,
    "tier": lambda frame: frame.tier.fillna(NOBODY),
    "kind": lambda frame: frame.kind,
}


def spans(own: Lives, by: str = "") -> pd.DataFrame:
    """The lives of partners whose age is known, in the groups of domain.partners.COHORTS (one group "" without).

    Every life comes up to the day on which all deaths are recognised, and once more for what is known since: SPANS.
    By their opening only partners born in the data are told apart: of older cohorts those that ended before the data
    begin are not known. Ordered by group.
    """
    frame = own.frame
    group = _OF[by](frame) if by else pd.Series("", index=frame.index)
    day = pd.Timestamp(own.days.first) + pd.Timedelta(days=own.days.count - 1)
    age = {name: (until - frame.origin).dt.days for name, until in (("end", frame.died_on), ("now", day))}
    settled = (frame.settled_on - frame.origin).dt.days
    entry = frame.entry.fillna(-1.0)
    parts = [
        _cut(group, entry, settled, age["end"]).assign(recent=False),
        _cut(group, entry.clip(lower=settled), age["now"], age["end"]).assign(recent=True),
    ]
    rows = pd.concat(parts)
    rows = rows[(rows.exit > rows.entry) & rows.group.notna()]
    return SPANS.coerce(rows.sort_values(["group", "recent"], kind="stable").reset_index(drop=True))


def _cut(group: pd.Series, entry: pd.Series, until: pd.Series, end: pd.Series) -> pd.DataFrame:
    """Lives seen after `entry` and up to the age `until`, or to their end where that comes first."""
    died = end <= until
    return pd.DataFrame({"group": group, "entry": entry, "exit": until.mask(died, end).astype("float64"), "died": died})


def unknown_age(own: Lives) -> int:
    """How many partners are left out since nobody says how old they are."""
    return int(own.frame.origin.isna().sum())


def groups(lived: pd.DataFrame) -> tuple[pd.DataFrame, LogRank]:
    """Survival of each group in short, and the log-rank test between them. Takes SPANS, gives GROUPS and LogRank.

    `n` are all of a group, whether settled or recent only.
    """
    test, curves = log_rank(lived), survival(lived)
    expected = dict(zip(test.groups, test.expected, strict=True)) if len(test.groups) > 1 else {}
    rows = []
    for group, own in lived.groupby("group", sort=False):
        settled, curve = own[~own.recent], curves[(curves.group == group) & ~curves.provisional]
        rows.append(
            (
                group,
                max(len(settled), int(own.recent.sum())),
                int(settled.died.sum()),
                expected.get(str(group), np.nan),
                share_at(curve, _YEAR),
                share_at(curve, 2 * _YEAR),
                median_age(curve),
            )
        )
    return GROUPS.coerce(pd.DataFrame(rows, columns=list(GROUPS.columns))), test


def comparable(found: pd.DataFrame, most: int) -> list[str]:
    """The groups worth drawing: those with ten ends or more, else all; at most so many, the largest first."""
    certain = found[found.died >= FEW]
    chosen = certain if len(certain) > 1 else found
    kept = set(chosen.nlargest(most, "n").group)
    return [group for group in found.group if group in kept]
