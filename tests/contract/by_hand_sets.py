"""The metrics that no sum can give, evaluated in plain Python: who came back, who pays, who is reached."""

from datetime import date, timedelta

from domain.periods import add_months
from tests.contract.by_hand import grouped, over
from tests.contract.by_hand_channels import CHANNEL_SETS


def repeat_rate(raw, filters, by):
    now = (filters.first, filters.window.elapsed_last)
    previous = filters.window.previous()
    before = grouped(raw, "order_buyer", filters, by, (previous.first, previous.last))
    after = grouped(raw, "order_buyer", filters, by, now)
    buyers = {g: {r["buyer"] for r in rows} for g, rows in before.items()}
    again = {g: {r["buyer"] for r in after.get(g, [])} & known for g, known in buyers.items()}
    return {g: over(len(again.get(g, ())), len(buyers.get(g, ()))) for g in buyers | after}


def previous_buyers(raw, filters, by):
    previous = filters.window.previous()
    before = grouped(raw, "order_buyer", filters, by, (previous.first, previous.last))
    return {g: len({r["buyer"] for r in rows}) for g, rows in before.items()}


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
        monthly, kept = over(margin, len(buyers)) / 12, over(len(buyers & old), len(old))
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
    return {g: over(sum(r["amount"] for r in paid.get(g, [])), total.get(g, 0)) for g in sent}


def positions(raw, filters, by, facts):
    """Per group and slice of an order: what was booked, delivered, received up to the day, one number a fact."""
    last, found = filters.window.elapsed_last, {}
    for number, fact in enumerate(facts):
        for group, rows in grouped(raw, fact, filters, by, (date.min, last)).items():
            for r in rows:
                key = (group, r["source"], r["order_id"], r["region_id"], r["channel_id"])
                found.setdefault(key, [0] * len(facts))[number] += r["revenue" if fact == "order_line" else "amount"]
    return found


def open_amounts(found):
    """Per group: what of each slice's first number its second one leaves, and in how many orders."""
    values: dict[tuple, float] = {}
    orders: dict[tuple, set] = {}
    for (group, source, order, *_), (whole, done) in found.items():
        rest = max(whole - done, 0) if whole > 0 else 0
        values[group] = values.get(group, 0) + rest
        orders.setdefault(group, set()).update({(source, order)} if rest else set())
    return values, {group: len(those) for group, those in orders.items()}


def undelivered(raw, filters, by):
    return open_amounts(signed_and_delivered(raw, filters, by))[0]


def undelivered_orders(raw, filters, by):
    return open_amounts(signed_and_delivered(raw, filters, by))[1]


def signed_and_delivered(raw, filters, by):
    recorded = {(r["source"], r["channel_id"]) for r in raw.fact("delivery")}
    lines = [r for r in raw.fact("order_line") if (r["source"], r["channel_id"]) in recorded and r["quantity"] >= 0]
    before, raw.facts["order_line"] = raw.facts["order_line"], lines
    try:
        return positions(raw, filters, by, ("order_line", "delivery"))
    finally:
        raw.facts["order_line"] = before


def unpaid(raw, filters, by):
    return open_amounts(positions(raw, filters, by, ("delivery", "receipt")))[0]


def unpaid_orders(raw, filters, by):
    return open_amounts(positions(raw, filters, by, ("delivery", "receipt")))[1]


def dso(raw, filters, by):
    last = filters.window.elapsed_last
    owed = unpaid(raw, filters, by)
    recent = {
        g: sum(r["amount"] for r in rows if r["delivered_on"] > last - timedelta(days=90))
        for g, rows in grouped(raw, "delivery", filters, by, (date.min, last)).items()
    }
    return {group: over(value, recent.get(group, 0) / 90) for group, value in owed.items()}


def customer_coverage(raw, filters, by):
    last = filters.window.elapsed_last
    since = add_months(last + timedelta(days=1), -12)
    ordered = {(r["source"], r["customer_id"]) for r in raw.fact("order_line") if since <= r["ordered_on"] <= last}
    homes = grouped(raw, "customer", filters, by, None)
    first: dict = {}
    for r in raw.fact("order_line"):
        who = (r["source"], r["customer_id"])
        first[who] = min(first.get(who, r["ordered_on"]), r["ordered_on"])

    def came(r):  # who came later was nobody to be reached
        who = (r["source"], r["customer_id"])
        return who in ordered or (r["created_on"] or first.get(who, last)) <= last

    known = {g: [r for r in rows if not r["is_anonymous"] and came(r)] for g, rows in homes.items()}
    return {
        g: over(sum((r["source"], r["customer_id"]) in ordered for r in rows), len(rows)) for g, rows in known.items()
    }


def outlet_coverage(raw, filters, by):
    last, months = filters.window.elapsed_last, {"outlet": 3, "store": 3, "dealer": 6, "agent": 6}
    latest: dict[tuple, date] = {}
    for line in raw.fact("order_line"):
        if line["partner_id"] and line["ordered_on"] <= last and line["quantity"] > 0:
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
            and latest.get((r["source"], r["partner_id"]), date.min)
            >= add_months(last + timedelta(days=1), -months[r["kind"]])
        ]
        values[group] = over(len(active), there)
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

    everything = filters.whole()
    days = (filters.first, filters.last)
    all_sold = sold(grouped(raw, "order_line", everything, (), days).get((), []))
    all_owed = owed(raw.tables["region"])
    regions, lines = grouped(raw, "region", filters, by, None), grouped(raw, "order_line", filters, by, days)
    return {
        g: 100 * over(sold(lines.get(g, [])) / all_sold, owed(rows) / all_owed)
        for g, rows in regions.items()
        if owed(rows)
    }


def provinces_sold(raw, filters, by):
    lines = grouped(raw, "order_line", filters, by, (filters.first, filters.last))
    return {g: len({raw.group(r, "order_line", "region_2") for r in rows} - {None}) for g, rows in lines.items()}


SETS = {
    "provinces_sold": provinces_sold,
    "repeat_rate": repeat_rate,
    "previous_buyers": previous_buyers,
    "clv": clv,
    **CHANNEL_SETS,
    "collection_rate": collection_rate,
    "dso": dso,
    "undelivered": undelivered,
    "undelivered_orders": undelivered_orders,
    "unpaid": unpaid,
    "unpaid_orders": unpaid_orders,
    "customer_coverage": customer_coverage,
    "outlet_coverage": outlet_coverage,
    "fair_share": fair_share,
}
