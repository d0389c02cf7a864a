"""A channel's response curve with the months it was fitted on, brought to the level of the last year."""

import numpy as np
import pandas as pd

from domain.contracts_reallocation import CURVE_POINTS
from domain.reallocation import BASE

_STEPS = 41


def curve_points(rows: pd.DataFrame, curve: pd.Series, proposed: float) -> pd.DataFrame:
    """CURVE_POINTS of one channel, per month. Takes PANEL of it, its row of CURVES, and its proposed spend in a year.

    A point is a month: its spend and revenue against what is usual in that region, carried to the level of the last
    year, so that season and growth do not hide the curve. `now` and `then` lie on the curve.
    """
    spend, revenue = curve.spend / BASE, curve.revenue / BASE
    levels = _levels(rows)
    top = max(levels.spend.max() if len(levels) else 1.0, proposed / curve.spend, 1.0) * 1.05
    ratio = top * np.linspace(0, 1, _STEPS) ** 2  # close where the curve bends most
    line = {f"{name}": revenue * ratio ** getattr(curve, slope) for name, slope in
            (("revenue", "slope"), ("one", "low"), ("other", "high"))}  # fmt: skip
    drawn = pd.DataFrame({"spend": ratio * spend, **line})
    drawn = drawn.assign(low=drawn[["one", "other"]].min(axis=1), high=drawn[["one", "other"]].max(axis=1))
    marks = np.array([1.0, proposed / curve.spend])
    ends = pd.DataFrame({"spend": marks * spend, "revenue": revenue * marks**curve.slope, "part": ["now", "then"]})
    points = pd.DataFrame({"spend": levels.spend * spend, "revenue": levels.revenue * revenue, "part": "point"})
    parts = (drawn.assign(part="curve"), points, ends)
    nothing = {"low": np.nan, "high": np.nan}
    return CURVE_POINTS.coerce(pd.concat([part.assign(**nothing) if "low" not in part else part for part in parts],
                                         ignore_index=True))  # fmt: skip


def seen(panel: pd.DataFrame) -> dict[str, float]:
    """The highest level of spend that each channel has been at in a month, all regions together, by channel."""
    months = panel.groupby(["channel", "period"]).spend.sum().reset_index()
    recent = months.period > months.period.max() - pd.DateOffset(months=BASE)
    usual = months[recent].groupby("channel").spend.mean()
    top: dict[str, float] = (months.groupby("channel").spend.max() / usual).dropna().to_dict()
    return top


def _levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Spend and revenue of each month as multiples of what is usual: geometric means over the regions."""
    if rows.empty:
        return pd.DataFrame({"spend": [], "revenue": []})
    columns = ["spend", "revenue"]
    logs = rows[["period", "region"]].join(rows[columns].transform(np.log))
    own = logs[columns] - logs.groupby("region")[columns].transform("mean")
    season = logs.assign(**own).groupby("period").revenue.transform("mean")
    own["revenue"] = own.revenue - season * (logs.region.nunique() > 1)
    return own.transform(np.exp)
