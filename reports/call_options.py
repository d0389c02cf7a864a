"""The options of the command on calls, with their help in both languages."""

from i18n import Text
from reports.command_options import Adder, answered
from reports.console import Form

_DO = {
    "list": Text("列出各区域的预测承诺与商机分类", "list the calls of all regions beside their deals"),
    "enter": Text("录入一个区域的预测承诺，或一个文件的", "enter the call of a region, or those of a file"),
    "history": Text("谁在何时录入了什么", "who entered what, and when"),
    "undo": Text("撤销一个批次", "take a batch back"),
}


def call_options(add: Adder) -> None:
    """list, enter [FILE], history, undo BATCH."""
    actions = add.to.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, about in _DO.items():
        said = about.to(add.locale)
        below = Adder(actions.add_parser(name, help=said, description=said), add.locale)
        if name in ("list", "enter", "history"):
            below("--period", "季度或月份，如 2026-Q4；默认本季度", "2026-Q4 or 2026-11; this quarter unless given",
                  metavar="PERIOD", default="")  # fmt: skip
        if name == "list":
            below("--as-of", "截至哪一天结束时", "as known at the end of this day", metavar="DATE", default="")
        if name == "enter":
            _entered(below)
        if name == "undo":
            below("batch", "批次编号，见 history", "key of the batch, see history")
        if name in ("enter", "undo"):
            below("--reason", "理由", "the reason", metavar="WORDS", default="")
        if name == "history":
            below("--limit", "最多几行", "how many lines at most", type=int, metavar="N", default=200)
        answered(below, list(Form))


def _entered(add: Adder) -> None:
    add(
        "file",
        "CSV 文件：区域、期间、承诺、乐观、预测承诺、理由各一列",
        "a CSV file with the columns region, period, commit, best case, call, reason",
        nargs="?",
        default="",
    )
    add("--region", "区域的名称或编号；全公司写 all", "region by name or key; all is the whole company", default="")
    for name, zh, en in (
        ("--commit", "承诺", "commit"),
        ("--best-case", "乐观", "best case"),
        ("--call", "预测承诺，如 1250万 或 12.5M", "the call, such as 12.5M or 1250万"),
    ):
        add(name, zh, en, metavar="AMOUNT", default="")
