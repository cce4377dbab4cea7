"""Migrations of the records, run by SqlRecordStore.migrate()."""
