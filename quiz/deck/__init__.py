"""The deck format: fields read into a model, with places in the file. It knows no kind; finding decks is `library/`."""
