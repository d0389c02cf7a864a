"""`backtest`: how every method does on periods held out, of public data sets or of anybody's own series."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import COMBINED, METHODS, chosen, worked
from analytics.forecast.league import trial
from domain.errors import ReaderError, unknown
from i18n import Locale, Text, exact, percent
from reports.competitions import SETS, Held, own_series
from reports.console import Form, plain, table
from reports.desk import Desk
from reports.tourism import levels_of_tourism

Options = argparse.Namespace
FINE = 0
KEYS = ("owa", "smape", "mase", "wape", "coverage80", "coverage95", "ms_per_series", "n")
TOURISM = "tourism"
NAMES = (*SETS, TOURISM)
_SET = Text("数据集", "data set")
_ONE = Text(
    "请给出一个数据集（{names}），或用 --csv 给出自己的文件。",
    "Name one data set ({names}), or give a file of your own with --csv.",
)
_NUMBERS = Text(
    "--season 与 --horizon 都要给出，且至少为 1。", "--season and --horizon are both needed, and are 1 at least."
)
_SKIPPED = Text("有 {n} 条序列太短，未参与。", "{n} series were too short and are left out.")
_HEADS = (
    Text("方法", "Method"), Text("OWA", "OWA"), Text("sMAPE", "sMAPE"), Text("MASE", "MASE"), Text("WAPE", "WAPE"),
    Text("80% 区间覆盖", "within 80 %"), Text("95% 区间覆盖", "within 95 %"), Text("毫秒/序列", "ms a series"),
)  # fmt: skip


def backtest(options: Options, desk: Desk) -> int:
    """Forecast what is held out by every method and say by how much each missed."""
    locale = Locale(options.lang or desk.locale)
    if options.set == TOURISM and not options.csv:
        found = levels_of_tourism(Path(options.source))
        print(_json(found) if Form(options.format) is Form.JSON else _levels(found, locale))
        return FINE
    trials = [(held, *scored(held)) for held in _held(options)]
    if Form(options.format) is Form.JSON:
        print(_json(told(trials, options.set or Path(options.csv).name)))
    else:
        print("\n\n".join(_table(frame, spent, held, locale) for held, frame, spent in trials))
    return FINE


def _held(options: Options) -> Iterable[Held]:
    if bool(options.csv) == bool(options.set):
        raise ReaderError(_ONE, names=", ".join(NAMES))
    if options.csv:
        if min(options.season or 0, options.horizon or 0) < 1:
            raise ReaderError(_NUMBERS)
        return [own_series(Path(options.csv), options.season, options.horizon)]
    if options.set not in SETS:
        raise unknown(_SET, options.set, NAMES)
    return SETS[options.set](Path(options.source))


def scored(held: Held) -> tuple[pd.DataFrame, float]:
    """How each method did (TRIAL), and the milliseconds of processor time that a series took, back-test included."""
    begun = process_time()
    work = worked(held.histories, Plan(held.season, held.actual.shape[1]))
    chosen(work)
    spent = (process_time() - begun) * 1000 / len(held.histories)
    return trial(work, held.histories, held.actual, held.yard), spent


def told(trials: list[tuple[Held, pd.DataFrame, float]], name: str) -> dict[str, object]:
    """All of it for programs: by method, and for the default; means over origins, each of which stands below.

    `ms_per_series` is of all members, the back-test and the intervals together, which every method shares.
    """
    each = [_by_method(frame, spent) for _, frame, spent in trials]
    methods = {
        method: {key: _mean([one[method][key] for one in each if method in one]) for key in KEYS} for method in each[0]
    }
    first = trials[0][0]
    asked = {"set": name, "series": len(first.histories), "season": first.season, "horizon": first.actual.shape[1]}
    found: dict[str, object] = {
        "asked": {**asked, "skipped": first.skipped},
        "default": methods[COMBINED],
        "methods": methods,
    }
    if len(trials) > 1:
        found["origins"] = [
            {"origin": held.label, **one[COMBINED]} for (held, _, _), one in zip(trials, each, strict=True)
        ]
    return found


def _by_method(frame: pd.DataFrame, spent: float) -> dict[str, dict[str, float]]:
    rows = frame.assign(ms_per_series=spent).to_dict("records")
    return {str(row["method"]): {key: float(row[key]) for key in KEYS} for row in rows}


def _mean(values: list[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def _json(found: object) -> str:
    def cleaned(value: object) -> object:
        if isinstance(value, dict):
            return {key: cleaned(inner) for key, inner in value.items()}
        return [cleaned(inner) for inner in value] if isinstance(value, list) else plain(value)

    return json.dumps(cleaned(found), ensure_ascii=False, indent=2)


def _table(frame: pd.DataFrame, spent: float, held: Held, locale: Locale) -> str:
    rows = [
        (
            METHODS[row["method"]].to(locale),
            exact(row["owa"], decimals=3),
            exact(row["smape"], decimals=3),
            exact(row["mase"], decimals=3),
            percent(row["wape"]),
            percent(row["coverage80"]),
            percent(row["coverage95"]),
            exact(spent, decimals=1),
        )
        for row in frame.to_dict("records")
    ]
    shown = table([head.to(locale) for head in _HEADS], rows, numbers_from=1)
    title = [held.label] if held.label else []
    return "\n".join([*title, shown, *([_SKIPPED.to(locale, n=held.skipped)] if held.skipped else [])])


_LEVEL_HEADS = (
    Text("层级", "Level"),
    Text("节点", "Nodes"),
    Text("单独预测", "Alone"),
    Text("自下而上", "Bottom-up"),
    Text("自上而下", "Top-down"),
)


def _levels(found: dict[str, object], locale: Locale) -> str:
    levels = found["levels"]
    assert isinstance(levels, list)
    rows = [
        (one["level"], exact(one["nodes"]), *(percent(one[key]) for key in ("base", "bottom_up", "reconciled")))
        for one in levels
    ]
    return table([head.to(locale) for head in _LEVEL_HEADS], rows, numbers_from=1)
