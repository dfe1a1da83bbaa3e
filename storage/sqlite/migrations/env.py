"""Alembic's way in: migrates over the connection it is handed, in that connection's transaction."""

from alembic import context

from storage.sqlite import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.SQLModel.metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
