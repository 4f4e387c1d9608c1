"""`quiz completion`: let a shell complete commands, options, decks and cards."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Let a shell complete words.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.option("--install", is_flag=True, help="Write it to where the shell looks, for this user.")
@click.pass_context
def command(ctx: click.Context, shell: str, install: bool) -> None:
    """Print what lets a shell complete commands, options, decks and cards; or install it.

    TAB then asks the quiz, which opens no screen and starts no torch.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "quiz", "_QUIZ_COMPLETE").source()
    if not install:
        click.echo(script)
        return
    from quiz.settings.atomic import write_file

    path = _place(shell, os.environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, script + "\n")
    click.echo(f"{path}\n{_after(shell, path)}")


def _place(shell: str, environ: Mapping[str, str]) -> Path:
    """Where the shell looks for what completes the command `quiz`."""
    home = Path(environ.get("HOME") or Path.home())
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    return {
        "bash": data / "bash-completion" / "completions" / "quiz",
        "zsh": data / "zsh" / "site-functions" / "_quiz",
        "fish": config / "fish" / "completions" / "quiz.fish",
    }[shell]


def _after(shell: str, path: Path) -> str:
    """What is still to be done."""
    if shell == "zsh":
        return f"Write this into ~/.zshrc, above compinit, and open a new shell:\n  fpath=({path.parent} $fpath)"
    needs = " It needs the package bash-completion." if shell == "bash" else ""
    return f"Open a new shell.{needs}"
