"""Alembic runs this for each upgrade: the migrations go over the connection that engine.py has locked."""

from alembic import context

from data_access.workspace import forecast_tables, review_tables
from data_access.workspace.tables import METADATA

_DECLARED = (forecast_tables, review_tables)  # whose tables belong to the metadata once they are imported

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
