"""A card as one page of HTML that stands by itself, for a pull request: what is asked, and what torch gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt

from quiz.answer.torch_print import printed_cells
from quiz.answer.value import Tensor
from quiz.answer.verdict import Status
from quiz.app.grade import Tried
from quiz.ask import kinds
from quiz.ask.answer_form import offers
from quiz.ask.lines import verdict_lines
from quiz.ask.picture import Picture
from quiz.ask.question import Question
from quiz.text.terminal import clean

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
pre, code, td { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { padding: 0.75rem; border: 1px solid #8886; border-radius: 6px; overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 1rem 0.5rem 0; display: inline-table; }
td { border: 1px solid #8886; padding: 0.1rem 0.5rem; text-align: right; }
section { border-top: 1px solid #8886; margin-top: 2rem; }
dt { font-weight: 600; }
small { opacity: 0.7; }
:root { color-scheme: light dark; }
"""


def page(tried: Sequence[Tried], pictures: Sequence[Picture]) -> str:
    """The page, one section a draw, each with its picture. It loads nothing, and nothing in a card is markup of its own
    but Markdown.
    """
    card = tried[0].asked.card
    head = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8" /><title>{_text(card.id)}</title><style>{_STYLE}</style></head>',
        f"<body><h1>{_text(card.id)}</h1>",
        f"<p><small>{_text(card.ask)}, digest {_text(card.digest)}</small></p>",
    ]
    sections = [part for one, picture in zip(tried, pictures, strict=True) for part in _section(one, picture)]
    source = f'<p><a href="{escape(card.source)}">{_text(card.source)}</a></p>' if card.source else ""
    return "\n".join([*head, *sections, source, "</body></html>", ""])


def _section(tried: Tried, picture: Picture) -> Iterator[str]:
    question = tried.asked.question
    yield f"<section><h2>seed {tried.asked.seed}</h2>"
    if question is None:
        assert tried.asked.broken is not None
        yield f"<p>It cannot be asked: {_text(tried.asked.broken.reason)}</p></section>"
        return
    yield _markdown(question.prompt)
    if question.drawn:
        drawn = ", ".join(f"<code>{_text(name)} = {_text(literal)}</code>" for name, literal in question.drawn)
        yield f"<p>Drawn: {drawn}</p>"
    if question.code:
        yield _code(question.code)
    yield from _offered(question)
    yield from (_grid(one.name, one.value) for one in picture.named)
    yield f"<h3>{'A right answer' if kinds.kind(question.card.ask).RUNS else 'torch says'}</h3>"
    yield _code(tried.truth)
    yield from _answers(question, tried)
    if question.explain:
        yield f"<h3>Why</h3>\n{_markdown(question.explain)}"
    yield "</section>"


def _offered(question: Question) -> Iterator[str]:
    """What there is to choose from, or to order."""
    rows = offers(kinds.kind(question.card.ask).entry(question))
    if rows:
        yield "".join(["<dl>", *(f"<dt>{_text(label)}</dt><dd>{_code(text)}</dd>" for label, text in rows), "</dl>"])


def _answers(question: Question, tried: Tried) -> Iterator[str]:
    """What each belief gives; or, where an answer is code, how each stated one is judged."""
    if tried.beliefs:
        yield "<h3>Who believes otherwise</h3><dl>"
        yield from (f"<dt>{_inline(belief)}</dt><dd>{_code(gives)}</dd>" for belief, gives in tried.beliefs)
        yield "</dl>"
    if tried.known:
        yield "<h3>Stated answers</h3><dl>"
        for proof, verdict in tried.known:
            given = proof.given if isinstance(proof.given, str) else "\n".join(proof.given)
            said = verdict_lines(question, verdict) if verdict.status is Status.WRONG else [verdict.message]
            lines = "\n".join(line for line in said if line)
            yield f"<dt>{_text(str(verdict.status))}</dt><dd>{_code(given)}{_code(lines) if lines else ''}</dd>"
        yield "</dl>"


def _grid(name: str, tensor: Tensor) -> str:
    """A tensor as a table; the matrices of one of three dimensions below each other."""
    cells, columns = printed_cells(tensor), tensor.shape[-1]
    shape = " x ".join(map(str, tensor.shape))
    rows = [
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in cells[at : at + columns]) + "</tr>"
        for at in range(0, len(cells), columns)
    ]
    return f"<table><caption>{_text(name)} <small>{shape}</small></caption>{''.join(rows)}</table>"


def _code(text: str) -> str:
    return f"<pre><code>{_text(text)}</code></pre>"


def _text(text: str) -> str:
    """Text as text, without characters that HTML does not have."""
    return escape(clean(text))


def _markdown(text: str) -> str:
    return str(_parser().render(clean(text)))


def _inline(text: str) -> str:
    return str(_parser().renderInline(clean(text)))


def _parser() -> MarkdownIt:
    """Markdown without markup of other sorts, and without images, which a page would load."""
    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).disable("image")
