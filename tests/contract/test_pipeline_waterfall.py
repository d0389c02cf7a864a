"""The pipeline waterfall: each row of its table by hand, the identity and the second evaluator over random deals."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random

import pandas as pd
import pytest

from data_access.pipeline_deals import Behind, bucket_deals, category_moves
from data_access.pipeline_waterfall import waterfall
from data_access.store import open_store
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.filters import Filters
from domain.pipeline import ANY_DATE, BUCKETS, CAUSES, ENTERED, LEFT, LOST, WON, CloseWindow, Side, Since
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.contract import deal_lives
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.deal_lives import BORN, FIRST_DAY, life, lives_by_chance, publish
from tests.contract.waterfall_by_hand import Life, Whose, by_hand
from tests.contract.waterfall_cases import CASES, IN, NORTH, SINCE, SOLD

TODAY = date(2024, 12, 31)
ALL = Filters(date(2024, 1, 1), date(2024, 12, 31), TODAY)


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def by_rows(request, tmp_path_factory):
    """Every case as a deal of its own."""
    opened = open_store(store_url(request, tmp_path_factory, "waterfall_rows"))
    publish(opened, (life(f"C{place}", *p.values[0], **p.values[1]) for place, p in enumerate(CASES)))
    yield opened.engine()
    opened.close()


@pytest.fixture(scope="module")
def found(by_rows):
    """What each reader finds behind each bucket: (bucket, key) → amount."""
    behind = {}
    for whose in (EVERYTHING, NORTH):
        for bucket in CAUSES:
            deals = bucket_deals(Warehouse(by_rows, whose), ALL, SINCE, Behind(bucket, 1000, Locale.EN))
            behind |= {(whose, bucket, key): amount for key, amount in zip(deals.key, deals.amount, strict=True)}
    return behind


@pytest.mark.parametrize("place", range(len(CASES)), ids=[p.id for p in CASES])
def test_each_row_of_the_table(found, place):
    _, _, whose, expected = CASES[place].values
    told = {
        bucket: found[whose, bucket, f"crm:C{place}"] for bucket in CAUSES if (whose, bucket, f"crm:C{place}") in found
    }
    assert told == {bucket: float(amount) for bucket, (amount, _) in expected.items()}
    sides = {Side.IN: 1, Side.REVALUED: 0, Side.OUT: -1}
    assert all(sides[BUCKETS[bucket].side] == count for bucket, (_, count) in expected.items())


def test_the_cases_together_add_up(by_rows):
    frame = waterfall(Warehouse(by_rows, EVERYTHING), ALL, SINCE)
    assert frame.bucket.tolist() == list(BUCKETS)
    assert unexplained(frame) == (0.0, 0)
    for bucket in CAUSES:
        deals = bucket_deals(Warehouse(by_rows, EVERYTHING), ALL, SINCE, Behind(bucket, 1000))
        row = frame[frame.bucket == bucket].iloc[0]
        assert (deals.amount.sum(), len(deals)) == (row.amount, row.deals)


def test_the_deals_behind_a_bucket_show_before_and_after(by_rows):
    data = Warehouse(by_rows, EVERYTHING)
    place = next(i for i, p in enumerate(CASES) if p.id == "won for more")
    deal = bucket_deals(data, ALL, SINCE, Behind("won", 1000, Locale.EN)).set_index("key").loc[f"crm:C{place}"]
    assert (deal.amount, deal.amount_before, deal.amount_after) == (-130, 100, 130)
    assert (deal.stage_before, deal.stage_after) == (1, 4)
    assert (deal.close_before.date(), deal.close_after.date()) == (IN, SOLD)
    assert (deal["name"], deal.region_name, deal.rep_name) == (f"Deal C{place}", "Hebei", "Rep 1")


def test_a_deal_that_has_left_the_scope_tells_nothing_of_what_it_is_now(by_rows):
    deals = bucket_deals(Warehouse(by_rows, NORTH), ALL, SINCE, Behind("transferred_out", 1000, Locale.EN))
    assert len(deals)
    assert deals[["amount_after", "stage_after", "close_after"]].isna().all(axis=None)
    assert set(deals.region_name) == {"Hebei"}
    assert (deals["name"] == deals.key.str.removeprefix("crm:")).all()


def test_the_largest_deals_come_first_and_no_more_than_asked(by_rows):
    deals = bucket_deals(Warehouse(by_rows, EVERYTHING), ALL, SINCE, Behind("won", 3))
    assert deals.amount.tolist() == [-150, -130, -100]


def unexplained(frame):
    """What start and the causes do not explain of the end: money rounded to cents, deals."""
    rows = frame.set_index("bucket")
    causes = rows.loc[list(CAUSES)]
    gap = rows.amount["end"] - rows.amount["start"] - causes.amount.sum()
    return round(gap, 2), int(rows["count"]["end"] - rows["count"]["start"] - causes["count"].sum())


DEALS = 20_000
SCOPES = (
    EVERYTHING,
    EVERYTHING,
    NORTH,
    Scope(regions=frozenset({"crm:hebei", "crm:south"})),
    Scope(regions=frozenset({"crm:north", "crm:south"}), channels=frozenset({"crm:dealer"})),
    Scope(regions=frozenset({"crm:north", "crm:south"}), reps=frozenset({"crm:r1", "crm:r2"})),
)
CHOSEN = (
    {}, {}, {"region": ("crm:north",)}, {"channel": ("crm:dealer",)}, {"line": ("Air",)}, {"segment": ("KA",)},
    {"region": ("crm:hebei", "crm:hainan"), "line": ("Air", "Water")},
    {"channel": ("crm:direct",), "segment": ("SMB",)},
)  # fmt: skip


@pytest.fixture(scope="module")
def chance():
    """20,000 deals that do whatever deals can do, and what the second evaluator says of them, once a question."""
    listed = list(lives_by_chance(DEALS, seed=4))
    lives = [Life(*one) for one in listed]
    return listed, cache(lambda whose, since: by_hand(lives, whose, since))


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def by_chance(request, tmp_path_factory, chance):
    opened = open_store(store_url(request, tmp_path_factory, "waterfall_chance"))
    publish(opened, chance[0])
    yield opened.engine()
    opened.close()


def questions(count):
    """Any t0 < t1, any window, any scope and selection."""
    rng, asked = Random(11), []
    for _ in range(count):
        t0 = BORN + timedelta(days=rng.uniform(-20, deal_lives.DAYS))
        t1 = t0 + timedelta(days=rng.choice((0.5, 7, 7, 30, 90, 400)))
        first = FIRST_DAY + timedelta(days=rng.randrange(-30, deal_lives.DAYS))
        quarter = CloseWindow(first, first + timedelta(days=rng.choice((0, 30, 91, 365))), rng.random() < 0.2)
        window = rng.choice((quarter, quarter, quarter, ANY_DATE, ANY_DATE._replace(undated=True)))
        whose = Whose(rng.choice(SCOPES), ALL.only(**rng.choice(CHOSEN)))
        asked.append((whose, Since(t0, t1, *window)))
    return asked


@pytest.mark.parametrize(("whose", "since"), questions(60), ids=lambda _: "")
def test_every_change_is_explained_and_as_the_second_evaluator_says(by_chance, chance, whose, since):
    data = Warehouse(by_chance, whose.scope)
    frame = waterfall(data, whose.filters, since).set_index("bucket")
    assert unexplained(frame.reset_index()) == (0.0, 0)
    slow = chance[1](whose, since)
    for bucket in BUCKETS:
        amount, count = slow.get(bucket, (Decimal(0), 0))
        assert frame.amount[bucket] == pytest.approx(float(amount), abs=0.005), bucket
        assert frame["count"][bucket] == count, bucket
    amount, count = slow.get("won_independently", (Decimal(0), 0))
    assert -frame.amount["won"] == pytest.approx(float(amount), abs=0.005)
    assert -frame["count"]["won"] == count


@pytest.mark.parametrize(("whose", "since"), questions(8), ids=lambda _: "")
def test_the_category_matrix_leads_from_the_start_to_the_end(by_chance, whose, since):
    data = Warehouse(by_chance, whose.scope)
    levels = waterfall(data, whose.filters, since).set_index("bucket")
    matrix = category_moves(data, whose.filters, since)
    started = matrix[matrix.before != ENTERED]
    ended = matrix[~matrix.after.isin((WON, LOST, LEFT))]
    assert started["count"].sum() == levels["count"]["start"]
    assert ended["count"].sum() == levels["count"]["end"]
    assert ended.amount.sum() == pytest.approx(levels.amount["end"], abs=0.005)
    assert matrix[matrix.after == WON].amount.sum() == pytest.approx(-levels.amount["won"], abs=0.005)


def test_a_reader_of_nothing_has_an_empty_waterfall(by_chance):
    frame = waterfall(Warehouse(by_chance, NOTHING), ALL, SINCE)
    assert (frame[["amount", "count", "deals"]] == 0).all(axis=None)
    assert len(frame) == len(BUCKETS)


def test_time_runs_forward_only():
    with pytest.raises(ReaderError):
        Since.days(date(2024, 5, 1), date(2024, 5, 1), ANY_DATE, "UTC")
    assert isinstance(Since.days(date(2024, 5, 1), date(2024, 5, 2), ANY_DATE, "UTC").t0, datetime)
    assert pd.Timestamp(SINCE.t0) < pd.Timestamp(SINCE.t1)
