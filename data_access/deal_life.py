"""One deal: what it is today, every state it has been in, who works it."""

from typing import Any

from sqlalchemy import Double, Select, case, cast, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.labels import named
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_deals import DEAL_FACTS, DEAL_HISTORY, DEAL_MEMBERS
from domain.dimensions import member_parts
from domain.frames import Contract
from i18n import Locale


@query(DEAL_FACTS)
def deal_facts(see: Visible, key: str, locale: Locale) -> Select[Any]:
    """The deal as it stands today; no row where it is not, or not in this reader's scope."""
    row = see.fact("opportunity").c
    told = {"key": row.source + ":" + row.opportunity_id, "reason": row.loss_reason}
    return _called(see, select(*_columns(row, DEAL_FACTS, told)).where(*_is(row, key)), DEAL_FACTS, locale)


@query(DEAL_HISTORY)
def deal_history(see: Visible, key: str, locale: Locale) -> Select[Any]:
    """The states of the deal that lie in this reader's scope, oldest first: where it was elsewhere there is a gap."""
    row = see.fact("deal_span").c
    states = select(*_columns(row, DEAL_HISTORY, {})).where(*_is(row, key))
    return _called(see, states, DEAL_HISTORY, locale).order_by("seq")


@query(DEAL_MEMBERS)
def deal_members(see: Visible, key: str, locale: Locale) -> Select[Any]:
    """Who works the deal as what, the latest first; of deals in this reader's scope."""
    row = see.fact("opportunity_member").c
    columns = (row.source, row.rep_id.label("rep"), row.role, row.credit_share, row.valid_from, row.valid_to)
    members = select(*columns).where(*_is(row, key)).subquery("members")
    told = named(see, members, ("rep",), locale).order_by(None).subquery("told").c
    kept = (told[name] for name in DEAL_MEMBERS.columns)
    return select(*kept).order_by(told.valid_from.desc().nulls_last(), told.rep_name, told.role)


def _members(contract: Contract) -> tuple[str, ...]:
    return tuple(name.removesuffix("_name") for name in contract.columns if name.endswith("_name"))


def _columns(row: Any, contract: Contract, told: dict[str, ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """`source`, the columns of the contract as they are stored or told, and the members by their ids."""
    made = told | {"source": row.source, "amount": cast(row.amount, Double)}
    made |= {member: row[f"{member}_id"] for member in _members(contract)}
    made |= {name: row[name] for name in contract.columns if name in row and name not in made}
    return [value.label(name) for name, value in made.items()]


def _called(see: Visible, rows: Select[Any], contract: Contract, locale: Locale) -> Select[Any]:
    """The rows with names in the place of ids; a member that is not given has no name."""
    told = named(see, rows.subquery("rows"), _members(contract), locale).order_by(None).subquery("told").c
    names = {f"{one}_name": case((told[one].is_not(None), told[f"{one}_name"])) for one in _members(contract)}
    return select(*((names[name] if name in names else told[name]).label(name) for name in contract.columns))


def _is(row: Any, key: str) -> tuple[ColumnElement[bool], ...]:
    source, deal = member_parts(key)
    return row.source == source, row.opportunity_id == deal
