"""`forecast`: of a slice, a division or a form it prints what comes; alone it stores it: what to run every night."""

import argparse
import json
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analytics.forecast.batch import Batch, adding_up
from analytics.forecast.cross import cells, deeper
from analytics.forecast.engine import COMBINED, METHOD, METHODS
from analytics.forecast.history import histories
from analytics.forecast.league import league
from analytics.forecast.members import KEYS
from analytics.forecast.outlook import Outlook, outlook, points, started
from analytics.tree import LEVELS, level_below
from data_access import freshness
from data_access.forecast_series import as_of, told
from data_access.options import members
from data_access.warehouse import Warehouse
from domain.dimensions import dimension
from domain.errors import ReaderError, unknown
from domain.filters import SELECTS, Filters
from domain.forecast import GRAINS, USUAL, ForecastAsk
from domain.metrics import why_not
from domain.periods import Grain
from domain.written import exactly, step_name
from i18n import Locale, Text, exact, percent
from reports.console import Form, plain, table
from reports.desk import Desk
from reports.forecast_store import keep
from reports.question import chosen_keys, day

Options = argparse.Namespace
FINE = 0
_GRAIN = Text("时间步长", "grain")
_LATE = Text(
    "--as-of {day} 晚于数据的最后一天 {today}。", "--as-of {day} is later than the last day of the data, {today}."
)
_CROSSED = ("region", "channel", "product_line")
_PERIOD, _WHOLE, _RUNS = Text("期间", "Period"), Text("合计", "Total"), Text("（进行中）", " (running)")
_HEADS = (Text("预测", "Forecast"), Text("80% 下限", "80 % low"), Text("80% 上限", "80 % high"))
_LEAGUE_HEADS = (
    Text("方法", "Method"), Text("WAPE", "WAPE"), Text("MASE", "MASE"), Text("偏差", "Bias"),
    Text("80% 区间命中", "within 80 %"), Text("样本", "n"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The outlook of the selection, its league, and its members that add up to it; None where it is not cut."""

    ask: ForecastAsk
    whole: Outlook
    league: pd.DataFrame
    parts: Batch | None


def forecast(options: Options, desk: Desk) -> int:
    """Print the forecast of a slice, or, asked for none, store those of the company."""
    asked = (options.by, options.format, options.reader, options.grain, options.horizon)
    if not any(asked) and not any(getattr(options, name) for name in SELECTS):
        return keep(options, desk)
    locale, data = Locale(options.lang or desk.locale), desk.data(options.reader)
    filters, ask = question(options, data, locale)
    found = figures(data, filters, ask, options.method or COMBINED)
    if Form(options.format or Form.TABLE) is Form.JSON:
        about = {**{name: getattr(filters, name) for name in SELECTS if getattr(filters, name)}, "by": ask.by,
                 "metric": ask.metric, "grain": ask.grain, "horizon": ask.horizon, "method": found.whole.method,
                 "origin": filters.today.isoformat(), "version": data.version}  # fmt: skip
        print(json.dumps({"asked": about, **told_plainly(found)}, ensure_ascii=False, indent=2, default=str))
    else:
        print(_table(found))
    return FINE


def question(options: Options, data: Warehouse, locale: Locale) -> tuple[Filters, ForecastAsk]:
    """The slice, seen from the end of the day asked for, and what is asked of it."""
    today = freshness.today(data)
    seen = day(options.as_of) if options.as_of else today
    if seen > today:
        raise ReaderError(_LATE, day=seen, today=today)
    chosen = {name: chosen_keys(data, name, getattr(options, name)) for name in SELECTS}
    grain = options.grain or Grain.MONTH.value
    if grain not in [one.value for one in GRAINS]:
        raise unknown(_GRAIN, grain, [one.value for one in GRAINS])
    by = tuple(dimension(key).key for key in options.by)
    horizon = options.horizon or USUAL[Grain(grain)]
    ask = ForecastAsk(options.metric, Grain(grain), horizon, by, locale)
    return as_of(Filters(today, today, today), seen).only(**chosen), ask


def figures(data: Warehouse, filters: Filters, ask: ForecastAsk, method: str) -> Found:
    """The forecast of the slice and of its members. Raises ReaderError as the engine does."""
    if method not in METHODS:
        raise unknown(METHOD, method, METHODS)
    bare = replace(ask, by=())
    tells = told(data, filters, bare)
    begun = started(tells, bare)
    whole = outlook(tells, begun, method)
    parts = _parts(data, filters, ask, whole) if ask.by else None
    return Found(ask, whole, league(begun[1]), parts)


def _parts(data: Warehouse, filters: Filters, ask: ForecastAsk, whole: Outlook) -> Batch:
    """The members, as the page divides: over region, channel and product line at once where `by` is among these."""
    dims, way = _crossing(data, filters, ask)
    crossed = cells(histories(told(data, filters, replace(ask, by=dims)), dims), dims, whole)
    if way:
        full = histories(told(data, filters, replace(ask, by=way)), way)
        found = deeper(crossed.grouped([way[0]]), full, way)
        return adding_up(found.grouped([way[-1]]), whole)
    return adding_up(crossed.grouped(ask.by), whole)


def _crossing(data: Warehouse, filters: Filters, ask: ForecastAsk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The dimensions that are crossed, and the levels to go further down the regions afterwards (none mostly)."""
    if not all(_tree(key) in _CROSSED for key in ask.by):
        return ask.by, ()
    usual = {name: level_below(members(data, name), name, getattr(filters, name)) for name in ("region", "channel")}
    usual["product_line"] = "product_line"
    asked = {_tree(key): key for key in ask.by}
    levels, region = LEVELS["region"], asked.get("region", usual["region"])
    if len(ask.by) == 1 and levels.index(region) > levels.index(usual["region"]):
        way = levels[levels.index(usual["region"]) : levels.index(region) + 1]
        asked.pop("region")
    else:
        way = ()
    dims = [asked.get(name, usual[name]) for name in _CROSSED]
    return tuple(key for key in dims if key in ask.by or why_not(ask.metric, (key,)) is None), way


def _tree(key: str) -> str:
    return key if key == "product_line" else dimension(key).of if key.startswith(("region", "channel")) else ""


def told_plainly(found: Found) -> dict[str, Any]:
    """All of it for programs: points with their bands, sums, the method, its weights, the league, what was done."""
    whole, until = found.whole, found.ask.horizon
    total = whole.total(0, until)
    now = {name: plain(getattr(whole.now, name)) for name in ("value", "share", "error", "pro_rata", "model", "n")} if (
        whole.now) else None  # fmt: skip
    sums = {"mean": round(float(total.mean[0]), 2)} | {
        f"{side}{level * 100:.0f}": plain(round(float(band[level][0]), 2))
        for side, band in (("low", total.low), ("high", total.high))
        for level in (0.5, 0.8, 0.95)
    }
    answer = {
        "method": whole.method,
        "weights": _weights(whole),
        "points": _rows(points(whole)),
        "total": sums,
        "nowcast": now,
        "few": whole.found.few,
        "notes": [note.to(found.ask.locale) for note in whole.found.notes[0]],
        "league": _rows(found.league),
    }
    return answer if found.parts is None else {**answer, "series": _series(found.parts)}


def _series(parts: Batch) -> list[dict[str, Any]]:
    groups = parts.history.groups
    return [
        {
            **{str(name): plain(value) for name, value in group.items()},
            "points": _rows(parts.points(row)),
            "total": round(float(parts.mean[row].sum()), 2),
            "wape": plain(float(parts.wape[row])),
            "weights": {key: round(weight, 4) for key, weight in parts.weighed(row).items()},
            "notes": list(parts.notes[row]),
        }
        for row, group in enumerate(groups.to_dict("records"))
    ]


def _weights(whole: Outlook) -> dict[str, float]:
    return {key: round(float(w), 4) for key, w in zip(KEYS, whole.found.weights[:, 0], strict=True) if w > 0}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Days as 2026-11-21, figures to the sixth decimal, null for what is not known."""

    def said(value: Any) -> object:
        if isinstance(value, pd.Timestamp):
            return value.date().isoformat()
        return plain(round(value, 6) if isinstance(value, float) else value)

    return [{str(key): said(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _table(found: Found) -> str:
    """For people: the steps of the whole, the sums of its members, and the league."""
    locale, unit, whole = found.ask.locale, found.ask.of.unit, points(found.whole)
    lines = [
        (
            step_name(row["period"].date(), found.ask.grain, locale) + (_RUNS.to(locale) if row["running"] else ""),
            *(exactly(row[name], unit, locale) for name in ("mean", "low80", "high80")),
        )
        for row in whole.to_dict("records")
    ]
    shown = [table([_PERIOD.to(locale), *(head.to(locale) for head in _HEADS)], lines, numbers_from=1)]
    if found.parts is not None:
        shown.append(_members(found.parts, found))
    rows = [
        (
            METHODS[row["method"]].to(locale),
            percent(row["wape"]),
            exact(row["mase"], decimals=3),
            percent(row["bias"], signed=True),
            percent(row["coverage80"]),
            exact(row["n"]),
        )
        for row in found.league.to_dict("records")
    ]
    shown.append(table([head.to(locale) for head in _LEAGUE_HEADS], rows, numbers_from=1))
    return "\n\n".join(shown)


def _members(parts: Batch, found: Found) -> str:
    locale, unit = found.ask.locale, found.ask.of.unit
    names = [f"{key}_name" for key in found.ask.by]
    order = (-parts.mean.sum(axis=1)).argsort(kind="stable")
    rows = [
        (*(str(parts.history.groups[name].iloc[row]) for name in names),
         *(exactly(float(value), unit, locale) for value in (*parts.mean[row], parts.mean[row].sum())))
        for row in order
    ]  # fmt: skip
    steps = [step_name(first.date(), found.ask.grain, locale) for first in parts.history.ahead]
    heads = [*(dimension(key).name.to(locale) for key in found.ask.by), *steps, _WHOLE.to(locale)]
    return table(heads, rows, numbers_from=len(names))
