"""A funnel on the command line: the figures of its page, made by the same functions, as JSON or as tables."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.conversion import conversion, win_rates
from analytics.funnel import steps
from data_access.funnel import closed_deals, cohort, stock
from data_access.funnel_stays import stay_outcomes
from data_access.stages import stages_of
from data_access.warehouse import Warehouse
from domain.filters import Filters
from domain.funnel import CERTAIN, WIN_RATE_NAMES, FunnelAsk
from i18n import Locale, Text, exact, percent
from reports.console import plain, table

_COUNTS = ("position", "count", "came", "entered", "reached", "n", "from", "to")
_STAGE_HEADS = (
    Text("阶段", "Stage"),
    Text("在手商机", "Open deals"),
    Text("金额", "Amount"),
    Text("已停留（中位天数）", "Median days"),
    Text("期间新建走到此", "Of those created"),
    Text("占首阶段", "Of the first"),
)
_WAY_HEADS = (
    Text("从", "From"),
    Text("到", "To"),
    Text("进入", "Entered"),
    Text("已到达", "Reached"),
    Text("原始比例", "Raw"),
    Text("转化率（{days} 天）", "Rate ({days} days)"),
    Text("95% 区间", "95 % interval"),
    Text("提示", "Note"),
)
_WON, _LOST = Text("赢单 {count} 个，{amount}", "Won: {count}, {amount}"), Text("丢单 {count} 个", "Lost: {count}")
_FEW = Text("不确定：不足 {n} 个", "uncertain: fewer than {n}")
_RATE = Text("{name}：{rate}（{won} ÷ {n}）", "{name}: {rate} ({won} ÷ {n})")


@dataclass(frozen=True, slots=True)
class FunnelFigures:
    """The frames behind a funnel's page: STAGES, STOCK, STEPS, CLOSED, WIN_RATES, CONVERSION."""

    stages: pd.DataFrame
    stock: pd.DataFrame
    steps: pd.DataFrame
    closed: pd.DataFrame
    win_rates: pd.DataFrame
    conversion: pd.DataFrame


def funnel_figures(data: Warehouse, filters: Filters, ask: FunnelAsk) -> FunnelFigures:
    """The figures of one funnel, as the reader of `data` sees them. Raises ReaderError for a funnel there is not."""
    stages = stages_of(data, ask.funnel, ask.locale)
    closed, born = closed_deals(data, filters, ask), cohort(data, filters, ask)
    return FunnelFigures(
        stages=stages,
        stock=stock(data, filters, ask),
        steps=steps(born, stages),
        closed=closed,
        win_rates=win_rates(closed, born, ask.horizon),
        conversion=conversion(stay_outcomes(data, filters, ask), stages, ask.horizon),
    )


def funnel_plain(found: FunnelFigures) -> dict[str, Any]:
    """The figures ready for JSON; `null` is "not known".

    `stages`: each stage with its open deals at the instant asked for (`count`, `amount`, `median_age` in days; null
    for a stage that no deal can be open in), and of the deals created in the window those that `came` so far. `won`
    and `lost`: deals that closed in the window. `win_rate_closed` = won ÷ (won + lost); `win_rate_cohort` = won by
    the age of the horizon ÷ created in the window. `conversion`: see the contract CONVERSION, with names of stages.
    """
    names = dict(zip(found.stages.position, found.stages["name"], strict=True))
    rates = found.win_rates.set_index("view").rate
    ways = _listed(found.conversion)
    for way in ways:
        way |= {"from_name": names[way["from"]], "to_name": names[way["to"]]}
    return {
        "stages": _listed(_stages(found)),
        "won": {"count": _closed(found, "won", "count"), "amount": _closed(found, "won", "amount")},
        "lost": {"count": _closed(found, "lost", "count"), "amount": _closed(found, "lost", "amount")},
        "win_rate_closed": plain(rates["closed"]),
        "win_rate_cohort": plain(rates["cohort"]),
        "conversion": ways,
    }


def funnel_table(found: FunnelFigures, ask: FunnelAsk) -> str:
    """The figures as tables for people, in the language of the question."""
    parts = (_stage_table(found, ask.locale), _closed_lines(found, ask.locale), _way_table(found, ask))
    return "\n\n".join(parts)


def _stages(found: FunnelFigures) -> pd.DataFrame:
    """A row a stage: its open deals, and how far those created in the window came."""
    standing = found.stock[["position", "count", "amount", "median_age"]]
    came = found.steps.rename(columns={"count": "came", "amount": "came_amount"})
    rows = found.stages[["position", "name", "kind", "lead_role"]].merge(standing, how="left", on="position")
    rows["count"] = rows["count"].mask((rows.kind == "open") & rows["count"].isna(), 0)
    return rows.merge(came[["position", "came", "came_amount", "of_previous", "overall"]], how="left", on="position")


def _listed(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries; a count is a whole number also beside one that is not known."""
    known = frame.astype("object").where(frame.notna(), None)
    rows = [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]
    for row in rows:
        row |= {name: plain(value) for name, value in row.items()}
        row |= {name: int(row[name]) for name in _COUNTS if row.get(name) is not None}
    return rows


def _closed(found: FunnelFigures, outcome: str, name: str) -> Any:
    """Nothing closed so is a count and an amount of 0; an amount that no deal has is not known."""
    row = found.closed[found.closed.outcome == outcome]
    if row.empty:
        return 0
    return int(row[name].iloc[0]) if name == "count" else plain(float(row[name].iloc[0]))


def _stage_table(found: FunnelFigures, locale: Locale) -> str:
    rows = _stages(found)
    columns = (
        [exact(value) for value in rows["count"]],
        [exact(value, decimals=2) for value in rows.amount],
        [exact(value, decimals=1) for value in rows.median_age],
        [exact(value) for value in rows.came],
        [percent(value) for value in rows.overall],
    )
    heads = [head.to(locale) for head in _STAGE_HEADS]
    return table(heads, zip(rows["name"], *columns, strict=True), numbers_from=1)


def _closed_lines(found: FunnelFigures, locale: Locale) -> str:
    won, amount, lost = (_closed(found, *what) for what in (("won", "count"), ("won", "amount"), ("lost", "count")))
    money = exact(float("nan") if amount is None else amount, decimals=2)
    lines = [_WON.to(locale, count=exact(won), amount=money), _LOST.to(locale, count=exact(lost))]
    for row in found.win_rates.to_dict("records"):
        name, rate = WIN_RATE_NAMES[row["view"]], percent(row["rate"], decimals=2)
        lines.append(_RATE.to(locale, name=name, rate=rate, won=exact(row["won"]), n=exact(row["n"])))
    return "\n".join(lines)


def _way_table(found: FunnelFigures, ask: FunnelAsk) -> str:
    names, few = dict(zip(found.stages.position, found.stages["name"], strict=True)), _FEW.to(ask.locale, n=CERTAIN)
    rows = [
        (
            names[way["from"]],
            names[way["to"]],
            exact(way["entered"]),
            exact(way["reached"]),
            percent(way["raw"], decimals=2),
            percent(way["rate"], decimals=2),
            f"{percent(way['low'])} – {percent(way['high'])}" if way["rate"] == way["rate"] else "",
            few if way["n"] < CERTAIN else "",
        )
        for way in found.conversion.to_dict("records")
    ]
    return table([head.to(ask.locale, days=ask.horizon) for head in _WAY_HEADS], rows, numbers_from=2)
