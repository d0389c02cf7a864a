"""Price conflicts: channels that sell a product below their reference or floor, where others sell it too.

A line counts when it is no return and under no promotion. A cell is a product in a region, a month and a channel.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Double,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.conflict_rows import (
    all_of_it,
    any_of,
    everywhere,
    key_of,
    own_channel,
    shared_name,
    told,
    touches,
)
from data_access.dialects import safe_div
from data_access.excused import counts, has_excuses
from data_access.labels import named, row_columns
from data_access.sold_rows import PRICES, regular
from data_access.visible import Visible
from data_access.warehouse import query
from domain.balance import PRICE, ConflictAsk, Reference, Rules
from domain.contracts_balance import CONFLICTS, LINKS, exposures
from domain.filters import Filters

_EXACT = 1 - 1e-9  # a price of just the limit is not below it, whatever its last bit


@query(lambda filters, ask: exposures(ask.groups))
def price_exposures(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """Per month and group: revenue of the cells that undercut, and of all cells that can be compared."""
    rows: FromClause
    if all_of_it(see, filters) and not ask.by:
        rows = cell = _judged(see, filters, ask.rules)
        revenue, keys = cell.c.revenue, [cell.c.period]
    else:
        own, cell = _own(see, filters, ask, ask.groups), _verdicts(see, filters, ask.rules)
        rows = own.join(cell, _same_cell(own, cell, ask.rules))
        revenue = own.c.revenue
        keys = [own.c[name] for name in (*row_columns(ask.groups), "period")]
    rows, flagged = _counted(see, rows, cell, ask)
    sums = {"exposed": func.sum(case((flagged, revenue), else_=0)), "base": func.sum(revenue)}
    values = (cast(value, Double).label(name) for name, value in sums.items())
    found = select(*keys, *values).select_from(rows).where(cell.c.comparable).group_by(*keys)
    return named(see, found.subquery("rows"), ask.groups, ask.locale)


def _counted(
    see: Visible, rows: FromClause, cell: Subquery, ask: ConflictAsk
) -> tuple[FromClause, ColumnElement[bool]]:
    """The rows, and whether a cell undercuts and nothing excuses it."""
    if not has_excuses(ask, PRICE):
        return rows, cell.c.flagged
    product = see.labels("product").alias("excused_product")
    tree = see.tree("region").alias("excused_top")
    place = cell.c[ask.rules.region]
    rows = rows.join(product, and_(product.c.source == cell.c.source, product.c.product_id == cell.c["product"]))
    rows = rows.join(tree, and_(tree.c.source == cell.c.source, tree.c.region_id == place, tree.c.depth == 0))
    keys = {
        "who": key_of(cell.c.source, cell.c.channel),
        "what": product.c.line,
        "region": key_of(cell.c.source, tree.c.ancestor_id),
    }
    return rows, and_(cell.c.flagged, counts(ask, PRICE, cell.c.period, keys))


@query(CONFLICTS)
def price_conflicts(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """The channels that undercut, by month, product line and region of the top level; `amount` is the revenue."""
    if all_of_it(see, filters):
        cell: FromClause = _judged(see, filters, ask.rules)
        rows, revenue = cell, cell.c.revenue
    else:
        cell = _verdicts(see, filters, ask.rules)
        own = _own(see, filters, ask)
        rows, revenue = cell.outerjoin(own, _same_cell(own, cell, ask.rules)), own.c.revenue
    place = cell.c[ask.rules.region]
    ours = and_(touches(see, cell.c.source, place), own_channel(see, cell.c.source, cell.c.channel))
    product = see.labels("product").alias("sold_product")
    rows = rows.join(product, and_(product.c.source == cell.c.source, product.c.product_id == cell.c.product))
    tree = see.tree("region").alias("region_top")
    top = and_(tree.c.source == cell.c.source, tree.c.region_id == place, tree.c.depth == 0)
    who = key_of(cell.c.source, cell.c.channel)
    nameless = cast(literal(None), String)  # a channel's name stands with the channel
    keys = (cell.c.source, cell.c.period, cell.c.channel, product.c.line.label("what"))
    columns = (
        *keys,
        product.c.line.label("what_name"),
        tree.c.ancestor_id.label("region"),
        who.label("who"),
        nameless.label("who_name"),
    )
    values = (any_of(ours).label("touched"), cast(func.sum(revenue), Double).label("amount"))
    found = select(*columns, *values).select_from(rows.join(tree, top)).where(cell.c.flagged)
    return told(see, found.group_by(*keys, tree.c.ancestor_id).subquery("found"), ask, "what")


@query(LINKS)
def price_links(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """Which channels undercut each other: on one product, in one region and month; of the whole company."""
    found = _verdicts(see, filters, ask.rules)
    cell = select(found).where(found.c.flagged).cte()
    a, b = cell.alias("a"), cell.alias("b")
    keys = ("source", "period", "product", ask.rules.region)
    both = and_(*(a.c[key] == b.c[key] for key in keys), a.c.channel < b.c.channel)
    product = see.labels("product")
    rows = a.join(b, both).join(product, and_(product.c.source == a.c.source, product.c.product_id == a.c["product"]))
    pair = (key_of(a.c.source, a.c.channel).label("a"), key_of(a.c.source, b.c.channel).label("b"))
    columns = (a.c.period, product.c.line.label("what"), *pair)
    return select(*columns).select_from(rows).distinct().order_by(*columns)


def _cell(rules: Rules) -> tuple[str, ...]:
    return "source", "period", "product", rules.region, "channel"


def _same_cell(one: FromClause, other: FromClause, rules: Rules) -> ColumnElement[bool]:
    return and_(*(one.c[key] == other.c[key] for key in _cell(rules)))


def _own(see: Visible, filters: Filters, ask: ConflictAsk, by: tuple[str, ...] = ()) -> Subquery:
    """Revenue of the reader's own regular lines, by cell and these dimensions."""
    found = regular(see, filters, tuple(dict.fromkeys((ask.rules.region, "channel", "product", *by))))
    return found.cut.grouped(func.sum(found.revenue).label("revenue")).subquery("own")


