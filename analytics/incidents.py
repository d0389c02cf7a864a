"""Incidents: what broke a rule, month after month, put together by its cause, with an identity that stays."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import pandas as pd

from analytics.excuses import is_excused
from domain.balance import CUSTOMER, PRICE, QUIET
from domain.contracts_balance import INCIDENTS
from domain.contracts_incidents import INCIDENT_MONTHS
from domain.incidents import NOTHING_EXCUSED, Cause, Excused

_ID = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Episode:
    """The months over which a party kept breaking a rule, and the rows of them."""

    who: str
    what: str
    first: pd.Timestamp
    last: pd.Timestamp
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Found:
    """One incident with the episodes that make it: what it is, and the rows of CONFLICTS behind it."""

    cause: Cause
    episodes: tuple[Episode, ...]

    @property
    def last(self) -> pd.Timestamp:
        """The last month in which it was seen."""
        return max(one.last for one in self.episodes)

    @property
    def rows(self) -> pd.DataFrame:
        """The rows of CONFLICTS of all of its months."""
        return pd.concat([one.rows for one in self.episodes], ignore_index=True)

    @property
    def near(self) -> bool:
        """Whether it touches the reader somewhere."""
        return any(bool(one.rows.touched.any() or one.rows.amount.notna().any()) for one in self.episodes)


def incident_id(kind: str, who: str, what: str, first_seen: date) -> str:
    """The identity of an incident: the same after every load, whoever looks.

    `who` is the party that began it: others may join, and regions be added, while it lasts.
    """
    exact = json.dumps([kind, who, what, first_seen.isoformat()], ensure_ascii=False)
    return sha256(exact.encode()).hexdigest()[:_ID]


def found_until(conflicts: Mapping[str, pd.DataFrame], links: pd.DataFrame, month: date) -> list[Found]:
    """All incidents up to a month, of the CONFLICTS of each kind and the LINKS of price conflicts.

    One cause is one incident: a partner; a buyer; a product in a channel; for prices the channels that undercut each
    other in a product line. It lasts while no more than QUIET months pass without it.
    """
    seen = pd.Timestamp(month)
    found = []
    for kind, frame in conflicts.items():
        rows = frame[frame.period <= seen]
        episodes = [one for key, own in rows.groupby(["who", "what"], dropna=False) for one in _episodes(key, own)]
        causes = _wars(episodes, links) if kind == PRICE else [[one] for one in episodes]
        found += [_found(kind, cause) for cause in causes]
    return found


def _found(kind: str, episodes: list[Episode]) -> Found:
    eldest = min(episodes, key=lambda one: (one.first, one.who))
    first = eldest.first.date()
    key = incident_id(kind, eldest.who, eldest.what, first)
    return Found(Cause(key, kind, eldest.who, eldest.what, first), tuple(episodes))


def incidents(
    conflicts: Mapping[str, pd.DataFrame], links: pd.DataFrame, month: date, *, selected: bool = False
) -> pd.DataFrame:
    """INCIDENTS of the month, of the CONFLICTS of each kind up to it and the LINKS of price conflicts."""
    return seen_in(found_until(conflicts, links, month), month, selected=selected)


def seen_in(
    found: Iterable[Found], month: date, excused: Excused = NOTHING_EXCUSED, *, selected: bool = False
) -> pd.DataFrame:
    """INCIDENTS of the month.

    What touches the reader nowhere is left out, and, of a narrower selection, what has no amount in it (`selected`).
    What is excused has no part in `in_month`.
    """
    seen = pd.Timestamp(month)
    told = [_told(one, seen, excused) for one in found if one.last == seen and one.near]
    kept = [row for row in told if not selected or row["in_month"] == row["in_month"]]
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


def _told(one: Found, month: pd.Timestamp, excused: Excused) -> dict[str, object]:
    rows, cause = one.rows, one.cause
    left_out = is_excused(cause.kind, rows, excused)
    at, before = rows.period == month, rows.period == month - pd.DateOffset(months=1)
    now, ago = rows[at & ~left_out], rows[before & ~left_out]
    buyer = cause.kind == CUSTOMER
    party = "channel" if buyer else "who"
    names = "channel_name" if buyer or rows.who_name.isna().all() else "who_name"
    what = rows.what_name.dropna()
    return {
        "id": cause.incident,
        "kind": cause.kind,
        "began": cause.who,
        "party_keys": "\n".join(_by_size(rows, party)),
        "parties": "\n".join(_by_size(rows, party, names)),
        "what": cause.who if buyer else cause.what,
        "what_name": _buyer(rows) if buyer else (what.iloc[0] if len(what) else ""),
        "regions": "\n".join(_by_size(rows, "region_name")),
        "region_keys": "\n".join(_by_size(rows, "region")),
        "first_seen": pd.Timestamp(cause.first_seen),
        "last_seen": month,
        "months": "\n".join(sorted({day.date().isoformat() for day in rows.period})),
        "money": _contested(rows[at]) if buyer else rows.amount.sum(min_count=1),
        "in_month": now.amount.sum(min_count=1) if len(now) else 0.0,
        "before": ago.amount.sum(min_count=1) if len(ago) else 0.0,
        "whole": bool(rows.amount.notna().all()),
        "excused": bool(left_out[at].all()),
    }


def _contested(now: pd.DataFrame) -> float:
    """What a buyer has with other channels than its largest one: that is what they take from each other."""
    worth = now.groupby("channel").amount.sum(min_count=1)
    return float(worth.sum() - worth.max()) if worth.notna().any() else float("nan")


def _buyer(rows: pd.DataFrame) -> str:
    names = rows.who_name.dropna()
    return str(names.iloc[0]) if len(names) else str(rows.who.iloc[0])


def _by_size(rows: pd.DataFrame, key: str, name: str = "") -> list[str]:
    """The different members of a column, those with most money first; or their names, in the same order.

    Over rows and not by groups: an incident has a few rows, and setting up a group costs more than reading them.
    """
    sums: dict[str, float] = {}
    names: dict[str, str] = {}
    for member, amount, called in zip(rows[key], rows.amount, rows[name or key], strict=True):
        if isinstance(member, str):
            sums[member] = sums.get(member, 0.0) + (amount if amount == amount else 0.0)
            if isinstance(called, str):
                names.setdefault(member, called)
    return [names.get(member, member) for member in sorted(sums, key=lambda one: (-sums[one], one))]


def months_of(one: Found, excused: Excused = NOTHING_EXCUSED) -> pd.DataFrame:
    """INCIDENT_MONTHS of one incident: every month from the first to the last, 0 where it was not seen."""
    rows = one.rows
    out = is_excused(one.cause.kind, rows, excused)
    every = pd.date_range(pd.Timestamp(one.cause.first_seen), one.last, freq="MS")
    sums = {
        name: own.groupby("period").amount.sum().reindex(every).fillna(0.0)
        for name, own in (("counted", rows[~out]), ("excused", rows[out]))
    }
    return INCIDENT_MONTHS.coerce(pd.DataFrame({"period": every, **{n: s.to_numpy() for n, s in sums.items()}}))
