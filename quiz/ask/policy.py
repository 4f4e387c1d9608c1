"""Whether a card may be asked here: its release of torch, its devices, and the trust in its deck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from quiz.ask.question import Broken
from quiz.deck import torch_release
from quiz.deck.model import Card
from quiz.engine.confinement import UNTRUSTED, refusal, whole
from quiz.engine.devices import device_for
from quiz.engine.health import resting_on
from quiz.worker.wire import Hello


@dataclass(frozen=True, slots=True)
class Permit:
    """Permission to ask the card on this device: `posing` requires it before it runs a line of the card."""

    device: str


def permit(card: Card, hello: Hello) -> Permit:
    """Whether this card may be asked on the torch of `hello`. Raises Broken, which says why not."""
    if card.torch and not torch_release.parse(card.torch).admits(hello["torch"]):
        raise Broken(f"it is for torch {card.torch}; this is {hello['torch']}", "unsuited")
    device = device_for(card.devices, hello["devices"])
    if not device:
        raise Broken(
            f"it is for {' and '.join(card.devices)}; this machine has {', '.join(hello['devices'])}", "unsuited"
        )
    check_trust(card, hello)
    unsound = hello.get("unsound")
    if unsound and (what := resting_on(_code_of(card), unsound)):
        raise Broken(f"it uses {what}, which the torch of this machine computes wrongly: see `quiz doctor`", "unsuited")
    return Permit(device)


def _code_of(card: Card) -> str:
    """All the card's own code and texts."""
    return "\n".join(_texts((card.body, card.draw, card.require)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _texts(tuple(getattr(value, each.name) for each in fields(value)))


def check_trust(card: Card, hello: Hello) -> None:
    """Raise Broken if code from elsewhere would run unconfined."""
    if card.foreign and not whole(hello):
        raise Broken(refusal(card.place.path), UNTRUSTED)
