"""Alembic's entry: runs the migrations on the connection that `storage.schema` hands over."""

from alembic import context

import storage.case_tables
import storage.people_tables
import storage.reminder_tables  # noqa: F401 (registers its tables)
from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
