"""Fixes that can be made by a program: edits of a deck's text. What is wrong is found in `rules/` and by the loader."""
