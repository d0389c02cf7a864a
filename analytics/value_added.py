"""Whether a call was worth making: its error against that of the naive forecast, per region and per person.

Forecast value added = error of the naive method − error of the step (Gilliland, "The Business Forecasting Deal", 2010).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import pandas as pd

from analytics.calls import in_force, rolled_up
from domain.calls import COMPANY
from domain.contracts_calls import ACTUALS, CALLS, JUDGED, VALUE_ADDED
from domain.periods import add_months

STEPS = ("naive", "seasonal", "statistical", "pipeline", "call")  # in the order in which a forecast is made
_YEAR = 12


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


def judged(actuals: pd.DataFrame, calls: pd.DataFrame, until: Mapping[date, datetime], months: int) -> pd.DataFrame:
    """The calls of finished periods beside what came, and the naive forecasts of the same. Returns JUDGED.

    Takes ACTUALS and CALLS of one step. `until` gives for each finished period the instant (UTC) after which a call
    no longer counts: of the calls made by then the last one does. `naive` is what came in the period before (so many
    `months` earlier), `seasonal` what came a year before; either is missing where that is not known.
    """
    ACTUALS.check(actuals)
    CALLS.check(calls)
    came = {(r, p.date()): v for r, p, v in zip(actuals.region, actuals.period, actuals.actual, strict=True)}
    limits = calls.period.map(lambda day: pd.Timestamp(until[day.date()]) if day.date() in until else pd.NaT)
    counted = in_force(calls[calls["at"] <= limits].reset_index(drop=True))
    rows = []
    said = counted[counted.call.notna()]
    for region, period, who, call in zip(said.region, said.period, said.who, said.call, strict=True):
        first = period.date()
        if (actual := came.get((region, first))) is None:
            continue
        values = {"naive": came.get((region, add_months(first, -months)))}
        values |= {"seasonal": came.get((region, add_months(first, -_YEAR))), "call": call}
        known = {step: value for step, value in values.items() if value is not None}
        rows += [(region, period, step, who, value, actual) for step, value in known.items()]
    return JUDGED.coerce(pd.DataFrame(rows, columns=list(JUDGED.columns))) if rows else JUDGED.empty()


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


def _added(key: str, step: str, own: pd.DataFrame) -> dict[str, object]:
    whole = own.actual.abs().sum()
    size = whole if whole > 0 else float("nan")
    error, naive = ((own[name] - own.actual).abs().sum() / size for name in ("value", "naive"))
    bias = (own["value"] - own.actual).sum() / size
    added = float("nan") if step == "naive" else naive - error
    return {
        "key": key, "step": step, "n": len(own), "error": error, "naive_error": naive, "bias": bias, "added": added,
    }  # fmt: skip
