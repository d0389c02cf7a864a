"""Partners on the command line: the figures of their page, under the same scope."""

import csv
import io

import pytest

from analytics.partner_cohorts import groups
from analytics.partners import makers
from analytics.survival import survival
from tests.contract.deal_pages import FIRST, NORTH, asked, opened
from tests.contract.small_company import LAST
from ui.partner_view import View, viewed

DAYS = ("--first", FIRST.isoformat())


def page(store, scope=None, **chosen) -> View:
    return viewed(opened(store, scope, **chosen) if scope else opened(store, **chosen))


def known(row):
    return {name: float("nan") if value is None else value for name, value in row.items()}


@pytest.mark.parametrize(
    ("words", "chosen"), [((), {}), (("--region", "华东"), {"region": ("maker:east",)})], ids=["all", "east"]
)
def test_the_command_has_the_figures_of_the_page(command, warehouse_store, words, chosen):
    view = page(warehouse_store, **chosen)
    found = asked(command, "partners", *DAYS, "--by", "channel", *words)
    assert found["states"] == {state: view.count(state) for state in ("active", "waiting", "dormant", "closed")}
    assert sum(found["states"].values()) == len(view.own.frame) > 0
    short, test = groups(view.spans)
    assert [known(row) for row in found["groups"]] == [
        pytest.approx(row, nan_ok=True) for row in short.to_dict("records")
    ]
    assert len(found["survival"]) == len(survival(view.spans))
    assert known(found["log_rank"])["p"] == pytest.approx(test.p, nan_ok=True)
    assert [row["key"] for row in found["silent"]] == view.silent.key.tolist()
    assert found["pareto"] == {"partners": len(view.pareto), "make_80_percent": makers(view.pareto)}
    assert [row["period"] for row in found["months"]] == view.months.period.dt.strftime("%Y-%m-%d").tolist()
    assert [row["active"] for row in found["months"]] == view.months.active.tolist()


def test_as_of_a_past_day_what_came_later_is_not_known(command):
    now = asked(command, "partners")["states"]
    then = asked(command, "partners", "--as-of", "2025-02-27")["states"]
    assert (then["closed"], now["closed"]) == (0, 1), "d2 closed on the last day of February"
    assert asked(command, "partners", "--as-of", "2030-01-01")["asked"]["as_of"] == LAST.isoformat()


def test_as_a_reader_only_the_readers_partners_are_told_of(command, warehouse_store):
    command("users", "add", "north", "--region", "north")
    mine, whole = asked(command, "partners", "--as", "north"), asked(command, "partners")
    view = page(warehouse_store, NORTH)
    assert mine["states"] == {state: view.count(state) for state in mine["states"]}
    assert sum(mine["states"].values()) == 1 < sum(whole["states"].values())
    _, table, _ = command("partners", "--as", "north", "--format", "csv")
    assert [row["key"] for row in csv.DictReader(io.StringIO(table))] == ["maker:d2"]
    code, _, complaint = command("partners", "--region", "east", "--as", "north")
    assert (code, "Did you mean" in complaint) == (2, False), "what a reader may not see is not known to be there"


def test_a_reader_of_nothing_meets_no_partners(command):
    command("users", "add", "nobody")
    found = asked(command, "partners", "--as", "nobody")
    assert set(found["states"].values()) == {0}
    assert (found["silent"], found["groups"], found["tail"], found["months"]) == ([], [], [], [])


MISTAKES = {
    "a day that is none": (["--as-of", "2025-02-30"], "2025-02-30"),
    "days the wrong way round": (["--as-of", "2025-01-01", "--first", "2025-02-01"], "swap"),
    "a cohort that there is not": (["--by", "moon"], "region"),
    "an unknown region": (["--region", "hebai"], "hebei"),
    "an unknown reader": (["--as", "somebody"], "reader"),
    "a product line": (["--line", "净水"], "Product line"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_what_to_change_and_exit_2(command, mistake):
    words, hint = MISTAKES[mistake]
    code, printed, complaint = command("partners", *words)
    assert (code, printed, hint in complaint, "Traceback" in complaint) == (2, "", True, False)


def test_the_table_is_in_the_language_that_is_asked_for(command):
    _, chinese, _ = command("partners", "--lang", "zh")
    _, english, _ = command("partners", "--lang", "en")
    assert all(word in chinese for word in ("活跃", "半死不活", "不确定", "占销售额的 80%"))
    assert all(word in english for word in ("Active", "Dormant", "uncertain", "80 % of the sales"))
