"""`quiz check`."""

from __future__ import annotations

import os
import sys
import time

import click

from quiz.cli._open import device_option, home, python_option

_EVERY_S = 0.1


@click.command()
@click.argument("decks", nargs=-1, metavar="[PATH | DECK | DECK/CARD] ...")
@click.option("--draws", type=click.IntRange(1, 10_000), default=4, show_default=True, help="Questions of each card.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    default=0,
    show_default=True,
    help="Which questions: with another seed, others.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many run at a time.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines for people, or one JSON object for programs.",
)
@click.option("--json", "format_", flag_value="json", help="The same as --format json.")
@click.option("--trust", is_flag=True, help="Run decks from elsewhere this once, even where nothing confines them.")
@python_option
@device_option
@click.pass_context
def command(
    ctx: click.Context,
    decks: tuple[str, ...],
    draws: int,
    seed: int,
    jobs: int,
    strict: bool,
    format_: str,
    trust: bool,
    python: str,
    device: str,
) -> None:
    """Prove decks by running their cards.

    Give files, folders, decks by name or single cards; every deck is proven where none is given. Each card is asked
    on several draws and answered rightly, wrongly and unreadably. Exits 1 when there are errors.
    """
    from quiz.check import reports
    from quiz.check.evidence import Draws
    from quiz.check.rule import Finding
    from quiz.check.runner import run
    from quiz.check.scope import named, scope
    from quiz.deck.model import Card

    began = time.monotonic()
    here = home(trusting=trust)
    wanted = scope(here.library, decks)
    progress = _Progress()
    found: list[Finding] = []

    def naming(card: Card) -> str:
        return named(here.library, card)

    def tell(finding: Finding) -> None:
        found.append(finding)
        if format_ == "text":
            progress.wipe()
            click.echo(reports.text(finding, naming, _paint) + "\n")

    with here.engine(python, device) as engine:
        summary = run(wanted, engine, Draws(draws, seed), jobs, tell, progress)
    progress.wipe()
    summary.seconds = time.monotonic() - began
    click.echo(reports.as_json(summary, found, naming) if format_ == "json" else reports.summary_line(summary))
    ctx.exit(summary.exit_code(strict))


class _Progress:
    """The line at the bottom, where stderr is a terminal; drawn ten times a second at most."""

    def __init__(self) -> None:
        self.stream = sys.stderr
        self.wanted = self.stream.isatty()
        self.began = 0.0
        self.drawn: float | None = None

    def __call__(self, done: int, total: int) -> None:
        from quiz.check.reports import progress_line

        now = time.monotonic()
        if not done:
            self.began = now  # loading torch says nothing about the cards
        if self.wanted and (self.drawn is None or now - self.drawn >= _EVERY_S):
            self.drawn = now
            self.stream.write("\r\x1b[K" + progress_line(done, total, now - self.began))
            self.stream.flush()

    def wipe(self) -> None:
        """Clear the line, for something else to be written there."""
        if self.drawn is not None:
            self.drawn = None
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def _paint(text: str, style: str) -> str:
    """`style` is a colour or "bold"; plain where nobody looks, or nobody wants it."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, bold=True) if style == "bold" else click.style(text, fg=style)
