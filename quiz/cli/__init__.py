"""The command line: one file per command, loaded when it is called; heavy imports are inside functions.

Exit codes: 0 fine, 1 the operation failed or `check` found errors, 2 usage, 3 not found, 4 locked by another
process, 5 no engine, 130 Ctrl-C.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from quiz.errors import QuizError

INTERRUPTED = 130


class Commands(click.Group):
    """The commands: the files of this folder, each with a `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name.rstrip("_") for name in _modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module in _modules():
            if module.rstrip("_") == cmd_name:
                command = importlib.import_module(f"{__name__}.{module}").command
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from quiz.text.suggest import did_you_mean

            fix = did_you_mean(args[0], self.list_commands(ctx), "`quiz --help` lists the commands.")
            raise click.UsageError(f"{error.message} {fix}", ctx) from None


def _modules() -> list[str]:
    """The command files; `try_` is the command `try`, which is a keyword in Python."""
    return [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]


def _whole_path(ctx: click.Context, option: click.Parameter, value: str) -> str:
    if not value:
        return value
    from quiz.cli._context import whole_path

    return whole_path(ctx, option, value)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="torchquiz", prog_name="quiz")
@click.option(
    "--python",
    default="",
    metavar="PATH",
    callback=_whole_path,
    help="An interpreter that has torch, for any command.",
)
@click.pass_context
def group(ctx: click.Context, python: str) -> None:
    """Learn PyTorch by heart: questions whose answers are found by running torch.

    Without a command the quiz opens on the whole screen.
    """
    if ctx.invoked_subcommand is None:
        from quiz.text.terminal import is_dumb

        if sys.stdin is not None and sys.stdin.isatty() and is_dumb(os.environ):
            from quiz.cli.review import command as review

            ctx.invoke(review, python=python)
            return
        from quiz.tui.launch import run as run_app

        ctx.exit(run_app(python=python))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return the exit code. Error messages go to stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # characters that the terminal's encoding lacks
    try:
        code = group.main(list(arguments), prog_name="quiz", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        message = io.StringIO()
        error.show(message)
        tell(message.getvalue().rstrip("\n"))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except QuizError as error:
        tell(f"quiz: {error}")
        return error.exit_code
    except SystemExit:
        return 0  # click's exception for a reader that stopped reading (`quiz decks | head`)
    except BrokenPipeError:
        _hush(sys.stdout)  # the same, noticed when the rest was flushed
        return 0
    except OSError as error:
        return _os_error(error)


def tell(text: str) -> None:
    """Write an error message to stderr, if it can be written to."""
    try:
        click.echo(text, err=True)
    except OSError:
        _hush(sys.stderr)


def _os_error(error: OSError) -> int:
    """A file or the output failed, and nobody who knows what it was for has said so."""
    if error.filename is not None:
        tell(f"quiz: {os.fsdecode(error.filename)}: it cannot be used ({error.strerror})")
        return 1
    _hush(sys.stdout)
    tell(f"quiz: the output cannot be written ({error.strerror})\n  Send it elsewhere.")
    return 1


def _hush(stream: TextIO) -> None:
    """Stop flushing to an output that cannot take it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
