"""The part of a sync in the database: what a folder lacks, taking in what it has. Files are `quiz/sync/`."""
