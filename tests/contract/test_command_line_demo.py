"""The demo company by the command line, in processes of their own as an operator runs them."""

import csv
import io
import os
import subprocess
import sys

import manage


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_the_demo_company_comes_with_its_readers_and_is_not_built_twice_over(tmp_path):
    environment = {
        **os.environ,
        "WAREHOUSE_URL": f"duckdb:///{tmp_path}/warehouse",
        "WORKSPACE_URL": f"sqlite:///{tmp_path}/workspace.db",
        "LC_ALL": "en_GB.UTF-8",
    }

    def ran(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=manage.ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    assert "boss, north, south-live, nobody" in ran("demo", "--scale", "0.01", "--end", "2026-03-31")
    assert "nothing was changed" in ran("demo", "--if-empty")
    everything = rows(ran("query", "--by", "region_1", "--period", "last_month", "--format", "csv"))
    north = rows(ran("query", "--by", "region_1", "--period", "last_month", "--format", "csv", "--as", "north"))
    assert len(everything) > 1
    assert north == [row for row in everything if row["region_1"] == "demo:huabei"]
