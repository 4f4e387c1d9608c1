"""`quiz check`: prove decks by running their cards."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import click

from quiz.cli._complete import deck_names
from quiz.cli._context import device_option, home, whole_path


def _codes(ctx: click.Context, option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """`--select Q2,Q301 --select Q5`; a code or the beginning of one."""
    words = tuple(part.strip() for text in value for part in text.split(",") if part.strip())
    if words:
        from quiz.check.rules.rulebook import unknown

        for word in words:
            if fix := unknown(word):
                raise click.BadParameter(f"no rule begins with {word!r}. {fix}", ctx, option)
    return words


def _shard(ctx: click.Context, option: click.Parameter, value: str) -> tuple[int, int] | None:
    if not value:
        return None
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", value)
    if not (found and 1 <= int(found[1]) <= int(found[2]) <= 1000):
        raise click.BadParameter("write it as 1/4: the first of four parts.", ctx, option)
    return int(found[1]), int(found[2])


def _explain(ctx: click.Context, option: click.Parameter, value: str) -> None:
    if value:
        from quiz.check.rules.rulebook import explain, page

        click.echo(page() if value == "all" else explain(value))
        ctx.exit(0)


def _check_together(options: dict[str, Any]) -> None:
    """Raise UsageError for options that do not go together."""
    if options["times"] and not options["shard"]:
        raise click.UsageError("--times says how --shard I/N divides the cards: give both.")
    for name in ("update", "watch"):
        if options["fix"] and options[name]:
            raise click.UsageError(f"--fix and --{name} do not go together.")
    for name in ("update", "mutants", "rewrites"):
        if options["no_run"] and options[name]:
            raise click.UsageError(f"--{name} has to run the cards, which --no-run forbids.")


@click.command(short_help="Prove decks by running their cards.")
@click.argument("decks", nargs=-1, metavar="[PATH | DECK | DECK/CARD] ...", shell_complete=deck_names)
@click.option("--draws", type=click.IntRange(1, 10_000), default=8, show_default=True, help="Questions of each card.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    default=0,
    show_default=True,
    help="Which questions: each seed gives others.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    show_default="processors + 1",
    help="How many run at a time.",
)
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.option(
    "--verbose",
    is_flag=True,
    help="Also say which checks are not sealed, which draws not shared, and why.",
)
@click.option("--select", multiple=True, metavar="Q..", callback=_codes, help="Only these rules: Q301, or Q3 for all.")
@click.option("--ignore", multiple=True, metavar="Q..", callback=_codes, help="Not these rules.")
@click.option("--shard", default="", metavar="I/N", callback=_shard, help="Only part I of N of the cards, for CI.")
@click.option(
    "--times",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --shard: parts that take equally long, by these reports of --json; the same for every part.",
)
@click.option("--no-cache", "fresh", is_flag=True, help="Also run cards that have not changed since they were proven.")
@click.option(
    "--update",
    is_flag=True,
    help="Write what torch says into `expect`, and with --mutants the cases that are missing; shows it first.",
)
@click.option("--fix", is_flag=True, help="Make the fixes that the rules are sure of; shows them first.")
@click.option("--yes", is_flag=True, help="With --update or --fix: write without asking.")
@click.option(
    "--mutants", is_flag=True, help="Judge wrong programs made from the right answers of code cards: each must fail."
)
@click.option("--rewrites", is_flag=True, help="Judge right programs made from the right answers: each must pass.")
@click.option("--isolate", is_flag=True, help="Run every draw in a child of its own: slower, the same findings.")
@click.option(
    "--no-run",
    is_flag=True,
    help="Only the rules that need no run, for cards of any torch; torch is not started.",
)
@click.option("--watch", is_flag=True, help="Keep running, and prove again what changes.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "junit", "sarif", "gitlab", "github"]),
    default="text",
    show_default=True,
    help="Lines for people, one JSON object for programs, JUnit XML, SARIF, Code Quality for GitLab, or annotations for"
    " GitHub.",
)
@click.option("--json", "format_", flag_value="json", help="The same as --format json.")
@click.option("--trust", is_flag=True, help="Run decks from elsewhere this once, even if they cannot be confined.")
@click.option(
    "--python",
    "pythons",
    multiple=True,
    metavar="PATH",
    callback=lambda ctx, option, value: tuple(whole_path(ctx, option, path) for path in value),
    help="An interpreter that has torch; given several times, a table shows where they differ.",
)
@device_option
@click.option(
    "--explain",
    default="",
    metavar="Q..",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Explain one rule, or `all`, and run nothing.",
)
@click.pass_context
def command(
    ctx: click.Context, /, decks: tuple[str, ...], pythons: tuple[str, ...], trust: bool, **options: Any
) -> None:
    """Prove decks by running their cards.

    Give files, folders, decks by name or single cards; every deck is proven if none is given. Each card is asked
    on several draws and answered rightly, wrongly and unreadably; once more in another process. A card that has not
    changed since it was proven is not run again. With --no-run, or where --select and --ignore leave only rules that
    need no run, torch is not started. Exits 1 when there are errors.
    """
    _check_together(options)
    from quiz.cli._check_run import CheckOptions, Proving

    began = time.monotonic()
    root = str(ctx.find_root().params.get("python") or "")
    here = home(trusting=trust)
    proving = Proving(here, decks, CheckOptions(**options), began)
    if options["watch"]:
        proving.watch(pythons[0] if pythons else root)
    elif len(pythons) > 1 and options["fix"]:
        raise click.UsageError("--fix goes by one torch: give --python once.")
    elif len(pythons) > 1 and not options["no_run"]:
        ctx.exit(proving.compare(pythons))
    else:
        ctx.exit(proving.once(pythons[0] if pythons else root))
