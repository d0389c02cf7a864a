"""A reader of the north meets nothing of the south: each query under a scope equals the query over the north alone."""

from functools import cache

import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import func, literal_column, select, text  # noqa: TID251  (what the guard must refuse)

from data_access import attribution, freshness, tables
from data_access.deal_life import deal_facts
from data_access.loading.publish import BuildSpec, build
from data_access.metric_table import metric_table
from data_access.store import open_store
from data_access.visible import Visible
from data_access.warehouse import QUERIES, Warehouse
from domain.ask import Ask, Compare
from domain.balance import KINDS
from domain.errors import NotInScope, UnscopedQueryError
from domain.metrics import METRICS
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.contract import small_company
from tests.contract.asked import ALL, ARGS
from tests.contract.by_hand import Raw

NORTH = Scope(regions=frozenset({"maker:north"}))
WHOLE = {"revenue_of_potential", "company_potential", "share_sums", "lorenz_sums"}  # figures of the whole company
OPEN = {
    "sources",
    "filled_tables",
    "first_days",
    "many_lines",
    "calendar_days",
    "stage_rows",
    "delivering_channels",
    "order_beginnings",
    "channel_launches",
    "price_links",
    "buyers_met",
}  # the same for all readers: no figure of a slice is in them

# judged over the whole company, shown for the own slices: test_balance_scope.py has the company that shows it
JUDGED = {f"{kind}_{what}" for kind in KINDS for what in ("exposures", "conflicts")}


# all that the small company won lies in the north: test_pipeline_forecast.py recounts them for readers of other parts
NORTHERN = {"pipeline_turns", "won_months", "region_turns", "region_months"}
COUNTERS = ("turn",)  # numbers that name a row and measure nothing


@pytest.fixture(scope="module")
def north_only(tmp_path_factory):
    """A warehouse into which only the rows of the north were loaded."""
    opened = open_store(f"duckdb:///{tmp_path_factory.mktemp('north')}/warehouse")
    for source in ("maker", "shop"):
        with build(opened, source, BuildSpec()) as building:
            for name, rows in small_company.tables(source):
                building.append(name, _north(name, source, rows))
    yield opened.engine()
    opened.close()


FACTS = ("order_line", "opportunity", "opportunity_event", "target", "market", "channel_cost", "delivery", "receipt",
         "satisfaction")  # fmt: skip


def _north(name: str, source: str, rows: pa.Table) -> pa.Table:
    if name == "opportunity_member":  # has no region of its own: it goes where its deal goes
        return rows.filter(pa.compute.is_in(rows["opportunity_id"], pa.array(["T1", "T4", "T7", "T10"])))
    if name not in FACTS:
        return rows
    mine = pa.compute.is_in(rows["region_id"], pa.array(["north", "hebei"]))
    return rows.filter(mine) if source == "maker" else rows[:0]


@cache
def ask(name, engine, scope):
    """The answer, asked once for several tests."""
    return getattr(_module(name), name)(Warehouse(engine, scope), *ARGS[name])


def _module(name):
    import importlib

    return importlib.import_module(QUERIES[name].__module__)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_query_is_asked_something(name):
    assert name in ARGS, f"say in asked.py what the query {name} is asked"


@pytest.mark.parametrize("name", sorted(set(ARGS) - WHOLE - OPEN - JUDGED - {"table_ranges", "ordering_customers"}))
def test_under_a_scope_the_answer_is_that_of_the_north_alone(warehouse_store, north_only, name):
    mine = ask(name, warehouse_store.engine(), NORTH)
    alone = ask(name, north_only, NORTH)
    pd.testing.assert_frame_equal(mine, alone, rtol=1e-9)
    if "region" in mine and name != "tree_members":
        assert set(mine.region.dropna()) <= {"maker:north", "maker:hebei"}


@pytest.mark.parametrize("name", sorted(set(ARGS) - WHOLE - OPEN))
def test_a_reader_of_nothing_meets_nothing(warehouse_store, name):
    frame = ask(name, warehouse_store.engine(), NOTHING)
    numbers = frame.select_dtypes("number").drop(columns=list(COUNTERS), errors="ignore").fillna(0)
    assert frame.empty or (numbers == 0).all(axis=None)


@pytest.mark.parametrize("name", sorted(set(ARGS) - WHOLE - JUDGED - NORTHERN))
def test_a_reader_of_everything_meets_more_than_the_north(warehouse_store, name):
    if name in OPEN | {"load_reports", "quarantined", "counted_twice", "calendar_days"}:
        return
    whole, mine = (ask(name, warehouse_store.engine(), scope) for scope in (EVERYTHING, NORTH))
    assert len(whole) >= len(mine)
    assert not whole.equals(mine), "the test would not notice a leak"


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_share_of_the_company_is_refused_or_permitted_never_computed_on_the_scope(warehouse_store, name):
    with pytest.raises(NotInScope):
        ask(name, warehouse_store.engine(), NORTH)
    permitted = Scope(regions=NORTH.regions, company_totals=True)
    frame = ask(name, warehouse_store.engine(), permitted)
    if name in {"company_potential", "share_sums", "lorenz_sums"}:
        pd.testing.assert_frame_equal(frame, ask(name, warehouse_store.engine(), EVERYTHING))
    else:
        assert set(frame.region) <= {"maker:north", "maker:hebei"}


