"""Calls of directors, and scenarios that were kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"


def upgrade() -> None:
    """Make the tables call_entry and scenario_entry."""
    op.create_table(
        "call_entry",
        *_written(),
        sa.Column("batch", sa.String(32), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *(sa.Column(name, sa.String()) for name in ("call", "commit", "best_case")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_entry"),
    )
    op.create_index("ix_call_entry_place", "call_entry", ["step", "period_start", "region", "id"])
    op.create_index("ix_call_entry_batch", "call_entry", ["batch"])
    op.create_table(
        "scenario_entry",
        *_written(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("regions", "channels", "query")),
        sa.PrimaryKeyConstraint("id", name="pk_scenario_entry"),
    )
    op.create_index("ix_scenario_entry_name", "scenario_entry", ["name", "id"])


def _written() -> tuple[sa.Column[Any], ...]:
    """Which row, when, by whom."""
    return (
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
    )
