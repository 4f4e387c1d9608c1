"""Decks joined with the store: what there is to study today, and everything known about one card.

A `Collection` has the decks of a study day, counted; `SessionCards` are the cards of one session. Both are pure;
`snapshot` and `gather` read them from the store. Running a session is `review/`.
"""
