"""The fields `forbid` and `only`: which functions an answer may call, and the message on a call that breaks them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.deck.fields import ListOf, Text
from quiz.deck.reading import Field, Reading
from quiz.deck.yaml_nodes import Node
from quiz.text.suggest import listed, nearest, quoted, suggestion
from quiz.worker.wire import CALLED_BY

HEADS = ("torch", "F", "nn", "Tensor", "einops")
PATTERN = rf"({'|'.join(HEADS)})(\.[A-Za-z_][A-Za-z0-9_]*)+"
_FIX = "Write it as `torch.softmax`, `F.softmax`, `nn.Softmax`, `Tensor.softmax` or `einops.rearrange`."


@dataclass(frozen=True, slots=True)
class FunctionName:
    """The dotted name of a function, method or module of torch, or of a function of einops."""

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        text = Text(dollars=False).read(node, name, reading)
        if text is None or re.fullmatch(PATTERN, text):
            return text
        reading.fault(node, f"{quoted(text)} does not name a function", suggestion(_meant(text), _FIX))
        return None


def _meant(text: str) -> str:
    """The name that was probably meant; "" when nothing is similar."""
    text = text.strip().removesuffix("()")
    head, dot, rest = text.partition(".")
    known = {"functional": "F", "np": "", "tensor": "Tensor"}.get(head.lower()) if dot else None
    meant = f"{nearest(head, HEADS) if known is None else known}.{rest}" if dot else f"torch.{text}"
    return meant if re.fullmatch(PATTERN, meant) else ""


def forbid_and_only() -> dict[str, Field]:
    names = ListOf(FunctionName(), least=1, distinct=True)
    return {
        "forbid": Field(names, "functions that may not be used to answer, under all their names", ()),
        "only": Field(names, "the functions of torch that alone may be used to answer", ()),
    }


def unwanted(name: str, forbid: Sequence[str], only: Sequence[str]) -> str:
    """The message on an answer that called the function `name`, itself or by another function."""
    name, _, by = name.partition(CALLED_BY)
    if by:
        return f"This card asks you to write it without `{name}`, which `{by}` calls."
    if name in forbid or not only:
        return f"This card asks you to write it without `{name}`."
    return f"This card asks you to use {listed(only, 'and')} of torch and nothing else: you call `{name}`."
