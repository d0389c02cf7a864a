"""The metrics that have a query of their own, under the names that the registry gives them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from data_access.attainment import attainment
from data_access.buyers import clv, repeat_rate
from data_access.calendar_days import calendar_days
from data_access.cash import collection_rate, undelivered, unpaid
from data_access.coverage import customer_coverage, outlet_coverage
from data_access.fair_share import fair_share
from data_access.labels import frame_columns
from data_access.market_share import market_share
from data_access.open_pipeline import credited_open, open_pipeline, target_coverage, won_attainment
from data_access.payback import payback
from data_access.provinces import provinces_sold
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.filters import Filters

Answer = Callable[[Warehouse, Filters, Ask], pd.DataFrame]
Answers = Callable[[Warehouse, Mapping[str, Filters], Ask], dict[str, pd.DataFrame]]  # of several periods by name


def by_period(answer: Answer) -> Answers:
    """The answer for each period, one query a period: for figures that are seldom compared."""

    def compared(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> dict[str, pd.DataFrame]:
        return {name: answer(data, filters, ask) for name, filters in periods.items()}

    return compared


def by_step(answer: Answer) -> Answer:
    """The answer for each time step that has begun, one query a step: for figures that no sum can give."""

    def stepped(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
        if ask.grain is None:
            return answer(data, filters, ask)
        days = calendar_days(data, filters.first, filters.last)
        days = days[days.day <= str(filters.today)]
        parts = []
        for step, inside in days.groupby(ask.grain.column).day:
            part = answer(data, filters.between(inside.min().date(), inside.max().date()), replace(ask, grain=None))
            parts.append(part.assign(period=step))
        whole = pd.concat(parts) if parts else answer(data, filters, replace(ask, grain=None)).head(0).assign(period=[])
        return whole.astype({name: str(kind) for name, kind in frame_columns(ask.by, ask.grain).items()})

    return stepped


def at_once(answers: Answers) -> Answers:
    """All periods in one query; time steps one query each."""

    def stepped(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> dict[str, pd.DataFrame]:
        one_by_one = by_period(by_step(lambda data, filters, ask: answers(data, {"": filters}, ask)[""]))
        return answers(data, periods, ask) if ask.grain is None else one_by_one(data, periods, ask)

    return stepped


SETS: dict[str, Answers] = {
    "repeat_rate": repeat_rate,
    "clv": by_period(by_step(clv)),
    "attainment": by_period(attainment),
    "market_share": market_share,
    "fair_share": at_once(fair_share),
    "collection_rate": collection_rate,
    "undelivered": undelivered,
    "unpaid": unpaid,
    "customer_coverage": at_once(customer_coverage),
    "provinces_sold": by_period(provinces_sold),
    "outlet_coverage": by_period(by_step(outlet_coverage)),
    "payback": by_period(by_step(payback)),
    "open_pipeline": by_period(by_step(open_pipeline)),
    "credited_open": by_period(by_step(credited_open)),
    "target_coverage": by_period(by_step(target_coverage)),
    "won_attainment": by_period(won_attainment),
}
