"""The series beside the pipeline: months cut where they then ended, and nothing unfinished in the fit."""

from datetime import date

import pandas as pd
import pytest

from analytics.pipeline_series import series_forecasts
from domain.contracts_pipeline_forecast import TURNS, WON_MONTHS
from domain.periods import Grain, add_months
from domain.pipeline_forecast import PipelineAsk, Which

DAY = date(2026, 11, 15)
ASK = PipelineAsk.of(DAY, "UTC")


def months(amount, until: date = date(2026, 11, 1), count: int = 40) -> pd.DataFrame:
    """So many months up to the running one; `amount` of the month's number."""
    days = [add_months(until, -back) for back in range(count - 1, -1, -1)]
    values = [float(amount(place)) for place in range(count)]
    return WON_MONTHS.coerce(pd.DataFrame({"month": pd.to_datetime(days), "amount": values}))


def ends(share: float, total: float = 300.0) -> pd.DataFrame:
    """Every past quarter had this share of its total at this point."""
    rows = [(turn.back, total * share, total if turn.known else float("nan")) for turn in ASK.turns]
    return TURNS.coerce(pd.DataFrame(rows, columns=["turn", "won", "total"]).assign(square=1.0))


def test_steady_months_go_on_and_the_share_is_the_usual_one():
    found = series_forecasts(months(lambda _: 100), ends(0.4), ASK)
    # sixteen quarters looked back on, of which fifteen had 0.4; three more weigh like days: 46 of 92
    share = (15 * 0.4 + 3 * 0.5) / 18
    assert found[0] == pytest.approx(120 + (1 - share) * 300, rel=0.01)
    assert set(found) >= {0, 1, 2, 3}


def test_the_running_month_never_enters_the_fit():
    steady = months(lambda _: 100)
    half = steady.assign(amount=steady.amount.where(steady.month < "2026-11-01", 3.0))
    assert series_forecasts(half, ends(0.4), ASK) == series_forecasts(steady, ends(0.4), ASK)


def test_what_came_later_moves_no_earlier_turn():
    steady = months(lambda place: 80 + place)
    wild = steady.assign(amount=steady.amount.where(steady.month < "2026-05-01", 9999.0))
    one, other = (series_forecasts(each, ends(0.4), ASK) for each in (steady, wild))
    early = [turn.back for turn in ASK.turns if turn.day < date(2026, 6, 1) and turn.back in one]
    assert len(early) >= 5
    assert {back: one[back] for back in early} == pytest.approx({back: other[back] for back in early})
    assert one[0] != pytest.approx(other[0])


def test_too_few_months_say_nothing():
    assert series_forecasts(months(lambda _: 100, count=3), ends(0.4), ASK) == {}
    assert series_forecasts(WON_MONTHS.empty(), ends(0.4), ASK) == {}


def test_the_next_month_is_the_model_alone():
    ask = PipelineAsk.of(DAY, "UTC", Which(Grain.MONTH, 1))
    rows = [(turn.back, 0.0, 100.0 if turn.known else float("nan")) for turn in ask.turns]
    none_yet = TURNS.coerce(pd.DataFrame(rows, columns=["turn", "won", "total"]).assign(square=1.0))
    assert series_forecasts(months(lambda _: 100), none_yet, ask)[0] == pytest.approx(100, rel=0.01)
