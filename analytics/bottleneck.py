"""The stage whose conversion falls short of its reference at the highest price, and the sentence that names it."""

from collections.abc import Mapping

import pandas as pd

from domain.contracts_funnel import BOTTLENECK, CONVERSION, REFERENCE, sliced
from domain.contracts_history import STAY_OUTCOMES
from domain.funnel import CERTAIN, OWN_YEAR
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, percent

_NAMED = Text(
    "瓶颈是“{stage}”：{entered} 个进入的商机中，{horizon} 天内前进的只有 {rate}（参考 {reference}，{of}），"
    "由此约少推进 {money} 的商机金额。",
    "The bottleneck is “{stage}”: of {entered} deals that entered, {rate} got on within {horizon} days against "
    "{reference} ({of}), which keeps about {money} of deals from going on.",
)
_NONE = Text("没有阶段的转化低于其参考值。", "No stage converts below its reference.")
_UNKNOWN = Text(
    "样本或参考不足，无法指出瓶颈（每个阶段及其参考各需 {n} 个商机）。",
    "Too few deals to name a bottleneck: a stage and its reference take {n} deals each.",
)
_OWN_YEAR = Text("此前一年", "the year before")
_REGION = Text("最佳区域{name}", "best region, {name}")


def own_year(before: pd.DataFrame) -> pd.DataFrame:
    """What each stage converted in the year before the window. Takes CONVERSION of that year, returns REFERENCE.

    NaN where fewer than 30 deals entered the stage then.
    """
    CONVERSION.check(before)
    known = before.rate.where(before.n >= CERTAIN)
    table = pd.DataFrame({"position": before["from"], "reference": known, "reference_of": OWN_YEAR})
    return REFERENCE.coerce(table)


def best_slice(slices: pd.DataFrame) -> pd.DataFrame:
    """The highest conversion of each stage among the slices into which at least 30 deals entered.

    Takes sliced CONVERSION (by region, as a rule), returns REFERENCE; a stage without such a slice has no row.
    """
    sliced(CONVERSION).check(slices)
    certain = slices[(slices.n >= CERTAIN) & slices.rate.notna()].sort_values("rate", kind="stable")
    best = certain.groupby("from", as_index=False).last()
    table = pd.DataFrame({"position": best["from"], "reference": best.rate, "reference_of": best.key})
    return REFERENCE.coerce(table)


def bottlenecks(conversion: pd.DataFrame, outcomes: pd.DataFrame, *references: pd.DataFrame) -> pd.DataFrame:
    """What each stage's shortfall against its reference costs, the dearest first. Returns BOTTLENECK.

    Takes CONVERSION and STAY_OUTCOMES of the window, and REFERENCE frames of which the first that knows a stage
    counts. `lost_money` = entered × mean amount at entry × (reference − rate): what would have gone on to a later
    stage at the reference's rate, and did not. It is not multiplied by the rates of other stages. Stages without a
    reference, a rate or an amount come last with NaN.
    """
    CONVERSION.check(conversion)
    STAY_OUTCOMES.check(outcomes)
    sums = outcomes[outcomes.within].groupby("position")[["amount", "valued"]].sum()
    table = conversion[["from", "entered", "rate"]].rename(columns={"from": "position"})
    table = table.merge(_first_known(references), how="left", on="position")
    table["amount"] = table.position.map(sums.amount / sums.valued.where(sums.valued > 0)).astype("float64")
    table["lost_money"] = (table.entered * table.amount * (table.reference - table.rate)).round(2)
    return BOTTLENECK.coerce(table.sort_values("lost_money", ascending=False, na_position="last", ignore_index=True))


def _first_known(references: tuple[pd.DataFrame, ...]) -> pd.DataFrame:
    for one in references:
        REFERENCE.check(one)
    stacked = pd.concat([REFERENCE.empty(), *references], ignore_index=True)
    return stacked[stacked.reference.notna()].drop_duplicates("position")


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """The row of the bottleneck, or none: of at least 30 deals, and below its reference. Takes and gives BOTTLENECK."""
    BOTTLENECK.check(rows)
    return rows[(rows.entered >= CERTAIN) & (rows.lost_money > 0)].head(1)


def sentence(rows: pd.DataFrame, names: Mapping[object, str], horizon: int, locale: Locale) -> str:
    """The bottleneck in words, with what it costs; or that there is none, or that too little is known.

    Takes BOTTLENECK. `names` gives the names of stages by position and those of regions by key.
    """
    if named(rows).empty:
        judged = (rows.entered >= CERTAIN) & rows.lost_money.notna()
        return _NONE.to(locale) if judged.any() else _UNKNOWN.to(locale, n=CERTAIN)
    row = named(rows).iloc[0]
    of = _OWN_YEAR if row.reference_of == OWN_YEAR else _REGION
    return _NAMED.to(
        locale,
        stage=names[row.position],
        entered=int(row.entered),
        horizon=horizon,
        rate=percent(row.rate),
        reference=percent(row.reference),
        of=of.to(locale, name=names.get(row.reference_of, row.reference_of)),
        money=written(row.lost_money, Unit.MONEY, locale),
    )
