"""The tables of the workspace; migrations/ brings a database of any age to this state, and a test compares."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def signed() -> tuple[Column[Any], ...]:
    """The first columns of what people write down: in which order, when, and who."""
    return (
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("who", String(200), nullable=False),
    )


def _written() -> tuple[Column[Any], ...]:
    """`signed`, and how it was written, and together with what."""
    how = Column("how", String(20), nullable=False)  # form, bulk, undo
    return (*signed(), how, Column("batch", String(32), nullable=False))


reader = Table(
    "reader",
    METADATA,
    Column("login", String(200), primary_key=True),  # in lower case: the name or e-mail that sign-in gives
    Column("name", String(200), nullable=False),
    Column("locale", String(2)),
    Column("everything", Boolean, nullable=False),
    Column("company_totals", Boolean, nullable=False),
)

reader_scope = Table(
    "reader_scope",
    METADATA,
    Column("login", String(200), ForeignKey("reader.login", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),  # region, channel or rep
    Column("key", String(200), primary_key=True),  # a member key, see domain/dimensions.py
)

audit = Table(
    "audit",
    METADATA,
    *signed(),
    Column("what", String(50), nullable=False),
    Column("about", String(200), nullable=False),
    Column("detail", Text, nullable=False),  # JSON
)

observation = Table(  # append-only but for the thinning of old days: a deal as a snapshot saw it, when it had changed
    "observation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False),
    Column("opportunity_id", String, nullable=False),
    Column("observed_on", Date, nullable=False),  # the day at whose end the deal stood so
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("present", Boolean, nullable=False),  # false: gone from its source; the rest is how it last stood
    Column("funnel", String, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("amount", String),  # as text, exact: SQLite has no decimals
    Column("created_on", Date),
    Column("expected_close_on", Date),
    Column("closed_on", Date),
    Column("forecast_category", String),
    Column("rep_id", String),
    Column("region_id", String),
    Column("channel_id", String, nullable=False),
    Column("partner_id", String),
    Column("product_line", String),
    Index("ix_observation_source", "source", "opportunity_id", "id"),
)

target_entry = Table(  # append-only: the newest row of a place is in force
    "target_entry",
    METADATA,
    *signed(),
    Column("batch", String(32), nullable=False),  # what was saved at once, and is undone at once
    Column("how", String(20), nullable=False),  # grid, file, breakdown, copy, undo
    Column("plan", String(100), nullable=False),
    Column("version", String(100), nullable=False),
    Column("level", String(200), nullable=False),
    Column("metric", String(100), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("source", String, nullable=False),
    Column("region_id", String),
    Column("channel_id", String),
    Column("product_line", String),
    Column("rep_id", String),
    Column("partner_id", String),
    Column("state", String(10), nullable=False),  # set, cleared (there is none), withdrawn (nothing is said)
    Column("amount", String),  # as text, exact: SQLite has no decimals
    Index("ix_target_entry_batch", "batch"),
)


incident_note = Table(  # append-only: the newest row of an incident says how it stands
    "incident_note",
    METADATA,
    *_written(),
    Column("incident", String(12), nullable=False),
    *(Column(name, String, nullable=False) for name in ("kind", "cause_who", "cause_what")),
    Column("first_seen", Date, nullable=False),
    *(Column(name, String, nullable=False) for name in ("owner", "status", "comment")),
    Column("through", Date, nullable=False),  # the last day of the data when it was written
    Index("ix_incident_note_incident", "incident"),
)

sale_exception = Table(  # append-only: the newest row of an agreement is in force
    "sale_exception",
    METADATA,
    *_written(),
    Column("agreement", String(32), nullable=False),
    *(Column(name, String, nullable=False) for name in ("kind", "party", "about", "region")),  # "": all
    Column("first", Date, nullable=False),
    Column("last", Date),
    *(Column(name, String, nullable=False) for name in ("named", "reason", "state")),  # state: set, withdrawn
)

balance_rule = Table(  # append-only: the newest row of a name is in force; new is NULL: the installation's own again
    "balance_rule",
    METADATA,
    *_written(),
    Column("name", String, nullable=False),
    Column("old", String),
    Column("new", String),
    Column("reason", String, nullable=False),
)

balance_seen = Table(  # append-only: the index of a month of the whole company, as it was shown on a day of the data
    "balance_seen",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("month", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("rules", String(12), nullable=False),  # the digest of the rules it was made under
    Column("cci", Float),
    Column("parts", Text, nullable=False),  # JSON: kind -> points
    UniqueConstraint("month", "day", "rules"),
)

dispute = Table(  # append-only: the newest row of a dispute is in force
    "dispute",
    METADATA,
    *_written(),
    Column("dispute", String(32), nullable=False),
    *(Column(name, String, nullable=False) for name in ("kind", "parties", "region")),
    *(Column(name, Integer, nullable=False) for name in ("importance", "frequency", "intensity")),
    *(Column(name, String, nullable=False) for name in ("comment", "state")),
)

reallocation_scenario = Table(  # append-only: a second row of a key takes the scenario back, or puts it back
    "reallocation_scenario",
    METADATA,
    *signed(),
    Column("key", String(32), nullable=False),
    Column("state", String(10), nullable=False),  # saved, withdrawn
    Column("name", String(100), nullable=False),
    *(Column(name, Text, nullable=False) for name in ("scope", "query", "figures")),  # JSON: see spend_scenarios.py
    Index("ix_reallocation_scenario_key", "key", "id"),
)
