"""Partners on the command line: the figures of their page, made by the same functions, as JSON, CSV or tables."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import pandas as pd

from analytics.partner_cohorts import groups, spans, unknown_age
from analytics.partner_lives import Lives, lives
from analytics.partner_months import activation, state_months
from analytics.partners import makers, pareto, silent, tail
from analytics.survival import LogRank, survival
from data_access import freshness
from data_access.partner_money import partner_money
from data_access.partners import months_of, order_beginnings, order_marks, partners
from data_access.warehouse import Warehouse
from domain.errors import NotMeasured, ReaderError
from domain.filters import SELECTS, Filters
from domain.partners import FEW, KINDS, STATES
from domain.periods import add_months
from i18n import Locale, Text, exact, percent
from reports.console import plain, table
from reports.question import ORDER, chosen_keys, day

_NO_ORDERS = Text("未测量：没有订单行数据。", "Not measured: there are no order lines in the data.")
_SILENT = Text("正在沉默（{n} 家，近 12 个月销售额 {money}）", "Going silent ({n}, {money} in twelve months)")
_STATE, _COUNT = Text("状态", "State"), Text("家数", "Partners")
_GROUP_HEADS = (
    Text("分组", "Group"),
    Text("家数", "Partners"),
    Text("终止", "Ended"),
    Text("期望终止", "Expected"),
    Text("1 年存活", "1 year"),
    Text("2 年存活", "2 years"),
    Text("中位天数", "Median days"),
    Text("提示", "Note"),
)
_SILENT_HEADS = (
    Text("经销商", "Partner"),
    Text("编号", "Key"),
    Text("未下单天数", "Days since"),
    Text("通常间隔", "Usual pause"),
    Text("近 12 个月销售额", "Twelve months"),
)
_FEW = Text("不确定：终止不足 {n} 家", "uncertain: fewer than {n} ended")
_RANK = Text("对数秩检验：χ² = {chi}，自由度 {df}，p = {p}", "log-rank: χ² = {chi}, {df} degrees of freedom, p = {p}")
_PARETO = Text("{n} 家中的 {k} 家占销售额的 80%", "{k} of {n} make 80 % of the sales")
_TAIL = Text("{n} 家的成本高于其贡献，合计 {money}", "{n} cost more than they earn: {money}")
_EVERY = Text("全部", "all")


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """The frames behind the page: LIVES as of the day, STATE_MONTHS, SPANS by group, SILENT, PARETO, ACTIVATION."""

    own: Lives
    months: pd.DataFrame
    spans: pd.DataFrame
    silent: pd.DataFrame
    pareto: pd.DataFrame
    activation: pd.DataFrame


def partner_figures(data: Warehouse, filters: Filters, by: str, locale: Locale) -> PartnerFigures:
    """The figures as of the last day of `filters`, in the groups `by` ("": all as one); money is that of its days.

    Raises NotMeasured without order lines, and ReaderError for filters that partners do not have.
    """
    last, begun = filters.last, order_beginnings(data)
    if begun.empty:
        raise NotMeasured(_NO_ORDERS)
    first = min(begun["first"].min().date(), last)
    marks = order_marks(data, months_of(first, last))
    own = lives(partners(data, filters, locale), marks, begun, last, data.patience)
    money = partner_money(data, filters.first, last)
    return PartnerFigures(
        own=own,
        months=state_months(own, last, first),
        spans=spans(own, by),
        silent=silent(own.frame, money, data.patience),
        pareto=pareto(own.frame, money),
        activation=activation(own, last, first),
    )


class PartnerWords(Protocol):
    """A question about partners, as typed."""

    as_of: str
    first: str


def partner_question(words: PartnerWords, data: Warehouse) -> Filters:
    """The selection: its last day is the one looked from, never after the last of the data. Raises ReaderError."""
    today = freshness.today(data)
    last = min(day(words.as_of), today) if words.as_of else today
    first = day(words.first) if words.first else add_months(last + timedelta(days=1), -12)
    if first > last:
        raise ReaderError(ORDER, first=first, last=last)
    chosen = {name: chosen_keys(data, name, getattr(words, name)) for name in SELECTS}
    return Filters(first, last, today).only(**chosen)


def partner_plain(found: PartnerFigures) -> dict[str, Any]:
    """The figures ready for JSON; `null` is "not known".

    `states`: partners by state at the end of the day; `months`: see the contract STATE_MONTHS; `survival`: the points
    of each group's curve (SURVIVAL; ages in days), `groups` the same in short, `log_rank` their comparison;
    `unknown_age`: partners that no curve counts; `silent`: see SILENT; `activation`: see ACTIVATION; `pareto`: how many
    of how many make 80 % of the sales of the period; `tail`: those that cost more than they earn.
    """
    short, test = groups(found.spans)
    return {
        "states": _states(found.own),
        "months": _rows(found.months),
        "survival": _rows(survival(found.spans)),
        "groups": _rows(short),
        "log_rank": _test(test),
        "unknown_age": unknown_age(found.own),
        "activation": _rows(found.activation),
        "silent": _rows(found.silent),
        "pareto": {"partners": len(found.pareto), "make_80_percent": makers(found.pareto)},
        "tail": _rows(tail(found.pareto)),
    }


def partner_csv(found: PartnerFigures) -> str:
    """A row a partner: who it is, its life and its state, every digit."""
    frame = found.own.frame
    out = io.StringIO()
    rows = ([plain(value) for value in row] for row in frame.itertuples(index=False, name=None))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(["" if pd.isna(value) else _harmless(value) for value in row] for row in rows)  # type: ignore[call-overload]
    return out.getvalue().rstrip("\n")


def partner_table(found: PartnerFigures, locale: Locale) -> str:
    """The figures as tables for people."""
    states = [(STATES[name].to(locale), exact(count)) for name, count in _states(found.own).items()]
    at_stake = exact(found.silent.year.sum(), decimals=2)
    losing = tail(found.pareto)
    parts = (
        table([_STATE.to(locale), _COUNT.to(locale)], states, numbers_from=1),
        _survival_table(found, locale),
        _SILENT.to(locale, n=len(found.silent), money=at_stake),
        _silent_table(found.silent, locale),
        _PARETO.to(locale, n=len(found.pareto), k=makers(found.pareto)),
        _TAIL.to(locale, n=len(losing), money=exact(losing.contribution.sum(), decimals=2)),
    )
    return "\n\n".join(part for part in parts if part)


def _states(own: Lives) -> dict[str, int]:
    return {state: int((own.frame.state == state).sum()) for state in STATES}


def _test(test: LogRank) -> dict[str, Any]:
    ends = zip(test.groups, test.observed, test.expected, strict=True)
    told = [{"group": group, "observed": int(ended), "expected": plain(usual)} for group, ended, usual in ends]
    return {"chi_square": plain(test.chi_square), "freedom": test.freedom, "p": plain(test.p), "groups": told}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if pd.isna(value) else plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _survival_table(found: PartnerFigures, locale: Locale) -> str:
    short, test = groups(found.spans)
    rows = [
        (
            KINDS[group].to(locale) if (group := str(row["group"])) in KINDS else group or _EVERY.to(locale),
            *(exact(row[name]) for name in ("n", "died")),
            exact(row["expected"], decimals=1),
            *(percent(row[name]) for name in ("one_year", "two_years")),
            exact(row["median"]),
            _FEW.to(locale, n=FEW) if row["died"] < FEW else "",
        )
        for row in short.to_dict("records")
    ]
    shown = table([head.to(locale) for head in _GROUP_HEADS], rows, numbers_from=1)
    if not test.freedom:
        return shown
    said = _RANK.to(locale, chi=exact(test.chi_square, decimals=3), df=test.freedom, p=f"{test.p:.4f}")
    return f"{shown}\n{said}"


def _silent_table(frame: pd.DataFrame, locale: Locale) -> str:
    rows = [
        (
            row["name"],
            row["key"],
            exact(row["days_since"]),
            exact(row["rhythm"], decimals=1),
            exact(row["year"], decimals=2),
        )
        for row in frame.to_dict("records")
    ]
    return table([head.to(locale) for head in _SILENT_HEADS], rows, numbers_from=2) if rows else ""


def _harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula, disarmed."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
