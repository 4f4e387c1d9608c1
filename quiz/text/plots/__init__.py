"""Plots as lines of text: pure, of a given width, in words and shapes that need no colour."""
