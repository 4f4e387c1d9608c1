"""Rules Q6, between cards: duplicate questions, and decks that require each other or a missing one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quiz.check.finding import Severity
from quiz.check.rules.duplicates import pattern
from quiz.check.rules.rule import Violation, rule_around
from quiz.check.survey import Survey
from quiz.deck.model import Deck, Place
from quiz.text.suggest import did_you_mean


@rule_around("Q601", "two cards ask the same", Severity.WARNING)
def asks_the_same(survey: Survey) -> Iterator[Violation]:
    """Their code is the same except for numbers and variable names: the draw already gives that practice. Where the
    difference is the point, say so with `ignore: {Q601: why}`.

    Bad:
        - id: one
          ask: predict
          prompt: Value of `y`?
          code: |
            x = torch.tensor([1, 2])
            y = x * 3
            y
          misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([1, 2])"}]
          explain: It multiplies each.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
        - id: two
          ask: predict
          prompt: Value of `b`?
          code: |
            a = torch.tensor([4, 7])
            b = a * 2
            b
          misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([4, 7])"}]
          explain: It multiplies each.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html

    Good:
        - id: one
          ask: predict
          prompt: Value of `y`?
          draw: {k: "rng.randint(2, 99)"}
          code: |
            x = torch.tensor([1, 2])
            y = x * $k
            y
          misconceptions: [{belief: nothing is multiplied, code: "torch.tensor([1, 2])"}]
          explain: It multiplies each.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
    """
    first: dict[tuple[str, ...], str] = {}
    for card in survey.compared:
        shape = pattern(card)
        if shape is None:
            continue
        if shape in first:
            what = f"it asks the same as {first[shape]}, except for numbers and names"
            fix = "Draw the numbers on one card and delete the other; or say why with `ignore: {Q601: ...}`."
            yield Violation(what, fix, card.places.get("code", card.place), card=card)
        else:
            first[shape] = card.id


@rule_around("Q602", "a required deck is missing")
def required_deck_missing(survey: Survey) -> Iterator[Violation]:
    """A deck unlocks once most of what it requires is known. A missing deck can never be known.

    Bad:
        format: 1
        deck: mine
        title: Mine
        requires: [no-such-deck]

    Good:
        format: 1
        deck: mine
        title: Mine
        requires: [create]
    """
    for deck in survey.decks:
        for name in deck.requires:
            if name not in survey.known:
                fix = did_you_mean(name, survey.known, "Delete it from `requires`, or put that deck next to this one.")
                yield Violation(f"there is no deck `{name}`", fix, _requires(deck))


@rule_around("Q603", "decks require each other")
def circle(survey: Survey) -> Iterator[Violation]:
    """Each waits for the other, and neither ever unlocks.

    Bad:
        format: 1
        deck: mine
        title: Mine
        requires: [mine-too]    # and mine-too requires mine

    Good:
        format: 1
        deck: mine
        title: Mine
    """
    for deck in survey.decks:
        way = _way_back(deck.name, survey.known)
        # Reported once, at the first deck of the circle by name.
        if way and deck.name == min(way):
            what = "the decks require each other: " + " -> ".join([*way, way[0]])
            yield Violation(what, "Delete one of these from the `requires` of the other.", _requires(deck))


@rule_around("Q604", "a sibling in another deck is missing", Severity.WARNING)
def sibling_missing(survey: Survey) -> Iterator[Violation]:
    """Siblings ask nearly the same, and are never asked on the same day. One that is not there keeps nothing apart: its
    id is misspelt, or it has another one by now.

    Bad:
        siblings: [gather/no-such-card]

    Good:
        siblings: [gather/logits-column]
    """
    for card in survey.cards:
        for name in card.siblings:
            if "/" in name and name not in survey.present:
                fix = did_you_mean(
                    name, survey.present, "Delete it from `siblings`, or put that deck next to this one."
                )
                yield Violation(f"there is no card `{name}`", fix, card.places.get("siblings", card.place), card=card)


def _requires(deck: Deck) -> Place:
    return deck.places.get("requires") or Place(deck.path, 1, 1)


def _way_back(name: str, known: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A shortest path from this deck back to itself; none when there is no circle."""
    ways, seen = [[name]], {name}
    for way in ways:
        for need in known.get(way[-1], ()):
            if need == name:
                return way
            if need not in seen:
                seen.add(need)
                ways.append([*way, need])
    return []
