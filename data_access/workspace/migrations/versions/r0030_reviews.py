"""Weekly reviews: their locks, what they showed, and what is put into the coming one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0026"


def upgrade() -> None:
    """Make the tables review, review_sheet and review_item."""
    op.create_table(
        "review",
        *_written(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("instant", sa.DateTime(), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_key", "review", ["key", "id"])
    op.create_table(
        "review_sheet",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("scope", "figures")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_sheet_review_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_review_sheet"),
    )
    op.create_index("ix_review_sheet_review_id", "review_sheet", ["review_id"])
    op.create_table(
        "review_item",
        *_written(),
        sa.Column("kind", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(100), nullable=False) for name in ("reference", "name")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("scope", "query", "figures")),
        sa.PrimaryKeyConstraint("id", name="pk_review_item"),
    )
    op.create_index("ix_review_item_key", "review_item", ["key", "id"])


def _written() -> tuple[sa.Column[Any], ...]:
    """Which row, when, by whom, of which key, and how that stands after it."""
    return (
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
    )
