"""Syncing through a folder: its files, reading and writing them, git. What the database knows of it: `store/sync/`."""
