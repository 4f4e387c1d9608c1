"""Shell completion: names of decks, settings, panels and kinds.

It runs at each TAB, so it loads only what the word needs and does not report mistakes in files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def deck_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Decks by name, and below a name its cards; files when the word looks like a path."""
    from click.shell_completion import CompletionItem

    from quiz.errors import QuizError

    if incomplete.startswith((".", "/", "~")):
        return [CompletionItem(incomplete, type="file")]
    try:
        from quiz.cli._context import home

        decks, _ = home().library.all()
    except QuizError:
        return []
    deck_name, slash, _ = incomplete.partition("/")
    if slash:
        return _beginning(incomplete, (card.id for deck in decks if deck.name == deck_name for card in deck.cards))
    return _beginning(incomplete, (deck.name for deck in decks)) or [CompletionItem(incomplete, type="file")]


def setting_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from quiz.settings.fields import FIELDS

    return _beginning(incomplete, FIELDS)


def panel_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from quiz.stats.panels import PANELS

    return _beginning(incomplete, PANELS)


def kind_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from quiz.ask import kinds

    return _beginning(incomplete, kinds.names())


def _beginning(incomplete: str, words: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words if word.startswith(incomplete)]
