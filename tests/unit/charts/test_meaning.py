"""What a figure must say: colours by meaning, the unfinished marked, names harmless, labels that fit."""

import json
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.axes import MOST_LABELS, Subject, fitting, round_ticks, time_axis
from charts.contributions import contribution_bars
from charts.examples import EXAMPLES
from charts.ranking import ranking_bars
from charts.theme import DARK, LIGHT, Look, arrow
from charts.trend import trend_bars
from charts.waterfall import effect_waterfall
from domain.contracts import CONTRIBUTIONS, EFFECTS, RANKING, TREND
from domain.metrics import METRICS
from domain.periods import Grain
from i18n import Locale

REVENUE, RETURNS = Subject(METRICS["revenue"]), Subject(METRICS["return_rate"])
NONE = float("nan")


def movers(*changes):
    rows = [(f"k{i}", f"n{i}", 10.0, 10.0 + change, change) for i, change in enumerate(changes)]
    return CONTRIBUTIONS.coerce(pd.DataFrame(rows, columns=list(CONTRIBUTIONS.columns)))


def test_a_gain_is_good_and_a_loss_bad():
    figure = contribution_bars(movers(5.0, -5.0, 0.0), Locale.EN, Look(), REVENUE)
    assert list(figure.data[0].marker.color) == [LIGHT.good, LIGHT.bad, LIGHT.quiet]


def test_less_of_what_is_bad_is_good():
    figure = contribution_bars(movers(5.0, -5.0), Locale.EN, Look(), RETURNS)
    assert list(figure.data[0].marker.color) == [LIGHT.bad, LIGHT.good]


def test_where_red_rises_red_is_the_good_colour():
    figure = contribution_bars(movers(5.0, -5.0), Locale.EN, Look(dark=True, red_rises=True), REVENUE)
    assert list(figure.data[0].marker.color) == [DARK.bad, DARK.good]


def test_an_arrow_stands_beside_every_colour():
    figure = contribution_bars(movers(5.0, -5.0), Locale.EN, Look(), REVENUE)
    assert [note.text[0] for note in figure.layout.annotations if note.font.color != LIGHT.ink] == ["▲", "▼"]


def test_the_unfinished_step_is_hatched_and_says_so():
    figure = EXAMPLES["trend_bars"].draw(Locale.ZH, Look())
    hatched = [trace for trace in figure.data if trace.type == "bar" and trace.marker.pattern.shape]
    assert [trace.name for trace in hatched] == ["进行中"]
    assert [value for value in hatched[0].y if value == value] == [47.5e6]
    hover = next(trace for trace in figure.data if trace.hovertext)
    assert "2026年11月" in hover.hovertext[10]
    assert "%" not in hover.hovertext[10]  # a part of a month has no growth over a whole one


def test_the_steps_stand_in_the_order_of_time():
    figure = EXAMPLES["trend_bars"].draw(Locale.ZH, Look())
    assert list(figure.layout.xaxis.categoryarray) == [f"2026-{month:02d}-01" for month in range(1, 13)]


def test_the_waterfall_arrives_at_after():
    figure = EXAMPLES["effect_waterfall"].draw(Locale.EN, Look())
    trace = figure.data[0]
    ends = [base + length for base, length in zip(trace.base, trace.x, strict=True)]
    assert ends[-2] == pytest.approx(ends[-1]) == pytest.approx(160.86e6)


def causes(*amounts):
    order = ("before", "volume", "price", "mix", "new", "lost", "returns", "after")
    return EFFECTS.coerce(pd.DataFrame({"effect": order, "amount": [float(a) for a in amounts]}))


def test_large_causes_are_drawn_from_zero_and_totals_are_whole():
    figure = effect_waterfall(causes(100, 300, 0, 0, 0, 0, 0, 400), Locale.EN, Look(), REVENUE)
    assert (figure.data[0].base[0], figure.data[0].x[0]) == (0, 100)
    assert not figure.layout.shapes


def test_cut_totals_show_that_they_are_cut():
    figure = effect_waterfall(causes(1000, 10, 0, 0, 0, 0, 0, 1010), Locale.EN, Look(), REVENUE)
    assert len(figure.layout.shapes) == 2
    assert figure.layout.xaxis.range[0] > 0


def test_a_name_from_the_data_cannot_write_into_the_figure():
    name = '<a href="https://localhost/away">%{x}</a>'
    frame = RANKING.coerce(pd.DataFrame([("k", name, 1.0, NONE, NONE, NONE)], columns=list(RANKING.columns)))
    figure = ranking_bars(frame, Locale.EN, Look(), REVENUE)
    assert "<a " not in json.dumps([list(trace.hovertext or ()) for trace in figure.data])
    assert "<a" not in figure.layout.yaxis.ticktext[0]
    assert all(trace.hovertemplate is None for trace in figure.data)


def test_every_mark_of_a_member_carries_its_key():
    figure = EXAMPLES["ranking_bars"].draw(Locale.ZH, Look())
    keyed = [trace for trace in figure.data if trace.customdata is not None]
    assert [row[0] for row in keyed[0].customdata] == list(EXAMPLES["ranking_bars"].frame.key)


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("grain", Grain)
@pytest.mark.parametrize("count", [1, 8, 9, 40])
def test_an_axis_names_at_most_as_many_steps_as_a_phone_has_room_for(grain, count, locale):
    days = pd.Series(pd.date_range("2024-03-01", periods=count, freq="MS").as_unit("us"))
    axis = time_axis(Look(), days, grain, locale)
    assert 1 <= len(axis["ticktext"]) <= MOST_LABELS
    assert max(len(line) for text in axis["ticktext"] for line in text.split("<br>")) <= 7


def test_the_year_is_named_where_it_begins():
    days = pd.Series(pd.date_range("2025-10-01", periods=6, freq="MS").as_unit("us"))
    assert time_axis(Look(), days, Grain.MONTH, Locale.ZH)["ticktext"] == [
        "10月<br>2025", "11月", "12月", "1月<br>2026", "2月", "3月",
    ]  # fmt: skip


@given(st.lists(st.floats(-1e12, 1e12).map(lambda value: round(value, 6)), max_size=20))
def test_ticks_hold_zero_and_every_value(values):
    ticks = round_ticks(values)
    assert 2 <= len(ticks) <= 8
    assert ticks == sorted(set(ticks))
    low, high = min([0.0, *values]), max([0.0, *values])
    unseen = (high - low) * 1e-6
    assert ticks[0] <= low + unseen
    assert ticks[-1] >= high - unseen


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(4, 30))
def test_a_long_name_keeps_to_two_lines_of_its_width(name, width):
    lines = [unescape(line) for line in fitting(name, width).split("<br>")]
    assert len(lines) <= 2
    assert all(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) <= width for line in lines)


def test_a_name_that_fits_is_left_whole():
    assert fitting("Key accounts", 14) == "Key accounts"


def test_arrows_say_the_direction():
    assert [arrow(1.0), arrow(-1.0), arrow(0.0)] == ["▲", "▼", "■"]


def test_a_trend_of_one_step_is_drawn():
    rows = [(pd.Timestamp("2026-01-01"), 5.0, NONE, 6.0, False)]
    figure = trend_bars(TREND.coerce(pd.DataFrame(rows, columns=list(TREND.columns))), Locale.EN, Look(), REVENUE)
    assert [trace.name for trace in figure.data if trace.showlegend is None] == ["Revenue", "Target"]
