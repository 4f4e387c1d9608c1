"""The prompts of Python and IPython in pasted text: what was typed after them, and what was printed below."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

TYPED = re.compile(r"[ \t]*(?:>>>|In ?\[\d*\]:)(?: |$|(?=\S))")
CONTINUED = re.compile(r"[ \t]*(?:\.\.\.:?)(?: |$)")
MOST_CODE = 4_000
"""In characters: longer text after a prompt is taken as code without a look at it."""
_LITERAL = (ast.Module, ast.Expr, ast.Constant, ast.List, ast.Tuple, ast.UnaryOp, ast.USub, ast.UAdd, ast.Load)
_PRINTED = re.compile(r"[ \t]*Out ?\[\d*\]:[ \t]?")


def typed_at(text: str) -> str | None:
    """The lines typed at the prompts, without what was printed between them; None when the text begins with none."""
    if not TYPED.match(_first_row(text)):
        return None
    rows = ((TYPED.match(row) or CONTINUED.match(row), row) for row in text.split("\n"))
    return "\n".join(row[prompt.end() :] for prompt, row in rows if prompt)


def printed_in(text: str) -> str:
    """All that was printed in a pasted session, or typed there if nothing was printed; any other text as it is.

    A prompt before something that is no code, or a lone word, is only taken off: nothing was printed by that.
    """
    steps = list(_steps(text))
    if _is_decorated(steps, ast.Name):
        return without_prompts(text)
    return "\n".join(filter(str.strip, (printed for _, printed in steps))) or _typed(steps) if steps else text


def value_in(text: str) -> str:
    """The value printed last in a pasted session, or typed at its prompt; any other text as it is.

    A prompt before the first row of a value is only taken off.
    """
    steps = list(_steps(text))
    if not steps:
        continued = CONTINUED.match(text)
        typed = text[continued.end() :] if continued and "\n" not in text.strip() else ""
        return typed if typed.strip() else text
    if _is_decorated(steps):
        return without_prompts(text)
    values = [printed for _, printed in steps if printed.strip()]
    return values[-1] if values else _typed(steps)


def without_prompts(text: str) -> str:
    """The text with the prompts at the beginnings of its lines taken off."""
    rows = ((TYPED.match(row) or CONTINUED.match(row) or _PRINTED.match(row), row) for row in text.split("\n"))
    return "\n".join(row[prompt.end() :] if prompt else row for prompt, row in rows)


def _is_decorated(steps: list[tuple[str, str]], *also: type[ast.AST]) -> bool:
    """Whether what follows the first prompt is no code that printed what is below it: no Python, or another literal.

    Names are literals too if they are among `also`.
    """
    typed, printed = next(((typed, printed) for typed, printed in steps if typed.strip()), ("", ""))
    if not printed.strip() or len(typed) > MOST_CODE or typed.lstrip()[:1] in "!%?":
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(typed.strip("\n"))
    except (SyntaxError, ValueError):
        return True
    except (MemoryError, RecursionError):
        return False
    literal = all(isinstance(node, (*_LITERAL, *also)) for node in ast.walk(tree)) and bool(tree.body)
    return literal and "".join(typed.split()) != "".join(printed.split())


def _typed(steps: list[tuple[str, str]]) -> str:
    return "\n".join(typed for typed, _ in steps if typed.strip())


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """What was typed and what was printed, prompt by prompt; nothing when the text does not begin with a prompt."""
    first = _first_row(text)
    if not TYPED.match(first) and not _PRINTED.match(first):
        return
    typed: list[str] = []
    printed: list[str] = []
    for row in text.strip("\n").split("\n"):
        if prompt := TYPED.match(row):
            yield "\n".join(typed), "\n".join(printed).strip("\n")
            typed, printed = [row[prompt.end() :]], []
        elif (prompt := CONTINUED.match(row)) and typed and not printed:
            typed.append(row[prompt.end() :])
        elif prompt := _PRINTED.match(row):
            printed.append(row[prompt.end() :])
        else:
            printed.append(row)
    yield "\n".join(typed), "\n".join(printed).strip("\n")


def _first_row(text: str) -> str:
    return next((row for row in text.split("\n") if row.strip()), "")
