"""Which decks there are: finding, reading and caching deck files, and what authors are given to write them."""
