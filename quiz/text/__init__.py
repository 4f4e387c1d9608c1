"""Text for people: safe terminal text, Markdown, numbers, plots, suggestions. It knows nothing of cards."""
