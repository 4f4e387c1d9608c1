"""What is asked of the database: due cards, searches, reviews. Nothing is written here but what derives from events."""
