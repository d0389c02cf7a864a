"""Forecasts as they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0024"


def upgrade() -> None:
    """Make the tables forecast_run and forecast_series."""
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("origin", sa.Date(), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("metric", sa.String(100), nullable=False),
        sa.Column("grain", sa.String(10), nullable=False),
        sa.Column("method", sa.String(50), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("reconstructed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forecast_run"),
        sa.UniqueConstraint("origin", "version", "metric", "grain", "method", name="uq_forecast_run_origin"),
    )
    op.create_table(
        "forecast_series",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("slice", sa.String(500), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("wape", sa.Float()),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "slice", name="pk_forecast_series"),
        sa.ForeignKeyConstraint(["run_id"], ["forecast_run.id"], name="fk_forecast_series_run_id", ondelete="CASCADE"),
    )
    op.create_index("ix_forecast_series_slice", "forecast_series", ["slice"])
