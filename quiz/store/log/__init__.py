"""The events, and their fold into the tables `card` and `revlog`. Queries over the result are `queries/`."""
