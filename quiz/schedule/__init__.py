"""When to ask again: the memory of a card, the FSRS arithmetic, the study day, and the queue of one session.

Pure: the moment, the options and the cards are parameters; nothing here reads a clock, a file or chance.
"""
