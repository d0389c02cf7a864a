"""What holds for every test: in CI a skip is a failure, and no test sees the settings of this machine."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings as properties

from config import OF_TESTS, PREFIX, SETTINGS, settings

_HERE = Path(__file__).parent
# of CI: the same examples each time, and no deadline, since a busy machine is no fault
properties.register_profile("full", properties.get_profile("ci"))
properties.register_profile("quick", properties.get_profile("full"), max_examples=10)
properties.load_profile("full")

_IN_CI = bool(os.environ.get("CI"))
for _name in [name for name in os.environ if name.startswith(PREFIX) or name in {s.name for s in SETTINGS}]:
    if not _name.startswith(OF_TESTS):
        del os.environ[_name]


def _refused(report, where):
    """The report of a skip as a failure with the same reason."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{where} was skipped, and in CI a skip is a failure. {reason}"
    return report


_LONG = ("e2e", "contract", "pages", "soundness", "data")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The folders whose modules take long come first: when they come last, one worker waits for the other."""

    def turn(item):
        folder = item.path.relative_to(_HERE).parts[0] if item.path.is_relative_to(_HERE) else ""
        return _LONG.index(folder) if folder in _LONG else len(_LONG)

    items.sort(key=turn)


def pytest_collection_finish():
    gc.freeze()  # what was imported stays: looking through it again and again took 7 % of the time


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    skipped = _IN_CI and report.skipped and not hasattr(report, "wasxfail")
    return _refused(report, item.nodeid) if skipped else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return _refused(report, collector.nodeid) if _IN_CI and report.skipped else report


@pytest.fixture(autouse=True)
def _fresh_settings():
    """Settings are read once in a process; each test is a process of its own in this respect."""
    settings.cache_clear()
    yield
    settings.cache_clear()
