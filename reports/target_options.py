"""The options of the command on targets, with their help in both languages."""

from domain.periods import CUSTOM, PERIODS
from i18n import Text
from reports.command_options import Adder, answered
from reports.console import Form

_DO = {
    "list": Text("列出现行目标", "list the targets in force"),
    "load": Text("从 CSV 或 Excel 文件录入", "enter those of a CSV or Excel file"),
    "history": Text("谁在何时录入了什么", "who entered what, and when"),
    "undo": Text("撤销一个批次", "take a batch back"),
}


def target_options(add: Adder) -> None:
    """list, load FILE, history, undo BATCH."""
    actions = add.to.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, about in _DO.items():
        said = about.to(add.locale)
        below = Adder(actions.add_parser(name, help=said, description=said), add.locale)
        if name == "load":
            below(
                "file",
                "文件：每行一个切片与期间，或以期间为列",
                "a line for each slice and period, or periods as columns",
            )
            below(
                "--partly",
                "有误的行不录入，其余照录",
                "leave wrong lines out and enter the others",
                action="store_true",
            )
        if name == "undo":
            below("batch", "批次编号，见 history", "key of the batch, see history")
        if name in ("list", "load"):
            _which(below, name)
        if name == "list":
            _when(below)
        if name == "history":
            below("--limit", "最多几行", "how many lines at most", type=int, metavar="N", default=200)
        answered(below, list(Form))


def _which(add: Adder, name: str) -> None:
    loading = name == "load"
    plan = Text("方案，默认见设置", "plan; the setting's unless given") if loading else Text("方案", "plan")
    version = Text("版本，默认最新", "version; the latest unless given") if loading else Text("版本", "version")
    add("--plan", plan.zh, plan.en, metavar="NAME", default="")
    add("--version", version.zh, version.en, metavar="NAME", default="")
    add("--metric", "指标", "metric", metavar="NAME", default="revenue" if loading else "")


def _when(add: Adder) -> None:
    names = ", ".join(period for period in PERIODS if period != CUSTOM)
    add("--first", "第一天（含）", "the first day", metavar="DATE", default="")
    add("--last", "最后一天（含）", "the last day, included", metavar="DATE", default="")
    add("--period", f"期间：{names}；默认本年", f"one of {names}; this_year unless given", default="")
