"""The options of each command of the command line, with their help in both languages."""

import argparse
from collections.abc import Callable
from typing import Any

from domain.ask import Compare
from domain.periods import CUSTOM, PERIODS, Grain
from i18n import Locale, Text
from reports.backtest_options import backtest_options
from reports.console import Form

_PERIOD_NAMES = ", ".join(period for period in PERIODS if period != CUSTOM)
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


def listed(value: str) -> tuple[str, ...]:
    """Words between commas, Chinese commas too.

    >>> listed("revenue, orders，aov")
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
    lists: dict[str, Any] = {"type": listed, "default": ()}
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
    selection(add)
    grains, compares = ", ".join(Grain), ", ".join(Compare)
    add("--grain", f"时间步长：{grains}", f"time steps: {grains}", default="")
    add("--compare", f"比较：{compares}", f"beside: {compares}", **lists)
    add("--top", "只保留最大的 N 组", "only the largest N groups", type=int, metavar="N", default=None)
    planned(add)
    answered(add, list(Form))


def selection(add: Adder) -> None:
    """Which slices."""
    lists: dict[str, Any] = {"type": listed, "default": ()}
    add("--region", "区域的名称或编号，含其下级", "regions by name or key, with all below them", **lists)
    add("--channel", "渠道的名称或编号，含其下级", "channels by name or key, with all below them", **lists)
    add("--line", "产品线", "product lines", **lists)
    add("--segment", "客户细分", "customer segments", **lists)
    add("--partner", "经销商的名称或编号", "partners by name or key", **lists)
    add("--rep", "销售的姓名或编号", "sales reps by name or key", **lists)
    add("--customer", "客户的名称或编号", "customers by name or key", **lists)


def planned(add: Adder) -> None:
    """Which targets: plan and version, and whether they are divided."""
    add(
        "--plan",
        "对照哪一套目标，默认见设置",
        "against which plan; the setting's unless given",
        metavar="NAME",
        default="",
    )
    add("--version", "目标的版本，默认最新", "which version of it; the latest unless given", metavar="NAME", default="")
    add(
        "--prorate",
        "只有部分落在期间或步长内的目标按工作日折算（全年无休的渠道按天数）",
        "divide targets that lie only partly in the window or a step by working days (by all days for channels that "
        "sell on all of them)",
        action="store_true",
    )


def answered(add: Adder, forms: list[Form]) -> None:
    """As which reader sees it, written how, in which language."""
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
    lists: dict[str, Any] = {"type": listed, "default": ()}
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
    "backtest": backtest_options,
    "snapshot": _snapshot,
    "versions": _versions,
    "users": _users,
    "serve": _serve,
    "docs": _docs,
}
