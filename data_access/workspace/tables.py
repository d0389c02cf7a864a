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
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("who", String(200), nullable=False),
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
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("who", String(200), nullable=False),
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


def _written() -> tuple[Column[Any], ...]:
    """The first columns of what people write down: who did, when, how, and together with what."""
    return (
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("who", String(200), nullable=False),
        Column("how", String(20), nullable=False),  # form, bulk, undo
        Column("batch", String(32), nullable=False),
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

forecast_run = Table(  # append-only: the forecasts that were made at once; one for each day, data version and question
    "forecast_run",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("who", String(200), nullable=False),
    Column("origin", Date, nullable=False),  # the last day that was known
    Column("version", String(200), nullable=False),  # of the data
    Column("metric", String(100), nullable=False),
    Column("grain", String(10), nullable=False),
    Column("method", String(50), nullable=False),
    Column("horizon", Integer, nullable=False),
    Column("reconstructed", Boolean, nullable=False),  # made after the day: of data cut off there, not as called
    UniqueConstraint("origin", "version", "metric", "grain", "method"),
)

forecast_series = Table(  # append-only: what was forecast of one slice
    "forecast_series",
    METADATA,
    Column("run_id", Integer, ForeignKey("forecast_run.id", ondelete="CASCADE"), primary_key=True),
    Column("slice", String(500), primary_key=True),  # JSON: filter → members or values; {} is everything
    Column("points", Text, nullable=False),  # JSON: [period, mean, low80, high80, low95, high95] for each step
    Column("weights", Text, nullable=False),  # JSON: member → weight
    Column("wape", Float),  # of the back-test
    Column("observed", Integer, nullable=False),  # periods of history
    Index("ix_forecast_series_slice", "slice"),
)

call_entry = Table(  # append-only: the newest row of a region and period is in force
    "call_entry",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("who", String(200), nullable=False),
    Column("batch", String(32), nullable=False),  # what was entered at once, and is undone at once
    Column("how", String(20), nullable=False),  # page, command, file, undo
    Column("region", String, nullable=False),  # a member key, see domain/dimensions.py; "" is the whole company
    Column("step", String(10), nullable=False),  # quarter, month
    Column("period_start", Date, nullable=False),
    Column("state", String(10), nullable=False),  # set, withdrawn (nothing is called)
    Column("call", String),  # amounts as text, exact: SQLite has no decimals
    Column("commit", String),
    Column("best_case", String),
    Column("reason", Text, nullable=False),
    Index("ix_call_entry_place", "step", "period_start", "region", "id"),
    Index("ix_call_entry_batch", "batch"),
)

scenario_entry = Table(  # append-only: the newest row of a name is in force
    "scenario_entry",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("who", String(200), nullable=False),
    Column("name", String(100), nullable=False),
    Column("state", String(10), nullable=False),  # set, withdrawn
    Column("regions", Text, nullable=False),  # JSON: the keys of the slice it is about; none is the whole company
    Column("channels", Text, nullable=False),  # the same; none is every channel
    Column("query", Text, nullable=False),  # JSON: the assumptions as their link writes them
    Index("ix_scenario_entry_name", "name", "id"),
)

reallocation_scenario = Table(  # append-only: a second row of a key takes the scenario back, or puts it back
    "reallocation_scenario",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("who", String(200), nullable=False),
    Column("key", String(32), nullable=False),
    Column("state", String(10), nullable=False),  # saved, withdrawn
    Column("name", String(100), nullable=False),
    Column("scope", Text, nullable=False),  # JSON: what its author saw, which its figures are of
    Column("query", Text, nullable=False),  # JSON: the parameters that open it
    Column("figures", Text, nullable=False),  # JSON: what was expected when it was saved
    Index("ix_reallocation_scenario_key", "key", "id"),
)
