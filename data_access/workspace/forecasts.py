"""Forecasts as they were made: added to, never overwritten, never computed anew; old ones are thinned out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, delete, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import record
from data_access.workspace.forecast_tables import forecast_run, forecast_series
from domain.contracts_forecast import STORED
from domain.retention import Retention

_BANDS = ("mean", "low80", "high80", "low95", "high95")
_AT_ONCE = 500  # rows of one statement
_DEFAULT = "combined"  # other methods are stored for whoever asks for them, and are no part of the record


@dataclass(frozen=True, slots=True)
class Run:
    """What is forecast at once: seen from the end of `origin`, of which data, which figure, in which steps, how.

    `reconstructed`: made after that day, of data cut off there.
    """

    origin: date
    version: str
    metric: str
    grain: str
    method: str
    horizon: int
    reconstructed: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The forecast of one slice: its key, POINTS, the weights of the members, WAPE of the back-test, periods known."""

    slice: str
    points: pd.DataFrame
    weights: dict[str, float]
    wape: float
    observed: int


def there_is(engine: Engine, run: Run) -> bool:
    """Whether the forecasts of that day, data version and question are stored already."""
    with engine.connect() as connection:
        return connection.execute(select(forecast_run.c.id).where(*_same(run))).first() is not None


def store(engine: Engine, run: Run, series: Sequence[Kept], who: str) -> int:
    """Write the forecasts down; how many that were: 0 where those of the same day and data are there already."""
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum forecasts"))
        if connection.execute(select(forecast_run.c.id).where(*_same(run))).first():
            return 0
        head = {name: getattr(run, name) for name in Run.__dataclass_fields__}
        made = connection.execute(insert(forecast_run).values(who=who, **head)).inserted_primary_key
        assert made is not None, "a new row has a key"
        rows = [_row(one) | {"run_id": made[0]} for one in series]
        for start in range(0, len(rows), _AT_ONCE):
            connection.execute(insert(forecast_series), rows[start : start + _AT_ONCE])
        detail: dict[str, object] = {"series": len(rows), "version": run.version, "grain": run.grain}
        record(connection, who, "store forecasts", run.origin.isoformat(), detail)
    return len(rows)


def stored(
    engine: Engine, slices: Iterable[str], metric: str, grain: str, method: str = _DEFAULT
) -> dict[str, pd.DataFrame]:
    """The stored forecasts of each of these slices by one method. Returns STORED by slice, only of those that have any.

    Of several on one day the one made as called counts, else the last one.
    """
    wanted = sorted(set(slices))
    run, series = forecast_run.c, forecast_series.c
    columns = (run.origin, run.reconstructed, series.slice, series.points)
    rows = select(*columns).join(forecast_series, series.run_id == run.id)
    rows = rows.where(series.slice.in_(wanted), run.metric == metric, run.grain == grain, run.method == method)
    newest: dict[str, dict[date, Any]] = {}
    with engine.connect() as connection:
        ordered = rows.order_by(run.reconstructed.desc().nulls_last(), run.id.nulls_last())
        for row in connection.execute(ordered):
            newest.setdefault(row.slice, {})[row.origin] = row
    return {key: _frame(list(rows.values())) for key, rows in newest.items()}


def thin(engine: Engine, keep: Retention, today: date, who: str) -> int:
    """Remove runs that need not be asked for any more, by what is kept of each question; how many those were.

    A run made as called is never given up for one that was reconstructed in the same week or month.
    """
    run = forecast_run.c
    columns = (run.id, run.origin, run.reconstructed, run.metric, run.grain, run.method)
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum forecasts"))
        asked: dict[tuple[str, str, str], list[Any]] = {}
        for row in connection.execute(select(*columns)):
            asked.setdefault((row.metric, row.grain, row.method), []).append(row)
        gone = [row.id for rows in asked.values() for row in _too_many(rows, keep, today)]
        for start in range(0, len(gone), _AT_ONCE):
            some = gone[start : start + _AT_ONCE]
            connection.execute(delete(forecast_series).where(forecast_series.c.run_id.in_(some)))
            connection.execute(delete(forecast_run).where(run.id.in_(some)))
        if gone:
            record(connection, who, "thin forecasts", today.isoformat(), {"runs": len(gone)})
    return len(gone)


def _too_many(rows: Sequence[Any], keep: Retention, today: date) -> list[Any]:
    """The runs of one question that are not kept."""
    called = keep.last_of_each((row.origin for row in rows if not row.reconstructed), today)
    weeks, months = {day.isocalendar()[:2] for day in called}, {(day.year, day.month) for day in called}
    made = keep.last_of_each((row.origin for row in rows if row.reconstructed), today)
    recent = {day for day in made if (today - day).days < keep.days}
    apart = {
        day for day in made
        if (day.year, day.month) not in months
        or (day.isocalendar()[:2] not in weeks and (today - day).days < 7 * keep.weeks)
    }  # fmt: skip
    return [row for row in rows if row.origin not in (recent | apart if row.reconstructed else called)]


def _frame(rows: Sequence[Any]) -> pd.DataFrame:
    found: list[tuple[object, ...]] = []
    for row in sorted(rows, key=lambda one: one.origin):
        for step, (period, *values) in enumerate(json.loads(row.points), 1):
            found.append((row.origin, period, step, *values, row.reconstructed))
    frame = pd.DataFrame(found, columns=["origin", "period", "step", *_BANDS, "reconstructed"])
    days = {name: pd.to_datetime(frame[name]) for name in ("origin", "period")}
    return STORED.coerce(frame.assign(**days))


def _row(one: Kept) -> dict[str, object]:
    each = one.points[list(_BANDS)].round(2).astype("object").where(one.points[list(_BANDS)].notna(), None)
    days = one.points.period.dt.strftime("%Y-%m-%d")
    lines = [[day, *values] for day, values in zip(days, each.values.tolist(), strict=True)]
    weights = {name: round(weight, 4) for name, weight in one.weights.items() if weight >= 0.0001}
    wape = one.wape if one.wape == one.wape else None
    return {"slice": one.slice, "points": json.dumps(lines), "weights": json.dumps(weights), "wape": wape,
            "observed": one.observed}  # fmt: skip


def _same(run: Run) -> list[Any]:
    return [forecast_run.c[name] == getattr(run, name) for name in ("origin", "version", "metric", "grain", "method")]
