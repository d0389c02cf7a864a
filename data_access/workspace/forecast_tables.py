"""The tables of what was forecast, called and supposed: append-only, as all of the workspace."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data_access.workspace.tables import METADATA, signed

forecast_run = Table(  # append-only: the forecasts that were made at once; one for each day, data version and question
    "forecast_run",
    METADATA,
    *signed(),
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

forecast_edit = Table(  # append-only: the newest row of a slice, node and period is in force
    "forecast_edit",
    METADATA,
    *signed(),
    Column("batch", String(32), nullable=False),  # what was entered at once, and is undone at once
    Column("how", String(20), nullable=False),  # page, undo
    Column("slice", String(500), nullable=False),  # as in forecast_series: whose forecast is edited
    Column("metric", String(100), nullable=False),
    Column("grain", String(10), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("node", String(500), nullable=False),  # JSON: dimension → member; {} is the whole slice
    Column("state", String(10), nullable=False),  # set, withdrawn (the forecast stands)
    Column("amount", String),  # as text, exact: SQLite has no decimals
    Column("reason", Text, nullable=False),
    Index("ix_forecast_edit_slice", "slice", "metric", "grain", "id"),
    Index("ix_forecast_edit_batch", "batch"),
)

call_entry = Table(  # append-only: the newest row of a region and period is in force
    "call_entry",
    METADATA,
    *signed(),
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
    *signed(),
    Column("name", String(100), nullable=False),
    Column("state", String(10), nullable=False),  # set, withdrawn
    Column("regions", Text, nullable=False),  # JSON: the keys of the slice it is about; none is the whole company
    Column("channels", Text, nullable=False),  # the same; none is every channel
    Column("query", Text, nullable=False),  # JSON: the assumptions as their link writes them
    Index("ix_scenario_entry_name", "name", "id"),
)
