"""Decks and memory brought together: what there is to study today, and all that is known of one card.

A `Collection` has the decks of a study day, counted; `SessionCards` are the cards of one session. Both are pure;
`snapshot` and `gather` read them from the store. What a session does with its cards is `review/`.
"""
