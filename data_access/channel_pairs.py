"""Pairs of channels: their names, and which pairs a selection of channels leaves."""

from typing import Any

from sqlalchemy import FromClause, Subquery, and_, case, func, or_, true, tuple_
from sqlalchemy.sql.elements import ColumnElement

from data_access.visible import Visible
from domain.filters import Filters
from i18n import Locale


def whole_lines(filters: Filters) -> Filters:
    """The selection without its channels: both ends of a pair are needed, whichever was chosen."""
    return filters.only(channel=())


def chosen_ends(see: Visible, filters: Filters, rows: FromClause, *ends: str) -> ColumnElement[bool]:
    """Whether one of the ends (`<end>_source`, `<end>`) is, or lies below, a channel of the selection."""
    if not filters.channel:
        return true()
    below = see.below("channel", filters.channel)
    return or_(*(tuple_(rows.c[f"{end}_source"], rows.c[end]).in_(below) for end in ends))


def named_ends(
    see: Visible, rows: Subquery, locale: Locale, *ends: str
) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
    """The rows joined to the names of their ends, and for each end its key and `<end>_name`."""
    joined: FromClause = rows
    columns: dict[str, ColumnElement[Any]] = {}
    for end in ends:
        labels = see.labels("channel").alias(f"{end}_channel")
        source, key = rows.c[f"{end}_source"], rows.c[end]
        joined = joined.outerjoin(labels, and_(labels.c.source == source, labels.c.channel_id == key))
        names = [labels.c.name_zh] if locale is Locale.ZH else []
        columns[end] = case((key.is_not(None), source + ":" + key))
        columns[f"{end}_name"] = func.coalesce(*names, labels.c.name, key)
    return joined, columns
