"""Snapshots of the pipeline on every database: against plain Python, under every scope, blind to what comes later."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from analytics.pipeline_forecast import pipeline_forecast
from data_access.deal_odds import deal_marks, odds_cells
from data_access.pipeline_snapshots import pipeline_cells, pipeline_turns, won_months
from data_access.published import deal_span
from data_access.stages import stages
from data_access.warehouse import Warehouse
from domain.deal_odds import Steps
from domain.filters import Filters
from domain.periods import Grain
from domain.pipeline_forecast import PipelineAsk, Which
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.contract.deal_company import deal, publish, rows_of
from tests.contract.deal_pages import asked
from tests.contract.pipeline_by_hand import (
    NORTH,
    OWN,
    at_instant,
    by_hand,
    day,
    marks_by_hand,
    plain_event,
    seen,
    shuffled,
    won_then,
)
from tests.contract.random_deals import random_deals

ZONE, DAY = "Asia/Shanghai", date(2024, 11, 20)
FILTERS = Filters(date(2024, 1, 1), DAY, DAY)
MONTH = PipelineAsk.of(DAY, ZONE, Which(Grain.MONTH))
ASKS = [
    MONTH,
    PipelineAsk.of(DAY, ZONE),
    PipelineAsk.of(DAY, ZONE, Which(Grain.MONTH, ahead=1)),
    PipelineAsk.of(DAY, ZONE, Which(Grain.MONTH, funnel="odd")),
]
SCOPES = {"everything": EVERYTHING, "north": NORTH, "own": OWN, "nothing": NOTHING}
STEPS = Steps.of(250.0)
DEALS, TOLD, _ORDERS = random_deals(21, 900)
AT = MONTH.now.at


@pytest.fixture(scope="module")
def opened(store):
    """Random deals, published."""
    publish(store, DEALS, TOLD)
    return store


@pytest.fixture(scope="module")
def lives(opened):
    """Every state of their deals."""
    return rows_of(opened.engine(), deal_span)


def reader(store, scope: Scope = EVERYTHING) -> Warehouse:
    return Warehouse(store.engine(), scope, store.version(), time_zone=ZONE)


@pytest.mark.parametrize("ask", ASKS, ids=["month", "quarter", "next month", "odd"])
@pytest.mark.parametrize("scope", SCOPES)
def test_snapshots_are_those_of_plain_python(opened, lives, ask, scope):
    data = reader(opened, SCOPES[scope])
    rows = [row for row in lives if seen(row, SCOPES[scope])]
    cells, ends = by_hand(rows, ask)
    found = pipeline_cells(data, FILTERS, ask)
    mine = {(r.turn, r.funnel, r.stage, r.channel): list(r)[5:] for r in found.itertuples(index=True)}
    mine = {key: value[:6] for key, value in mine.items()}
    assert mine == cells
    turns = pipeline_turns(data, FILTERS, ask)
    told = {r.turn: (r.won, None if r.total != r.total else r.total) for r in turns.itertuples()}
    assert told == ends
    assert bool(cells) == (scope != "nothing")


def test_filters_narrow_what_is_counted(opened, lives):
    data, line = reader(opened), FILTERS.only(line=("L",), channel=("crm:web",))
    rows = [r for r in lives if r["product_line"] == "L" and r["channel_id"] == "web"]
    found = pipeline_cells(data, line, MONTH)
    assert found["count"].sum() == sum(value[0] for value in by_hand(rows, MONTH)[0].values()) > 0
    assert set(found.channel) == {"crm:web"}


def test_months_are_those_known_at_the_instant(opened, lives):
    rows = lives
    want = defaultdict(float)
    for row in at_instant(rows, AT, MONTH).values():
        if row["status"] == "won" and day(row) <= DAY:
            want[day(row).replace(day=1)] += row["amount"] or 0.0
    found = won_months(reader(opened), FILTERS, MONTH)
    assert {month.date(): amount for month, amount in zip(found.month, found.amount, strict=True)} == want


@pytest.mark.parametrize("scope", ["everything", "north", "own"])
def test_deals_are_marked_and_counted_as_by_hand(opened, lives, scope):
    data = reader(opened, SCOPES[scope])
    rows = [row for row in lives if seen(row, SCOPES[scope])]
    now = marks_by_hand(rows, (MONTH.now, STEPS), MONTH)
    keys = tuple(f"crm:{one['opportunity_id']}" for one in DEALS)
    found = deal_marks(data, FILTERS, MONTH, STEPS, keys)
    assert {r[1].removeprefix("crm:"): tuple(r)[2:] for r in found.itertuples()} == now
    want = defaultdict(lambda: [0, 0])
    for turn in MONTH.turns[1:]:
        came = won_then(rows, turn, MONTH)
        for key, marks in marks_by_hand(rows, (turn, STEPS), MONTH).items():
            want[(turn.back, *marks)][0] += 1
            want[(turn.back, *marks)][1] += key in came
    cells = odds_cells(data, FILTERS, MONTH, STEPS)
    assert {tuple(r)[1:-2]: list(r)[-2:] for r in cells.itertuples()} == want


def test_a_reader_without_a_scope_has_no_deals(opened):
    data = reader(opened, NOTHING)
    assert odds_cells(data, FILTERS, MONTH, STEPS).empty
    assert deal_marks(data, FILTERS, MONTH, STEPS, ("crm:D00001",)).empty
    assert won_months(data, FILTERS, MONTH).empty


def test_another_future_moves_nothing_by_a_cent(apart):
    """Events after the instant are shuffled between the deals; every answer as of the instant stays as it was."""
    states, frames, said = [], [], []
    for told in (TOLD, shuffled(DEALS, TOLD, AT)):
        publish(apart, [one | {"closed_on": None} for one in DEALS], told)
        data = reader(apart)
        states.append(rows_of(apart.engine(), deal_span))
        answers = [[read(data, FILTERS, ask) for read in (pipeline_cells, pipeline_turns, won_months)] for ask in ASKS]
        frames.append([frame for three in answers for frame in three])
        said.append(pipeline_forecast(*answers[0][:2], stages(data, Locale.EN)))
    assert states[0] != states[1]
    for mine, theirs in zip(*frames, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    assert round(said[0].value, 2) == round(said[1].value, 2) > 0


def test_the_present_turn_reads_nothing_of_its_own_period_to_come(opened):
    cells = pipeline_cells(reader(opened), FILTERS, MONTH)
    assert (cells.won[cells.turn == 0] == 0).all()
    turns = pipeline_turns(reader(opened), FILTERS, MONTH)
    assert turns.total[turns.turn == 0].isna().all()
    assert all(later.known <= MONTH.now.at for later in MONTH.turns[1:])
    assert all(one.at > other.at for one, other in pairwise(MONTH.turns))


def test_a_deal_that_was_won_late_in_the_books_counts_when_it_was_known(apart):
    """Won on the last day of October, written down in November: known by the same point of November, hence counted."""
    told = {
        "late": [
            {**plain_event(1, "2024-10-02 02:00", 1, "created")},
            {**plain_event(2, "2024-11-05 02:00", 4)},
        ]
    }
    publish(apart, [deal("late", 4, closed_on=date(2024, 10, 31), amount=500)], told)
    cells = pipeline_cells(reader(apart), FILTERS, MONTH)
    assert cells.set_index("turn").won[1] == 500.0
    assert pipeline_turns(reader(apart), FILTERS, MONTH).set_index("turn").total[1] == 500.0


def test_the_command_says_why_there_is_no_forecast(command):
    code, said, why = command("pipeline-forecast", "--funnel", "nosuch")
    assert (code, said) == (2, "")
    assert "nosuch" in why


def test_the_command_gives_the_figures_and_their_record(command):
    found = asked(command, "pipeline-forecast", "--period", "month", "--as-of", "2024-12-20")
    parts = found["parts"]
    assert sum(v for k, v in parts.items() if k != "forecast") == pytest.approx(parts["forecast"])
    assert found["low"] <= found["forecast"] <= found["high"]
    assert {one["method"] for one in found["methods"]} >= {"pipeline", "weights", "run_rate"}
    assert found["asked"]["first"] == "2024-12-01"


def test_the_command_narrows_to_a_reader(command):
    whole = asked(command, "pipeline-forecast", "--period", "month", "--as-of", "2024-12-20")
    command("users", "add", "north", "--name", "North", "--region", "maker:north")
    narrow = asked(command, "pipeline-forecast", "--period", "month", "--as-of", "2024-12-20", "--as", "north")
    assert narrow["open_amount"] < whole["open_amount"]
