"""Proof of decks: each card is run on several draws, and its claims are compared with what torch does.

`scope` finds the cards to prove, `prove` gathers what torch and the learner's own path give for them, `rules` judge
that evidence, `runner` carries out a whole run, `report` prints it.
"""
