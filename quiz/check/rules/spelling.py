"""Misspelt names of torch in an author's prose: names that this torch does not have (Q506)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.check.prove.torch_names import Vocabulary
from quiz.check.rules.card_texts import code, prose
from quiz.deck.model import Card, Place
from quiz.text.suggest import nearest

_QUOTED = re.compile(r"`([^`\n]+)`")
_DOTTED = re.compile(r"(?<![\w.])(torch|nn|F|Tensor|optim)((?:\.[A-Za-z_]\w*)+)")
_METHOD = re.compile(r"(?<![\w.])[a-z]\w*\.([a-z_]\w*)\(")
_SHORT = {"nn": "torch.nn", "F": "torch.nn.functional", "optim": "torch.optim"}
_WORD = re.compile(r"[A-Za-z_]\w*")


def misspelt(card: Card, words: Vocabulary) -> Iterator[tuple[Place | None, str, str]]:
    """(place, name, the name that was meant or "") for each name in backticks that is not in `words`.

    Names that the card's code uses are not checked, because that code is run. Nor are names that resemble nothing in
    torch.
    """
    own = set(_WORD.findall(" ".join(code(card))))
    seen: set[str] = set()
    for said in prose(card):
        for span in _QUOTED.findall(said.text):
            for name, meant in (*_dotted(span, words), *_methods(span, words)):
                if name not in seen and name.rpartition(".")[2] not in own:
                    seen.add(name)
                    yield said.place, name, meant


def _dotted(span: str, words: Vocabulary) -> Iterator[tuple[str, str]]:
    for match in _DOTTED.finditer(span):
        head, rest = match[1], match[2][1:].split(".")
        if head == "Tensor":
            if rest[0] not in words.methods:
                yield f"{head}.{rest[0]}", _meant(head, rest[0], words.methods)
            continue
        module = _SHORT.get(head, head)
        said = head
        for part in rest:
            known = words.modules.get(module)
            if known is None:
                break  # not one of the modules listed: a class, a function
            if part not in known and f"{module}.{part}" not in words.modules:
                yield f"{said}.{part}", _meant(said, part, known)
                break
            module, said = f"{module}.{part}", f"{said}.{part}"


def _methods(span: str, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """A method that no object has, if it is one slip from a known one: methods of other objects are unknown here."""
    for match in _METHOD.finditer(span):
        name = match[1]
        owner = match[0].partition(".")[0]
        if name not in words.methods and owner not in ("torch", *_SHORT) and name not in _functions(words):
            near = nearest(name, words.methods)
            if near and _slip(name, near):
                yield f"{owner}.{name}", f"{owner}.{near}"


def _functions(words: Vocabulary) -> frozenset[str]:
    return frozenset().union(*words.modules.values())


def _slip(name: str, near: str) -> bool:
    """Whether the letters are the same except for one: left out, doubled or swapped."""
    return len(name) > 3 and abs(len(name) - len(near)) <= 1 and len(set(name) ^ set(near)) <= 1


def _meant(said: str, part: str, known: frozenset[str]) -> str:
    near = nearest(part, known)
    return f"{said}.{near}" if near else ""
