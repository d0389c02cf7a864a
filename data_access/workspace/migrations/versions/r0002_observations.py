"""What snapshots have seen of each deal."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table observation."""
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("opportunity_id", sa.String(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("funnel", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("amount", sa.String()),
        sa.Column("created_on", sa.Date()),
        sa.Column("expected_close_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        *(
            sa.Column(name, sa.String(), nullable=name != "channel_id")
            for name in ("forecast_category", "rep_id", "region_id", "channel_id", "partner_id", "product_line")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_observation"),
    )
    op.create_index("ix_observation_source", "observation", ["source", "opportunity_id", "id"])
