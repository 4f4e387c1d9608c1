"""What every user interface opens and asks for: settings, decks, store, engine, once. Display is left to them."""
