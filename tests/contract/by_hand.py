"""Every metric evaluated the slow and obvious way, in plain Python over the raw rows: the second opinion on the SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from data_access import dialects
from data_access.tables import CANONICAL
from domain.dimensions import DIMENSIONS
from domain.facts import FACTS
from domain.filters import Filters
from domain.formulas import Agg, Measure, Op, Ratio
from domain.metrics import METRICS

Row = dict[str, Any]
NAN = float("nan")


class Raw:
    """The tables as rows of Python values, without scope, cache or contract."""

    def __init__(self, engine):
        with engine.connect() as connection:
            self.tables = {n: _rows(dialects.read(connection, select(t))) for n, t in CANONICAL.items()}
        self.index = {
            name: {(r["source"], r[f"{name}_id"]): r for r in self.tables[name]}
            for name in ("region", "channel", "partner", "product", "customer", "rep")
        }

        self.paths: dict[tuple[str, str, str], list[str]] = {}
        self.facts: dict[str, list[Row]] = {}

    def path(self, member: str, source: str, key: str) -> list[str]:
        """Ids from the root down to the node."""
        if (member, source, key) not in self.paths:
            parent = self.index[member][source, key]["parent_id"]
            above = self.path(member, source, parent) if parent is not None else []
            self.paths[member, source, key] = [*above, key]
        return self.paths[member, source, key]

    def group(self, row: Row, fact: str, dimension: str) -> str | None:
        """The group of a fact's row: a member key or an attribute's value."""
        what, source = DIMENSIONS[dimension], row["source"]
        if dimension in FACTS[fact].own:
            return row[FACTS[fact].own[dimension]]
        key = row[FACTS[fact].keys[what.of]]
        if key is None:
            return None
        if what.column is not None:
            return self.index[what.of][source, key][what.column]
        if what.depth is not None:
            path = self.path(what.of, source, key)
            key = path[min(what.depth, len(path) - 1)]
        return f"{source}:{key}"

    def selected(self, row: Row, fact: str, filters: Filters) -> bool:
        """Whether the row lies in the selection, days apart."""
        for dimension, chosen in filters.chosen.items():
            what = DIMENSIONS[dimension]
            if what.of in ("region", "channel"):
                key = row[FACTS[fact].keys[what.of]]
                above = self.path(what.of, row["source"], key) if key is not None else []
                if not {f"{row['source']}:{node}" for node in above} & set(chosen):
                    return False
            elif self.group(row, fact, dimension) not in chosen:
                return False
        return True

    def fact(self, name: str) -> list[Row]:
        """The rows of a fact as DOMAIN reads it: booked lines, known buyers, first orders, deals with an outcome."""
        if name not in self.facts:
            self.facts[name] = self._read(name)
        return self.facts[name]

    def _read(self, name: str) -> list[Row]:
        if name in ("order_line", "order_buyer"):
            booked = [r for r in self.tables["order_line"] if r["status"] == "booked"]
            return booked if name == "order_line" else [r | {"buyer": b} for r in booked if (b := self.buyer(r))]
        if name == "first_order":
            return self.first_orders()
        if name == "order_repeat":
            return self.repeated()
        if name == "deal_credit":
            return [credit for deal in self.fact("opportunity") if deal["closed_on"] for credit in self.credits(deal)]
        if name == "opportunity":
            kinds = {(s["source"], s["funnel"], s["position"]): s["kind"] for s in self.tables["stage"]}
            won = {"won": "won", "fulfilled": "won", "paid": "won", "lost": "lost", "open": "open"}
            return [
                r | {"outcome": won[kinds[r["source"], r["funnel"], r["stage"]]]} for r in self.tables["opportunity"]
            ]
        return self.tables[name]

    def buyer(self, row: Row) -> str | None:
        customer = self.index["customer"].get((row["source"], row["customer_id"]))
        if customer is None or customer["is_anonymous"]:
            return None
        return customer["identity_id"] or f"{row['source']}:{row['customer_id']}"

    def repeated(self) -> list[Row]:
        """Lines of known buyers, told apart by the day of the buyer's first order."""
        began = {self.buyer(r): r["first_ordered_on"] for r in self.first_orders()}
        return [
            line | {"buying": "first" if began.get(line["buyer"]) == line["ordered_on"] else "again"}
            for line in self.fact("order_buyer")
        ]

    def credits(self, deal: Row, day: date | None = None, amount: float | None = None) -> list[Row]:
        """A deal once for each member on a day (that of its closing), or once for its owner."""
        day, amount = day or deal["closed_on"], deal["amount"] if amount is None else amount
        members = [
            r
            for r in self.tables["opportunity_member"]
            if (r["source"], r["opportunity_id"]) == (deal["source"], deal["opportunity_id"])
            and r["valid_from"] <= day
            and (r["valid_to"] is None or r["valid_to"] >= day)
        ]
        if not members:
            return [deal | {"role": None, "credit": amount, "credited_by": "owner"}]
        return [
            deal
            | {"rep_id": r["rep_id"], "role": r["role"], "credited_by": "member"}
            | {"credit": None if amount is None else amount * r["credit_share"]}
            for r in members
        ]

    def first_orders(self) -> list[Row]:
        """Each buyer's earliest booked line, unless the customer was there before the data start."""
        start: dict[str, date] = {}
        earliest: dict[str, Row] = {}
        for line in sorted(self.fact("order_buyer"), key=lambda r: (r["ordered_on"], r["order_id"], r["line_id"])):
            earliest.setdefault(line["buyer"], line)
        for line in self.fact("order_line"):
            start[line["source"]] = min(line["ordered_on"], start.get(line["source"], line["ordered_on"]))
        found = []
        for line in earliest.values():
            customer = self.index["customer"][line["source"], line["customer_id"]]
            if customer["created_on"] is None or customer["created_on"] >= start[line["source"]]:
                firsts = {"first_ordered_on": line["ordered_on"], "first_channel_id": line["channel_id"]}
                found.append(customer | firsts | {"first_region_id": line["region_id"]})
        return found


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return float(value) if type(value).__name__ == "Decimal" else value


