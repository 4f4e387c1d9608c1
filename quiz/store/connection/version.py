"""By what a database of the quiz is known, and which version of it this release reads and writes."""

VERSION = 3
"""How many migrations there are; kept here, so that a file that needs none is opened without sqlite_utils."""
APPLICATION_ID = int.from_bytes(b"QUIZ")
