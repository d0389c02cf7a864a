"""`backtest` on the operator's own series: what it reads, what it refuses, and in which words."""

import json

import numpy as np
import pandas as pd
import pytest

import manage
from reports.competitions import own_series
from tests.unit.forecast.made import seasonal


@pytest.fixture
def command(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def ran(*words: object) -> tuple[int, str, str]:
        code = manage.main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


def written(folder, frame: pd.DataFrame):
    path = folder / "own.csv"
    frame.to_csv(path, index=False)
    return path


def months(count: int = 3, periods: int = 48) -> pd.DataFrame:
    days = pd.date_range("2022-01-01", periods=periods, freq="MS")
    made = seasonal(count, periods, 12)
    return pd.concat([pd.DataFrame({"unique_id": f"s{at}", "t": days, "y": row}) for at, row in enumerate(made)])


def test_own_series_are_forecast_and_scored(tmp_path, command):
    code, printed, complaint = command(
        "backtest", "--csv", written(tmp_path, months()), "--season", 12, "--horizon", 6, "--format", "json"
    )
    assert (code, complaint) == (0, "")
    told = json.loads(printed)
    assert told["asked"] == {"set": "own.csv", "series": 3, "season": 12, "horizon": 6, "skipped": 0}
    assert told["default"] == told["methods"]["combined"]
    assert told["default"]["wape"] < told["methods"]["naive"]["wape"]


def test_the_table_is_in_the_language_that_is_asked_for(tmp_path, command):
    path = written(tmp_path, pd.concat([months(2), months(1, 6).assign(unique_id="young")]))
    for tongue, words in (("zh", ("组合（默认）", "太短")), ("en", ("Combined", "too short"))):
        printed = command("backtest", "--csv", path, "--season", 12, "--horizon", 6, "--lang", tongue)[1]
        assert all(word in printed for word in words)


def test_rows_in_any_order_and_missing_months_are_put_in_their_place(tmp_path):
    frame = months(1).sample(frac=1, random_state=1)
    gone = frame[frame.t != "2023-05-01"]
    held = own_series(written(tmp_path, gone), 12, 6)
    assert np.flatnonzero(np.isnan(held.histories[0])).tolist() == [16]
    assert len(held.histories[0]) == 42


@pytest.mark.parametrize("freq", ["W", "D", "ME", "QS"])
def test_dates_of_any_even_step_are_read(tmp_path, freq):
    days = pd.date_range("2022-01-31", periods=60, freq=freq)
    held = own_series(written(tmp_path, pd.DataFrame({"unique_id": 1, "t": days, "y": np.arange(60.0)})), 4, 6)
    assert held.histories[0].tolist() == list(range(54))


def test_weeks_go_on_through_week_53(tmp_path):
    days = pd.date_range("2020-12-07", periods=12, freq="7D")  # 2020 has 53 weeks
    held = own_series(written(tmp_path, pd.DataFrame({"unique_id": 1, "t": days, "y": np.arange(12.0)})), 52, 2)
    assert not np.isnan(held.histories[0]).any()


MISTAKES = {
    "no set": ([], "walmart"),
    "an unknown set": (["m3-montly"], "m3-monthly"),
    "no folder": (["walmart", "--source", "nowhere"], "--source"),
    "no horizon": (["--csv", "{csv}", "--season", "12"], "--horizon"),
    "a horizon of nothing": (["--csv", "{csv}", "--season", "12", "--horizon", "0"], "--horizon"),
    "both": (["walmart", "--csv", "{csv}"], "--csv"),
    "no file": (["--csv", "nowhere.csv", "--season", "12", "--horizon", "6"], "nowhere.csv"),
    "a horizon longer than the series": (["--csv", "{csv}", "--season", "12", "--horizon", "46"], "4 periods"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_what_to_change_and_exit_2(mistake, tmp_path, command):
    words, hint = MISTAKES[mistake]
    path = written(tmp_path, months(1))
    code, printed, complaint = command("backtest", *(word.format(csv=path) for word in words))
    assert (code, printed, hint in complaint, "Traceback" in complaint) == (2, "", True, False)


BAD = {
    "a missing column": (pd.DataFrame({"id": [1], "t": [1], "y": [1]}), "unique_id"),
    "words for numbers": (pd.DataFrame({"unique_id": 1, "t": [1, 2], "y": ["1", "many"]}), "row 3 is no number: many"),
    "infinite numbers": (pd.DataFrame({"unique_id": 1, "t": [1, 2], "y": ["1", "inf"]}), "row 3"),
    "two rows for one period": (
        pd.DataFrame({"unique_id": "a", "t": [1, 1], "y": [1, 2]}),
        "“a” has more than one row",
    ),
    "words for time": (pd.DataFrame({"unique_id": 1, "t": [1, "soon"], "y": [1, 2]}), "row 3 is neither"),
    "no rows": (pd.DataFrame({"unique_id": [], "t": [], "y": []}), "No series"),
    "steps that do not fit": (pd.DataFrame({"unique_id": 1, "t": [1, 2, 10**9], "y": [1, 2, 3]}), "uneven"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_file_that_holds_no_series_is_refused_in_words(bad, tmp_path, command):
    frame, hint = BAD[bad]
    code, printed, complaint = command("backtest", "--csv", written(tmp_path, frame), "--season", 1, "--horizon", 1)
    assert (code, printed, hint in complaint, "Traceback" in complaint) == (2, "", True, False), complaint


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path, command):
    path = tmp_path / "own.csv"
    path.write_bytes(b"\xff\xfe\x00\x01" * 50)
    assert command("backtest", "--csv", path, "--season", 1, "--horizon", 1)[0] == 2
