"""Posing a question and judging its answer. What a deck file says is `deck/`; when a card is asked, `schedule/`."""
