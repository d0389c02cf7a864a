"""Files as people send them: encodings, delimiters, quoted line breaks, ragged rows, sheets, Parquet, a database."""

import gzip
from datetime import date

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet
from sqlalchemy import Column, Date, Integer, MetaData, Numeric, String, Table, create_engine, insert

from data_access.loading.readers import open_source
from domain.errors import ReaderError


def rows(path, name: str | None = None) -> list[dict]:
    tables = open_source(str(path))
    table = tables[name] if name else next(iter(tables.values()))
    return [row for chunk in table.chunks() for row in chunk.to_pylist()]


def write(tmp_path, text: str, encoding: str = "utf-8", name: str = "f.csv"):
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode(encoding)) if name.endswith(".gz") else text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["f.csv", "f.csv.gz"])
def test_chinese_text_is_read_in_any_encoding(tmp_path, encoding, name):
    path = write(tmp_path, "地区,销售额\r\n华东,1.5\r\n华南,\r\n", encoding, name)
    assert rows(path) == [
        {"_line": 2, "_defect": None, "地区": "华东", "销售额": "1.5"},
        {"_line": 3, "_defect": None, "地区": "华南", "销售额": None},
    ]


def test_an_encoding_is_judged_by_the_whole_file(tmp_path):
    path = write(tmp_path, "a,b\n" + "x,y\n" * 400_000 + "华,东\n", "gb18030")
    assert rows(path)[-1]["a"] == "华"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "f.csv").write_bytes(b"a,b\n\xff\xff\xff,1\n")
    with pytest.raises(ReaderError, match="neither UTF-8 nor GB18030"):
        rows(tmp_path / "f.csv")


@pytest.mark.parametrize("split", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_of_the_header(tmp_path, split):
    assert rows(write(tmp_path, f'a{split}b\n"1{split}2"{split}3\n'))[0]["a"] == f"1{split}2"


def test_a_quoted_line_break_counts_as_lines_of_the_file(tmp_path):
    got = rows(write(tmp_path, 'a,b\n1,"two\nlines"\n\n2,x\n'))
    assert [(row["_line"], row["a"], row["b"]) for row in got] == [(2, "1", "two\nlines"), (5, "2", "x")]


def test_a_ragged_row_is_kept_with_its_defect(tmp_path):
    got = rows(write(tmp_path, "a,b\n1\n1,2,3\n1,2\n"))
    assert [(row["_line"], row["_defect"], row["b"]) for row in got] == [
        (2, "1/2", None),
        (3, "3/2", "2"),
        (4, None, "2"),
    ]


def test_headers_must_differ_and_exist(tmp_path):
    with pytest.raises(ReaderError, match="header “a” repeats"):
        rows(write(tmp_path, "a,a\n1,2\n"))
    with pytest.raises(ReaderError, match="is empty"):
        rows(write(tmp_path, ""))


def test_a_file_with_only_a_header_has_no_rows(tmp_path):
    path = write(tmp_path, "a,b\n")
    assert rows(path) == []
    assert next(open_source(str(path))["f"].chunks()).column_names == ["_line", "_defect", "a", "b"]


def test_every_sheet_is_a_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "订单"
    for row in (["号", "日期", "金额"], [1, date(2024, 5, 6), 3.25], [None, None, None], ["x", None, 4]):
        book.active.append(row)
    book.create_sheet("退货").append(["号"])
    book.save(tmp_path / "b.xlsx")
    assert set(open_source(str(tmp_path))) == {"订单", "退货"}
    got = rows(tmp_path, "订单")
    assert [(row["_line"], row["号"], row["日期"], row["金额"]) for row in got] == [
        (2, "1", "2024-05-06", "3.25"),
        (4, "x", None, "4"),
    ]


def test_parquet_is_text_like_the_rest(tmp_path):
    parquet.write_table(pa.table({"d": [date(2024, 1, 2), None], "n": [1.5, 2.0]}), tmp_path / "p.parquet")
    assert [(row["d"], row["n"]) for row in rows(tmp_path)] == [("2024-01-02", "1.5"), (None, "2")]


def test_a_database_is_a_source_in_the_order_of_its_keys(tmp_path):
    url = f"sqlite:///{tmp_path}/s.db"
    engine, metadata = create_engine(url), MetaData()
    sold = Table(
        "sold",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("on", Date),
        Column("m", Numeric(9, 2)),
        Column("t", String),
    )
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(sold),
            [{"id": 2, "on": date(2024, 1, 2), "m": 1.5, "t": ""}, {"id": 1, "on": None, "m": 2, "t": "x"}],
        )
    engine.dispose()
    table = open_source(url)["sold"]
    got = [row for chunk in table.chunks() for row in chunk.to_pylist()]
    assert [(row["_line"], row["id"], row["on"], row["m"], row["t"]) for row in got] == [
        (1, "1", None, "2.00", "x"),
        (2, "2", "2024-01-02", "1.50", None),
    ]
    assert table.digest() == open_source(url)["sold"].digest()


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(ReaderError, match="no source at"):
        open_source(str(tmp_path / "none"))
    with pytest.raises(ReaderError, match="nothing to read"):
        open_source(str(tmp_path))
    with pytest.raises(ReaderError, match="not understood"):
        open_source("nonsense://x/y")
