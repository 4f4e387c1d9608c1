"""Holding one value against another, cell by cell. What was typed is read in `typed/`; wording belongs to the kinds."""
