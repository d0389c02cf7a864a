"""AutoETS and AutoARIMA of the library `statsforecast`, for whoever has installed it: nothing depends on it.

They enter the league of one slice with its origins. Among many series they do not: they take a hundred times as long
as all other members together.
"""

from importlib import import_module
from importlib.util import find_spec

import numpy as np

from analytics.forecast.series import Block, Flags, Grid
from i18n import Text

ROWS, LEAST = 16, 12  # rows at most, and the values that each has at least
_CLASSES = {"auto_ets": "AutoETS", "auto_arima": "AutoARIMA"}
_NAMES = {
    "auto_ets": Text("AutoETS（statsforecast）", "AutoETS (statsforecast)"),
    "auto_arima": Text("AutoARIMA（statsforecast）", "AutoARIMA (statsforecast)"),
}
PLUGGED: dict[str, Text] = _NAMES if find_spec("statsforecast") else {}


def plugged(block: Block) -> dict[str, Grid]:
    """What these members say of the rows (rows × horizon), NaN where one of them fails; {} where they do not enter."""
    if not PLUGGED or len(block.values) > ROWS:
        return {}
    models = import_module("statsforecast.models")
    return {key: np.array([_said(getattr(models, name), block, row) for row in range(len(block.values))])
            for key, name in _CLASSES.items()}  # fmt: skip


def enters(block: Block) -> Flags:
    """Which rows of the block these members may forecast."""
    return np.asarray((block.length >= LEAST) & (len(block.values) <= ROWS))


def _said(model: type, block: Block, row: int) -> Grid:
    history = block.values[row, block.start[row] :]  # filled: the library takes no unknown values
    if len(history) < LEAST:
        return np.full(block.horizon, np.nan)
    try:  # the season by its name: the first positional argument of one of them is another
        found = model(season_length=block.season).forecast(y=history, h=block.horizon)["mean"]
    except Exception:  # the library itself raises bare Exceptions of series it cannot fit: then the others speak
        return np.full(block.horizon, np.nan)
    return np.asarray(found, dtype=np.float64)
