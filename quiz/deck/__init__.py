"""What a deck file says: fields read into a model, with places. It knows no kind; which decks there are is `library/`."""
