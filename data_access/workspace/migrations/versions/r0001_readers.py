"""Readers, what each may see, and the record of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables reader, reader_scope and audit."""
    op.create_table(
        "reader",
        sa.Column("login", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("locale", sa.String(2)),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("company_totals", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_reader"),
    )
    op.create_table(
        "reader_scope",
        sa.Column("login", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["reader.login"], name="fk_reader_scope_login", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("login", "kind", "key", name="pk_reader_scope"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("what", sa.String(50), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
