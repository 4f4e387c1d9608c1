"""Text for people: what a terminal may show, numbers, plots, suggestions. It knows nothing of cards."""
