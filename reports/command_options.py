"""The options of each command of the command line, with their help in both languages."""

import argparse
from collections.abc import Callable
from typing import Any

from domain.ask import Compare
from domain.funnel import HORIZON
from domain.periods import CUSTOM, PERIODS, Grain
from domain.pipeline import CLOSE_WINDOWS
from i18n import Locale, Text
from reports.console import Form

_PERIOD_NAMES = ", ".join(period for period in PERIODS if period != CUSTOM)
WINDOWS = ("month", *CLOSE_WINDOWS)  # of close dates
_DO = {
    "add": Text("新增一位读者", "let a reader in"),
    "list": Text("列出全部读者", "list all readers"),
    "remove": Text("移除一位读者", "let a reader in no more"),
    "scope": Text("重新规定一位读者的可见范围", "say anew what a reader may see"),
}


class Adder:
    """Adds options with their help in one language."""

    def __init__(self, to: argparse.ArgumentParser, locale: Locale) -> None:
        self.to, self.locale = to, locale

    def __call__(self, name: str, zh: str, en: str, **how: Any) -> None:
        self.to.add_argument(name, help=Text(zh, en).to(self.locale).replace("%", "%%"), **how)


def _listed(value: str) -> tuple[str, ...]:
    """Words between commas, Chinese commas too.

    >>> _listed("revenue, orders，aov")
    ('revenue', 'orders', 'aov')
    """
    return tuple(word.strip() for word in value.replace("，", ",").split(",") if word.strip())


def no_options(_add: Adder) -> None:
    """Nothing but the command itself."""


def _demo(add: Adder) -> None:
    add("--scale", "规模，1 约为 30 万订单行", "size; 1 is about 300,000 order lines", type=float, default=1.0)
    add("--seed", "随机种子，相同则数据相同", "the same seed gives the same rows", type=int, default=7)
    add(
        "--end",
        "最后一个完整日，默认为昨天",
        "the last complete day; yesterday unless given",
        metavar="DATE",
        default="",
    )
    add("--if-empty", "仅在还没有数据仓库时生成", "only where there is no warehouse yet", action="store_true")


def _load(add: Adder) -> None:
    add("mapping", "mappings/ 中的映射名，或映射文件的路径", "name of a mapping in mappings/, or its path")
    add(
        "--source",
        "数据所在的文件夹、文件或数据库地址",
        "folder, file or database address",
        required=True,
        metavar="PATH_OR_URL",
    )
    add("--force", "即使数据没有变化也重新载入", "load even what has not changed", action="store_true")


def _query(add: Adder) -> None:
    lists: dict[str, Any] = {"type": _listed, "default": ()}
    add(
        "--metrics",
        "指标，逗号分隔，见 docs/glossary.md",
        "metrics, comma-separated; see docs/glossary.md",
        **{**lists, "default": ("revenue",)},
    )
    add("--by", "维度，逗号分隔", "dimensions, comma-separated", **lists)
    add("--first", "第一天（含）", "the first day", metavar="DATE", default="")
    add("--last", "最后一天（含）", "the last day, included", metavar="DATE", default="")
    add("--period", f"期间：{_PERIOD_NAMES}；默认本年", f"one of {_PERIOD_NAMES}; this_year unless given", default="")
    _selection(add)
    grains, compares = ", ".join(Grain), ", ".join(Compare)
    add("--grain", f"时间步长：{grains}", f"time steps: {grains}", default="")
    add("--compare", f"比较：{compares}", f"beside: {compares}", **lists)
    add("--top", "只保留最大的 N 组", "only the largest N groups", type=int, metavar="N", default=None)
    _answered(add, list(Form))


def _funnel(add: Adder) -> None:
    add(
        "--as-of",
        "截至哪一天结束时所知，默认为数据的最后一天",
        "as known at the end of this day; the last one of the data unless given",
        metavar="DATE",
        default="",
    )
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
    _selection(add)
    _answered(add, [Form.TABLE, Form.JSON])


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
    _selection(add)
    _answered(add, [Form.TABLE, Form.JSON])


def _selection(add: Adder) -> None:
    lists: dict[str, Any] = {"type": _listed, "default": ()}
    add("--region", "区域的名称或编号，含其下级", "regions by name or key, with all below them", **lists)
    add("--channel", "渠道的名称或编号，含其下级", "channels by name or key, with all below them", **lists)
    add("--line", "产品线", "product lines", **lists)
    add("--segment", "客户细分", "customer segments", **lists)


def _answered(add: Adder, forms: list[Form]) -> None:
    add(
        "--as",
        "以某位读者的可见范围回答",
        "answer as this reader would see it",
        dest="reader",
        metavar="LOGIN",
        default="",
    )
    add("--format", "输出格式", "how the answer is written", choices=forms, default=Form.TABLE)
    add("--lang", "语言", "language", choices=list(Locale), default="")


def _balance(add: Adder) -> None:
    month = Text(
        "月份，如 2026-10；默认为数据中最后一个完整月", "the month, as 2026-10; the last whole one of the data"
    )
    add("--month", month.zh, month.en, metavar="YYYY-MM", default="")
    _selection(add)
    _answered(add, [Form.TABLE, Form.JSON])


def _snapshot(add: Adder) -> None:
    add(
        "--day",
        "快照所代表的日期（当天结束时），默认为数据的最后一天",
        "the day at whose end deals stand so; the last day of the data unless given",
        metavar="DATE",
        default="",
    )


def _versions(add: Adder) -> None:
    add("--roll-back", "改用较早的版本", "serve this version again", metavar="NAME", default="")


def _users(add: Adder) -> None:
    actions = add.to.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, about in _DO.items():
        said = about.to(add.locale)
        below = Adder(actions.add_parser(name, help=said, description=said), add.locale)
        if name != "list":
            below("login", "登录名或邮箱", "login or e-mail address")
        if name == "add":
            below("--name", "姓名", "name", default="")
            below(
                "--lang",
                "界面语言，默认随浏览器",
                "language; the browser's unless given",
                choices=list(Locale),
                default="",
            )
        if name in ("add", "scope"):
            _slices(below)


def _slices(add: Adder) -> None:
    lists: dict[str, Any] = {"type": _listed, "default": ()}
    add("--everything", "可见全部数据", "sees everything", action="store_true")
    add("--region", "可见的区域，含其下级", "regions seen, with all below them", **lists)
    add("--channel", "仅限这些渠道", "only these channels of them", **lists)
    add("--rep", "仅限这些销售（编号，如 crm:E07）", "only these sellers' own (keys such as crm:E07)", **lists)
    add("--company-totals", "可见以全公司为分母的占比", "may see shares of the whole company", action="store_true")


def _serve(add: Adder) -> None:
    add("--port", "端口，默认为 PORT 的值", "port; the setting PORT unless given", type=int, default=0)


def _docs(add: Adder) -> None:
    add("--folder", "写入的文件夹", "where to write", default="docs")


OPTIONS: dict[str, Callable[[Adder], None]] = {
    "demo": _demo,
    "load": _load,
    "query": _query,
    "funnel": _funnel,
    "waterfall": _waterfall,
    "balance": _balance,
    "snapshot": _snapshot,
    "versions": _versions,
    "users": _users,
    "serve": _serve,
    "docs": _docs,
}
