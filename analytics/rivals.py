"""Channels against each other: the incidents that they share, where customers go, prices and their reference."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from domain.balance import CUSTOMER
from domain.contracts_rivals import CORRIDOR, MIGRATION, REFERRED, RIVALS


def channels_of(incidents: pd.DataFrame, conflicts: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """Of each incident, by its id, the channels in which it happened: their names by key.

    Takes INCIDENTS, and the CONFLICTS of each kind that they were made of.
    """
    found: dict[str, dict[str, str]] = {}
    every: list[Any] = list(incidents.itertuples())
    for row in every:
        rows = conflicts[row.kind]
        parties = [row.what] if row.kind == CUSTOMER else str(row.party_keys).split("\n")
        about = (rows.what == row.what) if row.kind != CUSTOMER and row.what else rows.who.notna()
        own = rows[rows.who.isin(parties) & about & rows.period.between(row.first_seen, row.last_seen)]
        found[str(row.id)] = dict(zip(own.channel, own.channel_name, strict=True))
    return found


def rivals(incidents: pd.DataFrame, channels: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """RIVALS: the incidents that two channels share, most money first; those of one channel stand with itself.

    An incident of three channels is in three pairs, with all of its money in each: pairs do not add up.
    """
    rows = []
    for incident in incidents.itertuples():
        own = channels[str(incident.id)]
        pairs = list(combinations(sorted(own), 2)) or [(one, one) for one in own]
        rows += [(a, own[a], b, own[b], incident.money) for a, b in pairs]
    if not rows:
        return RIVALS.empty()
    table = pd.DataFrame(rows, columns=["a", "a_name", "b", "b_name", "money"])
    grouped = table.groupby(["a", "b"], as_index=False)
    found = grouped.agg(a_name=("a_name", "first"), b_name=("b_name", "first"), incidents=("a", "size"))
    found["money"] = grouped.money.sum(min_count=1).money
    order = ["money", "incidents", "a", "b"]
    found = found.sort_values(order, ascending=[False, False, True, True], na_position="last", ignore_index=True)
    return RIVALS.coerce(found)


def shared_by(channels: Mapping[str, Mapping[str, str]], a: str, b: str) -> list[str]:
    """The incidents of a pair of RIVALS, by id."""
    wanted = {a, b}
    return [key for key, own in channels.items() if (wanted <= set(own) if a != b else set(own) == wanted)]


def net_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """What each channel won from the others and lost to them: key, name, `won`, `lost`, `net`. Takes MIGRATION."""
    MIGRATION.check(flows)
    won = flows.groupby(["to", "to_name"]).moved.sum().rename_axis(["key", "name"]).rename("won")
    lost = flows.groupby(["from", "from_name"]).moved.sum().rename_axis(["key", "name"]).rename("lost")
    both = pd.concat([won, lost], axis=1).fillna(0.0).reset_index()
    return both.assign(net=both.won - both.lost).sort_values("net", ascending=False, ignore_index=True)


def referred(corridor: pd.DataFrame, gap: float) -> pd.DataFrame:
    """REFERRED: CORRIDOR with each channel's reference, and the limit that is `gap` below it (or the floor, if higher).

    The reference is the list price of the channel; where it has none, the median of the mean prices of the channels of
    its kind, of which there must be two. NaN: no reference, and for the limit no floor either.
    """
    CORRIDOR.check(corridor)
    kinds = corridor.groupby("kind")["mean"]
    usual = kinds.transform("median").where(kinds.transform("count") > 1)
    reference = corridor.listed.fillna(usual)
    limit = pd.concat([reference * (1 - gap), corridor.floor], axis=1).max(axis=1)
    return REFERRED.coerce(corridor.assign(reference=reference, limit=limit))