def _verdicts(see: Visible, filters: Filters, rules: Rules) -> Subquery:
    """The cells of the whole company that can be compared, and whether they undercut."""

    def found(whole: Visible) -> Select[Any]:
        cell = _judged(whole, filters, rules)
        return select(*(cell.c[key] for key in (*_cell(rules), "flagged", "comparable"))).where(cell.c.comparable)

    return see.shared(shared_name("prices", filters, rules), found)


def _priced(see: Visible, filters: Filters, rules: Rules) -> Subquery:
    """Per cell of the lines this reader sees: `quantity`, `revenue`, and the mean list and floor price in force."""
    found = regular(see, filters, (rules.region, "channel", "product"), priced=True)
    means = (safe_div(func.sum(found.worth[name]), func.sum(found.units[name])).label(name) for name in PRICES)
    sums = (func.sum(found.quantity).label("quantity"), func.sum(found.revenue).label("revenue"))
    return found.cut.grouped(*sums, *means).subquery("priced")


def _judged(see: Visible, filters: Filters, rules: Rules) -> Subquery:
    """Every cell of the lines this reader sees with `revenue`, whether it is `comparable` and whether `flagged`."""
    cell = _priced(see, everywhere(filters), rules)
    paid = safe_div(cell.c.revenue, cell.c.quantity)
    rivals = func.count(cell.c.channel).over(partition_by=[cell.c[key] for key in _cell(rules)[:-1]])
    listed = cell.c.listed if rules.reference is Reference.LIST else cast(literal(None), Double)
    rows = select(cell, paid.label("paid"), rivals.label("rivals"), listed.label("own")).cte()
    kind = see.labels("channel").alias("channel_kinds")
    rows_kind = rows.join(kind, and_(kind.c.source == rows.c.source, kind.c.channel_id == rows.c.channel))
    usual = _medians(rows, kind)
    keys = ("source", "period", "product", rules.region)
    same = and_(*(usual.c[key] == rows.c[key] for key in keys), usual.c.kind == kind.c.kind)
    reference = func.coalesce(rows.c.own, usual.c.median)
    several = and_(rows.c.rivals > 1, reference.is_not(None))
    low = and_(several, rows.c.paid < reference * ((1 - rules.gap) * _EXACT))
    below = rows.c.paid < rows.c.floor * _EXACT
    loud = and_(rows.c.quantity >= rules.min_quantity, rows.c.revenue >= rules.min_amount)
    flagged = func.coalesce(and_(or_(low, below), loud), false(), type_=Boolean)
    columns = [rows.c[key] for key in (*_cell(rules), "revenue", "quantity", "paid", "floor")]
    verdict = (reference.label("reference"), flagged.label("flagged"))
    comparable = or_(several, flagged).label("comparable")
    return select(*columns, *verdict, comparable).select_from(rows_kind.outerjoin(usual, same)).subquery("judged")


def _medians(rows: FromClause, kinds: FromClause) -> Subquery:
    """The median of the mean unit prices of the channels of one kind, where some channel has no list price."""
    here = [
        column for column in rows.c if column.key in ("source", "period", "product") or column.key.startswith("reg")
    ]
    same = and_(kinds.c.source == rows.c.source, kinds.c.channel_id == rows.c.channel)
    middle = func.percentile_cont(0.5).within_group(rows.c.paid).label("median")
    found = select(*here, kinds.c.kind, middle).select_from(rows.join(kinds, same)).group_by(*here, kinds.c.kind)
    return found.having(func.count(rows.c.own) < func.count(rows.c.channel)).subquery("usual")
