"""Queries: due cards, searches, reviews. Nothing is written here except what derives from events."""
