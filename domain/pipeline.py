"""What became of the open deals between two instants: the causes, in the order in which they are told.

Source: DOMAIN, section 4, "Pipeline waterfall". For instants t0 < t1 and a close-date window W, a deal is in the
pipeline at t when it exists, is open, lies in the reader's selection and closes in W at t.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.errors import ReaderError
from domain.periods import add_months, end_of_day, quarter_start, year_start
from i18n import Text


class Side(StrEnum):
    """What a bucket does to the pipeline."""

    LEVEL = "level"  # start and end
    IN = "in"  # deals come in
    REVALUED = "revalued"  # deals stay (or are won) at another amount: no change in count
    OUT = "out"  # deals leave


@dataclass(frozen=True, slots=True)
class Bucket:
    """One cause. `sign` is that of its amounts: 1 adds, −1 takes away, 0 is a level."""

    key: str
    name: Text
    meaning: Text
    side: Side
    sign: int


BUCKETS: dict[str, Bucket] = {
    bucket.key: bucket
    for bucket in (
        Bucket("start", Text("期初", "Start"), Text("起始时刻的在手商机", "Open deals at the start"), Side.LEVEL, 0),
        Bucket("new", Text("新增", "New"), Text("期间新建的商机", "Created since"), Side.IN, 1),
        Bucket(
            "transferred_in",
            Text("转入", "Transferred in"),
            Text("从所选范围之外转来", "Came from outside the selection"),
            Side.IN,
            1,
        ),
        Bucket(
            "reopened",
            Text("重启", "Reopened"),
            Text("起始时已关闭或已删除，重新打开", "Closed or deleted at the start, opened again"),
            Side.IN,
            1,
        ),
        Bucket(
            "pulled_in",
            Text("提前进入", "Pulled in"),
            Text("成交日期从窗口之后（或未填）提前到窗口内", "Close date came from beyond the window, or was not set"),
            Side.IN,
            1,
        ),
        Bucket(
            "pushed_in",
            Text("推迟进入", "Pushed in"),
            Text("成交日期从窗口之前推迟到窗口内", "Close date moved in from before the window"),
            Side.IN,
            1,
        ),
        Bucket(
            "increased",
            Text("金额调增", "Increased"),
            Text("仍在手或已赢单的商机金额上升", "Amount rose, of deals still open or won"),
            Side.REVALUED,
            1,
        ),
        Bucket(
            "decreased",
            Text("金额调减", "Decreased"),
            Text("仍在手或已赢单的商机金额下降", "Amount fell, of deals still open or won"),
            Side.REVALUED,
            -1,
        ),
        Bucket(
            "won",
            Text("赢单", "Won"),
            Text("期间赢单，成交日期在窗口内", "Won since, closed within the window"),
            Side.OUT,
            -1,
        ),
        Bucket(
            "lost",
            Text("丢单", "Lost"),
            Text("期间丢单，关闭日期在窗口内", "Lost since, closed within the window"),
            Side.OUT,
            -1,
        ),
        Bucket(
            "pushed_out",
            Text("推迟移出", "Pushed out"),
            Text("成交日期移到窗口之后（或被清空）", "Close date moved beyond the window, or was cleared"),
            Side.OUT,
            -1,
        ),
        Bucket(
            "pulled_out",
            Text("提前移出", "Pulled out"),
            Text("成交日期移到窗口之前", "Close date moved before the window"),
            Side.OUT,
            -1,
        ),
        Bucket(
            "transferred_out",
            Text("转出", "Transferred out"),
            Text("转到所选范围之外", "Went outside the selection"),
            Side.OUT,
            -1,
        ),
        Bucket("deleted", Text("删除", "Deleted"), Text("已被删除", "Deleted since"), Side.OUT, -1),
        Bucket("end", Text("期末", "End"), Text("截止时刻的在手商机", "Open deals at the end"), Side.LEVEL, 0),
    )
}
CAUSES: tuple[str, ...] = tuple(key for key, bucket in BUCKETS.items() if bucket.side is not Side.LEVEL)

CLOSE_WINDOWS: dict[str, Text] = {
    "quarter": Text("本季度", "This quarter"),
    "next": Text("下季度", "Next quarter"),
    "year": Text("本财年", "This fiscal year"),
    "all": Text("任意日期", "Any date"),
    "any": Text("任意日期或未填", "Any date or none"),
}


class CloseWindow(NamedTuple):
    """The close dates that count, both ends included; `undated` deals too, where it says so."""

    first: date
    last: date
    undated: bool = False


ANY_DATE = CloseWindow(date(1, 1, 1), date(9999, 12, 31))


def close_window(name: str, day: date, fiscal_start: int = 1) -> CloseWindow:
    """The window of CLOSE_WINDOWS of that name, as seen on `day`: the day of the later instant.

    >>> tuple(map(str, close_window("quarter", date(2026, 11, 21)))), close_window("next", date(2026, 11, 21)).last
    (('2026-10-01', '2026-12-31', 'False'), datetime.date(2027, 3, 31))
    >>> close_window("year", date(2026, 3, 31), fiscal_start=4)[:2]
    (datetime.date(2025, 4, 1), datetime.date(2026, 3, 31))
    """
    quarter = quarter_start(day, fiscal_start)
    starts = {
        "quarter": (quarter, 3),
        "next": (add_months(quarter, 3), 3),
        "year": (year_start(day, fiscal_start), 12),
    }
    if name not in starts:
        return ANY_DATE._replace(undated=name == "any")
    first, months = starts[name]
    return CloseWindow(first, add_months(first, months) - timedelta(days=1))


_NO_TIME = Text(
    "截止日必须晚于起始日：{before} → {after}。", "The last day must come after the first one: {before} → {after}."
)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed in (t0, t1], UTC, of the deals that close from `first` to `last`, both included.

    A deal without a close date lies beyond them, unless `undated` takes it in. `funnel` keeps to the deals of one
    funnel; empty: of all.
    """

    t0: datetime
    t1: datetime
    first: date
    last: date
    undated: bool = False
    funnel: str = ""

    @classmethod
    def days(cls, before: date, after: date, window: CloseWindow, zone: str) -> "Since":
        """From the end of the day `before` to the end of the day `after`, in the time zone of that name.

        Raises ReaderError unless `before` is the earlier day.

        >>> Since.days(date(2026, 11, 14), date(2026, 11, 21), ANY_DATE, "Asia/Shanghai").t1
        datetime.datetime(2026, 11, 21, 15, 59, 59, 999999)
        """
        if before >= after:
            raise ReaderError(_NO_TIME, before=before, after=after)
        return cls(end_of_day(before, zone), end_of_day(after, zone), *window)


# where a deal of the category matrix came from or went to, when that is no forecast category
ENTERED, WON, LOST, LEFT, UNSET = "@in", "@won", "@lost", "@out", "@none"
CATEGORIES: dict[str, Text] = {
    "commit": Text("承诺", "Commit"),
    "best case": Text("乐观", "Best case"),
    "pipeline": Text("在谈", "Pipeline"),
    "omitted": Text("不计入", "Omitted"),
    "closed": Text("已成交", "Closed"),
    UNSET: Text("未分类", "No category"),
    ENTERED: Text("期间进入", "Came in"),
    WON: Text("赢单", "Won"),
    LOST: Text("丢单", "Lost"),
    LEFT: Text("移出", "Left"),
}
