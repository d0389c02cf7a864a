"""The pages on forecasts: what is said, drawn, chosen by the address, kept to the scope, and refused with words."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pandas as pd
import pytest

import manage
from config import settings
from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from data_access.tables import CANONICAL
from data_access.workspace import calls
from data_access.workspace.forecasts import Kept, Run, store
from domain.calls import Call, CallPlace
from domain.forecast import slice_key
from domain.pipeline_forecast import PIPELINE, SERIES
from tests.pages.conftest import Open, charts, sound
from tests.pages.test_cash import without
from tests.soundness.conftest import CHANNEL, PRODUCT, REGION, sale
from ui import runtime

STORED_ON = ("2025-03-06", "2025-04-03", "2025-05-01", "2025-05-29", "2025-06-05")


@pytest.fixture(scope="module")
def stored(company):
    """Forecasts of this spring, every fourth week and of the last one, in the workspace of the company."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in company.items():
            patched.setenv(name, value)
        settings.cache_clear()
        for day in STORED_ON:
            manage.main(["forecast", "--as-of", day, "--series", "24"])
        settings.cache_clear()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("grain", ["month", "week"])
def test_it_says_what_comes_and_by_which_right(open_page: Open, lang, grain):
    script = open_page("forecast", lang=lang, grain=grain)
    said = sound(script)
    assert "forecast_fan" in charts(script)
    assert "WAPE" in said
    assert ("80% 区间" if lang == "zh" else "80 %:") in said
    steps = {"month": ("6 个月", "6 months"), "week": ("13 周", "13 weeks")}[grain][lang == "en"]
    assert f"未来 {steps}" in said if lang == "zh" else f"The next {steps} bring" in said
    assert ("进行中" if lang == "zh" else "running") in said
    assert ("去年同期值" if lang == "zh" else "Seasonal naive") in said


def test_the_parts_on_the_page_add_up_to_the_cent(open_page):
    said = sound(open_page("forecast", lang="en"))
    table = said.partition("Divided over")[2].partition("League")[0]
    rows = re.findall(r"<tr><td[^>]*>(?:<a[^>]*>)?([^<]+)(?:</a>)?</td><td class=\"num\"[^>]*>([\d,.]+)<", table)
    whole, *parts = [round(float(value.replace(",", "")) * 100) for _, value in rows]
    assert len(parts) > 1
    assert sum(parts) == whole


def test_a_row_leads_inside_and_the_trail_back(open_page):
    said = sound(open_page("forecast", lang="en"))
    inside = [unescape(to) for to in re.findall(r'href="(forecast\?[^"]*within=[^"]*)"', said)]
    assert inside
    within = re.search(r"within=([^&]*)", inside[0])[1].replace("%7E", "~").replace("%3A", ":")
    deeper = sound(open_page("forecast", lang="en", within=within))
    assert 'aria-current="page"' in deeper.partition("Divided over")[2]
    assert "This page for" in deeper


@pytest.mark.parametrize("level", ["region_1", "region_2", "channel_1", "product_line"])
def test_every_level_is_listed(open_page, level):
    assert "80 % low" in sound(open_page("forecast", lang="en", level=level))


@pytest.mark.parametrize("method", ["best", "equal_mean", "theta", "naive", "regression"])
def test_every_method_can_be_chosen(open_page, method):
    script = open_page("forecast", lang="en", method=method)
    sound(script)
    assert script.selectbox(key="pick_method").value == method


def test_a_choice_of_the_method_stands_in_the_address(open_page):
    script = open_page("forecast", lang="en")
    script.selectbox(key="pick_method").select("theta").run()
    assert "theta" in script.query_params["method"]


def test_a_director_sees_the_forecast_of_the_own_region_only(open_page):
    own = sound(open_page("forecast", "east", "en"))
    narrowed = sound(open_page("forecast", "boss", "en", region="maker:east"))
    head = '<p class="headline'
    assert own.partition(head)[2].partition("</p>")[0] == narrowed.partition(head)[2].partition("</p>")[0]
    assert not re.search("华北|河北|西部|North|West", own)
    foreign = sound(open_page("forecast", "east", "en", within="region_1~maker:north", level="channel_1"))
    assert "maker:north" not in foreign.partition("Divided over")[2]


def test_too_short_a_history_is_refused_with_words(open_page, tmp_path, monkeypatch):
    address, through = f"duckdb:///{tmp_path}/young", date(2025, 3, 10)
    state = {"table": "order_line", "loaded_at": datetime(2026, 1, 1), "complete_through": through}  # noqa: DTZ001
    lines = [sale(date(2025, 1, 1) + timedelta(days=at), 10) for at in range(69)]
    rows = {
        "region": [REGION],
        "channel": [CHANNEL],
        "product": [PRODUCT],
        "order_line": lines,
        "source_state": [state],
    }
    with build(open_store(address), "tiny", BuildSpec()) as building:
        for name, found in rows.items():
            building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))
    monkeypatch.setenv("WAREHOUSE_URL", address)
    runtime.store.cache_clear()
    script = open_page("forecast", lang="en")
    assert "Too little history: the longest series has 2 periods with data" in sound(script)
    assert "forecast_fan" not in charts(script)
    assert "The next 13 weeks bring" in sound(open_page("forecast", lang="en", grain="week"))


