"""What people said a forecast should be."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Make the table forecast_edit."""
    op.create_table(
        "forecast_edit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("batch", sa.String(32), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("slice", sa.String(500), nullable=False),
        sa.Column("metric", sa.String(100), nullable=False),
        sa.Column("grain", sa.String(10), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("node", sa.String(500), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("amount", sa.String()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forecast_edit"),
    )
    op.create_index("ix_forecast_edit_slice", "forecast_edit", ["slice", "metric", "grain", "id"])
    op.create_index("ix_forecast_edit_batch", "forecast_edit", ["batch"])
