"""How long deals stay in a stage, from when on one is stuck, and with whom the delay lies."""

import numpy as np
import pandas as pd

from analytics.incidence import course, grids
from domain.contracts_funnel import DELAY, SURVIVAL, TIME
from domain.contracts_history import STAY_LENGTHS, STAY_TIMES
from domain.funnel import CERTAIN


def time_in_stage(times: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """Days in every open stage of the deals that left it forwards, and its limit. Takes STAY_TIMES and STAGES of one
    funnel, returns TIME.

    A deal is stuck beyond the 80th percentile of the days of all that ever left the stage forwards; where fewer than
    30 did, beyond the days that the stage is expected to take; where none are said, never (NaN).
    """
    STAY_TIMES.check(times)
    rows = stages.loc[stages.kind == "open", ["position", "expected_days"]].merge(times, how="left", on="position")
    rows = rows.fillna({"n": 0, "ever_n": 0}).astype({"n": "int64", "ever_n": "int64"})
    rows["limit_days"] = rows.ever_p80_days.where(rows.ever_n >= CERTAIN, rows.expected_days)
    return TIME.coerce(rows.sort_values("position", ignore_index=True))


def limits(times: pd.DataFrame) -> tuple[tuple[int, float], ...]:
    """The stages that have a limit, with its days. Takes TIME; what the queries for stuck deals are asked with."""
    TIME.check(times)
    known = times[times.limit_days.notna()]
    return tuple(zip(known.position.tolist(), known.limit_days.tolist(), strict=True))


def survival(lengths: pd.DataFrame) -> pd.DataFrame:
    """The share of stays that go on after so many days, per stage (Kaplan–Meier, Journal of the American Statistical
    Association 53, 1958). Takes STAY_LENGTHS, returns SURVIVAL.

    A stay that has not ended counts as long as it has been seen. The curve ends with the longest stay.

    >>> rows = pd.DataFrame({"position": 1, "day": [10, 20, 30], "left": [1, 0, 1], "still": [1, 1, 0]})
    >>> curve = survival(STAY_LENGTHS.coerce(rows)).set_index("day")
    >>> curve.staying[[0, 9, 10, 29, 30]].tolist(), curve.at_risk[30]
    ([1.0, 1.0, 0.75, 0.75, 0.0], np.int64(1))
    """
    STAY_LENGTHS.check(lengths)
    if lengths.empty:
        return SURVIVAL.empty()
    told = lengths.rename(columns={"left": "lost", "still": "open"}).assign(reached=0)
    groups = told.groupby("position")
    last = groups.day.max()
    along = course(*grids(told, groups.ngroup().to_numpy(), int(last.max())))
    parts = [_curve(position, along.staying[row, : end + 1], along.at_risk[row, : end + 1])
             for row, (position, end) in enumerate(last.items())]  # fmt: skip
    return SURVIVAL.coerce(pd.concat(parts, ignore_index=True))


def _curve(position: object, staying: "np.ndarray[tuple[int], np.dtype[np.float64]]", at_risk: object) -> pd.DataFrame:
    return pd.DataFrame({"position": position, "day": np.arange(len(staying)), "staying": staying, "at_risk": at_risk})


def delay(late: pd.DataFrame) -> pd.DataFrame:
    """With whom the days beyond the expected ones lie, the most first. Takes `late_stays`, returns DELAY.

    >>> rows = pd.DataFrame({"role": ["AR", "SR"], "stays": [2, 6], "days": [10.0, 30.0]})
    >>> delay(rows)[["role", "share"]].values.tolist()
    [['SR', 0.75], ['AR', 0.25]]
    """
    whole = late.days.sum()
    rows = late.assign(share=late.days / (whole if whole > 0 else np.nan))
    return DELAY.coerce(rows.sort_values("days", ascending=False, kind="stable", ignore_index=True))