@pytest.mark.parametrize("page", ["forecast", "accuracy"])
def test_a_company_of_deals_without_orders_has_a_forecast_of_what_it_wins(open_page, tmp_path, monkeypatch, page):
    address = f"duckdb:///{tmp_path}/deals"
    without(address, "order_line", to_cash=False)
    monkeypatch.setenv("WAREHOUSE_URL", address)
    runtime.store.cache_clear()
    said = sound(open_page(page, lang="en"))
    assert "won amount" in said if page == "forecast" else "manage.py forecast" in said


HOSTILE = {
    "a script": {"grain": "<script>", "horizon": "'", "method": "<img src=x>", "level": "?", "within": "<script>~x"},
    "too long": {"within": ["x" * 9000] * 50, "level": "x" * 9000},
    "another grain's horizon": {"grain": "week", "horizon": "12"},
    "nothing there": {"within": "region_1~maker:atlantis"},
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("page", ["forecast", "accuracy"])
def test_a_hostile_address_is_answered_in_words(open_page, page, query):
    said = sound(open_page(page, lang="en", **query))
    assert "<script>" not in said
    assert "<img src=x" not in said


def test_without_stored_forecasts_it_says_what_to_run(open_page):
    script = open_page("accuracy", lang="en", segment="KA")
    assert "manage.py forecast" in sound(script)
    assert not charts(script)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("grain", ["month", "week"])
def test_stored_forecasts_are_held_against_what_came(open_page, stored, lang, grain):
    script = open_page("accuracy", lang=lang, grain=grain)
    said = sound(script)
    assert charts(script) >= {"accuracy_lead", "accuracy_time", "forecast_trace"}
    assert ("事后重建" if lang == "zh" else "reconstructed later") in said
    assert ("增值" if lang == "zh" else "Value added") in said


@pytest.mark.parametrize("of", ["2025-04-01.3", "2025-05-01.1", "2025-06-01.1"])
def test_the_trace_of_any_period_can_be_followed(open_page, stored, of):
    assert "forecast_trace" in charts(open_page("accuracy", lang="en", of=of))


@pytest.mark.parametrize("cut", ["region", "channel", "product_line"])
def test_value_added_is_told_of_every_cut(open_page, stored, cut):
    assert "Statistical, WAPE" in sound(open_page("accuracy", lang="en", cut=cut))


def test_a_director_meets_no_foreign_stored_forecast(open_page, stored):
    said = sound(open_page("accuracy", "east", "en"))
    assert not re.search("华北|河北|西部|North|West", said)


def test_last_weeks_forecast_is_drawn(open_page, stored):
    script = open_page("forecast", lang="en")
    spec = next(e.proto.spec for e in script.get("plotly_chart") if e.proto.id.endswith("forecast_fan"))
    assert "A week ago" in spec


@pytest.fixture
def judged_steps(own_space):
    """A call and a stored pipeline forecast of the first quarter, the region's and another's, made half way."""
    period, at = date(2025, 1, 1), datetime(2025, 2, 10, tzinfo=UTC)
    for region, amount in (("maker:east", 111_111), ("maker:north", 777_777)):
        said = [Call(CallPlace(region, "quarter", period), Decimal(amount), reason="why")]
        calls.enter(own_space, said, "li" if region == "maker:east" else "wu", "page", at)
    points = pd.DataFrame({"period": [pd.Timestamp(period)], "mean": [88_888.0]})
    bands = points.assign(low80=1.0, high80=2.0, low95=0.0, high95=3.0)
    kept = [Kept(slice_key({"region": (key,)}), bands, {}, 0.1, 3) for key in ("maker:east", "maker:north")]
    for way in (PIPELINE, SERIES):
        store(own_space, Run(at.date(), "v1", "won_amount", "quarter", way, 2), kept, "tests")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_step_from_naive_to_call_is_told_per_region_and_person(open_page, judged_steps, lang):
    said = sound(open_page("accuracy", lang=lang))
    steps = said.partition("从朴素到承诺" if lang == "zh" else "From naive to call")[2]
    names = {"zh": ("统计预测", "商机预测", "预测承诺"), "en": ("Statistical", "Pipeline", "Call")}[lang]
    assert all(f"<td>{name}" in steps or f">{name}<" in steps for name in names)
    people = sound(open_page("accuracy", lang=lang, per="who"))
    assert ">li<" in people
    assert ">wu<" in people


def test_a_director_meets_steps_of_the_own_region_only(open_page, judged_steps):
    said = sound(open_page("accuracy", "east", "en", per="who"))
    assert ">li<" in said
    assert ">wu<" not in said
    assert not re.search("华北|河北|西部|North|West", sound(open_page("accuracy", "east", "en")))


def test_before_anything_can_be_judged_the_steps_say_what_it_takes(open_page, own_space):
    assert "No period can be judged yet" in sound(open_page("accuracy", lang="en", judge="third", step="month"))
