"""Backups, restoring, export and import, correcting a wrong clock. What a review needs is not here."""
