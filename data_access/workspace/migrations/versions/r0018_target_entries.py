"""Targets that people enter."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0002"


def upgrade() -> None:
    """Make the table target_entry."""
    op.create_table(
        "target_entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("batch", sa.String(32), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("plan", sa.String(100), nullable=False),
        sa.Column("version", sa.String(100), nullable=False),
        sa.Column("level", sa.String(200), nullable=False),
        sa.Column("metric", sa.String(100), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        *(sa.Column(name, sa.String()) for name in ("region_id", "channel_id", "product_line", "rep_id", "partner_id")),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("amount", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_target_entry"),
    )
    op.create_index("ix_target_entry_batch", "target_entry", ["batch"])