def evaluate(raw: Raw, key: str, filters: Filters, by: tuple[str, ...]) -> dict[tuple, float]:
    """Group → value of one metric; groups without any row of it are left out."""
    formula = METRICS[key].formula
    if isinstance(formula, Ratio):
        top, bottom = (measure(raw, one, filters, by) for one in (formula.top, formula.bottom))
        return {g: over(formula.scale * top.get(g, 0.0), bottom.get(g, 0.0)) for g in top | bottom}
    assert isinstance(formula, Measure)
    return measure(raw, formula, filters, by)


def grouped(raw: Raw, fact: str, filters: Filters, by: Iterable[str], days: tuple[date, date] | None):
    """Group → rows of the fact in the selection and between the days."""
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for row in raw.fact(fact):
        day = row[FACTS[fact].day] if FACTS[fact].day else None
        inside = days is None or (day is not None and days[0] <= day <= days[1])
        if inside and raw.selected(row, fact, filters):
            groups[tuple(raw.group(row, fact, dimension) for dimension in by)].append(row)
    return groups


def measure(raw: Raw, one: Measure, filters: Filters, by: tuple[str, ...]) -> dict[tuple, float]:
    """Group → the measure's value over the window."""
    groups = grouped(raw, one.fact, filters, by, (filters.first, filters.last))
    return {group: _total(one, [r for r in rows if _counts(one, r)]) for group, rows in groups.items()}


def _total(one: Measure, rows: list[Row]) -> float:
    if one.agg is Agg.COUNT:
        return float(len(rows))
    if one.agg is Agg.DISTINCT:
        return float(len({tuple(r[c] for c in one.plus) for r in rows}))
    plus = sum(r[c] or 0.0 for r in rows for c in one.plus)
    return plus - sum(r[c] or 0.0 for r in rows for c in one.minus)


def _counts(one: Measure, row: Row) -> bool:
    tests: dict[Op, Callable[[Any, tuple[str, ...]], bool]] = {
        Op.IS: lambda value, values: value in values,
        Op.KNOWN: lambda value, _: value is not None,
        Op.NEGATIVE: lambda value, _: value < 0,
        Op.NOT_NEGATIVE: lambda value, _: value >= 0,
    }
    return all(tests[where.op](row[where.column], where.values) for where in one.where)


def over(top: float, bottom: float) -> float:
    return top / bottom if bottom else NAN
