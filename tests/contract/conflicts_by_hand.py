"""Incidents of channel conflict from plain rows in plain Python: the second evaluator, slow and obvious.

It knows the company of balance_company.py by its literals, and none of the code that it checks.
"""

from collections import defaultdict
from datetime import date, timedelta
from statistics import median

from tests.contract import balance_company as company

PARENT = dict(company._PLACES)
KIND = dict(company._CHANNELS)
LINE_OF = dict(company._PRODUCTS)
PRICE = {(product, channel): (listed, floor) for product, channel, listed, floor in company._PRICES}
PROMOTED = ("L1", "live", date(2025, 3, 18), date(2025, 3, 22))
TERRITORY = {"d1": {"east": True, "js": False}, "d2": {"hb": True}}
SHOP_MAY = {"A": date(9999, 1, 1), "C": date(2025, 3, 15)}
BUYER = {"c1": "p-1", "c2": "p-1", "c3": "maker:c3"}  # c4 is anonymous
GAP, DAYS, QUIET = 0.15, 90, 3


def month_of(day):
    return day.replace(day=1)


def next_month(month):
    return (month + timedelta(days=32)).replace(day=1)


def above(place):
    """A place and all that it lies in, nearest first."""
    while place is not None:
        yield place
        place = PARENT[place]


def top(place):
    return list(above(place))[-1]


def province(place):
    """The place of the second level that it lies in; of a place of the first level that place."""
    nodes = list(above(place))[::-1]
    return nodes[min(1, len(nodes) - 1)]


def rows_of(lines):
    """The lines that are no returns, by name."""
    named = (dict(zip(company.LINE, line, strict=True)) for line in lines)
    return [row for row in named if row["quantity"] > 0]


def price_rows(rows):
    """(month, who, what, channel, region) → revenue of the cells that undercut; and the pairs that do so together."""
    cells = defaultdict(lambda: [0.0, 0.0])
    line, promoted, begins, ends = PROMOTED
    for row in rows:
        deal = row["channel_id"] == promoted and LINE_OF[row["product_id"]] == line
        if not (deal and begins <= row["ordered_on"] <= ends):
            place = (month_of(row["ordered_on"]), row["product_id"], province(row["region_id"]))
            cell = cells[(*place, row["channel_id"])]
            cell[0] += float(row["quantity"])
            cell[1] += float(row["revenue"])
    found, together = defaultdict(float), defaultdict(set)
    for (month, product, place, channel), (_, revenue) in cells.items():
        here = {
            c: money / many for (m, p, r, c), (many, money) in cells.items() if (m, p, r) == (month, product, place)
        }
        listed, floor = PRICE.get((product, channel), (None, None))
        alike = [paid for other, paid in here.items() if KIND[other] == KIND[channel]]
        reference = median(alike) if listed is None else listed
        low = len(here) > 1 and here[channel] < reference * (1 - GAP) - 1e-9
        if low or (floor is not None and here[channel] < floor - 1e-9):
            found[month, channel, LINE_OF[product], channel, top(place)] += revenue
            together[month, product, place].add(channel)
    return found, together


def territory_rows(rows):
    found = defaultdict(float)
    for row in rows:
        rules = TERRITORY.get(row["partner_id"])
        if rules and row["ship_region_id"]:
            allowed = next((rules[place] for place in above(row["ship_region_id"]) if place in rules), False)
            if not allowed:
                place = province(row["ship_region_id"])
                key = (month_of(row["ordered_on"]), row["partner_id"], None, row["channel_id"], place)
                found[key] += float(row["revenue"])
    return found


def competes(one, other):
    return KIND[one] != KIND[other] and {one, other} != {"dealer", "shop"}


def worth_at(rows, deals, last):
    """(buyer, channel, region) → revenue of the days up to the last one, and open amount."""
    worth = defaultdict(float)
    for row in rows:
        buyer = BUYER.get(row["customer_id"])
        if buyer and last - timedelta(days=DAYS - 1) <= row["ordered_on"] <= last:
            worth[buyer, row["channel_id"], top(row["region_id"])] += float(row["revenue"])
    for _, customer, channel, amount, _ in deals if last >= date(2025, 3, 1) else ():
        worth[BUYER[customer], channel, "north"] += amount
    return worth


def customer_rows(rows, deals, months):
    found = {}
    for month in months:
        worth = worth_at(rows, deals, next_month(month) - timedelta(days=1))
        met = defaultdict(set)
        for buyer, channel, _ in worth:
            met[buyer].add(channel)
        for (buyer, channel, place), money in worth.items():
            if any(competes(channel, other) for other in met[buyer]):
                found[month, buyer, None, channel, place] = money
    return found


def product_rows(rows):
    found = defaultdict(float)
    for row in rows:
        if row["channel_id"] == "shop" and row["ordered_on"] > SHOP_MAY.get(row["product_id"], date(1, 1, 1)):
            key = (month_of(row["ordered_on"]), "shop", row["product_id"], "shop", top(row["region_id"]))
            found[key] += float(row["revenue"])
    return found


def number(month):
    return month.year * 12 + month.month


def incidents_by_hand(lines, deals, month):
    """Incidents seen in `month`: kind, parties, what about, first seen, money at stake, money in the month."""
    rows = rows_of(lines)
    months = sorted({month_of(row["ordered_on"]) for row in rows} | {month})
    months = [date(n // 12 - (n % 12 == 0), n % 12 or 12, 1) for n in range(number(months[0]), number(month) + 1)]
    priced, together = price_rows(rows)
    found = []
    for kind, every in (
        ("price", priced), ("territory", territory_rows(rows)), ("product", product_rows(rows)),
        ("customer", customer_rows(rows, deals, months)),
    ):  # fmt: skip
        cells = {key: money for key, money in every.items() if key[0] <= month}
        for group in _causes(kind, cells, together):
            mine = {key: money for key, money in cells.items() if (key[1], key[2], key[0]) in group}
            if any(key[0] == month for key in mine):
                found.append(_told(kind, mine, month))
    return sorted(found, key=repr)


def _causes(kind, cells, together):
    """Sets of (who, what, month) that are one cause: months with short pauses, and channels that undercut together."""
    nodes = sorted({(who, what or "", month) for month, who, what, *_ in cells})
    pairs = [
        (one, other)
        for one in nodes
        for other in nodes
        if one[:2] == other[:2] and abs(number(one[2]) - number(other[2])) <= QUIET + 1
    ]
    if kind == "price":
        for (month, product, _), channels in together.items():
            ends = [(who, LINE_OF[product], month) for who in sorted(channels)]
            pairs += [(ends[0], end) for end in ends[1:] if end in nodes]
    groups = [{node} for node in nodes]
    for one, other in pairs:
        touched = [group for group in groups if one in group or other in group]
        groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return [{(who, what or None, month) for who, what, month in group} for group in groups]


def _told(kind, mine, month):
    now = {key: money for key, money in mine.items() if key[0] == month}
    party = 3 if kind == "customer" else 1
    by_channel = defaultdict(float)
    for key, money in now.items():
        by_channel[key[3]] += money
    contested = sum(by_channel.values()) - max(by_channel.values())
    money = contested if kind == "customer" else sum(mine.values())
    about = next(key[1] if kind == "customer" else key[2] for key in mine)
    parties = tuple(sorted({key[party] for key in mine}))
    first = min(key[0] for key in mine)
    return kind, parties, about or "", first.isoformat(), round(money, 2), round(sum(now.values()), 2)
