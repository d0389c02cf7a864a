"""The scorecard of channels: every measure of each, sorted by one of them, and what it says in words."""

import numpy as np
import pandas as pd

from analytics.ranking import compared
from domain.ask import Compare
from domain.contracts_channels import BUBBLES, SCORES
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, exact

GROWTH, SHARE = "growth", "share"  # measures that are made of revenue
_EARNED = Text("{n} 个渠道合计贡献 {sum}", "{n} channels contributed {sum}")
_MOST = Text("，其中{name}最多（{value}）", ", most of it {name} ({value})")
_LOST = Text("费用高于毛利：{names}。", "Cost exceeds margin in {names}.")
_ONE = Text("{name} {value}", "{name} ({value})")
_BACK = Text(
    "每 1 元费用带来的贡献：{best}最高（{high}），{worst}最低（{low}）。",
    "Contribution for each 1 spent: {best} most ({high}), {worst} least ({low}).",
)
_END, _JOINT = Text("。", "."), Text("、", ", ")


def scores(table: pd.DataFrame, dimension: str, measures: tuple[str, ...]) -> pd.DataFrame:
    """The measures of each member in the order of the table. Takes the metric table by `dimension`, returns SCORES.

    `growth` is revenue against each comparison (its `value` is NaN: it depends on which), `share` that of the revenue
    of all rows; NaN where there is nothing (or a loss) to grow from, or to divide by.
    """
    parts = []
    for measure in measures:
        part = {
            "previous": _beside(table, measure, Compare.PREVIOUS),
            "last_year": _beside(table, measure, Compare.LAST_YEAR),
        }
        now = _now(table, measure)
        target = compared(table, measure, Compare.TARGET)
        fixed = {"key": table[dimension].fillna(""), "name": table[f"{dimension}_name"], "measure": measure}
        parts.append(pd.DataFrame(fixed | {"value": now, "target": target} | part))
    return SCORES.coerce(pd.concat(parts, ignore_index=True)) if parts else SCORES.empty()


def comparable(
    table: pd.DataFrame, dimension: str, launches: pd.DataFrame, first: dict[Compare, pd.Timestamp]
) -> pd.DataFrame:
    """The metric table without comparisons of members with days before their launch. Takes LAUNCHES.

    `first` gives the first day of each period that is compared with: a channel that was launched within it has only a
    part of it, and would seem to grow by any factor.

    >>> launches = pd.DataFrame({"key": ["b"], "launched_on": pd.to_datetime(["2025-08-01"]).as_unit("us")})
    >>> table = pd.DataFrame({"channel": ["a", "b"], "revenue": [2.0, 2.0], "revenue_last_year": [1.0, 1.0]})
    >>> first = {Compare.LAST_YEAR: pd.Timestamp(2025, 1, 1)}
    >>> comparable(table, "channel", launches, first).revenue_last_year.tolist()
    [1.0, nan]
    """
    launched = table[dimension].map(launches.set_index("key").launched_on)
    blanked = {}
    for against, day in first.items():
        for column in table.columns[table.columns.str.endswith(f"_{against.value}")]:
            blanked[column] = table[column].mask(launched > day)
    return table.assign(**blanked)


def ordered(frame: pd.DataFrame, measure: str, beside: str, *, ascending: bool = False) -> list[str]:
    """The keys by that measure, the largest first; the unknown last. Takes SCORES."""
    SCORES.check(frame)
    own = frame[frame.measure == measure]
    column = beside if measure == GROWTH else "value"
    return own.sort_values(column, ascending=ascending, na_position="last", kind="stable").key.tolist()


def bubbles(frame: pd.DataFrame, beside: str) -> pd.DataFrame:
    """Growth, contribution and revenue of the members of which all three are known. Takes SCORES, returns BUBBLES."""
    SCORES.check(frame)
    values = frame.assign(value=frame[beside].where(frame.measure == GROWTH, frame.value))
    wide = values.pivot(index="key", columns="measure", values="value").reindex(frame.key.unique())
    wide = wide.reindex(columns=[GROWTH, "contribution", "revenue"])
    names = frame.drop_duplicates("key").set_index("key")["name"]
    found = wide.dropna().assign(name=names).reset_index()
    return BUBBLES.coerce(found[found.revenue > 0])


def earning(frame: pd.DataFrame, locale: Locale) -> tuple[str, ...]:
    """Who earns, who costs more than it earns, and what each unit of cost brings. Takes SCORES; empty if not known."""
    SCORES.check(frame)
    known = frame[(frame.measure == "contribution") & frame.value.notna()].sort_values("value", ascending=False)
    if len(known) < 2:
        return ()
    whole, first = known.value.sum(), known.iloc[0]
    said = _EARNED.to(locale, n=len(known), sum=written(whole, Unit.MONEY, locale))
    if first.value > 0:
        said += _MOST.to(locale, name=first["name"], value=written(first.value, Unit.MONEY, locale))
    lines = [said + _END.to(locale)]
    losing = known[known.value < 0][::-1]
    if len(losing):
        named = [
            _ONE.to(locale, name=name, value=written(value, Unit.MONEY, locale))
            for name, value in zip(losing["name"], losing.value, strict=True)
        ]
        lines.append(_LOST.to(locale, names=_JOINT.to(locale).join(named)))
    return (*lines, *_per_cost(frame, locale))


def _per_cost(frame: pd.DataFrame, locale: Locale) -> tuple[str, ...]:
    paid = frame[(frame.measure == "roi") & frame.value.notna()].sort_values("value", ascending=False)
    if len(paid) < 2:
        return ()
    best, worst = paid.iloc[0], paid.iloc[-1]
    high, low = exact(best.value, decimals=2), exact(worst.value, decimals=2)
    return (_BACK.to(locale, best=best["name"], high=high, worst=worst["name"], low=low),)


def _now(table: pd.DataFrame, measure: str) -> pd.Series:
    if measure == GROWTH:
        return pd.Series(np.nan, index=table.index)
    return _share(table.revenue) if measure == SHARE else table[measure]


def _beside(table: pd.DataFrame, measure: str, against: Compare) -> pd.Series:
    if measure == GROWTH:
        before = compared(table, "revenue", against)
        return table.revenue / before.where(before > 0) - 1
    if measure == SHARE:
        return _share(compared(table, "revenue", against))
    return compared(table, measure, against)


def _share(values: pd.Series) -> pd.Series:
    whole = values.sum(min_count=1)
    return values / (whole if whole > 0 else np.nan)
