"""Whether a forecast was worth making: the error of each step against the naive one, per region and per person.

Forecast value added = error of the naive method − error of the step (Gilliland, "The Business Forecasting Deal", 2010).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import pandas as pd

from analytics.calls import in_force, rolled_up
from domain.calls import COMPANY
from domain.contracts_calls import ACTUALS, CALLS, CHAIN, JUDGED, SAID, VALUE_ADDED
from domain.periods import add_months

STEPS = ("naive", "seasonal", "statistical", "pipeline", "call")  # in the order in which a forecast is made
_YEAR = 12
_SHOWN = ("error", "added", "bias")


def what_came(won: pd.DataFrame, tree: pd.DataFrame, periods: Iterable[date]) -> pd.DataFrame:
    """What each region won in each of these periods, with all below it; COMPANY with everything. Returns ACTUALS.

    Takes MEMBERS and `region` ("" for none), `period`, `won` by the node that it is booked on. A region that won
    nothing in a period has 0: the periods given are those that the data cover.
    """
    rows = []
    for first in periods:
        own = won[won.period == pd.Timestamp(first)]
        sums = rolled_up(zip(own.region, own.won, strict=True), tree)
        rows += [(region, pd.Timestamp(first), sums.get(region, 0.0)) for region in (COMPANY, *tree.key)]
    return ACTUALS.coerce(pd.DataFrame(rows, columns=list(ACTUALS.columns))) if rows else ACTUALS.empty()


def judged(
    actuals: pd.DataFrame,
    calls: pd.DataFrame,
    until: Mapping[date, datetime],
    months: int,
    said: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The calls and the stored forecasts of finished periods beside what came, and the naive ones. Returns JUDGED.

    Takes ACTUALS, CALLS of one step, and SAID of the same step (none: calls alone). `until` gives for each finished
    period the instant (UTC) after which nothing counts: of what was called or stored by then the last one does.
    `naive` is what came in the period before (so many `months` earlier), `seasonal` what came a year before; either is
    missing where that is not known. `who` of every row is who called that region and period, "" where nobody did.
    """
    ACTUALS.check(actuals)
    CALLS.check(calls)
    came = {(r, p.date()): v for r, p, v in zip(actuals.region, actuals.period, actuals.actual, strict=True)}
    places = _called(calls, until)
    for (region, first, step), value in _stored(said, until).items():
        places.setdefault((region, first), ("", {}))[1][step] = value
    rows = []
    for (region, first), (who, values) in places.items():
        if (actual := came.get((region, first))) is None:
            continue
        before = {"naive": came.get((region, add_months(first, -months)))}
        before |= {"seasonal": came.get((region, add_months(first, -_YEAR)))}
        known = {step: value for step, value in {**before, **values}.items() if value is not None}
        rows += [(region, pd.Timestamp(first), step, who, known[step], actual) for step in STEPS if step in known]
    return JUDGED.coerce(pd.DataFrame(rows, columns=list(JUDGED.columns))) if rows else JUDGED.empty()


def _called(
    calls: pd.DataFrame, until: Mapping[date, datetime]
) -> dict[tuple[str, date], tuple[str, dict[str, float]]]:
    """Region and period → who called it last in time, and what."""
    counted = in_force(_in_time(calls, until))
    told = counted[counted.call.notna()]
    return {
        (region, period.date()): (who, {"call": call})
        for region, period, who, call in zip(told.region, told.period, told.who, told.call, strict=True)
    }


def _stored(said: pd.DataFrame | None, until: Mapping[date, datetime]) -> dict[tuple[str, date, str], float]:
    """Region, period and step → what was stored last in time."""
    if said is None:
        return {}
    rows = _in_time(SAID.check(said), until).sort_values("at", kind="stable")
    each = zip(rows.region, rows.period, rows.step, rows["value"], strict=True)
    return {(region, period.date(), step): value for region, period, step, value in each}


def _in_time(rows: pd.DataFrame, until: Mapping[date, datetime]) -> pd.DataFrame:
    """The rows of finished periods that came before the instant after which nothing counts."""
    limits = rows.period.map(lambda day: pd.Timestamp(until[day.date()]) if day.date() in until else pd.NaT)
    return rows[rows["at"] <= limits].reset_index(drop=True)


def value_added(forecasts: pd.DataFrame, by: str) -> pd.DataFrame:
    """How good each step was per `by` ("region" or "who"; "" for all in one), in the order of STEPS.

    Takes JUDGED, also with steps of other makers (statistical, pipeline): a step is held against the naive one over
    the regions and periods that have both. Returns VALUE_ADDED; errors are NaN where nothing came at all.
    """
    JUDGED.check(forecasts)
    keys = ["region", "period"]
    naive = forecasts[forecasts.step == "naive"][[*keys, "value"]].rename(columns={"value": "naive"})
    both = forecasts.merge(naive, on=keys)
    group = both[by] if by else pd.Series("", index=both.index, dtype="str")
    rows = [
        _added(str(key), str(step), own[own.step == step])
        for key, own in both.groupby(group, sort=True)
        for step in STEPS
        if (own.step == step).any()
    ]
    if not rows:
        return VALUE_ADDED.empty()
    return VALUE_ADDED.coerce(pd.DataFrame(rows))


def comparable(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Only the regions and periods that have every step which was made at all, so that steps meet on the same ground.

    Takes and returns JUDGED. The seasonal step is not waited for, as a year before may not be known. Where no region
    and period has all, everything stays: what each step adds to the naive one is still measured over what both have.
    """
    made = forecasts[forecasts.step != "seasonal"]
    have = made.groupby(["region", "period"]).step.transform("nunique")
    whole = made[have == made.step.nunique()]
    if whole.empty:
        return forecasts
    places = whole[["region", "period"]].drop_duplicates()
    return JUDGED.coerce(forecasts.merge(places, on=["region", "period"]))


def chained(forecasts: pd.DataFrame, by: str) -> pd.DataFrame:
    """`value_added` with a row for each region or person, over what is `comparable` there. Takes JUDGED, returns CHAIN.

    Most judged periods first.
    """
    rows = []
    for key, mine in forecasts.groupby(by, sort=True):
        own = value_added(comparable(mine.reset_index(drop=True)), by)
        if own.empty:
            continue
        steps = own.set_index("step")
        figures = {f"{what}_{step}": steps[what].get(step, float("nan")) for step in STEPS for what in _SHOWN}
        counts = {f"n_{step}": int(steps.n.get(step, 0)) for step in STEPS}
        rows.append({"key": key, "n": int(steps.n.max()), **counts, **figures})
    if not rows:
        return CHAIN.empty()
    return CHAIN.coerce(pd.DataFrame(rows)).sort_values(["n", "key"], ascending=[False, True], ignore_index=True)


def _added(key: str, step: str, own: pd.DataFrame) -> dict[str, object]:
    whole = own.actual.abs().sum()
    size = whole if whole > 0 else float("nan")
    error, naive = ((own[name] - own.actual).abs().sum() / size for name in ("value", "naive"))
    bias = (own["value"] - own.actual).sum() / size
    added = float("nan") if step == "naive" else naive - error
    return {
        "key": key, "step": step, "n": len(own), "error": error, "naive_error": naive, "bias": bias, "added": added,
    }  # fmt: skip
