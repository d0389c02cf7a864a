"""The options of the commands that print the figures of one page, with their help in both languages."""

from collections.abc import Callable
from typing import Any

from domain.funnel import HORIZON
from domain.partners import COHORTS
from domain.pipeline import CLOSE_WINDOWS
from domain.pipeline_forecast import GRAINS
from i18n import Text
from reports.command_options import Adder, answered, listed, selection
from reports.console import Form

_AS_OF = (
    "--as-of",
    "截至哪一天结束时所知，默认为数据的最后一天",
    "as known at the end of this day; the last one of the data unless given",
)
WINDOWS = ("month", *CLOSE_WINDOWS)  # of close dates


def _funnel(add: Adder) -> None:
    add(*_AS_OF, metavar="DATE", default="")
    fiscal = Text("期间第一天，默认为财年第一天", "first day of the window; that of the fiscal year unless given")
    add("--first", fiscal.zh, fiscal.en, metavar="DATE", default="")
    add(
        "--last",
        "期间最后一天（含），默认为截至日",
        "its last day, included; else as --as-of",
        metavar="DATE",
        default="",
    )
    add("--funnel", "漏斗，默认为第一个", "which funnel; the first one unless given", metavar="NAME", default="")
    days = Text(f"观察期（天），默认 {HORIZON}", f"days by which a stage must be passed; {HORIZON} unless given")
    add("--horizon", days.zh, days.en, type=int, metavar="DAYS", default=HORIZON)
    selection(add)
    answered(add, [Form.TABLE, Form.JSON])


def _waterfall(add: Adder) -> None:
    since = Text("起始日（当天结束时），默认为 7 天前", "since the end of this day; 7 days before unless given")
    until = Text(
        "截止日（当天结束时），默认为数据的最后一天", "to the end of this day; the last of the data unless given"
    )
    names = ", ".join(WINDOWS)
    close = Text(
        f"预计成交日的范围，按截止日计：{names}，或 FIRST..LAST；默认 quarter",
        f"close dates, as seen on the last day: {names}, or FIRST..LAST; quarter unless given",
    )
    add("--from", since.zh, since.en, dest="before", metavar="DATE", default="")
    add("--to", until.zh, until.en, dest="after", metavar="DATE", default="")
    add("--window", close.zh, close.en, default="quarter")
    add("--funnel", "漏斗，默认为全部", "which funnel; all of them unless given", metavar="NAME", default="")
    selection(add)
    answered(add, [Form.TABLE, Form.JSON])


def _partners(add: Adder) -> None:
    add(
        "--as-of",
        "截至哪一天，默认为数据的最后一天",
        "as of the end of this day; the last one of the data unless given",
        metavar="DATE",
        default="",
    )
    money = Text("金额从哪一天算起，默认为截至日前 12 个月", "count money from this day on; twelve months unless given")
    add("--first", money.zh, money.en, metavar="DATE", default="")
    add("--by", "存活的分组", "what survival is compared by", choices=list(COHORTS), default="")
    selection(add)
    answered(add, list(Form))


def _balance(add: Adder) -> None:
    month = Text(
        "月份，如 2026-10；默认为数据中最后一个完整月", "the month, as 2026-10; the last whole one of the data"
    )
    add("--month", month.zh, month.en, metavar="YYYY-MM", default="")
    selection(add)
    answered(add, [Form.TABLE, Form.JSON])


def _forecast(add: Adder) -> None:
    lists: dict[str, Any] = {"type": listed, "default": ()}
    add(
        "--by",
        "按这些维度分解，逗号分隔；各部分之和等于整体",
        "divide by these dimensions; parts add up to the whole",
        **lists,
    )
    add("--metric", "预测哪个指标，默认销售额", "which figure; revenue unless given", default="revenue")
    add("--grain", "时间步长：month 或 week", "time steps: month or week", default="")
    ahead = Text("预测期数，进行中的一期算第一期", "periods ahead; the running one counts as the first")
    add("--horizon", ahead.zh, ahead.en, type=int, metavar="N", default=None)
    add("--method", "方法，默认组合", "which method; combined unless given", default="")
    add(
        "--as-of",
        "截至哪一天结束时所知，默认为数据的最后一天；存储时标记为事后重建",
        "as known at the end of this day; the last one of the data unless given; stored as reconstructed",
        metavar="DATE",
        default="",
    )
    since = Text("存储时：自这一天起每隔七天各存一次", "storing: also every seventh day back to this one")
    add("--since", since.zh, since.en, metavar="DATE", default="")
    most = Text("存储时：每种步长最多存多少个序列，默认 500", "storing: how many series of each step; 500 unless given")
    add("--series", most.zh, most.en, type=int, metavar="N", default=None)
    selection(add)
    answered(add, [Form.TABLE, Form.JSON])
    add.to.set_defaults(format="")


def _pipeline_forecast(add: Adder) -> None:
    add(*_AS_OF, metavar="DATE", default="")
    grains = [grain.value for grain in GRAINS]
    add("--period", "季度或月，默认季度", "quarter or month; quarter unless given", choices=grains, default=grains[0])
    add("--next", "预测下一期，而非正在进行的一期", "the next period instead of the running one", action="store_true")
    add("--funnel", "漏斗，默认为全部", "which funnel; all of them unless given", metavar="NAME", default="")
    selection(add)
    answered(add, [Form.TABLE, Form.JSON])


FIGURE_OPTIONS: dict[str, Callable[[Adder], None]] = {
    "funnel": _funnel,
    "waterfall": _waterfall,
    "partners": _partners,
    "balance": _balance,
    "forecast": _forecast,
    "pipeline-forecast": _pipeline_forecast,
}
