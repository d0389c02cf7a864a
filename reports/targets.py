"""The command on targets: what stands, what a file enters, who entered what when, and taking it back."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from data_access import freshness
from data_access.target_entry import enter_targets, undo_targets
from data_access.target_file import Bad, Defaults, parsed
from data_access.target_rights import Known, known, visible
from data_access.target_rows import Asked, target_rows
from data_access.workspace import targets as entries
from data_access.workspace.targets import Written
from domain.filters import Filters
from domain.metrics import metric
from domain.target_words import NAMES, said
from domain.targets import MEMBERS, SLICED_BY, latest_version
from domain.written import exactly
from i18n import Locale, Text
from reports.console import Form, plain, table
from reports.desk import Desk
from reports.question import Typed, filters_of

Options = argparse.Namespace
FINE, MISTAKE = 0, 2
_NONE = Text("没有目标。", "There are no targets.")
_NO_HISTORY = Text("还没有录入过目标。", "No targets have been entered yet.")
_BAD = Text("第 {line} 行：{why}", "line {line}: {why}")
_REFUSED = Text(
    "{bad} 行有误，什么都没有录入。改正后重试，或加 --partly 只录入其余 {good} 个目标。",
    "{bad} lines are wrong and nothing was entered. Mend them, or enter the other {good} targets with --partly.",
)
_ENTERED = Text(
    "共 {rows} 个目标有变动：新设 {new}，修改 {changed}，清除 {cleared}；{same} 个原样。批次 {batch}。",
    "{rows} targets changed: {new} new, {changed} changed, {cleared} taken away; {same} stay. Batch {batch}.",
)
_NOTHING = Text("文件与现有目标一致，没有变动。", "The file says what stands already: nothing changed.")
_UNDONE = Text(
    "已恢复 {count} 个目标；之后又有人改动的保持不变。",
    "{count} targets are as they were before; what was changed since then stays.",
)
_STATES = {
    "set": Text("设定", "set"),
    "cleared": Text("清除", "none"),
    "withdrawn": Text("撤回", "withdrawn"),
}
_ORIGIN = Text("出处", "Origin")
_ORIGINS = {True: Text("录入", "entered"), False: Text("载入", "loaded")}
_HISTORY = {
    "at": Text("时间（UTC）", "At (UTC)"),
    "who": Text("谁", "Who"),
    "how": Text("方式", "How"),
    "state": Text("动作", "What"),
    "batch": Text("批次", "Batch"),
}


def targets(options: Options, desk: Desk) -> int:
    """List the targets in force, enter those of a file, tell the history, or undo a batch."""
    action = {"list": _list, "load": _load, "history": _history, "undo": _undo}[options.action]
    return action(options, desk)


def _list(options: Options, desk: Desk) -> int:
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    days = Typed(first=options.first, last=options.last, period=options.period)
    filters = filters_of(days, data, desk.fiscal_start)
    rows = target_rows(data, filters, Asked(options.plan, options.version, options.metric))
    if Form(options.format) is Form.TABLE:
        print(_rows_table(rows, known(data, locale), desk.fiscal_start, locale))
    else:
        _print_plain(rows, Form(options.format))
    return FINE


def _load(options: Options, desk: Desk) -> int:
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    mine = known(data, locale)
    version = options.version or _latest(data, options.plan or data.plan, desk.fiscal_start)
    usual = Defaults(options.plan or data.plan, version, options.metric, desk.fiscal_start)
    found = parsed(Path(options.file).expanduser(), mine, usual)
    for one in found.bad:
        print(_said(one, locale))
    if found.bad and not options.partly:
        print(_REFUSED.to(locale, bad=len({one.line for one in found.bad}), good=len(found.entries)))
        return MISTAKE
    who = options.reader or desk.operator
    done = enter_targets(desk.space(), data, found.entries, (who, "file"), mine)
    told = {**asdict(done), "rows": done.rows, "same": len(found.entries) - done.rows}
    print((_ENTERED if done.rows else _NOTHING).to(locale, **told))
    return FINE


def _history(options: Options, desk: Desk) -> int:
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    mine = known(data, locale)
    rows = [one for one in entries.history(desk.space()) if visible(one, mine)][: options.limit]
    if Form(options.format) is Form.TABLE:
        print(_history_table(rows, mine, desk.fiscal_start, locale) if rows else _NO_HISTORY.to(locale))
    else:
        _print_plain(pd.DataFrame([_history_row(one) for one in rows]), Form(options.format))
    return FINE


def _undo(options: Options, desk: Desk) -> int:
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    count = undo_targets(desk.space(), options.batch, options.reader or desk.operator, known(data, locale))
    print(_UNDONE.to(locale, count=count))
    return FINE


def _latest(data: Any, plan: str, fiscal_start: int) -> str:
    """The version that figures read now: the latest of the plan; the first one where there is none."""
    filters = Filters.default(freshness.today(data), fiscal_start)
    return latest_version(target_rows(data, filters, Asked(plan)).version) or "v1"


def _said(one: Bad, locale: Locale) -> str:
    return _BAD.to(locale, line=one.line, why=one.why.to(locale))


def _rows_table(rows: pd.DataFrame, mine: Known, fiscal_start: int, locale: Locale) -> str:
    heads = [NAMES[name].to(locale) for name in ("plan", "version", "metric", "level", "period", *SLICED_BY, "amount")]
    lines = [
        [
            *(row[name] for name in ("plan", "version", "metric", "level")),
            said(row["period_start"].date(), row["period_end"].date(), fiscal_start),
            *(_name(dim, row[dim], mine) for dim in SLICED_BY),
            _ORIGINS[row["entered"]].to(locale),
            exactly(row["amount"], metric(row["metric"]).unit, locale),
        ]
        for row in rows.to_dict("records")
    ]
    shown = [*heads[:-1], _ORIGIN.to(locale), heads[-1]]
    return table(shown, lines, numbers_from=len(shown) - 1) if lines else _NONE.to(locale)


def _name(dim: str, key: object, mine: Known) -> str:
    return mine.names[dim].get(key, key) if isinstance(key, str) else ""


def _history_row(one: Written) -> dict[str, Any]:
    place = asdict(one.entry.place)
    amount = None if one.entry.amount is None else str(one.entry.amount)
    told = {"at": one.at.isoformat(timespec="seconds"), "who": one.who, "how": one.how, "batch": one.batch}
    return {**told, **place, "level": one.entry.level, "state": one.entry.state, "amount": amount}


def _history_table(rows: list[Written], mine: Known, fiscal_start: int, locale: Locale) -> str:
    names = ("plan", "version", "metric", "period")
    heads = [text.to(locale) for text in (*_HISTORY.values(), *(NAMES[n] for n in (*names, *SLICED_BY, "amount")))]
    lines = []
    for one in rows:
        place, keys = one.entry.place, one.entry.place.member_keys
        slices = [_name(dim, keys.get(dim), mine) if dim in MEMBERS else place.product_line or "" for dim in SLICED_BY]
        amount = "" if one.entry.amount is None else exactly(
            float(one.entry.amount), metric(place.metric).unit, locale
        )  # fmt: skip
        how = (f"{one.at:%Y-%m-%d %H:%M:%S}", one.who, one.how, _STATES[one.entry.state].to(locale), one.batch)
        period = said(place.period_start, place.period_end, fiscal_start)
        lines.append([*how, place.plan, place.version, place.metric, period, *slices, amount])
    return table(heads, lines, numbers_from=len(heads) - 1)


def _print_plain(rows: pd.DataFrame, form: Form) -> None:
    listed = [{str(name): plain(value) for name, value in row.items()} for row in rows.to_dict("records")]
    cleaned = [{name: None if value != value else value for name, value in row.items()} for row in listed]
    if form is Form.JSON:
        print(json.dumps({"rows": cleaned}, ensure_ascii=False, indent=2, default=str))
    else:
        print(
            pd.DataFrame(cleaned, columns=list(map(str, rows.columns))).to_csv(index=False, lineterminator="\n"), end=""
        )
