"""Rows under another name, made once: to name every column of a table anew takes longer than many a statement."""

from functools import lru_cache

from sqlalchemy import FromClause

_KEPT = 512


@lru_cache(maxsize=_KEPT)
def aliased(rows: FromClause, name: str) -> FromClause:
    """The rows of a table or a door under that name, the same object each time."""
    return rows.alias(name)
