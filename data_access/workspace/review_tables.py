"""The tables of the weekly review: append-only, as all of the workspace."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

from data_access.workspace.tables import METADATA, signed

review = Table(  # append-only: the newest row of a key says whether the lock counts
    "review",
    METADATA,
    *signed(),
    Column("key", String(32), nullable=False),
    Column("state", String(10), nullable=False),  # closed, withdrawn
    Column("day", Date, nullable=False),  # the last day of the data
    Column("instant", DateTime, nullable=False),  # UTC: the end of that day, what the figures are as of
    Column("version", String(200), nullable=False),  # of the data
    Column("scope", Text, nullable=False),  # JSON: of who closed it
    Column("through", Integer, nullable=False),  # the last row of review_item that was on its list
    Index("ix_review_key", "key", "id"),
)

review_sheet = Table(  # append-only: what a review showed, as readers of a scope saw it
    "review_sheet",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("review_id", Integer, ForeignKey("review.id", ondelete="CASCADE"), nullable=False),  # its closing row
    Column("scope", Text, nullable=False),  # JSON
    Column("figures", Text, nullable=False),  # JSON: see domain/review.py
    Index("ix_review_sheet_review_id", "review_id"),
)

review_item = Table(  # append-only: the newest row of a key says whether it is on the list
    "review_item",
    METADATA,
    *signed(),
    Column("key", String(32), nullable=False),
    Column("state", String(10), nullable=False),  # put, removed
    Column("kind", String(20), nullable=False),
    Column("reference", String(100), nullable=False),  # the key of what was put in
    Column("name", String(100), nullable=False),
    *(Column(name, Text, nullable=False) for name in ("scope", "query", "figures")),  # JSON
    Index("ix_review_item_key", "key", "id"),
)
