"""What a prompt asks for, held against the code: a name that is not there, a value that the code does not end in."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator

from quiz.answer.value import Name, Scalar, Size, Tensor
from quiz.check.prove.evidence import Evidence
from quiz.check.prove.torch_names import Vocabulary
from quiz.check.rules.card_texts import code
from quiz.check.rules.shown_code import bound
from quiz.deck import python
from quiz.deck.model import Card
from quiz.text.suggest import nearest, quoted

_QUOTED = re.compile(r"`([^`\n]+)`")
_WORD = re.compile(r"[A-Za-z_]\w*")
_ASKED = re.compile(r"\b(?:values?|shapes?|dtypes?|device|type|content) of ((?:`[^`\n]+`(?:, and |, | and )?)+)", re.I)
_BROUGHT_IN = re.compile(r"\b(?:[Ww]hich|[Aa]ny|[Aa]n?) `(\w+)`")
_SORT = re.compile(r"(?:what is )?(?:the )?(shape|dtype|device)s? of ", re.I)
_PLAIN = frozenset([*dir(builtins), *keyword.kwlist, "torch", "nn", "F", "np", "numpy", "einops", "math", "copy"])
_OTHER_THAN = {
    "shape": (Tensor, Name, Scalar),
    "dtype": (Tensor, Size, Scalar),
    "device": (Tensor, Size, Scalar),
}
"""What a prompt asks for first -> the values that are something else."""


def missing_names(card: Card, words: Vocabulary | None) -> Iterator[tuple[str, str]]:
    """Each name in backticks of the prompt that neither the card's code nor torch has, and the name that was meant.

    A prompt may bring in a name of its own: in an expression (`For which `y` does `x + y` run?`), or by "which". A
    function to be written may be called by the name of the parameter that it is for.
    """
    if words is None or hasattr(card.body, "signature"):
        return
    texts = (card.setup, card.require, *(text for row in card.draw for text in row), *code(card.body))
    spans = _QUOTED.findall(card.prompt)
    own = {*_WORD.findall(" ".join(texts)), *_BROUGHT_IN.findall(card.prompt)}
    own |= {word for span in spans if not span.isidentifier() for word in _WORD.findall(span)}
    for name in dict.fromkeys(span for span in spans if span.isidentifier()):
        if name not in own and name not in _PLAIN and not words.has(name):
            yield name, nearest(name, own) if len(name) > 2 else ""


def other_value(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A message and its fix where the prompt asks for a variable that the last expression does not contain."""
    if not evidence.questions or not hasattr(evidence.card.body, "form"):
        return
    question = evidence.questions[0]
    found, tree = _ASKED.search(question.prompt), python.read(question.code, "exec", dollars=False)
    if found is None or not isinstance(tree, ast.Module) or not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return
    last = tree.body[-1].value
    there = {node.id for node in ast.walk(last) if isinstance(node, ast.Name)}
    ends = quoted(ast.unparse(last))
    for span in _QUOTED.findall(found[1]):
        name = _variable(span)
        if name in bound(tree) and name not in there and not _bound_to(tree, span, there):
            yield (
                f"the prompt asks for `{span}`, and the code ends in {ends}",
                f"Ask for {ends}, or end the code in `{span}`.",
            )


def _variable(span: str) -> str:
    """The variable of `x` or `x.grad`; "" for any other expression."""
    tree = python.read(span, "eval")
    node = tree.body if isinstance(tree, ast.Expression) else None
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _bound_to(tree: ast.Module, span: str, names: set[str]) -> bool:
    """Whether one of these names is bound to what the span says, as `g` in `g = x.grad`."""
    return any(
        isinstance(node, ast.Assign)
        and ast.unparse(node.value) == span
        and any(isinstance(target, ast.Name) and target.id in names for target in node.targets)
        for node in ast.walk(tree)
    )


def other_sort(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A message and its fix where the prompt asks for a shape, a dtype or a device, and the answer is none."""
    asked = _SORT.match(evidence.card.prompt)
    truths = [trial.truth for trial in evidence.trials if trial.truth is not None]
    if asked is None or not hasattr(evidence.card.body, "form"):
        return
    sort = asked[1].lower()
    if truths and all(isinstance(truth.value, _OTHER_THAN[sort]) for truth in truths):
        what = f"the prompt asks for a {sort}, and the answer is {truths[0].shown[:40]}"
        yield what, f"End the code in `.{sort}`, or ask for what it ends in."
