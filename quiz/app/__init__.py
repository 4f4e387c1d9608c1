"""What every face opens and asks for: settings, decks, store, engine, once. How it looks is left to the faces."""
