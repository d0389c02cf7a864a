"""The demo company's rows keep the promises of the canonical tables, and are the same every time."""

import hashlib
from collections import defaultdict
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from data_access.tables import CANONICAL
from demo.company import tables

SMALL, END = 0.02, date(2026, 10, 18)
RESERVED = {"inventory", "sell_out", "activity", "complaint", "fx_rate"}


def company(scale: float = SMALL, seed: int = 7, end: date = END) -> dict[str, pa.Table]:
    chunks = defaultdict(list)
    for name, chunk in tables(scale, seed, end):
        chunks[name].append(chunk)
    return {name: pa.concat_tables(parts) for name, parts in chunks.items()}


@pytest.fixture(scope="module")
def demo() -> dict[str, pa.Table]:
    return company()


def test_every_table_but_the_reserved_ones_is_filled(demo):
    assert set(demo) == set(CANONICAL) - RESERVED


def test_columns_are_those_of_the_canonical_tables(demo):
    for name, table in demo.items():
        assert table.column_names == [c.name for c in CANONICAL[name].columns if c.name != "source"], name


def test_required_columns_are_filled(demo):
    for name, table in demo.items():
        for column in CANONICAL[name].columns:
            if not column.nullable and column.name != "source":
                assert table[column.name].null_count == 0, f"{name}.{column.name}"


def test_keys_are_unique(demo):
    for name, table in demo.items():
        key = [column for column in CANONICAL[name].info["key"] if column != "source"]
        assert table.select(key).group_by(key).aggregate([]).num_rows == table.num_rows, f"{name} repeats on {key}"


def test_every_reference_finds_its_row(demo):
    for name, table in demo.items():
        for column, other in CANONICAL[name].info["refs"].items():
            key = CANONICAL[other].info["key"][1]
            known = pc.is_in(table[column].drop_null(), demo[other][key].combine_chunks())
            assert pc.all(known).as_py() is not False, f"{name}.{column} points past {other}"


def test_dimensions_come_before_the_rows_that_point_to_them(demo):
    seen = set()
    for name in demo:  # in the order in which each first came
        seen.add(name)
        missing = set(CANONICAL[name].info["refs"].values()) - seen
        assert not missing, f"{name} comes before {missing}"


def test_money_and_days_have_their_kinds(demo):
    lines = demo["order_line"]
    assert lines.schema.field("revenue").type == pa.decimal128(18, 4)
    assert lines.schema.field("ordered_on").type == pa.date32()
    assert demo["opportunity_event"].schema.field("at").type == pa.timestamp("us")


def test_revenue_is_list_less_discount_in_every_line(demo):
    lines = demo["order_line"]
    assert pc.all(pc.equal(lines["revenue"], pc.subtract(lines["list_amount"], lines["discount_amount"]))).as_py()


def test_the_data_span_three_years_up_to_the_last_day(demo):
    days = demo["order_line"]["ordered_on"]
    assert pc.max(days).as_py() == END
    assert pc.min(days).as_py() == date(2023, 10, 1)


@pytest.mark.slow
@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2026, 11, 30), date(2027, 1, 1)])
def test_any_last_day_makes_a_company(end):
    rows = company(end=end)
    assert pc.max(rows["order_line"]["ordered_on"]).as_py() <= end
    assert set(rows) == set(CANONICAL) - RESERVED


def test_nothing_happens_after_the_last_day(demo):
    for name, column in (("delivery", "delivered_on"), ("invoice", "issued_on"), ("receipt", "received_on"),
                         ("satisfaction", "answered_on"), ("channel_cost", "spent_on"), ("opportunity", "created_on"),
                         ("opportunity", "closed_on"), ("partner", "opened_on"), ("partner", "closed_on"),
                         ("customer", "created_on")):  # fmt: skip
        assert pc.max(demo[name][column]).as_py() <= END, f"{name}.{column}"
    assert pc.max(demo["opportunity_event"]["at"]).as_py().date() <= END


def fingerprint(rows: dict[str, pa.Table]) -> str:
    """A hash of every table's rows in the order of all their columns."""
    digest = hashlib.sha256()
    for name in sorted(rows):
        ordered = rows[name].sort_by([(column, "ascending") for column in rows[name].column_names])
        digest.update(name.encode() + ordered.to_pandas().to_csv(index=False).encode())
    return digest.hexdigest()


def test_the_same_seed_scale_and_end_give_the_same_rows(demo):
    assert fingerprint(company()) == fingerprint(demo)


def test_another_seed_gives_other_rows(demo):
    assert not company(seed=8)["order_line"].equals(demo["order_line"])


def test_a_bigger_scale_gives_more_lines(demo):
    more = company(scale=0.06)["order_line"].num_rows
    assert 2.5 < more / demo["order_line"].num_rows < 3.5


@pytest.mark.parametrize("scale", [0, -1, 2000])
def test_a_scale_that_makes_no_sense_is_refused(scale):
    with pytest.raises(ValueError, match="scale"):
        next(tables(scale))
