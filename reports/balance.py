"""Channel balance on the command line: the figures of its page, as JSON or as tables."""

import argparse
import json
import re
from datetime import date
from typing import Any

import pandas as pd

from data_access import freshness
from data_access.balance_rule_entry import terms_of
from data_access.warehouse import Warehouse
from data_access.workspace.balance_seen import Seen, write_seen
from data_access.workspace.exceptions import in_force as agreements
from data_access.workspace.incidents import in_force
from domain.balance import CUSTOMER, KINDS, UNMEASURED, last_whole_month, of_month
from domain.balance_terms import version_of
from domain.errors import ReaderError
from domain.filters import SELECTS, Filters
from domain.incidents import STATUSES, Recalled
from i18n import Locale, Text, exact, percent
from reports.balance_figures import CONCENTRATED, BalanceFigures, balance_figures
from reports.console import Form, plain, table
from reports.desk import Desk
from reports.question import chosen_keys

FINE = 0
_MONTH = Text("“{value}”不是月份，请写成 2026-10。", "“{value}” is not a month: write it as 2026-10.")
_INDEX = Text("渠道冲突指数：{index}", "Channel conflict index: {index}")
_PART_HEADS = (Text("构成", "Part"), Text("暴露", "Exposure"), Text("权重", "Weight"), Text("得分", "Points"))
_UNMEASURED = Text("{kind}未测量：{reason}", "{kind} not measured: {reason}")
_HEADS = (
    Text("编号", "Id"),
    Text("类型", "Kind"),
    Text("涉及方", "Parties"),
    Text("对象", "About"),
    Text("区域", "Region"),
    Text("首次", "First seen"),
    Text("状态", "Status"),
    Text("涉及金额", "Money at stake"),
)


def balance(options: argparse.Namespace, desk: Desk) -> int:
    """Say how the channels get on with each other in a month, in the figures of the page."""
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    filters = month_filters(options, data)
    space = desk.space()
    recalled = Recalled(in_force(space), tuple(one.agreed for one in agreements(space)))
    terms = terms_of(space, desk.terms)
    found = balance_figures(data, filters, terms, locale, recalled)
    if data.scope.everything and not filters.chosen:
        write_seen(space, _shown(found, freshness.today(data), version_of(terms)))
    if Form(options.format) is Form.JSON:
        about = {**filters.plain(), "version": data.version}
        print(json.dumps({"asked": about, **balance_plain(found, locale)}, ensure_ascii=False, indent=2, default=str))
    else:
        print(balance_table(found, locale))
    return FINE


def _shown(found: BalanceFigures, today: date, rules: str) -> list[Seen]:
    """The index as it is told now, to be kept so."""
    points = found.parts.set_index("kind").points
    parts = {str(kind): float(value) for kind, value in points.items()}
    return [
        Seen(period.date(), today, rules, None if cci != cci else float(cci), parts)
        for period, cci in zip(found.index.period, found.index.cci, strict=True)
    ]


def month_filters(options: argparse.Namespace, data: Warehouse) -> Filters:
    """The month and selection typed. Raises ReaderError for a month that is none."""
    today = freshness.today(data)
    month = _month(options.month) if options.month else last_whole_month(today)
    chosen = {name: chosen_keys(data, name, getattr(options, name)) for name in SELECTS}
    return of_month(Filters(month, month, today), month).only(**chosen)


def balance_plain(found: BalanceFigures, locale: Locale) -> dict[str, Any]:
    """The figures ready for JSON; `null` is "not known".

    `index`: 0 to 100. `parts`: `exposure` is a share, `weight` is rescaled over the measured parts, `reason` says why
    one is not measured. `incidents`: the largest first; `money_at_stake` since `first_seen`, null where it lies outside
    what the reader sees; `status` as the workspace has it: new, accepted, being_solved, solved, not_a_conflict, and by
    rule reopened (`reopened_since` which month) or excepted; `owner` is who takes care of it. `concentration`: by
    dimension; null where the reader does not see the whole company.
    """
    rows = found.parts.set_index("kind")
    return {
        "index": plain(found.index.cci.iloc[0]) if len(found.index) else None,
        "parts": [
            {
                "kind": kind,
                "exposure": plain(rows.exposure.get(kind)) if found.measured[kind] else None,
                "weight": plain(rows.weight.get(kind)),
                "measured": found.measured[kind],
                "reason": None if found.measured[kind] else UNMEASURED[kind].to(locale),
            }
            for kind in KINDS
        ],
        "incidents": [_incident(row, locale) for row in found.incidents.to_dict("records")],
        "concentration": {by: _concentration(found.concentration, by) for by in CONCENTRATED},
    }


def balance_table(found: BalanceFigures, locale: Locale) -> str:
    """The figures as tables for people."""
    index = found.index.cci.iloc[0] if len(found.index) else float("nan")
    parts = [
        (
            KINDS[row["kind"]].to(locale),
            percent(row["exposure"], decimals=2),
            percent(row["weight"]),
            exact(row["points"], decimals=1),
        )
        for row in found.parts.to_dict("records")
    ]
    missing = [
        _UNMEASURED.to(locale, kind=KINDS[kind], reason=UNMEASURED[kind])
        for kind, known in found.measured.items()
        if not known
    ]
    lines = (_line(row, locale) for row in found.incidents.head(20).to_dict("records"))
    return "\n\n".join(
        (
            _INDEX.to(locale, index=exact(index, decimals=1)),
            table([head.to(locale) for head in _PART_HEADS], parts, numbers_from=1),
            *missing,
            table([head.to(locale) for head in _HEADS], lines, numbers_from=7),
        )
    )


def _month(value: str) -> date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise ReaderError(_MONTH, value=value)
    return date.fromisoformat(f"{value}-01")


def _incident(row: dict[Any, Any], locale: Locale) -> dict[str, Any]:
    pairs = zip(row["party_keys"].split("\n"), row["parties"].split("\n"), strict=True)
    parties = [{"key": key, "name": name} for key, name in pairs]
    about = row["kind"] == CUSTOMER  # a buyer, and no product
    return {
        "id": row["id"],
        "kind": row["kind"],
        "money_at_stake": plain(row["money"]),
        "parties": parties + [{"key": row["what"], "name": row["what_name"]}] * about,
        "product": None if about else row["what_name"] or None,
        "region": _joined(row["regions"], locale) or None,
        "first_seen": row["first_seen"].date().isoformat(),
        "last_seen": row["last_seen"].date().isoformat(),
        "status": row["status"],
        "reopened_since": row["since"].date().isoformat() if pd.notna(row["since"]) else None,
        "owner": row["owner"] or None,
    }


def _line(row: dict[Any, Any], locale: Locale) -> tuple[str, ...]:
    told = (_joined(row[name], locale) for name in ("parties", "what_name", "regions"))
    kind, first = KINDS[row["kind"]].to(locale), row["first_seen"].date().isoformat()
    return row["id"], kind, *told, first, STATUSES[row["status"]].to(locale), exact(row["money"], decimals=2)


def _joined(lines: str, locale: Locale) -> str:
    return lines.replace("\n", "、" if locale is Locale.ZH else ", ")


def _concentration(rows: pd.DataFrame, by: str) -> dict[str, Any] | None:
    mine = rows[rows.by == by]
    if mine.empty:
        return None
    row = mine.iloc[0]
    figures = {name: plain(row[name]) for name in ("hhi", "normalised", "effective", "largest")}
    return {"members": int(row.members), **figures, "largest_name": row.largest_name}
