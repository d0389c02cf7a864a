"""The demo company's pilots read as planted, through the dashboard's own queries: one to stop, one to go on with."""

from datetime import date

import pandas as pd
import pytest

from analytics.pilots import judged, pilot_course
from data_access.loading.calendar import CalendarSpec
from data_access.loading.publish import BuildSpec, build
from data_access.metric_table import metric_table
from data_access.pilots import pilot_sums
from data_access.store import open_store
from data_access.warehouse import Warehouse
from demo import stories
from demo.company import tables
from domain.ask import Ask
from domain.filters import Filters
from domain.scope import EVERYTHING, Scope
from i18n import Locale

SCALE, END = 0.2, date(2026, 10, 18)
LINE = stories.STOP_LOSS * SCALE
NEEDED = {"region", "channel", "partner", "customer", "rep", "product", "stage", "opportunity", "order_line",
          "channel_cost", "promotion", "source_state"}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Orders and costs of the demo company with all that they name."""
    opened = open_store(f"duckdb:///{tmp_path_factory.mktemp('pilots')}/warehouse")
    with build(opened, "demo", BuildSpec(CalendarSpec(time_zone="Asia/Shanghai"))) as building:
        for name, rows in tables(SCALE, 7, END):
            if name in NEEDED:
                building.append(name, rows)
    yield opened.engine()
    opened.close()


def verdicts(engine, filters: Filters, scope: Scope = EVERYTHING) -> pd.DataFrame:
    sums = pilot_sums(Warehouse(engine, scope), filters, Locale.ZH)
    course = pilot_course(sums, pd.Timestamp(filters.window.elapsed_last), LINE)
    return judged(course, Locale.ZH).set_index("key")


def test_the_community_vans_are_to_stop_and_the_subscription_goes_on(engine):
    found = verdicts(engine, Filters.default(END))
    assert set(found.index) == {f"demo:{stories.BAD_PILOT}", f"demo:{stories.GOOD_PILOT}"}
    bad, good = found.loc[f"demo:{stories.BAD_PILOT}"], found.loc[f"demo:{stories.GOOD_PILOT}"]
    assert (bad.verdict, good.verdict) == ("stop", "go_on")
    assert bad.cumulative < -LINE
    assert bad.recent < 0
    assert "止损线" in bad.reason
    assert good.cumulative > 0
    assert not pd.isna(good.paid_back_on)
    assert found.index[0] == f"demo:{stories.BAD_PILOT}", "what is to be stopped comes first"


def test_half_a_year_after_the_launch_the_vans_were_not_past_the_line_by_a_figure_of_today(engine):
    """Seen from an earlier day a pilot is judged on what was there then."""
    early = verdicts(engine, Filters.default(END).between(date(2025, 9, 1), date(2025, 10, 31)))
    late = verdicts(engine, Filters.default(END))
    key = f"demo:{stories.BAD_PILOT}"
    assert early.loc[key].months < late.loc[key].months
    assert early.loc[key].cumulative > late.loc[key].cumulative


def test_every_other_channel_earns_its_costs(engine):
    everything = Filters.default(END).between(date(2023, 11, 1), END)
    table = metric_table(Warehouse(engine, EVERYTHING), everything, Ask(("contribution",), ("channel",)))
    losing = table[table.contribution < 0].channel.tolist()
    assert losing == [f"demo:{stories.BAD_PILOT}"]
