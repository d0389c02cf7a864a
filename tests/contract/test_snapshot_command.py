"""Snapshots on the command line, and what the next load makes of them."""

from contextlib import closing
from datetime import timedelta

import pytest

import manage
from data_access.store import open_store
from data_access.workspace import open_workspace
from data_access.workspace.observations import observed_through
from tests.contract.deal_pages import asked
from tests.contract.watched_deals import DAY, deal, publish

NEXT = DAY + timedelta(days=1)


def test_a_snapshot_says_what_it_found_and_the_next_load_knows_it(command, tmp_path, monkeypatch):
    url = f"duckdb:///{tmp_path}/watched"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    with closing(open_store(url)) as store:
        publish(store, [deal("a"), deal("b")], DAY)
    assert "2 deals watched, 2 seen first" in command("snapshot")[1]
    assert "0 seen first, 0 changed, 0 gone" in command("snapshot", "--day", DAY.isoformat())[1]
    with closing(open_store(url)) as store:
        publish(store, [deal("a", stage=2)], NEXT, spec=manage._build())
    found = asked(command, "waterfall", "--from", DAY.isoformat(), "--to", NEXT.isoformat(), "--window", "any")
    assert found["start"] == {"amount": 200.0, "count": 2}
    assert found["buckets"]["deleted"] == {"amount": -100.0, "count": -1}
    assert "1 changed, 1 gone" in command("snapshot")[1]
    engine = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    with engine.connect() as connection:
        assert observed_through(connection) == NEXT
    engine.dispose()


def test_where_every_source_tells_its_history_there_is_nothing_to_watch(command):
    assert "nothing to watch" in command("snapshot")[1]


@pytest.mark.parametrize(("day", "hint"), [("2031-01-01", "2031-01-01"), ("today", "2026-03-31")])
def test_a_day_that_cannot_be_is_said_and_exit_2(command, day, hint):
    code, printed, complaint = command("snapshot", "--day", day)
    assert (code, printed, hint in complaint, "Traceback" in complaint) == (2, "", True, False)
