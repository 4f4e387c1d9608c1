"""What a deck says: the model, the YAML that is read into it, and the library of decks there are."""
