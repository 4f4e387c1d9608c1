"""Proof of decks: every card is asked on several draws, and what it says is held against what torch does.

`scope` finds what is to be proven, `evidence` gathers what torch and the learner's own path say of it, `rules` judge
that, `runner` goes through a whole run, `reports` tell of it.
"""
