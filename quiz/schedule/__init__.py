"""When to ask again: what is remembered of a card, the FSRS arithmetic, the study day, and the queue of one session.

Pure: the moment, the options and the cards are handed in; nothing here reads a clock, a file or chance.
"""
