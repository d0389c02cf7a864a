"""What sellers are credited with, from SQL and from plain Python, and who may see it."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.metric_table import metric_table
from data_access.tables import CANONICAL
from data_access.team import posts
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.filters import Filters
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.by_hand import Raw, evaluate
from tests.contract.by_hand_channels import CHANNEL_SETS
from tests.contract.small_facts import row

TODAY = date(2025, 6, 18)
YEARS = Filters(date(2024, 1, 1), TODAY, TODAY)
CUTS = [("rep",), ("role",), ("rep", "role"), ("region_1", "rep"), ("product_line",), ()]
FIXED = {"funnel": "f", "channel_id": "c", "region_id": "r", "product_line": "L"}


def deal(key: str, amount: int, stage: int, closed: date | None, rep: str = "a") -> dict[str, object]:
    return FIXED | {
        "opportunity_id": key, "name": key, "rep_id": rep, "amount": Decimal(amount), "stage": stage,
        "created_on": date(2025, 1, 1), "closed_on": closed, "expected_close_on": closed or date(2025, 12, 1),
    }  # fmt: skip


MEMBERS = (  # deal, rep, role, share, from, to
    ("won", "a", "AR", 0.6, date(2025, 1, 1), None),
    ("won", "b", "SR", 0.4, date(2025, 1, 1), None),
    ("handed", "b", "AR", 1.0, date(2025, 1, 1), date(2025, 2, 28)),  # no more on the closing day
    ("handed", "a", "AR", 1.0, date(2025, 3, 1), None),
    ("open", "a", "AR", 0.75, date(2025, 1, 1), None),
    ("open", "b", "SR", 0.25, date(2025, 5, 1), None),
)
DEALS = (
    deal("won", 1000, 2, date(2025, 3, 10)),
    deal("handed", 500, 2, date(2025, 3, 20)),
    deal("alone", 300, 2, date(2025, 4, 1), "b"),
    deal("lost", 900, 3, date(2025, 4, 2)),
    deal("open", 2000, 1, None),
    deal("bare", 80, 1, None, "b"),
)
SPRING = Filters(date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 30))


@pytest.fixture(scope="module")
def small(store):
    """Six deals of two sellers, one target each."""
    goal = {"plan": "budget", "version": "1", "level": "rep", "metric": "won_amount", "aggregation": "sum"}
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    rows = {
        "region": [{"region_id": "r", "level": "x", "name": "R"}],
        "channel": [{"channel_id": "c", "name": "C", "kind": "direct", "calendar": "all days", "is_pilot": False}],
        "rep": [{"rep_id": key, "name": key.upper()} for key in "abm"],
        "rep_assignment": [
            row("rep_id role team manager_id region_id valid_from valid_to", *post)
            for post in (
                ("a", "AR", "T1", "m", "r", date(2024, 1, 1), None),
                ("b", "SR", "T0", "m", "r", date(2024, 1, 1), date(2025, 3, 31)),
                ("b", "AR", "T1", "m", "r", date(2025, 4, 1), None),
                ("m", "manager", "T1", None, "r", date(2024, 1, 1), None),
            )
        ],
        "stage": [
            {"funnel": "f", "position": n, "name": kind, "kind": kind}
            for n, kind in enumerate(("open", "won", "lost"), 1)
        ],
        "opportunity": list(DEALS),
        "opportunity_member": [
            row("opportunity_id rep_id role credit_share valid_from valid_to", *member) for member in MEMBERS
        ],
        "target": [
            goal | year | {"target_id": k, "rep_id": k, "amount": Decimal(v)} for k, v in (("a", 2000), ("b", 200))
        ],
        "source_state": [{"table": "opportunity", "loaded_at": None, "complete_through": SPRING.today}],
    }
    with build(store, "s", BuildSpec()) as building:
        for name, found in rows.items():
            building.append(name, from_rows(CANONICAL[name], _stated(name, found)).drop_columns("source"))
    return store.engine()


def _stated(name, rows):
    from tests.contract.small_facts import utc

    return [r | {"loaded_at": utc(2025, 7, 1)} for r in rows] if name == "source_state" else rows


def asked(engine, *metrics, scope=EVERYTHING, filters=SPRING):
    table = metric_table(Warehouse(engine, scope), filters, Ask(metrics, ("rep",)))
    return table.set_index("rep")


def test_credits_are_those_of_the_members_on_the_day_else_of_the_owner(small):
    found = asked(small, "credited_won", "owner_won", "worked_deals", "credited_open")
    assert found.credited_won.to_dict() == {"s:a": 600 + 500, "s:b": 400 + 300}
    assert found.owner_won.to_dict() == {"s:a": 0, "s:b": 300}
    assert found.worked_deals.to_dict() == {"s:a": 3, "s:b": 2}, "the lost one is its owner's"
    assert found.credited_open.to_dict() == {"s:a": 1500, "s:b": 500 + 80}


def test_credits_add_up_to_what_was_won_and_is_open(small):
    data = Warehouse(small, EVERYTHING)
    whole = metric_table(data, SPRING, Ask(("won_amount", "credited_won", "open_amount", "credited_open"))).iloc[0]
    assert whole.won_amount == whole.credited_won == 1800
    assert whole.open_amount == whole.credited_open == 2080


def test_attainment_and_coverage_count_whole_deals_for_their_owner(small):
    found = asked(small, "won_attainment", "target_coverage", "win_rate_closed", "open_amount", "closing_amount")
    assert found.won_attainment.to_dict() == pytest.approx({"s:a": 1500 / 2000, "s:b": 300 / 200})
    assert found.target_coverage["s:a"] == pytest.approx(2000 / 500)
    assert found.target_coverage.isna()["s:b"], "the target is met"
    assert found.win_rate_closed.to_dict() == pytest.approx({"s:a": 2 / 3, "s:b": 1.0})
    assert found.open_amount.to_dict() == found.closing_amount.to_dict() == {"s:a": 2000, "s:b": 80}


def test_a_reader_of_own_deals_sees_own_credits_also_on_deals_of_others(small):
    own = Scope(regions=frozenset({"s:r"}), reps=frozenset({"s:b"}))
    found = asked(small, "credited_won", "credited_open", scope=own)
    assert found.credited_won.to_dict() == {"s:b": 700}
    assert found.credited_open.to_dict() == {"s:b": 580}


def test_posts_are_those_of_the_day(small):
    def held(day):
        found = posts(Warehouse(small, EVERYTHING), day, Locale.EN)
        return {(r.rep, r.role, r.team, r.manager_name) for r in found.itertuples() if r.rep == "s:b"}

    assert held(date(2025, 3, 31)) == {("s:b", "SR", "T0", "M")}
    assert held(date(2025, 4, 1)) == {("s:b", "AR", "T1", "M")}
    own = Scope(regions=frozenset({"s:r"}), reps=frozenset({"s:b"}))
    assert set(posts(Warehouse(small, own), SPRING.today, Locale.EN).rep) == {"s:b"}


@pytest.mark.parametrize("by", CUTS)
@pytest.mark.parametrize("key", ["credited_won", "owner_won", "worked_deals", "credited_open"])
def test_credits_by_any_cut_agree_with_python(warehouse_store, key, by):
    raw = Raw(warehouse_store.engine())
    table = metric_table(Warehouse(warehouse_store.engine(), EVERYTHING), YEARS, Ask((key,), by))
    want = CHANNEL_SETS[key](raw, YEARS, by) if key in CHANNEL_SETS else evaluate(raw, key, YEARS, by)
    got = defaultdict(float)
    for line in table.to_dict("records"):
        got[tuple(None if line[one] != line[one] else line[one] for one in by)] += line[key]
    for group in got.keys() | want.keys():
        assert got.get(group, 0.0) == pytest.approx(want.get(group, 0.0)), group
