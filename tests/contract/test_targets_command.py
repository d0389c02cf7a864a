"""The command on targets: what it lists, what it enters of a file, under whose scope, and what it says of mistakes."""

import json

import openpyxl
import pytest

FILE = "region,channel,period,amount\n西部,,2025-07,12000\nhebei,own,2025-07,45000\n"


def written(tmp_path, content, name="plan.csv"):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return str(path)


def test_it_lists_what_stands_loaded_and_entered(command, tmp_path):
    code, before, _ = command("targets", "list", "--first", "2025-07-01", "--last", "2025-07-31", "--version", "v2")
    assert code == 0
    assert before.count("loaded") == 4
    assert command("targets", "load", written(tmp_path, FILE))[0] == 0
    _, said, _ = command("targets", "list", "--first", "2025-07-01", "--last", "2025-07-31", "--version", "v2")
    assert said.count("entered") == 2
    assert "12,000.00" in said
    _, said, _ = command("targets", "list", "--first", "2025-07-01", "--last", "2025-07-31", "--format", "json")
    rows = json.loads(said)["rows"]
    assert {row["amount"] for row in rows if row["entered"]} == {12_000, 45_000}
    _, said, _ = command("targets", "list", "--period", "last_month", "--metric", "orders")
    assert "no targets" in said


def test_what_a_file_enters_changes_the_figures_of_query(command, tmp_path):
    query = ("query", "--compare", "target", "--first", "2025-06-01", "--last", "2025-06-30", "--format", "json")
    asked = (*query, "--metrics", "revenue,attainment,pace,run_rate_needed,forecast_attainment")
    before = json.loads(command(*asked)[1])["rows"][0]
    _, said, _ = command("targets", "load", written(tmp_path, "region,2025-06\n西部,18000\n"))
    assert "1 targets changed: 0 new, 1 changed" in said
    after = json.loads(command(*asked)[1])["rows"][0]
    assert (before["revenue_target"], after["revenue_target"]) == (9_000, 18_000)
    for name in ("attainment", "pace", "forecast_attainment"):
        assert after[name] == pytest.approx(before[name] / 2 if name != "pace" else before["attainment"] / 2 - 0.6)
    assert after["run_rate_needed"] == pytest.approx(before["run_rate_needed"] + 9_000 / 12)


def test_one_wrong_line_stops_all_unless_told_otherwise(command, tmp_path):
    path = written(tmp_path, FILE + "Atlantis,,2025-07,1\n西部,,soon,1\n西部,,2025-08,-4\n")
    code, said, _ = command("targets", "load", path)
    assert code == 2
    for words in (
        "line 4: There is no region “Atlantis”",
        "line 5: “soon” is not a period",
        "line 6:",
        "nothing was entered",
    ):
        assert words in said
    assert (
        "Nothing has been entered" in command("targets", "history")[1]
        or "No targets" in command("targets", "history")[1]
    )
    code, said, _ = command("targets", "load", path, "--partly")
    assert code == 0
    assert "2 targets changed" in said


def test_as_a_reader_only_the_own_scope_is_entered_and_told(command, tmp_path):
    command("users", "add", "north@x", "--region", "华北")
    path = written(tmp_path, FILE)
    code, said, _ = command("targets", "load", path, "--as", "north@x")
    assert code == 2
    assert "not in your scope" in said
    code, said, _ = command("targets", "load", path, "--as", "north@x", "--partly")
    assert code == 0
    assert command("targets", "load", path)[0] == 0
    _, own, _ = command("targets", "history", "--as", "north@x")
    assert "45,000.00" in own
    assert "12,000.00" not in own
    _, listed, _ = command("targets", "list", "--as", "north@x", "--first", "2025-07-01", "--last", "2025-07-31")
    assert "45,000.00" in listed
    assert "12,000.00" not in listed
    _, everything, _ = command("targets", "history")
    assert "north@x" in everything


def test_a_batch_is_taken_back_by_whom_it_may(command, tmp_path):
    command("users", "add", "north@x", "--region", "华北")
    command("targets", "load", written(tmp_path, FILE))
    _, said, _ = command("targets", "history", "--format", "json")
    batch = json.loads(said)["rows"][0]["batch"]
    code, _, error = command("targets", "undo", batch, "--as", "north@x")
    assert code == 2
    assert "not in your scope" in error
    assert "2 targets are as they were" in command("targets", "undo", batch)[1]
    code, _, error = command("targets", "undo", "nonsense")
    assert code == 2
    assert "no such entry" in error


def test_a_workbook_is_read_like_a_file_of_text(command, tmp_path):
    book = openpyxl.Workbook()
    for row in (["区域", "2025-07", "2025-08"], ["西部", 12000.5, None], ["west", None, "无"]):
        book.active.append(row)
    book.save(tmp_path / "plan.xlsx")
    code, said, _ = command("targets", "load", str(tmp_path / "plan.xlsx"))
    assert code == 0
    assert "2 targets changed: 0 new, 1 changed, 1 taken away" in said


def test_wrong_heads_and_missing_files_are_said_in_one_line(command, tmp_path):
    for content, answer in (
        ("planet,amount\nx,1\n", "not known: planet"),
        ("region\nx\n", "no amounts"),
        ("region,2025\n", "no lines"),
    ):
        code, _, error = command("targets", "load", written(tmp_path, content))
        assert code == 2
        assert answer in error
    code, _, error = command("targets", "load", str(tmp_path / "nowhere.csv"))
    assert code == 2
    assert "nowhere.csv" in error


def test_weeks_get_their_share_of_a_month_only_when_asked_and_it_is_labelled(command):
    week = (
        "query",
        "--compare",
        "target",
        "--grain",
        "week",
        "--first",
        "2025-06-02",
        "--last",
        "2025-06-15",
        "--by",
        "channel",
    )
    _, plain, _ = command(*week)
    assert "prorated" not in plain
    _, shared, _ = command(*week, "--prorate")
    assert "Target · prorated by days" in shared
    # 80,000 of two regions over June's 20 working days: four in the week of Dragon Boat Festival, five in the next
    assert "16,000.00" in shared
    assert "20,000.00" in shared


def test_what_lies_ahead_is_not_yet_in_words(command):
    months = ("--grain", "month", "--first", "2025-06-01", "--last", "2025-08-31")
    _, said, _ = command("query", "--metrics", "revenue,attainment", "--compare", "target", *months)
    lines = said.splitlines()
    assert [line.count("not yet") for line in lines[2:]] == [0, 2, 2]
    assert all("9,000.00" in line for line in lines[2:]), "the target of a coming month stands there"
    _, said, _ = command("query", "--metrics", "attainment", "--first", "2026-01-01", "--last", "2026-01-31")
    assert "not yet" in said
