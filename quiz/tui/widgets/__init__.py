"""The widgets, one per file. Answering each kind is `answers/`; whole screens are `screens/`."""
