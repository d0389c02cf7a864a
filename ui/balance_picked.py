"""Which incidents the balance page lists: filters by kind, status, owner, region and money, kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domain.balance import KINDS
from domain.incidents import STATUSES
from domain.metric import Unit
from domain.written import written
from i18n import Text, exact
from ui import link
from ui.context import Context
from ui.funnels import one
from ui.selection import Refused

KIND_NAME, STATUS_NAME = Text("冲突类型", "Kind"), Text("状态", "Status")
OWNER_NAME, PLACE_NAME, MONEY_NAME = Text("负责人", "Owner"), Text("区域", "Region"), Text("涉及金额", "Money at stake")
NOBODY = Text("未指派", "Nobody")
_EVERY = Text("全部", "All")
_ALL = {
    "owner": Text("全部负责人", "Every owner"),
    "place": Text("全部区域", "Every region"),
    "over": Text("任何金额", "Any money"),
}
_AT_LEAST = Text("至少 {money}", "{money} or more")
_STEPS = ("10000", "100000", "1000000", "10000000")
_NOBODY = "-"  # in the address
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Picked:
    """The filters of the list; "" for all."""

    kind: str = ""
    status: str = ""
    owner: str = ""
    place: str = ""
    over: str = ""


def picked_of(refused: list[Refused]) -> Picked:
    """What the address asks for; what it says wrongly is added to `refused`."""
    said = {name: next((v[:_LONGEST] for v in link.values(name) if v), "") for name in ("owner", "place")}
    return Picked(
        one("kind", KIND_NAME, list(KINDS), refused),
        one("status", STATUS_NAME, list(STATUSES), refused),
        said["owner"],
        said["place"],
        one("over", MONEY_NAME, _STEPS, refused),
    )


def chosen(rows: pd.DataFrame, picked: Picked, *, but: str = "") -> pd.DataFrame:
    """The rows (INCIDENTS with STATES) that all filters let through, one of them left aside."""
    keep = pd.Series(True, index=rows.index)
    if picked.kind and but != "kind":
        keep &= rows.kind == picked.kind
    if picked.status and but != "status":
        keep &= rows.status == picked.status
    if picked.owner:
        keep &= rows.owner == ("" if picked.owner == _NOBODY else picked.owner)
    if picked.place:
        keep &= rows.region_keys.map(lambda keys: picked.place in keys.split("\n"))
    if picked.over:
        keep &= rows.money >= float(picked.over)
    return rows[keep].reset_index(drop=True)


def counted(ctx: Context, rows: pd.DataFrame, column: str, names: Mapping[str, Text]) -> dict[str, str]:
    """The options of a row of tabs: all, and each member with how many rows it has."""
    many = rows[column].value_counts()
    return {"": f"{ctx.say(_EVERY)} {len(rows)}"} | {
        key: f"{ctx.say(name)} {exact(many.get(key, 0))}" for key, name in names.items()
    }


def pickers(ctx: Context, rows: pd.DataFrame, picked: Picked) -> None:
    """The filters by owner, region and money, each of which writes itself to the address."""
    pairs = {
        key: name
        for keys, names in zip(rows.region_keys, rows.regions, strict=True)
        for key, name in zip(keys.split("\n"), names.split("\n"), strict=False)
        if key
    }
    owners = {one: one for one in sorted(set(rows.owner) - {""})}
    money = {step: ctx.say(_AT_LEAST, money=written(float(step), Unit.MONEY, ctx.locale)) for step in _STEPS}
    with st.container(key="incident_filters", horizontal=True, gap="small"):
        _pick(ctx, "owner", OWNER_NAME, {_NOBODY: ctx.say(NOBODY), **owners}, picked.owner)
        _pick(ctx, "place", PLACE_NAME, dict(sorted(pairs.items(), key=lambda pair: pair[1])), picked.place)
        _pick(ctx, "over", MONEY_NAME, money, picked.over)


def _pick(ctx: Context, name: str, label: Text, options: dict[str, str], current: str) -> None:
    """One select box, set from the address at each run."""
    own = {"": ctx.say(_ALL[name]), **options}
    own |= {} if current in own else {current: current}
    key = f"incidents_{name}"
    if st.session_state.get(key) != current:
        st.session_state[key] = current
    st.selectbox(
        ctx.say(label),
        list(own),
        format_func=lambda one: own.get(one, one),
        key=key,
        label_visibility="collapsed",
        width=180,
        on_change=_put,
        args=(name, key),
    )


def _put(name: str, key: str) -> None:
    link.put(name, st.session_state.get(key) or None)
