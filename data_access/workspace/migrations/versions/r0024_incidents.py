"""What is remembered of channel conflict: incidents, exceptions, rules, the index as it was seen, disputes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0018"


def _written() -> tuple[sa.Column[Any], ...]:
    """Who wrote a row, when and how."""
    return (
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("batch", sa.String(32), nullable=False),
    )


def _texts(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def upgrade() -> None:
    """Make the tables incident_note, sale_exception, balance_rule, balance_seen and dispute."""
    for make in (_notes, _exceptions, _rules, _seen, _disputes):
        make()


def _notes() -> None:
    op.create_table(
        "incident_note",
        *_written(),
        sa.Column("incident", sa.String(12), nullable=False),
        *_texts("kind", "cause_who", "cause_what"),
        sa.Column("first_seen", sa.Date(), nullable=False),
        *_texts("owner", "status", "comment"),
        sa.Column("through", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident_note"),
    )
    op.create_index("ix_incident_note_incident", "incident_note", ["incident"])


def _exceptions() -> None:
    op.create_table(
        "sale_exception",
        *_written(),
        sa.Column("agreement", sa.String(32), nullable=False),
        *_texts("kind", "party", "about", "region"),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date()),
        *_texts("named", "reason", "state"),
        sa.PrimaryKeyConstraint("id", name="pk_sale_exception"),
    )


def _rules() -> None:
    op.create_table(
        "balance_rule",
        *_written(),
        *_texts("name"),
        sa.Column("old", sa.String()),
        sa.Column("new", sa.String()),
        *_texts("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_balance_rule"),
    )


def _seen() -> None:
    op.create_table(
        "balance_seen",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rules", sa.String(12), nullable=False),
        sa.Column("cci", sa.Float()),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_balance_seen"),
        sa.UniqueConstraint("month", "day", "rules", name="uq_balance_seen_month"),
    )


def _disputes() -> None:
    op.create_table(
        "dispute",
        *_written(),
        sa.Column("dispute", sa.String(32), nullable=False),
        *_texts("kind", "parties", "region"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("importance", "frequency", "intensity")),
        *_texts("comment", "state"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute"),
    )
