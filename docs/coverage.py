"""Makes docs/coverage.md: which cards teach what the source notes are about, and which ideas no card teaches yet.

    python docs/coverage.py            write the page
    python docs/coverage.py --check    exit 1 where the page is not what the decks say

The topics and ideas stand in docs/topics.yaml; that a card teaches one, its `covers` says.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from quiz.library.decks import Library

HERE = Path(__file__).resolve().parent
PAGE = HERE / "coverage.md"
Taught = Mapping[str, list[str]]


def taught(decks: Path) -> Taught:
    """By topic or idea, the ids of the cards that say they teach it, in learning order. Raises ValueError on a deck
    that cannot be read."""
    found, problems = Library(shipped=decks).all(own=False)
    if problems:
        raise ValueError("; ".join(map(str, problems)))
    cards: defaultdict[str, list[str]] = defaultdict(list)
    for deck in found:
        for card in deck.cards:
            for topic in card.covers:
                cards[topic].append(card.id)
    return cards


def uncovered(topics: Mapping[str, Any], cards: Taught) -> list[str]:
    """The topics of the notes, and the ideas, that no card teaches and that nothing excuses."""
    of_notes = [topic for note in topics["notes"] for topic in note["topics"]]
    ideas = [f"{deck}.{idea}" for deck, row in topics["ideas"].items() for idea in row]
    return [topic for topic in (*of_notes, *ideas) if topic not in cards and topic not in topics["none"]]


def page(topics: Mapping[str, Any], cards: Taught) -> str:
    return "\n".join(_lines(topics, cards)) + "\n"


def _lines(topics: Mapping[str, Any], cards: Taught) -> Iterator[str]:
    yield "# What the decks teach"
    yield ""
    yield "Made by `docs/coverage.py` from the `covers` of each card; a test keeps it true. The quiz grew out of five"
    yield "notes of a learner: here is each of their topics with the cards that teach it, then the ideas of each deck."
    for note in topics["notes"]:
        yield from ("", f"## Note {note['note']}: {note['title']}", "", "| topic | | cards |", "|---|---|---|")
        for topic, label in note["topics"].items():
            yield f"| {topic} | {label} | {_cards(cards, topic, topics['none'])} |"
    for deck, ideas in topics["ideas"].items():
        yield from ("", f"## Ideas of `{deck}`", "", "| idea | cards |", "|---|---|")
        for idea in ideas:
            yield f"| {deck}.{idea} | {_cards(cards, f'{deck}.{idea}', topics['none'])} |"


def _cards(cards: Taught, topic: str, none: Mapping[str, str]) -> str:
    if topic in cards:
        return ", ".join(f"`{card}`" for card in cards[topic])
    return f"none: {none[topic]}" if topic in none else "**not yet**"


def read_topics() -> dict[str, Any]:
    topics: dict[str, Any] = yaml.safe_load((HERE / "topics.yaml").read_text())
    return topics


def main(arguments: list[str]) -> int:
    topics, cards = read_topics(), taught(HERE.parent / "decks")
    text = page(topics, cards)
    missing = uncovered(topics, cards)
    print(f"{len(missing)} not covered: {' '.join(missing)}" if missing else "all covered", file=sys.stderr)
    if "--check" in arguments:
        return int(PAGE.read_text() != text)
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
