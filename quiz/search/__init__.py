"""Searching for cards: the words of a search made a tree, and what the decks say of their cards. Pure.

What only the store knows is asked in `quiz/store/queries/search.py`.
"""

from quiz.search.catalog import Catalog
from quiz.search.grammar import legible, parse
from quiz.search.query import Query

__all__ = ["Catalog", "Query", "legible", "parse"]
