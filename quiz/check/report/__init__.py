"""Printing a run: text for people, formats for CI. What is wrong with a card is found in `rules/`."""