def test_fair_share_of_a_permitted_reader_is_that_of_the_boss(warehouse_store):
    asked = Ask(("fair_share",), ("region_1",))
    boss = metric_table(Warehouse(warehouse_store.engine(), EVERYTHING), ALL, asked).set_index("region_1")
    mine = metric_table(
        Warehouse(warehouse_store.engine(), Scope(regions=NORTH.regions, company_totals=True)), ALL, asked
    )
    assert mine.region_1.tolist() == ["maker:north"]
    assert mine.fair_share[0] == pytest.approx(boss.loc["maker:north", "fair_share"])


def test_a_channel_scope_cuts_within_the_regions(warehouse_store):
    raw = Raw(warehouse_store.engine())
    scope = Scope(regions=frozenset({"maker:east"}), channels=frozenset({"maker:online"}))
    got = metric_table(Warehouse(warehouse_store.engine(), scope), ALL, Ask(("revenue",), ("channel", "region_1")))
    assert set(got.channel) == {"maker:flagship", "maker:live"}
    assert set(got.region_1) == {"maker:east"}
    want = sum(
        r["revenue"]
        for r in raw.fact("order_line")
        if r["source"] == "maker" and r["channel_id"] in ("flagship", "live") and r["region_id"] in
        ("east", "zhejiang", "jiangsu", "hangzhou")
    )  # fmt: skip
    assert got.revenue.sum() == pytest.approx(want)


def test_own_deals_only(warehouse_store):
    scope = Scope(regions=frozenset({"maker:east", "maker:north", "maker:west"}), reps=frozenset({"maker:r1"}))
    got = metric_table(Warehouse(warehouse_store.engine(), scope), ALL, Ask(("won_deals", "revenue"), ("rep",)))
    assert set(got.rep) == {"maker:r1"}
    costs = metric_table(Warehouse(warehouse_store.engine(), scope), ALL, Ask(("channel_cost",)))
    assert costs.channel_cost[0] == 0, "channel costs belong to no rep"


def test_the_same_question_of_two_readers_has_two_cache_keys(warehouse_store):
    keys = {
        Warehouse(warehouse_store.engine(), scope, version).key("q", (ALL,))
        for scope in (EVERYTHING, NORTH, NOTHING, Scope(regions=NORTH.regions, company_totals=True))
        for version in ("1", "2")
    }
    assert len(keys) == 8


BYPASSES = {
    "a fact by its table": lambda see: select(tables.order_line.c.revenue),
    "a fact in a subquery": lambda see: select(see.calendar).where(
        see.calendar.c.day.in_(select(tables.order_line.c.ordered_on))
    ),
    "a fact behind an alias": lambda see: select(tables.customer.alias("c")),
    "a fact in a scalar column": lambda see: select(select(func.sum(tables.order_line.c.revenue)).scalar_subquery()),
    "a fact in a join": lambda see: select(see.fact("order_line")).join(
        tables.partner, tables.partner.c.partner_id == see.fact("order_line").c.partner_id
    ),
    "a fact in a common table expression": lambda see: select(select(tables.receipt).cte("x")),
    "a fact in an exists": lambda see: select(see.calendar.c.day).where(select(tables.target.c.amount).exists()),
    "raw text": lambda see: select(text("1")),
    "raw text in a condition": lambda see: select(see.calendar.c.day).where(text("1 = 1")),
    "a raw column": lambda see: select(literal_column("(select sum(revenue) from order_line)")),
    "another reader's door": lambda see: select(Visible(EVERYTHING).fact("order_line").c.revenue),
}


@pytest.mark.parametrize("way", BYPASSES)
def test_the_guard_refuses_ways_past_the_scope(way):
    see = Visible(NORTH)
    with pytest.raises(UnscopedQueryError):
        see.guard(BYPASSES[way](see))


@pytest.mark.parametrize("key", [key for key, metric in METRICS.items() if not metric.whole])
def test_no_metric_names_a_foreign_region(warehouse_store, key):
    data = Warehouse(warehouse_store.engine(), NORTH)
    frame = metric_table(data, ALL, Ask((key,), ("region",), compare=(Compare.TARGET, Compare.LAST_YEAR)))
    assert set(frame.region.dropna()) <= {"maker:north", "maker:hebei"}


def test_the_reports_of_loads_are_for_readers_of_everything(warehouse_store):
    assert freshness.load_reports(Warehouse(warehouse_store.engine(), NORTH)).empty
    assert attribution.change_sums(Warehouse(warehouse_store.engine(), NOTHING), ALL, Compare.LAST_YEAR).empty


def test_who_sees_a_deal_sees_whose_it_is(warehouse_store):
    """Also where no order names them: a seller and a customer are no secret of their deal."""
    deals = Scope(regions=frozenset({"maker:north"}), reps=frozenset({"maker:r2"}))
    frame = ask("deal_facts", warehouse_store.engine(), EVERYTHING)
    assert frame.rep_name.tolist() == ["Rep 2"]
    for scope in (NORTH, deals):
        mine = deal_facts(Warehouse(warehouse_store.engine(), scope), "maker:T1", Locale.EN)
        assert (mine.rep_name.tolist(), mine.customer_name.tolist()) == (["Rep 2"], ["C2"])
