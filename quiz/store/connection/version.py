"""How a database of the quiz is recognised, and which schema version this release reads and writes."""

VERSION = 3
"""How many migrations there are; written here, so that a file that needs none is opened without sqlite_utils."""
APPLICATION_ID = int.from_bytes(b"QUIZ")


def sqlite_version() -> str:
    """The release of SQLite that reads and writes the database, such as "3.40.1"."""
    import sqlite3

    return sqlite3.sqlite_version
