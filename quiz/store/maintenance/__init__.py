"""Backups, restoring, moving a log to another machine, correcting a wrong clock. What a review needs is not here."""
