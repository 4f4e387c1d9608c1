"""Backups, restoring, moving a log to another machine, mending a wrong clock. What a review needs is not here."""
