"""Counting the cards of today without choosing them: it must come to what a plan of the cards lets through."""

from __future__ import annotations

from entries import NOON, ROLLOVER, TODAY, due, learning, new
from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.counts import Ready, ready, shared, shares, unlimited
from quiz.schedule.limits import Cap, Done, Limits, new_room, review_room
from quiz.schedule.policy import (
    Candidates,
    DeckCounts,
    Entry,
    Siblings,
    both_ways,
    by_overdueness,
    by_position,
    by_time,
    plan,
    siblings_of_answered,
)

HOUR_MS = 3_600_000
decks = st.sampled_from("abc")
hidden = st.sampled_from([{}, {}, {}, {"suspended": True}, {"buried_until": TODAY + 1}])


def entry(deck: str, number: int, kind: str, lateness: int, flags: dict[str, int]) -> Entry:
    card = f"{deck}/{number}"
    if kind == "new":
        return new(card, number, **flags)
    if kind == "step":
        return learning(card, NOON.at_ms + lateness * HOUR_MS, TODAY - lateness % 2, **flags)
    return due(card, TODAY - lateness + 2, TODAY - 12, **flags)


@st.composite
def collections(draw: st.DrawFn) -> tuple[Candidates, Siblings]:
    kinds = st.sampled_from(["new", "step", "review", "review"])
    shown = draw(st.lists(st.tuples(decks, kinds, st.integers(0, 30), hidden), max_size=25))
    entries = [entry(deck, at, kind, lateness, flags) for at, (deck, kind, lateness, flags) in enumerate(shown)]
    named = {one.card: [other.card for other in entries if other.deck == one.deck] for one in entries}
    siblings = both_ways(
        {card: frozenset({draw(st.sampled_from(near))}) for card, near in named.items() if draw(st.booleans())}
    )
    candidates = Candidates(
        sorted((one for one in entries if one.due_ms is not None), key=by_time),
        sorted((one for one in entries if one.in_review), key=by_overdueness(TODAY)),
        sorted((one for one in entries if one.new), key=by_position),
        siblings_of_answered(entries, TODAY, siblings),
    )
    return candidates, siblings


caps = st.dictionaries(decks, st.builds(Cap, st.none() | st.integers(0, 4), st.none() | st.integers(0, 4)), max_size=2)
limits = st.builds(Limits, st.integers(0, 9), st.integers(0, 9), st.just(1200), caps)
done = st.dictionaries(decks, st.builds(Done, st.integers(0, 4), st.integers(0, 4)), max_size=3)


@given(collections(), limits, done, st.sets(decks))
def test_the_counts_are_those_of_the_plan(
    shown: tuple[Candidates, Siblings], limits: Limits, done: dict[str, Done], locked: set[str]
) -> None:
    """With siblings, limits, caps and what was done, for all decks together and for each alone."""
    candidates, siblings = shown
    counted = ready(unlimited(candidates, limits, NOON, TODAY, ROLLOVER, siblings))
    for names in ({*"abc"}, {"a"}, {"b", "c"}):
        closed = locked if len(names) == 3 else set()
        mine = Candidates(
            [one for one in candidates.learning if one.deck in names],
            [one for one in candidates.due if one.deck in names],
            [one for one in candidates.new if one.deck in names - closed],
            candidates.buried_siblings,
        )
        planned = plan(mine, done, limits, NOON, TODAY, ROLLOVER, siblings).counts
        some = {deck: one for deck, one in counted.items() if deck in names}
        assert shared(some, review_room(limits, done), new_room(limits, done), closed) == planned


def test_decks_share_the_room_of_the_day() -> None:
    """A cap holds for its deck; what finds no room is put off; a day that is more than full owes nothing."""
    two = {"a": Ready(1, 5, 3), "b": Ready(0, 4, 9)}
    limits = Limits(new_per_day=6, reviews_per_day=7, caps={"a": Cap(reviews=2, new=1)})
    assert shared(two, review_room(limits, {}), new_room(limits, {})) == DeckCounts(6, 1, 6, deferred=3)
    assert shared(two, review_room(limits, {}), new_room(limits, {}), {"b"}).new == 1
    full = {"b": Done(20, 20)}
    assert shared(two, review_room(limits, full), new_room(limits, full)) == DeckCounts(0, 1, 0, deferred=9)


def test_each_deck_has_its_part_of_the_new_cards_of_the_day() -> None:
    """In the order of the decks, within their caps; a locked deck has none. Reviews are counted deck by deck."""
    three = {"a": Ready(1, 5, 3), "b": Ready(0, 4, 9), "c": Ready(0, 0, 9)}
    limits = Limits(new_per_day=8, reviews_per_day=7, caps={"a": Cap(new=2)})
    parts = shares(three, review_room(limits, {}), new_room(limits, {}))
    assert [part.new for part in parts.values()] == [2, 6, 0]
    assert [part.due for part in parts.values()] == [5, 4, 0]
    parts = shares(three, review_room(limits, {}), new_room(limits, {}), {"b"})
    assert [part.new for part in parts.values()] == [2, 0, 6]


@given(collections(), limits, done, st.sets(decks))
def test_the_parts_of_the_decks_add_up(
    made: tuple[Candidates, Siblings], limits: Limits, done: dict[str, Done], locked: set[str]
) -> None:
    """New cards of all decks: as many as all of them together bring."""
    cards, siblings = made
    counted = ready(unlimited(cards, limits, NOON, TODAY, ROLLOVER, siblings))
    room = review_room(limits, done), new_room(limits, done)
    parts = shares(counted, *room, locked)
    assert sum(part.new for part in parts.values()) == shared(counted, *room, locked).new


def test_a_review_that_waits_for_room_goes_before_its_new_sibling() -> None:
    """It is not passed by: a card like it, learned in between, would only be mixed up with it."""
    siblings = both_ways({"a/1": frozenset({"a/2"})})
    candidates = Candidates(due=[due("a/1", TODAY - 3)], new=[new("a/2", 2), new("a/3", 3)])
    left = plan(candidates, {}, Limits(reviews_per_day=0), NOON, TODAY, ROLLOVER, siblings)
    assert [one.card for one in left.new] == ["a/3"]
    assert left.deferred == 1
