"""The cash page: figures as of a day, sentences where an installation does not have them, and the deals behind."""

import re
from collections.abc import Callable
from functools import cache
from html import unescape

import pyarrow as pa
import pytest

from data_access import workspace
from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from data_access.tables import CANONICAL
from data_access.workspace import Reader
from domain.scope import Scope
from tests.contract.small_company import tables
from tests.pages.conftest import Open, charts, sound
from ui import runtime

ALL_DAYS = {"period": "custom", "first": "2024-01-01", "last": "2025-06-18"}
DEALS = {"stage", "opportunity", "opportunity_event", "opportunity_member"}
TO_CASH = (("fulfilled", "交付", "Delivery", "FR"), ("paid", "回款", "Payment", "AR"))


def without(address: str, *left_out: str, to_cash: bool = True) -> None:
    """Publish the small company without some of its tables, its funnel going on to delivery and payment or not."""
    with build(open_store(address), "maker", BuildSpec()) as building:
        for name, chunk in tables("maker"):
            if name in left_out:
                continue
            nameless = name in ("delivery", "receipt") and "opportunity" in left_out
            building.append(name, _nameless(chunk) if nameless else chunk)
            if name == "stage" and to_cash:
                building.append(name, _stages())


def _nameless(chunk: pa.Table) -> pa.Table:
    place = chunk.column_names.index("opportunity_id")
    return chunk.set_column(place, "opportunity_id", pa.nulls(len(chunk), pa.string()))


def _stages() -> pa.Table:
    rows = [
        {"funnel": "cash", "position": n, "kind": kind, "name_zh": zh, "name": en, "lead_role": role}
        for n, (kind, zh, en, role) in enumerate(TO_CASH, 8)
    ]
    return from_rows(CANONICAL["stage"], rows).drop_columns("source")


@pytest.fixture(scope="session")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """`companies("delivery", …)`: the address of the small company without these tables, published once."""

    @cache
    def made(*left_out: str, to_cash: bool = True) -> str:
        address = f"duckdb:///{tmp_path_factory.mktemp('less')}/warehouse"
        without(address, *left_out, to_cash=to_cash)
        return address

    return made


@pytest.fixture
def opened(open_page: Open, companies: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Open]:
    """`opened("delivery", …)` leaves tables out of the small company and gives its page."""

    def made(*left_out: str, to_cash: bool = True) -> Open:
        monkeypatch.setenv("WAREHOUSE_URL", companies(*left_out, to_cash=to_cash))
        runtime.store.cache_clear()
        return open_page

    return made


def tile(said: str, metric: str) -> str:
    """What one tile says."""
    return said.partition(f'data-metric="{metric}"')[2].partition("</article>")[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_shows_the_way_what_is_open_and_how_it_ties(opened, lang):
    said = sound(opened()("cash", lang=lang, **ALL_DAYS), {"cash_funnel", "delay", "ageing_region"})
    for metric in ("undelivered", "unpaid", "collection_rate"):
        assert '<p class="value">—' not in tile(said, metric)
    assert ("近 90 天没有交付" if lang == "zh" else "Nothing was delivered in the last 90 days") in tile(said, "dso")
    # 20 deliveries of 1000 + n, of which 15 orders received 900 + n: 100 each, and 5 orders nothing
    assert "6,585.00" in said
    assert "20,190.00" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_as_of_an_earlier_day_less_was_delivered_and_paid(opened, lang):
    page = opened()
    then = sound(page("cash", lang=lang, asof="2024-02-15", **ALL_DAYS))
    assert "3,003.00" in then  # three deliveries
    assert "2,103.00" in then  # of which one was paid 900
    assert "20,190.00" not in then


def test_a_funnel_that_ends_when_won_is_not_on_the_way_to_cash(opened):
    said = sound(opened(to_cash=False)("cash", lang="en", **ALL_DAYS), {"ageing_region"})
    assert "Every funnel of these data ends when a deal is won" in said
    assert "6,585.00" in said


def test_without_deals_the_orders_are_still_there(opened):
    script = opened(*DEALS)("cash", lang="en", **ALL_DAYS)
    said = sound(script, {"ageing_region"})
    assert "The data have no stages of deals, hence no funnel." in said
    assert "cash_funnel" not in charts(script)


@pytest.mark.parametrize(("table", "words_en"), [("delivery", "deliveries"), ("receipt", "receipts")])
def test_what_no_source_has_filled_is_not_measured(opened, table, words_en):
    said = sound(opened(table)("cash", lang="en", **ALL_DAYS), {"cash_funnel"})
    assert said.count(f"Not measured: there are no {words_en} in the data.") >= 4
    assert '<p class="value">—' in tile(said, "unpaid")


def test_with_orders_alone_everything_says_that_it_is_not_measured(opened):
    script = opened(*DEALS, "delivery", "receipt")("cash", lang="zh", **ALL_DAYS)
    said = sound(script)
    assert not charts(script)
    assert "未测量：没有交付数据。" in said


def test_what_deliveries_cannot_be_narrowed_by_is_said_and_deals_still_are(opened):
    said = sound(opened()("cash", lang="en", line="净水", **ALL_DAYS), {"cash_funnel"})
    assert "The deliveries have no Product line" in said
    assert "In the books" not in said


def test_orders_and_stages_lead_to_their_deals(opened):
    said = sound(opened()("cash", lang="en", region="maker:east", by="count", cut="channel", **ALL_DAYS))
    links = [unescape(link) for link in re.findall(r'href="(cash\?[^"]*)"', said)]
    assert links
    assert all("region=maker%3Aeast" in link and "lang=en" in link for link in links)
    assert any("orders=undelivered" in link for link in links)


def test_a_reader_of_own_orders_is_told_why_there_are_none(opened, company):
    own = Scope(regions=frozenset({"maker:east", "maker:north"}), reps=frozenset({"maker:r1"}))
    workspace.add_reader(workspace.open_workspace(company["WORKSPACE_URL"]), Reader("seller", "Seller", own), "tests")
    said = sound(opened()("cash", "seller", "en", **ALL_DAYS))
    assert said.count("Deliveries and receipts name no seller") >= 3


@pytest.mark.parametrize("orders", ["unpaid", "undelivered"])
@pytest.mark.parametrize("cut", ["region", "channel"])
def test_every_choice_is_drawn(opened, orders, cut):
    said = sound(opened()("cash", "east", "en", orders=orders, cut=cut, **ALL_DAYS), {f"ageing_{cut}"})
    assert "Order</th>" in said


def test_a_hostile_address_is_answered_in_words(opened):
    said = sound(opened()("cash", lang="en", funnel="<script>", by="?", cut="x" * 900, orders="'", asof="9999-99-99"))
    assert "<script>" not in said
    assert "9999-99-99" in said
