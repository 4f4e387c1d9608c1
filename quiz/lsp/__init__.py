"""The language server for decks: what an editor shows while one is written. What is wrong with a card: `check/`."""
