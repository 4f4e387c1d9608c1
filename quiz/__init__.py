"""Spaced repetition for PyTorch in the terminal; every answer is checked by running torch."""

__version__ = "0.1.0"
