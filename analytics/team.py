"""Sellers side by side: post, won and open amounts, attainment and coverage of own targets; and sums of groups."""

import numpy as np
import pandas as pd

from domain.contracts_team import POSTS, TEAM, TEAM_GROUPS
from domain.funnel import CERTAIN
from i18n import Locale, Text, percent

_POST = ("role", "team", "manager", "manager_name", "region", "region_name")
_SUMS = ("credited_won", "credited_open", "target", "won", "closing")
GROUPS = {"manager": "manager_name", "team": "team", "role": "role", "region": "region_name"}  # key → name
NOBODY = Text("未分配", "Unassigned")
_WHOLE = Text(
    "{n} 人有个人目标，合计达成 {share}（期间已过 {time}）；{k} 人不低于时间进度。",
    "{n} people have targets of their own and stand at {share} of them together ({time} of the period has passed); "
    "{k} are level with time or ahead.",
)
_THIN = Text(
    "手上商机不足以补足目标差额的有 {n} 人。", "The open deals of {n} people do not cover what their targets lack."
)


def team(posts: pd.DataFrame, figures: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """One row a seller, by name. Takes POSTS, the metric table and the plan table, both by `rep`; returns TEAM.

    Of several posts the one held since last is told, `posts` says how many there are. Sellers with figures and without
    a visible post are kept, as are those with a post and nothing to show. Attainment is what was won as owner ÷ target,
    coverage the owner's deals to close in the period ÷ what the target lacks.
    """
    POSTS.check(posts)
    held = posts.drop_duplicates("rep").set_index("rep")
    counted = posts.groupby("rep").size()
    own = figures.dropna(subset=["rep"]).set_index("rep")
    planned = plan.dropna(subset=["rep"]).set_index("rep")
    keys = [*dict.fromkeys([*held.index, *own.index, *planned.index])]
    names = {**planned.rep_name, **own.rep_name, **held.rep_name}
    found = pd.DataFrame({"key": keys, "name": [names[key] for key in keys]}, index=keys)
    for column in _POST:
        found[column] = held[column].reindex(keys)
    found["posts"] = counted.reindex(keys).fillna(0.0)
    for column in ("credited_won", "credited_open", "worked_deals", "closed_deals", "open_deals", "won_deals"):
        found[column] = own[column].reindex(keys).fillna(0.0)
    found["closing"] = own.closing_amount.reindex(keys).fillna(0.0)
    found["win_rate"] = found.won_deals / found.closed_deals.where(found.closed_deals > 0)
    found["target"], found["won"] = planned.target.reindex(keys), planned.actual.reindex(keys)
    return TEAM.coerce(_measured(found).sort_values(["name", "key"], ignore_index=True))


def groups(frame: pd.DataFrame, by: str, locale: Locale) -> pd.DataFrame:
    """The sums of the sellers of each manager, team, role or region, most won first. Takes TEAM, returns TEAM_GROUPS.

    `by` is one of GROUPS. Attainment and coverage are those of the sums: never means of shares.
    """
    TEAM.check(frame)
    group, called = frame[by], frame[GROUPS[by]]
    if by == "manager":  # a manager belongs to those who are led
        leads = frame.key.isin(frame.manager.dropna())
        group, called = group.mask(leads, frame.key), called.mask(leads, frame["name"])
    told = frame.assign(group=group.fillna(""), called=called.fillna(NOBODY.to(locale)))
    parts = told.groupby("group")
    sums = parts[list(_SUMS)].sum(min_count=1)
    # a target that is met hides no other seller's gap: only the deals of sellers with a target stand against it
    closing = told[told.target.notna()].groupby("group").closing.sum().reindex(sums.index)
    found = sums.assign(closing=closing, key=sums.index, name=parts.called.first(), people=parts.size())
    return TEAM_GROUPS.coerce(_measured(found).sort_values("credited_won", ascending=False, ignore_index=True))


def ordered(frame: pd.DataFrame, by: str, *, ascending: bool = False) -> pd.DataFrame:
    """TEAM by one column, the unknown last; win rates of fewer than 30 deals rank nobody and come after the others."""
    TEAM.check(frame)
    few = (frame.closed_deals < CERTAIN) if by == "win_rate" else pd.Series(False, index=frame.index)
    placed = frame.assign(few=few, value=frame[by].mask(few, np.nan) if by == "win_rate" else frame[by])
    order = placed.sort_values(["few", "value"], ascending=[True, ascending], na_position="last", kind="stable")
    return frame.loc[order.index].reset_index(drop=True)


def matching(frame: pd.DataFrame, words: str) -> pd.DataFrame:
    """The sellers of whom every word is in the name, role, team, manager or region, whatever the case. Takes TEAM."""
    text = frame[["name", "role", "team", "manager_name", "region_name"]].fillna("").agg(" ".join, axis=1).str.lower()
    found = pd.Series(True, index=frame.index)
    for word in words.lower().split():
        found &= text.str.contains(word, regex=False)
    return frame[found].reset_index(drop=True)


def findings(frame: pd.DataFrame, elapsed: float, locale: Locale) -> tuple[str, ...]:
    """How far those with targets are, in sentences; empty without targets. Takes TEAM."""
    TEAM.check(frame)
    planned = frame[frame.target > 0]
    if planned.empty:
        return ()
    share = planned.won.sum() / planned.target.sum()
    level = int((planned.attainment >= elapsed).sum())
    said = [_WHOLE.to(locale, n=len(planned), share=percent(share), time=percent(elapsed), k=level)]
    if elapsed < 1 and (thin := int((planned.coverage < 1).sum())):
        said.append(_THIN.to(locale, n=thin))
    return tuple(said)


def _measured(frame: pd.DataFrame) -> pd.DataFrame:
    lacking = frame.target - frame.won
    attainment = frame.won / frame.target.where(frame.target > 0)
    return frame.assign(attainment=attainment, coverage=frame.closing / lacking.where(lacking > 0))
