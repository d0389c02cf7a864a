"""The public tourism hierarchy: every node forecast alone, then brought to add up, and what that does to the error."""

from collections.abc import Sequence
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import Forecast, forecast
from analytics.forecast.hierarchy import Path as Way
from analytics.forecast.hierarchy import reconciled, rolled
from domain.errors import ReaderError
from i18n import Text

_NO_FILE = Text(
    "找不到 {path}。请用 --source 指明数据集所在的文件夹。",
    "There is no {path}; say with --source where the data sets are.",
)
SEASON, HORIZON = 4, 8
ORIGINS = (72, 64, 56, 48)  # windows that share no quarter
_LEVELS = (
    ("total", ()), ("state", ("State",)), ("purpose", ("Purpose",)), ("state × purpose", ("State", "Purpose")),
    ("region", ("State", "Region")), ("region × purpose", ("State", "Region", "Purpose")),
)  # fmt: skip
_WAYS = (  # the orders in which the dimensions are gone down
    (("State",), ("State", "Region"), ("State", "Region", "Purpose")),
    (("State",), ("State", "Purpose"), ("State", "Region", "Purpose")),
    (("Purpose",), ("State", "Purpose"), ("State", "Region", "Purpose")),
)
_TOP = ""


def levels_of_tourism(source: Path) -> dict[str, object]:
    """WAPE of each level over four origins: each node alone, bottom-up, and top-down; then their means over levels."""
    path = source / "tourism-hierarchy" / "tourism.csv.gz"
    if not path.is_file():
        raise ReaderError(_NO_FILE, path=path)
    leaves = pd.read_csv(path).pivot(index=["State", "Region", "Purpose"], columns="Quarter", values="Trips")
    begun = process_time()
    each = [_origin(leaves, origin) for origin in ORIGINS]
    spent = (process_time() - begun) * 1000 / len(ORIGINS) / sum(row["nodes"] for row in each[0])
    table = pd.DataFrame([row for rows in each for row in rows]).groupby("level", sort=False).mean()
    mean = table.mean()
    default = {
        "wape": float(mean.reconciled), "coverage80": float(mean.coverage80), "coverage95": float(mean.coverage95),
        "owa": None, "smape": None, "mase": None, "ms_per_series": spent,
    }  # fmt: skip
    methods = {name: {"wape": float(mean[name])} for name in ("base", "bottom_up", "reconciled")}
    asked = {"set": "tourism", "season": SEASON, "horizon": HORIZON, "origins": list(ORIGINS)}
    return {"asked": asked, "default": default, "methods": methods, "levels": table.reset_index().to_dict("records")}


def _origin(leaves: pd.DataFrame, origin: int) -> list[dict[str, float]]:
    values = leaves.to_numpy(float)
    nodes = {name: _nodes(leaves, names) for name, names in _LEVELS}
    sums = {name: rolled(values, keys) for name, keys in nodes.items()}
    histories = [row[:origin] for level in sums.values() for row in level.values()]
    found = forecast(histories, Plan(SEASON, HORIZON))
    alone, place = {}, {}
    for at, key in enumerate(key for level in sums.values() for key in level):
        alone[key], place[key] = found.mean[at], at
    ways = [Way(tuple(_nodes(leaves, names) for names in way)) for way in _WAYS]
    down = reconciled(alone[_TOP], alone, ways)
    up = np.stack([alone[key] for key in nodes["region × purpose"]])
    return [
        _level(name, (sums[name], alone, rolled(up, keys), rolled(down, keys)), (found, place, origin))
        for name, keys in nodes.items()
    ]


def _nodes(leaves: pd.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """The node of each leaf on a level."""
    parts = [leaves.index.get_level_values(name) for name in names]
    return tuple(
        "/".join(f"{name}={part}" for name, part in zip(names, each, strict=True)) for each in zip(*parts, strict=True)
    ) or (_TOP,) * len(leaves)


Nodes = dict[str, np.ndarray]


def _level(
    name: str, sets: tuple[Nodes, Nodes, Nodes, Nodes], around: tuple[Forecast, dict[str, int], int]
) -> dict[str, float]:
    """The errors of one level, and how often the reconciled value's interval held what came."""
    sums, alone, up, down = sets
    found, place, origin = around
    keys = list(sums)
    actual = np.stack([sums[key][origin : origin + HORIZON] for key in keys])
    rows = [place[key] for key in keys]
    row: dict[str, float] = {"level": name, "nodes": len(keys)}  # type: ignore[dict-item]
    for column, values in (("base", alone), ("bottom_up", up), ("reconciled", down)):
        said = np.stack([values[key] for key in keys])
        row[column] = float(np.abs(said - actual).sum() / np.abs(actual).sum())
    said = np.stack([down[key] for key in keys])
    for level in (0.8, 0.95):
        half = found.high[level][rows] - found.mean[rows]
        row[f"coverage{level * 100:.0f}"] = float((np.abs(said - actual) <= half).mean())
    return row
