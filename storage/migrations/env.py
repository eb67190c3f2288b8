"""Alembic's entry: runs the migrations on the connection that `storage.schema` hands over."""

from alembic import context

import storage.calendar_tables
import storage.case_tables
import storage.ledger_tables
import storage.meeting_tables
import storage.occasion_tables
import storage.people_tables
import storage.period_tables
import storage.reminder_tables
import storage.reply_tables
import storage.resit_tables
import storage.switch_tables
import storage.talk_tables  # noqa: F401 (registers its tables)
from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
