"""Partners, reps and customers on the command line: named as people know them, and no more of them than is seen."""

import csv
import io

import pytest

YEAR = ("--first", "2025-01-01", "--last", "2025-12-31", "--format", "csv")


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


@pytest.mark.parametrize(
    ("option", "key", "words"),
    [
        ("partner", "maker:d1", ("D1", "d1", "maker:d1")),
        ("rep", "maker:r1", ("rep 1", "r1", "maker:r1")),
        ("customer", "maker:c3", ("C3", "maker:C3")),
    ],
)
def test_they_are_named_as_people_know_them(command, option, key, words):
    answers = {command("query", *YEAR, f"--{option}", word)[:2] for word in words}
    assert len(answers) == 1
    code, printed = answers.pop()
    everyone = rows(command("query", *YEAR, "--by", option)[1])
    assert code == 0
    assert rows(printed)[0]["revenue"] == next(row["revenue"] for row in everyone if row[option] == key)


def test_a_name_nobody_has_is_a_mistake_and_one_nearly_right_finds_its_owner(command):
    assert command("query", "--partner", "zzz")[0] == 2
    code, _, complaint = command("query", "--rep", "ep 1", "--lang", "en")
    assert code == 2
    assert "Rep 1" in complaint


def test_a_foreign_customer_is_as_unknown_as_none(command):
    assert command("users", "add", "north", "--region", "north")[0] == 0
    foreign, none = (command("query", "--customer", who, "--as", "north") for who in ("maker:c1", "maker:c9"))
    assert foreign[0] == none[0] == 2
    assert foreign[2].replace("maker:c1", "") == none[2].replace("maker:c9", "")
    assert command("query", "--customer", "maker:c3", "--as", "north")[0] == 0
