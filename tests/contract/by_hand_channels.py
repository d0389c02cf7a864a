"""What channels earn and what is open, evaluated in plain Python over the raw rows."""

from datetime import timedelta

from domain.periods import add_months
from tests.contract.by_hand import grouped, over


def contribution(raw, filters, by):
    days = (filters.first, filters.last)
    lines, spent = grouped(raw, "order_line", filters, by, days), grouped(raw, "channel_cost", filters, by, days)
    values = {}
    for group in lines | spent:
        costed = [r for r in lines.get(group, []) if r["cost"] is not None]
        sold = sum(r["revenue"] for r in lines.get(group, []))
        margin = float("nan") if sold and not costed else sum(r["revenue"] - r["cost"] for r in costed)
        values[group] = margin - sum(r["amount"] for r in spent.get(group, []))
    return values


def roi(raw, filters, by):
    spent = grouped(raw, "channel_cost", filters, by, (filters.first, filters.last))
    return {g: over(v, sum(r["amount"] for r in spent.get(g, []))) for g, v in contribution(raw, filters, by).items()}


def payback(raw, filters, by):
    last = filters.window.elapsed_last
    year = grouped(raw, "order_buyer", filters, by, (add_months(last + timedelta(days=1), -12), last))
    spent = grouped(raw, "channel_cost", filters, by, (filters.first, filters.last))
    won = grouped(raw, "first_order", filters, by, (filters.first, filters.last))
    values = {}
    for group, rows in year.items():
        margin = sum(r["revenue"] - r["cost"] for r in rows if r["cost"] is not None)
        monthly = margin / len({r["buyer"] for r in rows}) / 12
        cost = sum(r["amount"] for r in spent.get(group, []) if r["kind"] in ("marketing", "people"))
        values[group] = over(over(cost, len(won.get(group, []))), max(monthly, 0))
    return values


def open_deals(raw, filters, by, credited=False):
    """Group → the deals open at the end of the period, by the last event of each up to then."""
    last = filters.window.elapsed_last
    kinds = {(s["source"], s["funnel"], s["position"]): s["kind"] for s in raw.tables["stage"]}
    deals = {(r["source"], r["opportunity_id"]): r for r in raw.tables["opportunity"]}
    latest = {}
    for event in sorted(raw.tables["opportunity_event"], key=lambda r: r["seq"]):
        if event["at"] <= last:
            latest[event["source"], event["opportunity_id"]] = event
    rows = []
    for key, event in latest.items():
        deal = deals[key]
        if event["kind"] != "deleted" and kinds[key[0], deal["funnel"], event["stage_to"]] == "open":
            row = event | {"customer_id": deal["customer_id"]}
            rows += raw.credits(row, last, event["amount"]) if credited else [row]
    found = {}
    for row in rows:
        if raw.selected(row, "deal_share" if credited else "deal_span", filters):
            group = tuple(raw.group(row, "deal_share" if credited else "deal_span", one) for one in by)
            found.setdefault(group, []).append(row)
    return found


def open_amount(raw, filters, by):
    return {g: sum(r["amount"] or 0 for r in rows) for g, rows in open_deals(raw, filters, by).items()}


def closing_amount(raw, filters, by):
    def closing(rows):
        return [r for r in rows if r["expected_close_on"] and filters.first <= r["expected_close_on"] <= filters.last]

    return {g: sum(r["amount"] or 0 for r in closing(rows)) for g, rows in open_deals(raw, filters, by).items()}


def credited_open(raw, filters, by):
    found = open_deals(raw, filters, by, credited=True)
    return {g: sum(r["credit"] or 0 for r in rows) for g, rows in found.items()}


CHANNEL_SETS = {
    "contribution": contribution,
    "roi": roi,
    "payback": payback,
    "open_amount": open_amount,
    "open_deals": lambda raw, filters, by: {g: len(rows) for g, rows in open_deals(raw, filters, by).items()},
    "closing_amount": closing_amount,
    "credited_open": credited_open,
}
