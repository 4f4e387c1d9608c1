"""The events, and their fold into the table of cards. Reading what they come to is `queries/`."""
