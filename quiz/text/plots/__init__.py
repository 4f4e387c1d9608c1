"""Plots as lines of rich text: of a given width, readable without colour. What they show belongs to the callers."""
