"""A disputed verdict as text, with all that the author of the deck needs to reproduce it."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.text.terminal import clean, line


def dispute_text(card: str, body: Mapping[str, object], day: str = "") -> str:
    """Lines without anything that a terminal would act on; `body` is that of the event of a dispute."""
    when = f"{day}  " if day else ""
    rows = [f"{when}{card}  seed {body.get('seed', 0)}, torch {body.get('torch', '?')}"]
    for name in ("typed", "truth", "why"):
        # In a session the typed answer is called `text`.
        said = body.get(name) or (body.get("text") if name == "typed" else "")
        if said:
            rows.append(f"    {name:6} {line(str(said))}")
    return clean("\n".join(rows))
