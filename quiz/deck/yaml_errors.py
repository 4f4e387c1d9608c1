"""Messages and fixes for the errors of the YAML parser, for authors of decks.

The parser in C and the one in Python word the same error differently; both are understood.
"""

from __future__ import annotations

from typing import Any, Literal

_QUOTE = "Put the text in quotes, or in a block after `|`."
_ESCAPE = "YAML does not know this escape inside double quotes"
_UNESCAPE = r"Use single quotes, or a block after `|`, or write \\ for a backslash."

# Text in the context, text in the problem, which of the two places is meant, what is wrong, the fix. The first row
# that fits is used; {here} is the character at the place.
_ROWS: tuple[tuple[str, str, Literal["at", "start"], str, str], ...] = (
    ("", "cannot start any token", "at", "a text cannot begin with {here}", "Put the text in double quotes."),
    ("", "node content", "at", "a text cannot begin with {here}", "Put the text in double quotes."),
    (
        "",
        "values are not allowed",
        "at",
        "YAML wants no `:` here",
        "Put a text with `: ` in it in quotes; line a key up with the keys beside it, a space after each `:`.",
    ),
    (
        "",
        "entries are not allowed",
        "at",
        "a list cannot begin here",
        "Begin it on the next line, or quote a text that begins with `-`.",
    ),
    (
        "quoted scalar",
        "end of stream",
        "start",
        "this quote is never closed",
        "Close it; inside single quotes, write '' for a single quote.",
    ),
    ("quoted scalar", "escape", "at", _ESCAPE, _UNESCAPE),
    ("quoted scalar", "hexdecimal", "at", _ESCAPE, _UNESCAPE),
    (
        "",
        "could not find expected ':'",
        "start",
        "a key without its `:`",
        "Write `key: text`, or indent the line if it belongs to the text above.",
    ),
    (
        "block scalar",
        "",
        "start",
        "> or | begins a block of text in YAML",
        'Put a text that begins with > or | in quotes (">=2.6"); otherwise begin it on the next line.',
    ),
    ("an alias", "", "start", "a text cannot begin with *", "Put the text in quotes."),
    ("an anchor", "", "start", "a text cannot begin with &", "Put the text in quotes."),
    ("tag", "", "start", "! begins a YAML tag, and decks have none", "Put the text in quotes."),
    ("", "tag handle", "start", "! begins a YAML tag, and decks have none", "Put the text in quotes."),
    ("directive", "", "at", "% begins a YAML directive, and decks have none", "Delete the line."),
    ("", "directive", "at", "% begins a YAML directive, and decks have none", "Delete the line."),
    ("", "document start", "at", "text after the end of the deck", "Delete it: a file holds one deck."),
)


def complaint(error: Any, lines: list[str], bracket: Any = None, quote: Any = None) -> tuple[int, int, str, str]:
    """Line, column (from 1), what is wrong and the fix, for a `yaml.YAMLError` over these lines.

    `bracket` is the event of the innermost [ or { that was still open. `quote` is that of the last quoted text that
    spans several lines: a quote that was not closed ends at the next one, lines below, and only what follows there
    makes no sense.
    """
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    at = _place(getattr(error, "problem_mark", None)) or (0, 0)
    start = _place(getattr(error, "context_mark", None)) or at
    line = lines[at[0]] if at[0] < len(lines) else ""
    before, here = line[: at[1]], line[at[1] : at[1] + 1]

    late = quote is not None and quote.end_mark.line == at[0]
    where, what, fix = at, f"this is not YAML: {' '.join(problem.split())}", _QUOTE
    if bracket is not None and (at[0] > start[0] or not "".join(lines[at[0] :])[at[1] :].strip()):
        where = (bracket.start_mark.line, bracket.start_mark.column)
        sign = lines[where[0]][where[1]]
        what, fix = f"this {sign} is never closed", f"Close it, or quote the text if it begins with {sign}."
    elif here == "\t" or "found a tab" in problem:
        what, fix = "there is a tab where YAML wants spaces", "Indent with spaces only."
    elif "flow" in context and "',' or" in problem:
        what, fix = "YAML wants a comma here", "Inside [ ] and { }, put a text that holds : , [ ] { } in quotes."
    elif any(word in problem for word in ("expected key", "block end", "'-' indicator")) or (
        late and "block" in context
    ):
        what, fix = "the indentation matches no line above", "Give the line as many spaces as the lines it belongs to."
        if late:
            where = (quote.start_mark.line, quote.start_mark.column)
            what, fix = f"this quote is closed only in line {at[0] + 1}", "Close it where its text ends."
        elif before.strip():
            what, fix = "the text goes on after its closing quote or bracket", _QUOTE
    else:
        for in_context, in_problem, meant, wrong, advice in _ROWS:
            if in_context in context and in_problem in problem:
                where, what, fix = at if meant == "at" else start, wrong.format(here=here), advice
                break
    if where[0] >= len(lines):
        where = (len(lines) - 1, len(lines[-1]))
    return where[0] + 1, where[1] + 1, what, fix


def _place(mark: Any) -> tuple[int, int] | None:
    return (mark.line, mark.column) if mark is not None else None
