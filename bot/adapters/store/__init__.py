"""The store in a database: SQLite in a file, or PostgreSQL."""

from bot.adapters.store.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
