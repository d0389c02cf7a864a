"""The plug-in: absent it leaves no trace; a library of that name enters the league, and its failures stay its own."""

import json
import subprocess
import sys
from pathlib import Path

from analytics.forecast.members import KEYS
from analytics.forecast.plugin import PLUGGED

ROOT = Path(__file__).parents[3]
LIBRARY = """
import numpy as np
class AutoETS:
    def __init__(self, season_length=1): self.season = season_length
    def forecast(self, y, h):
        assert not np.isnan(y).any()
        return {"mean": np.array([y[-self.season + step % self.season] for step in range(h)])}
class AutoARIMA:
    def __init__(self, d=None, season_length=1): assert d is None
    def forecast(self, y, h): raise ValueError("no such order")
"""
ASKED = """
import json
from analytics.forecast.backtest import Plan
from analytics.forecast.engine import chosen, worked
from analytics.forecast.league import league
from analytics.forecast.members import KEYS
from tests.unit.forecast.made import seasonal
one, many = worked(seasonal(1, 60, 12), Plan(12, 6)), worked(seasonal(40, 60, 12), Plan(12, 6))
weights = chosen(one).weights[:, 0]
print(json.dumps({
    "league": league(one).method.tolist(), "many": league(many).method.tolist(),
    "weight": float(weights[KEYS.index("auto_ets")]),
    "broken": chosen(one, "auto_arima").mean[0].tolist(), "last": chosen(one, "naive").mean[0].tolist(),
}))
"""


def test_without_the_library_nobody_speaks_of_it():
    assert not PLUGGED
    assert not {"auto_ets", "auto_arima"} & set(KEYS)


def test_with_a_library_of_that_name_its_methods_are_in_the_league_of_a_slice(tmp_path):
    (tmp_path / "statsforecast").mkdir()
    (tmp_path / "statsforecast" / "__init__.py").write_text("")
    (tmp_path / "statsforecast" / "models.py").write_text(LIBRARY)
    path = f"{tmp_path}:{ROOT}"
    ran = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, env={"PYTHONPATH": path}, capture_output=True, check=True
    )
    found = json.loads(ran.stdout)
    assert {"auto_ets", "auto_arima"} <= set(found["league"])
    assert 0 < found["weight"] < 1
    assert found["broken"] == found["last"], "what fails falls back on the last value"
    assert not {"auto_ets"} & set(found["many"]), "forty series would take minutes"
