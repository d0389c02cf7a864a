"""The only door to the facts: what one reader may see, as subqueries that queries are written against."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from sqlalchemy import FromClause, Select, Subquery, Table, and_, case, false, or_, select, true, tuple_
from sqlalchemy.sql.elements import ColumnElement

from data_access import credits, first_orders, identities, published, tables
from data_access.entered import with_entered
from data_access.guard import refuse_figures, refuse_others
from data_access.open_to_all import Open, open_to_all
from domain.dimensions import member_parts
from domain.errors import NotInScope
from domain.scope import EVERYTHING, Scope
from domain.targets import NOTHING_ENTERED, Entered
from i18n import Text

# where each protected table says its region; tables that are not here have a door of their own below
_REGION = dict.fromkeys(
    (
        "order_line", "opportunity", "opportunity_event", "target", "market", "channel_cost", "delivery", "invoice",
        "receipt", "satisfaction", "partner", "partner_territory", "customer", "rep_assignment", "region", "inventory",
        "complaint", "order_day", "order_apart", "buyer_day", "product_month", "partner_month", "sold_month",
        "deal_span", "deal_stay",
    ),
    "region_id",
) | {"sell_out": "ship_region_id"}  # fmt: skip
_WHOLE = Text(
    "“{what}”需要全公司的合计，不在您的可见范围内。",
    "{what} needs the total of the whole company, which is not in your scope.",
)
_TREES = {"region": published.region_tree, "channel": published.channel_tree}
_PUBLIC = ("channel", "channel_pair", "product", "price", "promotion", "assortment", "stage")
_SHARED = 256  # statements over the whole company that are remembered for a scope
Rows = Select[Any] | Table  # what a door leads to


def _short(name: str) -> str:
    """A name that every database takes: those past 63 letters are cut by some, and two could become one."""
    return f"{name.split(maxsplit=1)[0]}_{crc32(name.encode()):08x}"


@cache
def _stored(name: str) -> Table:
    return tables.METADATA.tables[name]


class Visible:
    """The facts of one scope, entered targets among them. `fact` and `labels` are the doors; the rest is open."""

    calendar = published.calendar

    def __init__(self, scope: Scope, entered: Entered = NOTHING_ENTERED) -> None:
        self.scope, self.entered = scope, entered
        self._doors: dict[str, FromClause] = {}
        self._shared: dict[str, Subquery] = {}

    def fact(self, name: str) -> FromClause:
        """The rows of a fact (a key of domain.facts.FACTS, or a canonical table) that this reader may see."""
        return self._door(name, lambda: self._cut(name))

    def labels(self, member: str) -> FromClause:
        """Names and attributes of a member's table: key columns as stored, and `name`, `name_zh` where it has them."""
        if member in _PUBLIC:
            return _stored(member)
        if member == "region":  # names are no secret; potential and outlets are, and stay behind `fact("region")`
            return self._door("region names", self._region_names)
        return self._door(f"{member} labels", lambda: self._labelled(member))

    def tree(self, member: str) -> Table:
        """Every node of the member's tree with its ancestors; open to all."""
        return _TREES[member]

    def company(self, what: Text) -> FromClause:
        """The daily totals of the whole company, for metrics declared whole. NotInScope where not permitted."""
        self.permit_whole(what)
        return self._door("company", lambda: select(published.order_day))

    def company_regions(self, what: Text) -> FromClause:
        """Every region with its potential, for metrics declared whole. NotInScope where not permitted."""
        self.permit_whole(what)
        return self._door("company regions", lambda: select(tables.region))

    def open_to_all(self, what: Open) -> FromClause:
        """What is no secret of anybody's: see data_access/open_to_all.py."""
        return self._door(what.value, lambda: open_to_all(what, planned=bool(self.entered.entries)))

    def shared(self, name: str, found: Callable[["Visible"], Select[Any]]) -> Subquery:
        """What `found` finds in the whole company and is no secret: that a rule was broken, by whom; no figures."""
        if name not in self._shared:
            doors(EVERYTHING).guard(statement := found(doors(EVERYTHING)))
            refuse_figures(statement)
            if len(self._shared) >= _SHARED:
                self._shared.pop(next(iter(self._shared)))
            self._shared[name] = statement.subquery(_short(name))
        return self._shared[name]

    def report(self, table: Table) -> FromClause:
        """The rows of a load's report; none unless the reader sees everything, since they total the company."""
        allowed = true() if self.scope.everything else false()
        return self._door(f"{table.name} rows", lambda: select(table).where(allowed))

    def permit_whole(self, what: Text) -> None:
        """Raise NotInScope unless this reader may divide by company-wide totals."""
        if not self.scope.whole:
            raise NotInScope(_WHOLE, what=what)

    def below(self, member: str, keys: Iterable[str]) -> Select[Any]:
        """(source, id) of the members of a tree that are, or lie below, those of these keys."""
        tree = _TREES[member]
        chosen = [member_parts(key) for key in sorted(keys)]
        return select(tree.c.source, tree.c[f"{member}_id"]).where(
            tuple_(tree.c.source, tree.c.ancestor_id).in_(chosen)
        )

    def guard(self, statement: Select[Any]) -> None:
        """Raise UnscopedQueryError unless every source is a door of this reader or public, and no text is raw."""
        refuse_others(statement, (*self._doors.values(), *self._shared.values()))

    def _door(self, name: str, rows: Callable[[], Rows]) -> FromClause:
        """The door of that name, made once; `setdefault`, since the readers of one scope share it between threads."""
        if (door := self._doors.get(name)) is not None:
            return door
        made, alias = rows(), name.replace(" ", "_")
        return self._doors.setdefault(name, made.alias(alias) if isinstance(made, Table) else made.subquery(alias))

    def _cut(self, name: str) -> Rows:
        special: dict[str, Callable[[], Rows]] = {
            "order_line": self._booked,
            "order_buyer": lambda: identities.bought(self),
            "buyer": lambda: identities.buyers(self),
            "first_order": self._first_orders,
            "first_day": lambda: first_orders.first_days(self),
            "buying_day": lambda: first_orders.buying_days(self),
            "homed_day": lambda: identities.homed(self),
            "order_repeat": lambda: first_orders.told_apart(self),
            "deal_credit": lambda: credits.closed_credits(self),
            "deal_share": lambda: credits.open_credits(self),
            "opportunity": self._deals,
            "deal": lambda: self._rows(tables.opportunity),  # without `outcome`: who wants a name need not join stages
            "opportunity_member": self._deal_members,
            "deal_deleted": self._deleted_deals,
            "rep": lambda: self._labelled("rep"),
            "target": self._targets,
        }
        return special[name]() if name in special else self._rows(_stored(name))

    def _rows(self, table: Table) -> Rows:
        """The rows in scope; of everything the table itself: a question around it is read and planned in less time."""
        if self.scope.everything:
            return table
        return select(table).where(self._allowed(table, _REGION.get(table.name)))

    def _allowed(self, table: FromClause, region: str | None, channel: str = "channel_id") -> ColumnElement[bool]:
        """The condition on a row; deny by default: a table without a region is for readers of everything."""
        if self.scope.everything:
            return true()
        if self.scope.empty or region is None:
            return false()
        limits: list[ColumnElement[bool]] = [
            tuple_(table.c.source, table.c[region]).in_(self.below("region", self.scope.regions))
        ]
        if self.scope.channels is not None and channel in table.c:
            limits.append(tuple_(table.c.source, table.c[channel]).in_(self.below("channel", self.scope.channels)))
        limits.append(self.own(table))
        return and_(*limits)

    def own(self, table: FromClause) -> ColumnElement[bool]:
        """The condition that a row is the reader's own, for readers narrowed to that."""
        if self.scope.reps is None:
            return true()
        own = [member_parts(key) for key in sorted(self.scope.reps)]
        return tuple_(table.c.source, table.c.rep_id).in_(own) if "rep_id" in table.c else false()

    def _booked(self) -> Select[Any]:
        line = tables.order_line
        return select(line).where(line.c.status == "booked", self._allowed(line, _REGION[line.name]))

    def _targets(self) -> Rows:
        if not self.entered.entries:
            return self._rows(tables.target)
        rows = with_entered(select(tables.target), self.entered).subquery("target")
        return select(rows).where(self._allowed(rows, "region_id"))

    def _first_orders(self) -> Select[Any]:
        customer = tables.customer
        columns = (customer.c[c] for c in ("source", "customer_id", "first_ordered_on", "first_channel_id"))
        allowed = self._allowed(customer, "first_region_id", "first_channel_id")
        return select(*columns, customer.c.first_region_id).where(customer.c.first_ordered_on.is_not(None), allowed)

    def _deals(self) -> Select[Any]:
        """Deals with their `outcome` (won, lost, open), from the kind of their stage."""
        deal, stage = tables.opportunity, tables.stage
        at = and_(stage.c.source == deal.c.source, stage.c.funnel == deal.c.funnel, stage.c.position == deal.c.stage)
        won = stage.c.kind.in_(("won", "fulfilled", "paid"))
        outcome = case((won, "won"), (stage.c.kind == "lost", "lost"), else_="open").label("outcome")
        return select(deal, outcome).join(stage, at).where(self._allowed(deal, "region_id"))

    def _deal_members(self) -> Select[Any]:
        member, deal = tables.opportunity_member, self.fact("opportunity")
        ours = select(deal.c.source, deal.c.opportunity_id)
        return select(member).where(tuple_(member.c.source, member.c.opportunity_id).in_(ours))

    def _deleted_deals(self) -> Select[Any]:
        """Each state that this reader sees (`seen_from`, `seen_to`), with when its deal was deleted, wherever then."""
        span, seen = published.deal_span, self.fact("deal_span").alias("seen")
        gone = and_(*(span.c[key] == seen.c[key] for key in ("source", "opportunity_id")), span.c.status == "deleted")
        ends = (seen.c.from_at.label("seen_from"), seen.c.to_at.label("seen_to"))
        columns = (seen.c.source, seen.c.opportunity_id, *ends, span.c.from_at, span.c.to_at)
        return select(*columns).select_from(seen.join(span, gone))

    def _region_names(self) -> Select[Any]:
        names = ("source", "region_id", "parent_id", "level", "country", "name", "name_zh", "iso_code")
        places = ("latitude", "longitude", "tile_row", "tile_col")
        return select(*(tables.region.c[column] for column in names + places))

    def _labelled(self, member: str) -> Rows:
        """Members at home in the scope, and those that a visible order, deal or post names."""
        table = _stored(member)
        if self.scope.everything:
            return table
        key = f"{member}_id"
        naming = [(fact, key) for fact in ("order_line", "opportunity") if key in self.fact(fact).c]
        naming += [("rep_assignment", post) for post in ("rep_id", "manager_id") if member == "rep"]
        named = (select(self.fact(fact).c.source, self.fact(fact).c[column]) for fact, column in naming)
        met = (tuple_(table.c.source, table.c[key]).in_(rows) for rows in named)
        home = self._allowed(table, _REGION.get(member)) if member != "rep" else false()
        return select(table).where(or_(home, *met))


@lru_cache(maxsize=256)
def doors(scope: Scope, entered: Entered = NOTHING_ENTERED) -> Visible:
    """The doors of a scope, shared by all its readers: making them costs more than many a query."""
    return Visible(scope, entered)
