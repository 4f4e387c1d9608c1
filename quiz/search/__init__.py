"""Searching for cards: the search text parsed into a tree, and the parts that the decks alone can answer. Pure.

What only the store knows is asked in `quiz/store/queries/search.py`.
"""

from quiz.search.catalog import Catalog
from quiz.search.grammar import legible, parse
from quiz.search.query import Query

__all__ = ["Catalog", "Query", "legible", "parse"]
