"""What was called for a region and its parts beside what the deals say, and whether the parts add up to the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd

from domain.calls import COMPANY, ITSELF, SET
from domain.contracts import MEMBERS
from domain.contracts_calls import CALL_DEALS, CALL_TABLE, CALLS
from domain.pipeline import UNSET

_COMMITTED = ("commit", "closed")  # an open deal that its source calls closed is as good as won
_OMITTED = "omitted"
_FIGURES = ("won", "commit", "best_case", "pipeline")
_AMOUNTS = {"call": "call", "commit": "called_commit", "best_case": "called_best", "before": "before"}
_SAID = {**_AMOUNTS, "who": "who", "at": "at", "reason": "reason"}
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class RollUp:
    """The calls of the parts against that of the whole; NaN where nothing is called. `silent` are parts without one."""

    own: float
    parts: float
    silent: tuple[str, ...]

    @property
    def difference(self) -> float:
        """Own call − sum of the parts; NaN unless both are there."""
        return self.own - self.parts


def cumulative(deals: pd.DataFrame) -> pd.DataFrame:
    """Per node: won ⊂ commit ⊂ best case ⊂ pipeline, in money. Takes CALL_DEALS; omitted deals are left out.

    An open deal that its source calls closed counts as commit, one without a category, or with one that only the
    source knows, as pipeline.

    >>> rows = [("e", "won", 1, 5.0), ("e", "commit", 1, 3.0), ("e", "best case", 1, 2.0), ("e", "omitted", 1, 9.0)]
    >>> cumulative(CALL_DEALS.coerce(pd.DataFrame(rows, columns=list(CALL_DEALS.columns)))).values.tolist()
    [['e', 5.0, 8.0, 10.0, 10.0]]
    """
    CALL_DEALS.check(deals)
    step = deals.category.map({"won": 0, **dict.fromkeys(_COMMITTED, 1), "best case": 2, _OMITTED: -1}).fillna(3)
    known = deals.assign(region=deals.region.fillna(""), step=step.astype("int64"))
    totals = {
        name: known[known.step.between(0, place)].groupby("region").amount.sum() for place, name in enumerate(_FIGURES)
    }
    keys = sorted(set(known.region))
    table = pd.DataFrame({name: sums.reindex(keys, fill_value=0.0) for name, sums in totals.items()}, index=keys)
    return table.rename_axis("region").reset_index()


def rolled_up(values: Iterable[tuple[str, float]], tree: pd.DataFrame) -> dict[str, float]:
    """Each node with the sum of all at and below it, COMPANY with the sum of everything. Takes MEMBERS.

    A node without any value at or below it is not there: that is no 0.
    """
    MEMBERS.check(tree)
    parents = dict(zip(tree.key, tree.parent.fillna(""), strict=True))
    found: dict[str, list[float]] = {}
    for node, value in values:
        if value == value:
            for one in {COMPANY, *_up(node, parents)}:
                found.setdefault(one, []).append(value)
    return {node: fsum(parts) for node, parts in found.items()}


def _up(node: str, parents: Mapping[str, str]) -> list[str]:
    seen: list[str] = []
    while node in parents and node not in seen:
        seen.append(node)
        node = parents[node]
    return seen


def parts_of(node: str, tree: pd.DataFrame) -> list[str]:
    """The regions right below one; of COMPANY those at the top of what the reader sees. Takes MEMBERS."""
    top = ~tree.parent.isin(tree.key)
    return list(tree.key[top if node == COMPANY else tree.parent == node])


def in_force(calls: pd.DataFrame) -> pd.DataFrame:
    """The last row of each region and period, with `before`: the call it took the place of. Takes CALLS of one step."""
    CALLS.check(calls)
    place = calls.groupby(["region", "period"], sort=False)
    said = calls.call.where(calls.state == SET)
    known = calls.assign(call=said, before=said.groupby([calls.region, calls.period], sort=False).shift(1))
    return known.loc[place.tail(1).index].reset_index(drop=True)


def call_table(
    places: tuple[str, bool], tree: pd.DataFrame, deals: pd.DataFrame, calls: pd.DataFrame, targets: Mapping[str, float]
) -> pd.DataFrame:
    """One region on top and its parts below. Takes MEMBERS, CALL_DEALS and CALLS of one period, returns CALL_TABLE.

    `places` is the region, and whether it has a row of its own (a reader of several regions has none on top of them).
    `targets` are rolled up already. What is booked on the region itself, or on no region, is a row ITSELF, so that
    the rows of the parts add up to the row on top.
    """
    node, has_top = places
    own = cumulative(deals)
    sums = {name: rolled_up(zip(own.region, own[name], strict=True), tree) for name in _FIGURES}
    parts = parts_of(node, tree)
    rows = [*([(node, 0)] if has_top else []), *((part, 1) for part in parts)]
    table = pd.DataFrame(rows, columns=["region", "depth"]).astype({"region": "str", "depth": "int64"})
    for name in _FIGURES:
        table[name] = [sums[name].get(region, 0.0) for region in table.region]
    if has_top:
        table = _with_rest(table)
    table["target"] = [targets.get(region, NAN) for region in table.region]
    said = in_force(calls)
    for name, column in _SAID.items():
        known = dict(zip(said.region, said[name], strict=True))
        table[column] = [known.get(region) for region in table.region]
    table["name"] = table.region
    table[list(_AMOUNTS.values())] = table[list(_AMOUNTS.values())].astype("float64")
    return CALL_TABLE.coerce(table.assign(change=table.call - table.before, gap=table.call - table.target))


def _with_rest(table: pd.DataFrame) -> pd.DataFrame:
    top, parts = table.iloc[0], table.iloc[1:]
    rest = {name: float(top[name]) - fsum(parts[name]) for name in _FIGURES}
    if not len(parts) or all(abs(value) < 0.005 for value in rest.values()):
        return table
    return pd.concat([table, pd.DataFrame([{"region": ITSELF, "depth": 1, **rest}])], ignore_index=True)


def roll_up(table: pd.DataFrame) -> RollUp:
    """The sum of the parts' calls against the call on top. Takes CALL_TABLE."""
    CALL_TABLE.check(table)
    top, parts = table[table.depth == 0], table[(table.depth == 1) & (table.region != ITSELF)]
    said = parts.call.dropna()
    own = float(top.call.iloc[0]) if len(top) else NAN
    return RollUp(own, fsum(said) if len(said) else NAN, tuple(parts.region[parts.call.isna()]))


def silent_regions(expected: Iterable[str], calls: pd.DataFrame) -> list[str]:
    """The regions of which a call is expected and that have none in force. Takes CALLS of one period."""
    said = in_force(calls)
    called = set(said.region[said.call.notna()])
    return [region for region in expected if region not in called]


def uncategorised(deals: pd.DataFrame) -> tuple[int, float]:
    """How many open deals have no forecast category, and their amount: they count as pipeline. Takes CALL_DEALS."""
    rows = deals[deals.category == UNSET]
    return int(rows["count"].sum()), float(np.nansum(rows.amount))
