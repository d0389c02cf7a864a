"""A question to the metric table: which figures, cut how, compared with what."""

from dataclasses import dataclass
from enum import StrEnum

from domain.periods import Grain
from i18n import Locale, Text


class Compare(StrEnum):
    """What a value is put beside; the answer's column is `<metric>_<value>`."""

    PREVIOUS = "previous"  # the same number of elapsed days before; not with a grain
    LAST_YEAR = "last_year"  # the same weekdays, 364 days before
    LAST_YEAR_FESTIVAL = "last_year_festival"  # as LAST_YEAR, but aligned on the Spring Festival around it
    TARGET = "target"


COMPARE_NAMES = {
    Compare.PREVIOUS: Text("上期", "Previous period"),
    Compare.LAST_YEAR: Text("去年同期", "Last year"),
    Compare.LAST_YEAR_FESTIVAL: Text("去年同期（春节对齐）", "Last year, Spring Festival aligned"),
    Compare.TARGET: Text("目标", "Target"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """Metrics by dimensions, per time step or in sum, beside other periods or the target.

    `top` keeps the largest groups by the first metric. Group names come in the language of `locale`. `prorate` divides
    a target period that lies only partly in the window (or the step) by working days, that of a channel by the
    channel's own calendar; without it such a period gives no value. `plan` and `version` say which targets; an empty
    plan is the installation's, an empty version the latest by name. `level` names the level of targets; empty: the one
    that answers.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    grain: Grain | None = None
    compare: tuple[Compare, ...] = ()
    top: int | None = None
    prorate: bool = False
    plan: str = ""
    version: str = ""
    level: str = ""
    locale: Locale = Locale.ZH
