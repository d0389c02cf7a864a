"""Alembic runs this for each upgrade: the migrations go over the connection that engine.py has locked."""

from alembic import context

import data_access.workspace.forecast_tables  # noqa: F401  (its tables belong to the metadata)
from data_access.workspace.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
