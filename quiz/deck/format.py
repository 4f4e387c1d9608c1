"""The deck format, version 1: the table of a deck's fields, and the table of the fields that all cards share.

The fields of a single kind are in that kind's file (`quiz/ask/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.deck import torch_release
from quiz.deck.fields import PLAIN_NAME, Choice, Code, Draws, ListOf, Prose, Real, Text, Whole, Word
from quiz.deck.model import DEFAULT_BUDGET_S, FORMAT
from quiz.deck.reading import Field, Reading
from quiz.deck.yaml_nodes import Node

DEVICES = ("cpu", "cuda", "mps")


@dataclass(frozen=True, slots=True)
class Releases:
    """A condition on the release of torch."""

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        text = Text(dollars=False).read(node, name, reading)
        try:
            torch_release.parse(text or "")
        except ValueError as error:
            reading.fault(node, str(error), 'Write a condition such as ">=2.6" or ">=2.6,<2.15", in quotes.')
            return None
        return text


@dataclass(frozen=True, slots=True)
class Ignored:
    """The rules not to apply: a map of codes to reasons, or a list of codes without reasons."""

    code: Word

    def read(self, node: Node, name: str, reading: Reading) -> dict[str, str] | None:
        if node.kind == "list":
            codes = ListOf(self.code, distinct=True).read(node, name, reading)
            return None if codes is None else dict.fromkeys(codes, "")
        if node.kind != "map":
            if node.kind != "broken":
                reading.fault(node, f"`{name}` is a map of rules", "Write {Q206: why it does not matter here}.")
            return None
        rows = [
            (self.code.read(key, name, reading), Text(dollars=False).read(value, key.text, reading))
            for key, value in node.pairs
        ]
        return None if any(None in row for row in rows) else {code: why for code, why in rows if code and why}


@dataclass(frozen=True, slots=True)
class CardNodes:
    """The cards as nodes: the fields of each depend on its kind."""

    def read(self, node: Node, name: str, reading: Reading) -> tuple[Node, ...] | None:
        if node.kind == "list" and node.items:
            return node.items
        if node.kind != "broken":
            fix = "Write the cards as a list below it, each beginning with `- id: name`."
            reading.fault(node, "`cards` holds no card", fix)
        return None


_NAME = Word(r"(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens, such as gather-rule")
_NAMES = ListOf(_NAME, distinct=True)
_ID = Word(
    r"(?=.{1,161}$)[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?", "an id, such as gather-rule or gather/gather-rule"
)
_TAG = Word(r"""[^\s,:"'()*]{1,60}""", "a word without spaces, such as gather")
_LINK = Word(r"https?://\S+", "the address of the page, such as https://docs.pytorch.org/docs/stable/torch.html")
_TOPIC = Word(r"\S{1,60}", "an id of the curriculum, such as S88")
_RULE = Word(r"Q\d{3}", "the code of a rule, such as Q204")
_SHARED = {
    "tags": Field(ListOf(_TAG, distinct=True), "a list of words to search by", ()),
    "devices": Field(ListOf(Choice(DEVICES), least=1, distinct=True), "the devices on which the claim holds", ("cpu",)),
    "torch": Field(Releases(), "the releases of torch it is for", ""),
    "siblings": Field(
        ListOf(_ID, distinct=True), "the cards never to be asked on the same day, as deck/id those of another deck", ()
    ),
}
DECK: Mapping[str, Field] = {
    "format": Field(Whole(FORMAT, FORMAT), f"the version of the deck format: {FORMAT}"),
    "deck": Field(_NAME, "the name of the deck"),
    "title": Field(Text(dollars=False), "a title for people"),
    "about": Field(Text(dollars=False), "what the deck teaches", ""),
    "order": Field(Whole(0, 9999), "its place in the learning order", 0),
    "requires": Field(_NAMES, "the decks to learn before", ()),
    "setup": Field(Code(no_dollars="Use it in `code`: `setup` is the same for every draw."), "code to run first", ""),
    **_SHARED,
    "cards": Field(CardNodes(), "the list of cards"),
}
CARD: Mapping[str, Field] = {
    "id": Field(_NAME, "a permanent name, unique in the deck"),
    "ask": Field(Text(dollars=False), "the kind of question"),
    "prompt": Field(Prose(), "the question"),
    "draw": Field(Draws(), "names and the expressions that draw them", ()),
    "require": Field(Code("eval", no_dollars=PLAIN_NAME), "a condition on the draw", ""),
    "hints": Field(ListOf(Prose()), "sentences that help without telling", ()),
    "explain": Field(Prose(), "why the answer is what it is", ""),
    "source": Field(_LINK, "the page that says so", ""),
    **_SHARED,
    "covers": Field(ListOf(_TOPIC), "the ids of the curriculum that it teaches", ()),
    "was": Field(_ID, "the id it had before, as deck/id where it was in another deck", ""),
    "ignore": Field(Ignored(_RULE), "the rules not to apply to it, each with the reason", {}),
    "budget": Field(Real(0.1, 600), "how many seconds its code may take", DEFAULT_BUDGET_S),
}
DECIDING = ("prompt", "draw", "require", "hints", "explain")
"""The shared fields that a card's digest covers, besides its kind, its kind's fields, and the deck's `setup`."""
