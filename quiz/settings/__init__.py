"""Folders, settings and clock of this learner, read when asked for. What a setting means is up to its users."""
