"""Scenarios of reallocation."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0029"


def upgrade() -> None:
    """Make the table reallocation_scenario."""
    op.create_table(
        "reallocation_scenario",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("scope", "query", "figures")),
        sa.PrimaryKeyConstraint("id", name="pk_reallocation_scenario"),
    )
    op.create_index("ix_reallocation_scenario_key", "reallocation_scenario", ["key", "id"])
