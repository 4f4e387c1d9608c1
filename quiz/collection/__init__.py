"""What there is to study today: the decks brought together with what is remembered of their cards.

A `Collection` has the decks of a study day, counted; a `SessionCards` the cards of one session. Both are pure; `snapshot` and
`dealing` make them of the store, `held` keeps what need not be looked up twice.
"""
