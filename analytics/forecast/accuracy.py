"""Stored forecasts beside what came: errors by how far ahead they were made and over time, and what each way adds."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from analytics.forecast.history import Histories
from domain.contracts_forecast import BY_LEAD, JUDGED, OVER_TIME, STORED, TRACE, VALUE_ADDED

NAIVE, STATISTICAL = "naive", "statistical"


def judged(stored: pd.DataFrame, history: Histories, season: int, row: int = 0) -> pd.DataFrame:
    """Forecasts of periods that are over, beside what came. Takes STORED and the history of its slice, returns JUDGED.

    `row`: which of the histories. The naive forecast is the period a year before, else the last one known then.
    """
    STORED.check(stored)
    values, done = history.values[row], history.done
    place = done.get_indexer(pd.DatetimeIndex(stored.period))
    known = (place >= 0) & ~np.isnan(values[np.maximum(place, 0)])
    frame, place = stored[known], place[known]
    first = frame.groupby("origin").period.transform("min")
    lead = frame.step - (first <= frame.origin).astype("int64")
    before = place - frame.step.to_numpy()
    year = place - season
    naive = np.where(year >= 0, values[np.maximum(year, 0)], values[np.maximum(before, 0)])
    return JUDGED.coerce(frame.assign(lead=lead, actual=values[place], naive=naive).reset_index(drop=True))


def by_lead(rows: pd.DataFrame) -> pd.DataFrame:
    """How good the forecasts were so many periods ahead. Takes JUDGED, returns BY_LEAD."""
    found = [{"lead": lead, **_scores(own)} for lead, own in rows.groupby("lead")]
    return BY_LEAD.coerce(pd.DataFrame(found, columns=list(BY_LEAD.columns)))


def over_time(rows: pd.DataFrame, lead: int) -> pd.DataFrame:
    """The error of each period, of the forecasts made `lead` periods before. Takes JUDGED, returns OVER_TIME."""
    own = rows[(rows.lead == lead) & (rows.actual > 0)]
    scored = own.assign(error=own["mean"] / own.actual - 1, naive=own.naive / own.actual - 1)
    groups = scored.groupby("period")
    frame = groups[["error", "naive", "mean", "actual"]].mean()
    frame = frame.assign(n=groups.size(), reconstructed=groups.reconstructed.any()).reset_index()
    return OVER_TIME.coerce(frame) if len(frame) else OVER_TIME.empty()


def _scores(rows: pd.DataFrame) -> dict[str, float]:
    """WAPE, bias and coverage of the forecasts, and the WAPE of the naive one; NaN where nothing was sold."""
    size = float(rows.actual.abs().sum())
    off, naive = rows["mean"] - rows.actual, rows.naive - rows.actual
    wape, base = (float(one.abs().sum()) / size if size else np.nan for one in (off, naive))
    inside = {
        f"coverage{level}": _share(rows, f"low{level}", f"high{level}") for level in (80, 95)
    }  # of those that had an interval
    bias = float(off.sum()) / size if size else np.nan
    return {"n": len(rows), "wape": wape, "bias": bias, **inside, "naive": base, "added": base - wape}


def _share(rows: pd.DataFrame, low: str, high: str) -> float:
    known = rows[rows[low].notna()]
    return float(((known[low] <= known.actual) & (known.actual <= known[high])).mean()) if len(known) else np.nan


def trace(stored: pd.DataFrame, history: Histories, span: tuple[date, date], target: float) -> pd.DataFrame:
    """How the forecast of whole periods moved, origin by origin. Takes STORED, returns TRACE.

    Only origins whose forecast reaches over what was then still to come of the span.
    """
    first, last = (pd.Timestamp(day) for day in span)
    periods = history.done.append(history.ahead)
    inside = periods[(periods >= first) & (periods <= last)]
    values = dict(zip(history.done, history.values[0], strict=True))
    actual = float(sum(values[one] for one in inside)) if all(one in values for one in inside) else np.nan
    rows = []
    for origin, own in stored[stored.origin <= last].groupby("origin"):
        ahead = own[own.period.isin(inside)]
        over = [one for one in inside if one < own.period.min()]
        if len(ahead) + len(over) < len(inside) or ahead.empty or not all(one in values for one in over):
            continue
        known = float(sum(values[one] for one in over))
        bands = {
            side: known + float(ahead[side].iloc[0]) if len(ahead) == 1 else np.nan for side in ("low80", "high80")
        }
        rows.append(
            {"origin": origin, "mean": known + float(ahead["mean"].sum()), **bands, "actual": actual, "target": target,
             "reconstructed": bool(own.reconstructed.any())}
        )  # fmt: skip
    return TRACE.coerce(pd.DataFrame(rows, columns=list(TRACE.columns)))


def value_added(names: Mapping[str, str], ways: Sequence[tuple[str, Mapping[str, pd.DataFrame]]]) -> pd.DataFrame:
    """The error of each way of forecasting by slice, and what it adds to the way before. Returns VALUE_ADDED.

    `names`: slice → its name. `ways`: each way's key with the forecasts by slice (columns forecast, actual), the
    simplest first; a slice that a way did not forecast has no row of it. Ways are compared on what each has: give them
    the same origins and periods.
    """
    rows = []
    for key, name in names.items():
        before = np.nan
        for way, frames in ways:
            own = frames.get(key)
            if own is None or own.empty or not own.actual.abs().sum() > 0:
                continue
            size, off = float(own.actual.abs().sum()), own.forecast - own.actual
            wape, bias = float(off.abs().sum()) / size, float(off.sum()) / size
            rows.append((key, name, way, len(own), wape, bias, before - wape))
            before = wape
    return VALUE_ADDED.coerce(pd.DataFrame(rows, columns=list(VALUE_ADDED.columns)))


def naive_and_statistical(
    each: Mapping[str, pd.DataFrame], leads: Sequence[int]
) -> list[tuple[str, dict[str, pd.DataFrame]]]:
    """The first two ways of `value_added`, of forecasts made so many periods ahead. Takes JUDGED by slice."""

    def of(column: str) -> dict[str, pd.DataFrame]:
        kept = {key: rows[rows.lead.isin(list(leads))] for key, rows in each.items()}
        return {key: rows[[column, "actual"]].rename(columns={column: "forecast"}) for key, rows in kept.items()}

    return [(NAIVE, of("naive")), (STATISTICAL, of("mean"))]
