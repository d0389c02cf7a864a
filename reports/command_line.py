"""The commands of the command line, with their help in both languages, and the language of the terminal."""

import argparse
from collections.abc import Callable, Mapping

from i18n import Locale, Text
from reports.call_options import call_options
from reports.command_options import OPTIONS, Adder, no_options
from reports.figure_options import FIGURE_OPTIONS
from reports.target_options import target_options

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
    "funnel": Text(
        "漏斗：各阶段在手商机、赢单率与阶段转化，与页面同一数字",
        "a funnel: open deals by stage, win rates, conversion; the figures of its page",
    ),
    "waterfall": Text(
        "两天之间在手商机变了什么，逐项到分，与页面同一数字",
        "what became of the open deals between two days, cause by cause; the figures of the page on changes",
    ),
    "partners": Text(
        "经销商：状态、存活、正在沉默与贡献，与页面同一数字",
        "partners: states, survival, who is going silent, who earns; the figures of their page",
    ),
    "pipeline-forecast": Text(
        "一期预计赢单多少：已赢、在手商机、尚未创建，及区间与回测，与页面同一数字",
        "what a period will bring in by its open deals, with interval and record; the figures of its page",
    ),
    "targets": Text(
        "目标：列出、从文件录入、查看历史、撤销",
        "targets: list them, enter those of a file, see who entered what, undo",
    ),
    "calls": Text(
        "预测承诺：与商机并列、录入、查看历史、撤销",
        "calls of directors: list them beside the deals, enter some, see who entered what, undo",
    ),
    "balance": Text(
        "渠道平衡：冲突指数及其构成、各项冲突与涉及金额、集中度，与页面同一数字",
        "channel balance: the conflict index and its parts, incidents, concentration; in the figures of its page",
    ),
    "forecast": Text(
        "预测：给出 --by、--format、步长、期数、范围或读者时打印（点、区间、方法、权重、联赛）；都不给时存下全公司"
        "及最大各部分的预测，每晚运行；同一天、同一数据版本只存一次",
        "forecast: with --by, --format, --grain, --horizon, a slice or a reader prints it (points, intervals, method, "
        "weights, league); with none of them stores those of the company and its largest slices: run it nightly; "
        "once for each day and data version",
    ),
    "backtest": Text(
        "预测方法在公开数据集或自己的序列上的成绩：留出最后几期，与实际比较",
        "how the forecast does on periods held out, of public data sets or of your own series",
    ),
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


def parser(commands: Mapping[str, Command], locale: Locale) -> argparse.ArgumentParser:
    """The parser; a parsed command line says in `run` which of `commands` it calls."""
    top = argparse.ArgumentParser("manage.py", description=_ABOUT.to(locale), epilog=_EXITS.to(locale))
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in commands.items():
        said = _ABOUTS[name].to(locale)
        below = words.add_parser(name, help=said, description=said, epilog=_EXITS.to(locale))
        below.set_defaults(run=command)
        {**OPTIONS, **FIGURE_OPTIONS, "targets": target_options, "calls": call_options}.get(name, no_options)(
            Adder(below, locale)
        )
    return top


def spoken(environ: Mapping[str, str]) -> Locale | None:
    """The language that a terminal's variables ask for; None when they ask for none.

    >>> spoken({"LANG": "zh_CN.UTF-8"}), spoken({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}), spoken({})
    (<Locale.ZH: 'zh'>, None, None)
    """
    tag = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return None if tag.partition(".")[0] in ("", "C", "POSIX") else Locale.of(tag)
