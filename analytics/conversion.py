"""How many of the deals that enter a stage get on, and how many deals are won: each in both of its views, named."""

import numpy as np
import pandas as pd

from analytics.incidence import course, grids, incidence, proportion
from domain.contracts_funnel import CLOSED, COHORTS, CONVERSION, WIN_RATES, sliced
from domain.contracts_history import COHORT, STAY_OUTCOMES

_SLICED_OUTCOMES, _SLICED_CONVERSION = sliced(STAY_OUTCOMES), sliced(CONVERSION)


def conversion(outcomes: pd.DataFrame, stages: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The conversion of every stage but the last, of the deals that first entered it in the window.

    Takes STAY_OUTCOMES and the STAGES of the funnel, returns CONVERSION. `rate` is the cumulative incidence of
    reaching a later stage within `horizon` days (Aalen–Johansen), with lost as a competing event and open deals
    censored; `raw` the share that has reached one so far. Both are NaN for a stage that nobody entered.
    """
    STAY_OUTCOMES.check(outcomes)
    return CONVERSION.coerce(_of_stages(outcomes[outcomes.within], [], stages, horizon))


def cohorts(outcomes: pd.DataFrame, stages: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The same per month of entry, also of the year before the window. Takes STAY_OUTCOMES, returns COHORTS."""
    STAY_OUTCOMES.check(outcomes)
    return COHORTS.coerce(_of_stages(outcomes, ["cohort"], stages, horizon))


def conversion_by_slice(outcomes: pd.DataFrame, stages: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The same per slice, in the window. Takes sliced STAY_OUTCOMES, returns sliced CONVERSION."""
    _SLICED_OUTCOMES.check(outcomes)
    return _SLICED_CONVERSION.coerce(_of_stages(outcomes[outcomes.within], ["key", "name"], stages, horizon))


def conversion_before(outcomes: pd.DataFrame, stages: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The same of the year before the window, as one. Takes STAY_OUTCOMES, returns CONVERSION."""
    STAY_OUTCOMES.check(outcomes)
    return CONVERSION.coerce(_of_stages(outcomes[~outcomes.within], [], stages, horizon))


def steps_of(stages: pd.DataFrame) -> pd.DataFrame:
    """Every step of a funnel: `from` a stage `to` the next one that is not a lost one. Takes STAGES of one funnel.

    >>> rows = pd.DataFrame({"position": [1, 2, 3, 4], "kind": ["open", "open", "lost", "won"]})
    >>> steps_of(rows).values.tolist()
    [[1, 2], [2, 4]]
    """
    positions = stages.position[stages.kind != "lost"].sort_values().to_numpy()
    return pd.DataFrame({"from": positions[:-1], "to": positions[1:]})


def _of_stages(outcomes: pd.DataFrame, by: list[str], stages: pd.DataFrame, horizon: int) -> pd.DataFrame:
    groups = [*by, "position"]
    found = incidence(outcomes, groups, horizon)
    came = outcomes.assign(reached=outcomes.reached + outcomes.late)
    reached = came.groupby(groups, dropna=False, as_index=False).reached.sum()
    table = found.merge(reached, how="left", on=groups).rename(columns={"position": "from"})
    table = steps_of(stages).merge(table, how="inner" if by else "left", on="from")
    counts = table[["n", "reached"]].fillna(0).astype("int64")
    table = table.assign(entered=counts.n, **counts)
    table["raw"] = table.reached / table.entered.where(table.entered > 0)
    return table.sort_values([*by, "from"], ignore_index=True)


def win_rates(closed: pd.DataFrame, cohort: pd.DataFrame, age: int) -> pd.DataFrame:
    """Both win rates. Takes CLOSED and COHORT, returns WIN_RATES: `closed` first, then `cohort`.

    `closed` is won ÷ (won + lost) of the deals that closed in the window; `cohort` is the deals created in the window
    and won by the age of `age` days ÷ all created in it. Of the cohort, `ripe` deals are closed or that old: while
    others are younger the rate can still rise.
    """
    CLOSED.check(closed)
    COHORT.check(cohort)
    counts = closed.set_index("outcome")["count"].reindex(["won", "lost"], fill_value=0)
    deals, ended = cohort["count"], int(counts.sum())
    in_time = deals[cohort.outcome.eq("won") & (cohort.day <= age)].sum()
    ripe = deals[cohort.outcome.ne("open") | (cohort.day >= age)].sum()
    rows = [
        _view("closed", int(counts["won"]), ended, ended),
        _view("cohort", int(in_time), int(deals.sum()), int(ripe)),
    ]
    return WIN_RATES.coerce(pd.DataFrame(rows))


def _view(view: str, won: int, n: int, ripe: int) -> dict[str, object]:
    rate, low, high = proportion(won, n)
    return {"view": view, "won": won, "n": n, "rate": rate, "low": low, "high": high, "ripe": ripe}


def won_by_age(cohort: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The share of deals won by each day of their life: `day`, `share`, `at_risk` (Aalen–Johansen). Takes COHORT."""
    COHORT.check(cohort)
    if cohort.empty:
        return pd.DataFrame({"day": [], "share": [], "at_risk": []})
    told = cohort[["day"]].assign(
        **{name: cohort["count"].where(cohort.outcome == which, 0) for name, which in _CALLED}
    )
    along = course(*grids(told, np.zeros(len(told), dtype="int64"), horizon))
    days = np.arange(horizon + 1)
    return pd.DataFrame({"day": days, "share": along.reached[0], "at_risk": along.at_risk[0].astype("int64")})


_CALLED = (("reached", "won"), ("lost", "lost"), ("open", "open"))
