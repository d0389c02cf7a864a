"""Every metric evaluated the slow and obvious way, in plain Python over the raw rows: the second opinion on the SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
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
from domain.periods import add_months

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
    if key in SETS:
        return SETS[key](raw, filters, by)
    if isinstance(formula, Ratio):
        top, bottom = (measure(raw, one, filters, by) for one in (formula.top, formula.bottom))
        return {g: _over(formula.scale * top.get(g, 0.0), bottom.get(g, 0.0)) for g in top | bottom}
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


def _over(top: float, bottom: float) -> float:
    return top / bottom if bottom else NAN


def repeat_rate(raw, filters, by):
    now = (filters.first, filters.window.elapsed_last)
    previous = filters.window.previous()
    before = grouped(raw, "order_buyer", filters, by, (previous.first, previous.last))
    after = grouped(raw, "order_buyer", filters, by, now)
    buyers = {g: {r["buyer"] for r in rows} for g, rows in before.items()}
    again = {g: {r["buyer"] for r in after.get(g, [])} & known for g, known in buyers.items()}
    return {g: _over(len(again.get(g, ())), len(buyers.get(g, ()))) for g in buyers | after}


def clv(raw, filters, by):
    last = filters.window.elapsed_last
    first = add_months(last + timedelta(days=1), -12)
    now = grouped(raw, "order_buyer", filters, by, (first, last))
    before = grouped(raw, "order_buyer", filters, by, (add_months(first, -12), first - timedelta(days=1)))
    values = {}
    for group in now | before:
        buyers = {r["buyer"] for r in now.get(group, [])}
        old = {r["buyer"] for r in before.get(group, [])}
        margin = sum(r["revenue"] - r["cost"] for r in now.get(group, []) if r["cost"] is not None)
        monthly, kept = _over(margin, len(buyers)) / 12, _over(len(buyers & old), len(old))
        churn, discount = 1 - kept ** (1 / 12), 1.1 ** (1 / 12) - 1
        values[group] = monthly * sum((1 - churn) ** t / (1 + discount) ** t for t in range(60))
    return values


def collection_rate(raw, filters, by):
    last = filters.window.elapsed_last
    sent = grouped(raw, "delivery", filters, by, (filters.first, last))
    orders = {
        (r["source"], r["order_id"])
        for rows in grouped(raw, "delivery", filters, (), (filters.first, last)).values()
        for r in rows
    }
    paid = grouped(raw, "receipt", filters, by, (date.min, last))
    paid = {g: [r for r in rows if (r["source"], r["order_id"]) in orders] for g, rows in paid.items()}
    total = {g: sum(r["amount"] for r in rows) for g, rows in sent.items()}
    return {g: _over(sum(r["amount"] for r in paid.get(g, [])), total.get(g, 0)) for g in sent}


def dso(raw, filters, by):
    last = filters.window.elapsed_last
    sent = grouped(raw, "delivery", filters, by, (date.min, last))
    paid = grouped(raw, "receipt", filters, by, (date.min, last))
    values = {}
    for group, rows in sent.items():
        owed = sum(r["amount"] for r in rows) - sum(r["amount"] for r in paid.get(group, []))
        recent = sum(r["amount"] for r in rows if r["delivered_on"] > last - timedelta(days=90))
        values[group] = _over(owed, recent / 90)
    return values


def customer_coverage(raw, filters, by):
    last = filters.window.elapsed_last
    since = add_months(last + timedelta(days=1), -12)
    ordered = {(r["source"], r["customer_id"]) for r in raw.fact("order_line") if since <= r["ordered_on"] <= last}
    homes = grouped(raw, "customer", filters, by, None)
    known = {g: [r for r in rows if not r["is_anonymous"]] for g, rows in homes.items()}
    return {
        g: _over(sum((r["source"], r["customer_id"]) in ordered for r in rows), len(rows)) for g, rows in known.items()
    }


def outlet_coverage(raw, filters, by):
    last, months = filters.window.elapsed_last, {"outlet": 3, "store": 3, "dealer": 6, "agent": 6}
    latest: dict[tuple, date] = {}
    for line in raw.fact("order_line"):
        if line["partner_id"] and line["ordered_on"] <= last:
            key = line["source"], line["partner_id"]
            latest[key] = max(line["ordered_on"], latest.get(key, date.min))
    stated = {(r["source"], r["region_id"]) for r in raw.tables["region"] if r["outlet_universe"] is not None}
    above = {(s, node) for s, key in stated for node in raw.path("region", s, key)[:-1]}
    regions = grouped(raw, "region", filters, by, None)
    partners = grouped(raw, "partner", filters, by, None)
    values = {}
    for group, rows in regions.items():
        there = sum(r["outlet_universe"] for r in rows if (r["source"], r["region_id"]) in stated - above)
        active = [
            r
            for r in partners.get(group, [])
            if (r["closed_on"] is None or r["closed_on"] > last)
            and latest.get((r["source"], r["partner_id"]), date.min) > add_months(last, -months[r["kind"]])
        ]
        values[group] = _over(len(active), there)
    return values


def fair_share(raw, filters, by):
    stated = {(r["source"], r["region_id"]): r["potential"] for r in raw.tables["region"] if r["potential"] is not None}
    above = {(s, node) for s, key in stated for node in raw.path("region", s, key)[:-1]}

    def owed(rows):
        return sum(
            stated.get((r["source"], r["region_id"]), 0) for r in rows if (r["source"], r["region_id"]) not in above
        )

    def sold(rows):
        return sum(
            r["revenue"]
            for r in rows
            if r["region_id"]
            and {(r["source"], n) for n in raw.path("region", r["source"], r["region_id"])} & set(stated)
        )

    everything = filters.only(region=(), channel=(), line=(), segment=())
    days = (filters.first, filters.last)
    all_sold = sold(grouped(raw, "order_line", everything, (), days).get((), []))
    all_owed = owed(raw.tables["region"])
    regions, lines = grouped(raw, "region", filters, by, None), grouped(raw, "order_line", filters, by, days)
    return {
        g: 100 * _over(sold(lines.get(g, [])) / all_sold, owed(rows) / all_owed)
        for g, rows in regions.items()
        if owed(rows)
    }


SETS = {
    "repeat_rate": repeat_rate,
    "clv": clv,
    "collection_rate": collection_rate,
    "dso": dso,
    "customer_coverage": customer_coverage,
    "outlet_coverage": outlet_coverage,
    "fair_share": fair_share,
}
