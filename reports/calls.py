"""The command on calls: what is called beside the deals, entering, who entered what when, and taking it back."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.calls import call_table, rolled_up
from data_access import freshness
from data_access.call_deals import call_deals
from data_access.call_figures import call_rows, planned_by_region
from data_access.call_file import CallWords, parsed_call, parsed_calls
from data_access.call_rights import MayCall, enter_calls, may_call, told, undo_calls
from data_access.warehouse import Warehouse
from data_access.workspace.calls import WrittenCall
from domain.calls import COMPANY, CallPlace, running, step_and_first
from domain.filters import Filters
from domain.metric import Unit
from domain.periods import end_of_day
from domain.target_words import day, said
from domain.written import exactly
from i18n import Locale, Text
from reports.console import Form, plain, table
from reports.desk import Desk

Options = argparse.Namespace
FINE, MISTAKE = 0, 2
_HEADS = {
    "name": Text("区域", "Region"),
    "won": Text("已赢单", "Won"),
    "commit": Text("承诺（商机）", "Commit (deals)"),
    "best_case": Text("乐观（商机）", "Best case (deals)"),
    "pipeline": Text("全部在谈", "Pipeline"),
    "called_commit": Text("承诺（总监）", "Commit (called)"),
    "called_best": Text("乐观（总监）", "Best case (called)"),
    "call": Text("预测承诺", "Call"),
    "change": Text("变化", "Change"),
    "target": Text("目标", "Target"),
    "gap": Text("承诺−目标", "Call − target"),
}
_HISTORY = {
    "at": Text("时间（UTC）", "At (UTC)"),
    "who": Text("谁", "Who"),
    "how": Text("方式", "How"),
    "state": Text("动作", "What"),
    "batch": Text("批次", "Batch"),
    "period": Text("期间", "Period"),
    "region": Text("区域", "Region"),
    "reason": Text("理由", "Reason"),
    "commit": Text("承诺", "Commit"),
    "best_case": Text("乐观", "Best case"),
    "call": Text("预测承诺", "Call"),
}
_STATES = {"set": Text("录入", "called"), "withdrawn": Text("撤回", "withdrawn")}
_NONE = Text("还没有录入过预测承诺。", "Nothing has been called yet.")
_BAD = Text("第 {line} 行：{why}", "line {line}: {why}")
_REFUSED = Text("{bad} 行有误，什么都没有录入。", "Wrong lines: {bad}. Nothing was entered.")
_ENTERED = Text("已录入 {count} 个预测承诺。批次 {batch}。", "Calls entered: {count}. Batch {batch}.")
_UNDONE = Text(
    "已恢复 {count} 个预测承诺；之后又有人改动的保持不变。",
    "Calls put back: {count}; what was changed since then stays.",
)
_TAKEN_BACK = Text("撤销", "Taken back")


def calls(options: Options, desk: Desk) -> int:
    """List the calls beside the deals, enter some, tell the history, or undo a batch."""
    action = {"list": _list, "enter": _enter, "history": _history, "undo": _undo}[options.action]
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    return action(options, desk, data, locale)


def _list(options: Options, desk: Desk, data: Warehouse, locale: Locale) -> int:
    place = _place(options, desk, data)
    mine, now = may_call(data, locale), freshness.today(data)
    known = min(day(options.as_of) if options.as_of else now, now, place.last)
    filters = Filters.default(now).between(place.first, place.last)
    until = end_of_day(known, data.time_zone) if known < now else None
    rows = call_rows(told(desk.space(), mine), until)
    rows = rows[(rows.step == place.step) & (rows.period == pd.Timestamp(place.first))].reset_index(drop=True)
    frame = _all_regions(data, filters, known, (mine, rows))
    if Form(options.format) is Form.TABLE:
        print(_table(frame, locale))
    else:
        _print_plain(frame.assign(period=said(place.first, place.last, desk.fiscal_start)), Form(options.format))
    return FINE


def _all_regions(data: Warehouse, filters: Filters, known: date, found: tuple[MayCall, pd.DataFrame]) -> pd.DataFrame:
    """CALL_TABLE of every region, as the tree is drawn, with names; without regions of which nothing is known."""
    mine, rows = found
    deals = call_deals(data, filters, known)
    targets = rolled_up(planned_by_region(data, filters).amounts, mine.tree)
    tops = [COMPANY] if mine.scope.everything else []
    keys = [*tops, *mine.tree.key]
    parts = [call_table((key, True), mine.tree, deals, rows, targets).head(1) for key in keys]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_HEADS))
    frame["name"] = [mine.names.get(key, key) for key in frame.get("region", [])]
    return frame[(frame.pipeline > 0) | frame.call.notna() | frame.target.notna()].reset_index(drop=True)


def _enter(options: Options, desk: Desk, data: Warehouse, locale: Locale) -> int:
    mine = may_call(data, locale)
    usual = CallWords(options.region, options.period, options.commit, options.best_case, options.call, options.reason)
    period = _place(options, desk, data)
    if options.file:
        entered, bad = parsed_calls(Path(options.file).expanduser(), mine, (usual, period), desk.fiscal_start)
    else:
        entered, bad = [parsed_call(usual, mine, period, desk.fiscal_start)], []
    for line, why in bad:
        print(_BAD.to(locale, line=line, why=why.to(locale)))
    if bad:
        print(_REFUSED.to(locale, bad=len(bad)))
        return MISTAKE
    who = options.reader or desk.operator
    batch = enter_calls(desk.space(), entered, (who, "file" if options.file else "command"), mine)
    print(_ENTERED.to(locale, count=len(entered), batch=batch))
    return FINE


def _history(options: Options, desk: Desk, data: Warehouse, locale: Locale) -> int:
    mine = may_call(data, locale)
    rows = told(desk.space(), mine)
    if options.period:
        step, first = step_and_first(options.period, desk.fiscal_start)
        rows = [one for one in rows if (one.call.place.step, one.call.place.first) == (step, first)]
    rows = rows[: options.limit]
    if Form(options.format) is not Form.TABLE:
        _print_plain(pd.DataFrame([_row(one, mine, desk.fiscal_start) for one in rows]), Form(options.format))
    elif not rows:
        print(_NONE.to(locale))
    else:
        lines = [_line(_row(one, mine, desk.fiscal_start), locale) for one in rows]
        print(table([head.to(locale) for head in _HISTORY.values()], lines, numbers_from=len(_HISTORY) - 3))
    return FINE


def _undo(options: Options, desk: Desk, data: Warehouse, locale: Locale) -> int:
    reason = options.reason or _TAKEN_BACK.to(locale)
    who = options.reader or desk.operator
    print(_UNDONE.to(locale, count=undo_calls(desk.space(), options.batch, who, reason, may_call(data, locale))))
    return FINE


def _place(options: Options, desk: Desk, data: Warehouse) -> CallPlace:
    if options.period:
        return CallPlace(COMPANY, *step_and_first(options.period, desk.fiscal_start))
    return CallPlace(COMPANY, "quarter", running("quarter", freshness.today(data), desk.fiscal_start))


def _row(one: WrittenCall, mine: MayCall, fiscal_start: int) -> dict[str, Any]:
    call, place = one.call, one.call.place
    return {
        "at": one.at.isoformat(timespec="seconds"), "who": one.who, "how": one.how, "state": call.state,
        "batch": one.batch, "period": said(place.first, place.last, fiscal_start),
        "region": mine.names.get(place.region, place.region), "reason": call.reason,
        **{name: _plain_amount(getattr(call, name)) for name in ("commit", "best_case", "call")},
    }  # fmt: skip


def _plain_amount(amount: object) -> str | None:
    return None if amount is None else str(amount)


def _line(row: dict[str, Any], locale: Locale) -> list[str]:
    shown = row | {"at": str(row["at"])[:16].replace("T", " "), "state": _STATES[row["state"]].to(locale)}
    for name in ("commit", "best_case", "call"):
        shown[name] = exactly(float(row[name]), Unit.MONEY, locale) if row[name] is not None else ""
    return [str(shown[name]) for name in _HISTORY]


def _table(frame: pd.DataFrame, locale: Locale) -> str:
    lines = [
        [row["name"], *(exactly(float(row[name]), Unit.MONEY, locale) for name in _HEADS if name != "name")]
        for row in frame.to_dict("records")
    ]
    return table([head.to(locale) for head in _HEADS.values()], lines, numbers_from=1)


def _print_plain(rows: pd.DataFrame, form: Form) -> None:
    listed = [{str(name): plain(value) for name, value in row.items()} for row in rows.to_dict("records")]
    cleaned = [{name: None if value != value else value for name, value in row.items()} for row in listed]
    if form is Form.JSON:
        print(json.dumps({"rows": cleaned}, ensure_ascii=False, indent=2, default=str))
    else:
        frame = pd.DataFrame(cleaned, columns=list(map(str, rows.columns)))
        print(frame.to_csv(index=False, lineterminator="\n"), end="")
