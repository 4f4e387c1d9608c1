"""What a deck file says: fields read into a model, with places. It knows no kind; the decks there are: `library/`."""
