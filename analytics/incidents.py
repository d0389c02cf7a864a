"""Incidents: what broke a rule, month after month, put together by its cause, with an identity that stays."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import pandas as pd

from domain.balance import CUSTOMER, PRICE, QUIET
from domain.contracts_balance import INCIDENTS

_ID = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Episode:
    """The months over which a party kept breaking a rule, and the rows of them."""

    who: str
    what: str
    first: pd.Timestamp
    last: pd.Timestamp
    rows: pd.DataFrame


def incident_id(kind: str, who: str, what: str, first_seen: date) -> str:
    """The identity of an incident: the same after every load, whoever looks.

    `who` is the party that began it: others may join, and regions be added, while it lasts.
    """
    exact = json.dumps([kind, who, what, first_seen.isoformat()], ensure_ascii=False)
    return sha256(exact.encode()).hexdigest()[:_ID]


def incidents(
    conflicts: Mapping[str, pd.DataFrame], links: pd.DataFrame, month: date, *, selected: bool = False
) -> pd.DataFrame:
    """INCIDENTS of the month, of the CONFLICTS of each kind up to it and the LINKS of price conflicts.

    One cause is one incident: a partner; a buyer; a product in a channel; for prices the channels that undercut each
    other in a product line. It lasts while no more than QUIET months pass without it. What touches the reader nowhere
    is left out, and, of a narrower selection, what has no amount in it (`selected`).
    """
    seen = pd.Timestamp(month)
    found = []
    for kind, frame in conflicts.items():
        rows = frame[frame.period <= seen]
        episodes = [one for key, own in rows.groupby(["who", "what"], dropna=False) for one in _episodes(key, own)]
        causes = _wars(episodes, links) if kind == PRICE else [[one] for one in episodes]
        found += [_told(kind, cause, seen) for cause in causes if max(one.last for one in cause) == seen]
    kept = [row for row in found if row.pop("near") and (row["in_month"] == row["in_month"] or not selected)]
    if not kept:
        return INCIDENTS.empty()
    table = INCIDENTS.coerce(pd.DataFrame(kept))
    return table.sort_values(["money", "id"], ascending=[False, True], na_position="last", ignore_index=True)


def _episodes(key: tuple[Any, ...], rows: pd.DataFrame) -> Iterator[Episode]:
    """Runs of months with at most QUIET months between two of them."""
    months = rows.period.drop_duplicates().sort_values()
    number = months.dt.year * 12 + months.dt.month
    run = dict(zip(months, (number.diff() > QUIET + 1).cumsum(), strict=True))
    who, what = (value if isinstance(value, str) else "" for value in key)
    for _, own in rows.groupby(rows.period.map(run)):
        yield Episode(who, what, own.period.min(), own.period.max(), own)


def _wars(episodes: list[Episode], links: pd.DataFrame) -> list[list[Episode]]:
    """Episodes of one product line whose channels undercut each other while both lasted, put together."""
    group = list(range(len(episodes)))
    by_line: dict[str, list[int]] = {}
    for place, one in enumerate(episodes):
        by_line.setdefault(one.what, []).append(place)
    for period, what, a, b in links[["period", "what", "a", "b"]].itertuples(index=False):
        alike = [p for p in by_line.get(what, []) if episodes[p].first <= period <= episodes[p].last]
        ends = [place for place in alike if episodes[place].who in (a, b)]
        if len(ends) == 2:
            kept, gone = sorted(group[place] for place in ends)
            group = [kept if own == gone else own for own in group]
    return [[episodes[p] for p, own in enumerate(group) if own == mark] for mark in sorted(set(group))]


def _told(kind: str, cause: list[Episode], month: pd.Timestamp) -> dict[str, object]:
    eldest = min(cause, key=lambda one: (one.first, one.who))
    rows = pd.concat([one.rows for one in cause], ignore_index=True)
    now, ago = (rows[rows.period == when] for when in (month, month - pd.DateOffset(months=1)))
    party = "channel" if kind == CUSTOMER else "who"
    names = "channel_name" if kind == CUSTOMER or rows.who_name.isna().all() else "who_name"
    what = rows.what_name.dropna()
    return {
        "id": incident_id(kind, eldest.who, eldest.what, eldest.first.date()),
        "kind": kind,
        "party_keys": "\n".join(_by_size(rows, party)),
        "parties": "\n".join(_by_size(rows, party, names)),
        "what": eldest.who if kind == CUSTOMER else eldest.what,
        "what_name": _buyer(rows) if kind == CUSTOMER else (what.iloc[0] if len(what) else ""),
        "regions": "\n".join(_by_size(rows, "region_name")),
        "first_seen": eldest.first,
        "last_seen": month,
        "money": _contested(now) if kind == CUSTOMER else rows.amount.sum(min_count=1),
        "in_month": now.amount.sum(min_count=1),
        "before": ago.amount.sum(min_count=1) if len(ago) else 0.0,
        "near": bool(rows.touched.any() or rows.amount.notna().any()),
    }


def _contested(now: pd.DataFrame) -> float:
    """What a buyer has with other channels than its largest one: that is what they take from each other."""
    worth = now.groupby("channel").amount.sum(min_count=1)
    return float(worth.sum() - worth.max()) if worth.notna().any() else float("nan")


def _buyer(rows: pd.DataFrame) -> str:
    names = rows.who_name.dropna()
    return str(names.iloc[0]) if len(names) else str(rows.who.iloc[0])


def _by_size(rows: pd.DataFrame, key: str, name: str = "") -> list[str]:
    """The different members of a column, those with most money first; or their names, in the same order."""
    found = rows.groupby(key, as_index=False).agg(amount=("amount", "sum"), name=(name or key, "first"))
    found = found.sort_values(["amount", key], ascending=[False, True])
    return [str(one) for one in found.name]
