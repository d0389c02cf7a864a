"""A director's call: what a region will win in a period, said in advance, with a reason; never overwritten."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.errors import ReaderError
from domain.periods import Grain, add_months, quarter_start
from domain.target_words import period
from i18n import Text

COMPANY = ""  # stands for the whole company where a region's key would
ITSELF = "@itself"  # stands for what is booked on a region itself, and on none of its parts
DEMO = "demo"  # the source of the demo company, and how its calls were entered
SET, WITHDRAWN = "set", "withdrawn"
STEPS: dict[str, Text] = {"quarter": Text("季度", "Quarter"), "month": Text("月度", "Month")}
GRAINS = {"quarter": Grain.QUARTER, "month": Grain.MONTH}
CATEGORIES: dict[str, Text] = {  # cumulative: each holds the one before
    "won": Text("已赢单", "Won so far"),
    "commit": Text("承诺", "Commit"),
    "best_case": Text("乐观", "Best case"),
    "pipeline": Text("全部在谈", "Pipeline"),
}
AMOUNTS: dict[str, Text] = {
    "commit": Text("承诺", "Commit"),
    "best_case": Text("乐观", "Best case"),
    "call": Text("预测承诺", "Call"),
}
LONGEST = 500  # letters of a reason
_MONTHS = {"quarter": 3, "month": 1}
_NO_STEP = Text(
    "“{value}”不是季度或月份，请写成 2026-Q1 或 2026-01。",
    "“{value}” is neither a quarter nor a month: write 2026-Q1 or 2026-01.",
)


@dataclass(frozen=True, slots=True)
class CallPlace:
    """What a call is about: a region (a member key, COMPANY for all of it), and a quarter or month by its first day."""

    region: str
    step: str
    first: date

    @property
    def last(self) -> date:
        """The last day of the period.

        >>> CallPlace("", "quarter", date(2026, 10, 1)).last
        datetime.date(2026, 12, 31)
        """
        return add_months(self.first, _MONTHS[self.step]) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Call:
    """What was called. `commit` and `best_case` are None where they were left open; all are None when withdrawn."""

    place: CallPlace
    call: Decimal | None
    commit: Decimal | None = None
    best_case: Decimal | None = None
    reason: str = ""
    state: str = SET


def running(step: str, today: date, fiscal_start: int = 1, skipped: int = 0) -> date:
    """The first day of the quarter or month of `today`, or of one so many steps later.

    >>> running("quarter", date(2026, 11, 21)), running("month", date(2026, 11, 21), skipped=-1)
    (datetime.date(2026, 10, 1), datetime.date(2026, 10, 1))
    """
    first = quarter_start(today, fiscal_start) if step == "quarter" else today.replace(day=1)
    return add_months(first, skipped * _MONTHS[step])


def step_and_first(written: str, fiscal_start: int = 1) -> tuple[str, date]:
    """What a person wrote as a quarter or month. Raises ReaderError.

    >>> step_and_first("2026-Q4"), step_and_first("2026年2月")
    (('quarter', datetime.date(2026, 10, 1)), ('month', datetime.date(2026, 2, 1)))
    """
    first, last = period(written, fiscal_start)
    for step in STEPS:
        if CallPlace(COMPANY, step, first).last == last and running(step, first, fiscal_start) == first:
            return step, first
    raise ReaderError(_NO_STEP, value=written[:40])


def counted_until(first: date, last: date, share: float) -> date:
    """The last day of a period on which a call counts when it is judged at a share of the period.

    >>> counted_until(date(2026, 10, 1), date(2026, 12, 31), 0.5)
    datetime.date(2026, 11, 15)
    """
    days = (last - first).days + 1
    return first + timedelta(days=max(0, round(days * share) - 1))
