"""The words that the command line takes, with their help in both languages."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from domain.ask import Compare
from domain.periods import CUSTOM, PERIODS, Grain
from i18n import Locale, Text
from reports.console import Form

Command = Callable[[argparse.Namespace], int]
_ABOUT = Text("衡渠：自托管的销售看板", "Fulcrum: a self-hosted sales dashboard")
_EXITS = Text(
    "退出码：0 正常；1 检查发现问题；2 用法或数据有误（会说明如何修改）；3 程序错误",
    "exit codes: 0 fine; 1 the check found something; 2 a mistake that you can mend; 3 a fault of the program",
)
_ABOUTS = {
    "demo": Text("生成演示公司及其读者", "build the demo company and let its readers in"),
    "load": Text(
        "按映射载入一个数据源，替换该来源的全部数据", "load one source by its mapping, replacing its own rows only"
    ),
    "check": Text("对照契约检查数据仓库", "hold the warehouse against the contract"),
    "query": Text("按指标与维度提问", "ask for metrics by dimensions"),
    "snapshot": Text(
        "记下没有自身历史的商机今天的状态（每晚运行；同一天再次运行只补记又有变化的商机）",
        "write down how deals without a history of their own stand today (run nightly; run again on the same day it "
        "adds only what has changed since)",
    ),
    "versions": Text("列出数据仓库的版本，或回退", "list the versions of the warehouse, or go back to one"),
    "users": Text("管理读者及其可见范围", "let readers in and say what each may see"),
    "serve": Text("启动网页服务", "serve the dashboard"),
    "docs": Text("重新生成 docs/ 中的页面", "write the generated pages of docs/ anew"),
}
_DO = {
    "add": Text("新增一位读者", "let a reader in"),
    "list": Text("列出全部读者", "list all readers"),
    "remove": Text("移除一位读者", "let a reader in no more"),
    "scope": Text("重新规定一位读者的可见范围", "say anew what a reader may see"),
}
_PERIOD_NAMES = ", ".join(period for period in PERIODS if period != CUSTOM)


def parser(commands: Mapping[str, Command], locale: Locale) -> argparse.ArgumentParser:
    """The parser; a parsed command line says in `run` which of `commands` it calls."""
    top = argparse.ArgumentParser("manage.py", description=_ABOUT.to(locale), epilog=_EXITS.to(locale))
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in commands.items():
        said = _ABOUTS[name].to(locale)
        below = words.add_parser(name, help=said, description=said, epilog=_EXITS.to(locale))
        below.set_defaults(run=command)
        _OPTIONS.get(name, _no_options)(_Adder(below, locale))
    return top


def spoken(environ: Mapping[str, str]) -> Locale | None:
    """The language that a terminal's variables ask for; None when they ask for none.

    >>> spoken({"LANG": "zh_CN.UTF-8"}), spoken({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}), spoken({})
    (<Locale.ZH: 'zh'>, None, None)
    """
    tag = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return None if tag.partition(".")[0] in ("", "C", "POSIX") else Locale.of(tag)


class _Adder:
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


def _no_options(_add: _Adder) -> None:
    """Nothing but the command itself."""


def _demo(add: _Adder) -> None:
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


def _load(add: _Adder) -> None:
    add("mapping", "mappings/ 中的映射名，或映射文件的路径", "name of a mapping in mappings/, or its path")
    add(
        "--source",
        "数据所在的文件夹、文件或数据库地址",
        "folder, file or database address",
        required=True,
        metavar="PATH_OR_URL",
    )
    add("--force", "即使数据没有变化也重新载入", "load even what has not changed", action="store_true")


def _query(add: _Adder) -> None:
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
    add("--region", "区域的名称或编号，含其下级", "regions by name or key, with all below them", **lists)
    add("--channel", "渠道的名称或编号，含其下级", "channels by name or key, with all below them", **lists)
    add("--line", "产品线", "product lines", **lists)
    add("--segment", "客户细分", "customer segments", **lists)
    grains, compares = ", ".join(Grain), ", ".join(Compare)
    add("--grain", f"时间步长：{grains}", f"time steps: {grains}", default="")
    add("--compare", f"比较：{compares}", f"beside: {compares}", **lists)
    add("--top", "只保留最大的 N 组", "only the largest N groups", type=int, metavar="N", default=None)
    add(
        "--as",
        "以某位读者的可见范围回答",
        "answer as this reader would see it",
        dest="reader",
        metavar="LOGIN",
        default="",
    )
    add("--format", "输出格式", "how the answer is written", choices=list(Form), default=Form.TABLE)
    add("--lang", "语言", "language", choices=list(Locale), default="")


def _snapshot(add: _Adder) -> None:
    add(
        "--day",
        "快照所代表的日期（当天结束时），默认为数据的最后一天",
        "the day at whose end deals stand so; the last day of the data unless given",
        metavar="DATE",
        default="",
    )


def _versions(add: _Adder) -> None:
    add("--roll-back", "改用较早的版本", "serve this version again", metavar="NAME", default="")


def _users(add: _Adder) -> None:
    actions = add.to.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, about in _DO.items():
        said = about.to(add.locale)
        below = _Adder(actions.add_parser(name, help=said, description=said), add.locale)
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


def _slices(add: _Adder) -> None:
    lists: dict[str, Any] = {"type": _listed, "default": ()}
    add("--everything", "可见全部数据", "sees everything", action="store_true")
    add("--region", "可见的区域，含其下级", "regions seen, with all below them", **lists)
    add("--channel", "仅限这些渠道", "only these channels of them", **lists)
    add("--rep", "仅限这些销售（编号，如 crm:E07）", "only these sellers' own (keys such as crm:E07)", **lists)
    add("--company-totals", "可见以全公司为分母的占比", "may see shares of the whole company", action="store_true")


def _serve(add: _Adder) -> None:
    add("--port", "端口，默认为 PORT 的值", "port; the setting PORT unless given", type=int, default=0)


def _docs(add: _Adder) -> None:
    add("--folder", "写入的文件夹", "where to write", default="docs")


_OPTIONS: dict[str, Callable[[_Adder], None]] = {
    "demo": _demo,
    "load": _load,
    "query": _query,
    "snapshot": _snapshot,
    "versions": _versions,
    "users": _users,
    "serve": _serve,
    "docs": _docs,
}
