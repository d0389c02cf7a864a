"""The command on calls: what it lists, what it enters of words and files, under whose scope, and how it refuses."""

import json


def listed(command, *words):
    code, said, _ = command("calls", "list", "--format", "json", *words)
    assert code == 0
    return {row["region"]: row for row in json.loads(said)["rows"]}


def enter(command, *words):
    return command("calls", "enter", "--period", "2025-Q2", *words)


def test_what_is_entered_stands_beside_the_deals(command):
    before = listed(command, "--period", "2025-Q2")
    assert before["maker:north"]["call"] is None
    code, said, _ = enter(command, "--region", "华北", "--call", "1.2万", "--commit", "9,000", "--best-case", "20K",
                          "--reason", "two tenders")  # fmt: skip
    assert (code, said.startswith("Calls entered: 1. Batch ")) == (0, True)
    assert enter(command, "--region", "maker:north", "--call", "11000", "--reason", "one was lost")[0] == 0
    row = listed(command, "--period", "2025-Q2")["maker:north"]
    assert (row["call"], row["before"], row["change"]) == (11_000, 12_000, -1_000)
    assert (row["won"], row["pipeline"]) == (before["maker:north"]["won"], before["maker:north"]["pipeline"])
    assert row["won"] <= row["commit"] <= row["best_case"] <= row["pipeline"]
    code, said, _ = command("calls", "list", "--period", "2025-Q2")
    assert "11,000.00" in said
    assert "Whole company" in said


def test_the_history_tells_all_of_it_and_undo_adds_to_it(command):
    assert "Nothing has been called" in command("calls", "history")[1]
    enter(command, "--region", "all", "--call", "50000", "--reason", "first view")
    enter(command, "--region", "all", "--call", "60000", "--reason", "better")
    rows = json.loads(command("calls", "history", "--format", "json")[1])["rows"]
    assert [row["call"] for row in rows] == ["60000.00", "50000.00"]
    code, said, _ = command("calls", "undo", rows[0]["batch"], "--reason", "a slip")
    assert code == 0
    assert "Calls put back: 1" in said
    rows = json.loads(command("calls", "history", "--period", "2025-Q2", "--format", "json")[1])["rows"]
    assert [(row["how"], row["call"]) for row in rows] == [
        ("undo", "50000.00"), ("command", "60000.00"), ("command", "50000.00"),
    ]  # fmt: skip
    assert rows[0]["reason"] == "a slip"
    assert "first view" in command("calls", "history")[1]
    assert command("calls", "undo", "nothing")[0] == 2


def test_a_file_is_entered_whole_or_not_at_all(command, tmp_path):
    path = tmp_path / "calls.csv"
    good = "区域,期间,承诺,乐观,预测承诺,理由\n华北,2025-Q2,1000,3000,2000,\n西部,2025-07,,,500,\n"
    path.write_text(good + "Atlantis,2025-Q2,,,5,\n华北,2024-Q1,,,5,\n华北,2025-Q2,,,x,\n华北,2025,,,5,\n", "utf-8")
    code, said, _ = command("calls", "enter", str(path), "--reason", "from the meeting")
    assert code == 2
    for words in ("line 4: There is no region named “Atlantis”", "line 5: The period ended", "line 6: “x”", "line 7:",
                  "Wrong lines: 4. Nothing was entered"):  # fmt: skip
        assert words in said
    assert "Nothing has been called" in command("calls", "history")[1]
    path.write_text(good, "utf-8")
    assert "Calls entered: 2" in command("calls", "enter", str(path), "--reason", "from the meeting")[1]
    rows = json.loads(command("calls", "history", "--format", "json")[1])["rows"]
    assert {(row["region"], row["period"], row["how"]) for row in rows} == {
        ("North", "2025-Q2", "file"), ("West", "2025-07", "file"),
    }  # fmt: skip
    assert len({row["batch"] for row in rows}) == 1
    path.write_text("a,b\n1,2\n", "utf-8")
    assert "no columns" in command("calls", "enter", str(path))[2]
    assert command("calls", "enter", str(tmp_path / "none.csv"))[0] == 2


def test_a_file_is_read_as_spreadsheets_write_it(command, tmp_path):
    """A reason may have lines of its own, an office may write GB18030, and a line of another shape is named."""
    path = tmp_path / "calls.csv"
    path.write_bytes('区域,期间,预测承诺,理由\n华北,2025-Q2,2000,"大单\n已签"\n西部,2025-Q2,500,稳\n'.encode("gb18030"))
    assert "Calls entered: 2" in command("calls", "enter", str(path))[1]
    rows = json.loads(command("calls", "history", "--format", "json")[1])["rows"]
    assert {row["reason"] for row in rows} == {"大单\n已签", "稳"}
    path.write_text("区域,期间,预测承诺,理由\n华北,2025-Q2,2000,a,b\n", "utf-8")
    code, said, _ = command("calls", "enter", str(path))
    assert code == 2
    assert "line 2: It has not as many columns" in said


def test_as_a_reader_only_the_own_regions_are_called_and_told(command):
    command("users", "add", "north@x", "--region", "华北")
    command("users", "add", "part@x", "--region", "华北", "--channel", "maker:own")
    reason = ("--reason", "secret plan")
    assert enter(command, "--region", "西部", "--call", "77777", *reason)[0] == 0
    assert enter(command, "--region", "all", "--call", "99999", *reason)[0] == 0
    for region in ("西部", "all", "maker:west"):
        code, _, refused = enter(command, "--region", region, "--call", "1", *reason, "--as", "north@x")
        assert code == 2
        assert "77777" not in refused
    assert enter(command, "--region", "华北", "--call", "4321", *reason, "--as", "north@x")[0] == 0
    assert enter(command, "--region", "华北", "--call", "1", *reason, "--as", "part@x")[0] == 2
    _, told, _ = command("calls", "history", "--as", "north@x")
    assert "4,321.00" in told
    assert "77,777" not in told
    assert "99,999" not in told
    rows = listed(command, "--period", "2025-Q2", "--as", "north@x")
    assert set(rows) <= {"maker:north", "maker:hebei"}
    assert rows["maker:north"]["who"] == "north@x"
    assert "Nothing has been called" in command("calls", "history", "--as", "part@x")[1]
    batch = next(r["batch"] for r in json.loads(command("calls", "history", "--format", "json")[1])["rows"]
                 if r["region"] not in ("North", "Hebei"))  # fmt: skip
    assert command("calls", "undo", batch, "--as", "north@x")[0] == 2


def test_mistakes_are_said_in_words(command):
    for words, said in (
        (("--region", "华北", "--reason", "x"), "amount of your call"),
        (("--region", "华北", "--call", "5"), "reason"),
        (("--call", "5", "--reason", "x"), "--region"),
        (("--region", "华北", "--call", "-5", "--reason", "x"), "between 0"),
        (("--region", "华北", "--call", "5", "--commit", "9", "--best-case", "8", "--reason", "x"), "part of best"),
    ):
        code, _, refused = command("calls", "enter", *words)
        assert code == 2
        assert said in refused
    assert command("calls", "list", "--period", "2025")[0] == 2
    assert command("calls", "list", "--as-of", "soon")[0] == 2


def test_a_past_day_knows_neither_later_calls_nor_later_deals(command):
    enter(command, "--region", "华北", "--call", "1000", "--reason", "x")
    then = listed(command, "--period", "2025-Q2", "--as-of", "2025-04-02")
    assert all(row["call"] is None for row in then.values())
