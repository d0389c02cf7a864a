"""The tables of the workspace; migrations/ brings a database of any age to this state, and a test compares."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, Text, func

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
