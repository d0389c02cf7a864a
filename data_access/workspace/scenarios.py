"""Scenarios that were kept under a name: added to, never overwritten; the newest row of a name is in force."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select

from data_access.workspace.audit import in_utc, record
from data_access.workspace.forecast_tables import scenario_entry

SET, WITHDRAWN = "set", "withdrawn"
Given = Mapping[str, str | Sequence[str]]
Slice = tuple[Sequence[str], Sequence[str]]  # regions and channels, by key


@dataclass(frozen=True, slots=True)
class Kept:
    """One row: what was kept when (UTC), by whom, under which name, for which slice; `query` is what a link says.

    `regions` and `channels` are member keys; no region is the whole company, no channel every channel.
    """

    id: int
    at: datetime
    who: str
    name: str
    state: str
    regions: tuple[str, ...]
    channels: tuple[str, ...]
    query: dict[str, str | list[str]]


def keep(engine: Engine, who: str, name: str, about: Slice, query: Given) -> None:
    """Write a scenario down under a name; what stood under it before stays in the history."""
    _append(engine, (who, name, SET), about, query)


def withdraw(engine: Engine, kept: Kept, who: str) -> None:
    """Take a scenario off the list, by a new row."""
    _append(engine, (who, kept.name, WITHDRAWN), (kept.regions, kept.channels), kept.query)


def kept_scenarios(engine: Engine) -> list[Kept]:
    """The scenarios in force, newest first: of each name the last row, unless that took it off the list."""
    found: dict[str, Kept] = {}
    for one in history(engine):
        found.setdefault(one.name, one)
    return [one for one in found.values() if one.state == SET]


def history(engine: Engine) -> list[Kept]:
    """Every row, newest first."""
    rows = select(scenario_entry).order_by(scenario_entry.c.id.desc().nulls_last())
    with engine.connect() as connection:
        return [
            Kept(
                row.id,
                in_utc(row.at),
                row.who,
                row.name,
                row.state,
                tuple(json.loads(row.regions)),
                tuple(json.loads(row.channels)),
                json.loads(row.query),
            )
            for row in connection.execute(rows)
        ]


def _append(engine: Engine, what: tuple[str, str, str], about: Slice, query: Given) -> None:
    who, name, state = what
    regions, channels = (json.dumps(sorted(keys)) for keys in about)
    text = json.dumps(dict(query), ensure_ascii=False, sort_keys=True)
    values = {"who": who, "name": name, "state": state, "regions": regions, "channels": channels, "query": text}
    with engine.begin() as connection:
        connection.execute(insert(scenario_entry).values(**values))
        record(connection, who, "keep scenario", name, {"state": state, "regions": json.loads(regions)})
