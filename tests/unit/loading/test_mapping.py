"""Mappings that are wrong say where and what to change; the ones that ship are all valid."""

import pytest

from data_access.loading.mapping import FOLDER, read_mapping
from domain.errors import ReaderError
from i18n import Locale

GOOD = """source: mine
files: {goods: goods}
tables:
  - table: product
    from: goods
    columns: {product_id: Code, name: Name, line: {value: x}, category: {value: x}, unit: {value: pc}}
"""


def read(tmp_path, text: str):
    path = tmp_path / "m.yaml"
    path.write_text(text, "utf-8")
    return read_mapping(path)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_mapping_that_ships_is_valid(path):
    assert read_mapping(path.stem).feeds


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table: product", "table: goods", r"m.yaml, line 4 \(tables\[0\].table\): there is no canonical table goods"),
        ("name: Name", "nane: Name", r"line 6 \(tables\[0\].columns.nane\): table product has no column nane"),
        ("name: Name, ", "", r"line 4 .*table product needs these columns: name"),
        ("from: goods", "from: good", r"line 5 .*files does not name good; known: goods"),
        ("from: goods", "form: goods", r"line 5 .*unknown key form; known: table, from"),
        ("line: {value: x}", "line: {valeu: x}", r"line 6 .*not an operation; known: value, column"),
        ("line: {value: x}", "line: {value: x, codes: {}}", r"line 6 .*unknown key codes"),
        ("line: {value: x}", "line: {if: {of: A, like: x}, then: A, else: B}", r"unknown key like"),
        ("line: {value: x}", "line: {if: {of: A}, then: A, else: B}", r"not a condition; known: in, equals"),
        ("line: {value: x}", "line: {column: A, codes: {a: b}, otherwise: drop}", r"quarantine, keep, null"),
        ("source: mine", "source: demo", r"line 1 .*cannot be called demo"),
        ("source: mine", "sauce: mine", r"unknown key sauce"),
        ("files: {goods: goods}", "files: goods", r"line 2 .*“key: value” pairs are expected"),
        ("files:", "complete_through: {product: 1/2/2024}\nfiles:", r"line 2 .*is not a date; write 2013-12-28"),
        ("tables:", "tables: [", r"is not valid YAML"),
    ],
)
def test_an_error_names_the_file_the_line_and_what_to_change(tmp_path, old, new, said):
    with pytest.raises(ReaderError, match=said) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert "{" not in caught.value.to(Locale.ZH).replace("{value", "")


def test_an_unknown_mapping_suggests_the_nearest():
    with pytest.raises(ReaderError, match="Did you mean: olist"):
        read_mapping("olst")


def test_scalars_stay_as_they_are_written(tmp_path):
    mapping = read(tmp_path, GOOD.replace("{value: pc}", "{column: U, codes: {NA: no, 007: 2013-12-28}}"))
    assert mapping.feeds[0].columns["unit"].codes == {"NA": "no", "007": "2013-12-28"}


def test_an_extension_changes_only_what_it_names(tmp_path):
    read(tmp_path, GOOD)
    (tmp_path / "n.yaml").write_text("source: mine\nextends: m\nfiles: {goods: goods_2024}\n", "utf-8")
    mapping = read_mapping(tmp_path / "n.yaml")
    assert (mapping.files, len(mapping.feeds)) == ({"goods": "goods_2024"}, 1)
