"""What people enter, kept apart from the warehouse: readers and what each may see, and who changed what."""

from sqlalchemy import Engine

from data_access.workspace.audit import Change, changes
from data_access.workspace.engine import DEFAULT_URL, open_workspace, upgrade
from data_access.workspace.readers import (
    Reader,
    add_missing,
    add_reader,
    give_scope,
    reader_of,
    readers,
    remove_reader,
    scope_of,
)

__all__ = [
    "DEFAULT_URL",
    "Change",
    "Engine",
    "Reader",
    "add_missing",
    "add_reader",
    "changes",
    "give_scope",
    "open_workspace",
    "reader_of",
    "readers",
    "remove_reader",
    "scope_of",
    "upgrade",
]
