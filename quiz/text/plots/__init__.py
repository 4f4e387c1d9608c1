"""Plots as lines of rich text: of a given width, readable without colour. What they count belongs to who calls."""
