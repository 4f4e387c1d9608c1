"""Comparing one value with another, cell by cell. Reading typed text is `typed/`; wording belongs to the kinds."""
