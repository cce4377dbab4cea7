"""Alembic's entry. The caller hands over an open transaction, so that a migration is whole or not at all."""

from alembic import context

from wornby.stores.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
