"""`quiz serve`: open the quiz in a browser."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._context import device_option, home, python_option
from quiz.errors import QuizError

if TYPE_CHECKING:
    from quiz.serve.door import Door

PORT = 8765
SHORTEST = 8
VARIABLE = "QUIZ_SERVE_PASSWORD"
_AFAR = (
    "--host {host} opens the quiz to everybody who reaches this machine by it, and what is typed travels unencrypted. "
    "From another machine rather use ssh: `ssh -L {port}:localhost:{port} THIS-MACHINE`, then `quiz serve` here. "
    "If you want it all the same, add --i-know and give a password."
)


@click.command("serve", short_help="Open the quiz in a browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on; any but this machine's own needs --i-know and a password.",
)
@click.option("--i-know", is_flag=True, help="Listen on an address that others can reach.")
@click.option(
    "--password-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"A file with the password for --host; otherwise it is taken from {VARIABLE}, or asked for.",
)
@python_option
@device_option
@click.pass_context
def command(
    ctx: click.Context, port: int, host: str, i_know: bool, password_file: Path | None, python: str, device: str
) -> None:
    """Serve the quiz to a browser on this machine, by a link that works once; each tab is a session of its own.

    Closing a tab loses nothing: every answer is saved when you see its verdict. docs/serve.md says what is promised,
    and when ssh is the better way. It needs textual-serve: pip install '.[serve]' in the folder of the quiz.
    """
    from quiz.serve.names import is_loopback

    if is_loopback(host):
        if password_file is not None:
            raise click.UsageError("--password-file is for --host: on this machine the link is the key.")
        password = ""
    else:
        if not i_know:
            raise click.UsageError(_AFAR.format(host=host, port=port or PORT))
        password = _password(password_file)
    door_of = _door()
    home()  # what is wrong in the settings is said here, and not in every tab
    arguments = (*(("--python", python) if python else ()), *(("--device", device) if device else ()))
    from quiz.serve.server import QuizServer

    async def serve() -> int:
        return await QuizServer(door_of(host, password), arguments, click.echo).run(host, port)

    number = asyncio.run(serve())
    ctx.exit(128 + number)


def _door() -> type[Door]:
    """Raises QuizError where the libraries of the extra are not installed."""
    try:
        import textual_serve.server  # noqa: F401

        from quiz.serve.door import Door
    except ImportError as error:
        raise QuizError(
            f"what serves the quiz to a browser cannot be loaded ({error})",
            fix="Install it, in the folder of the quiz: pip install '.[serve]'",
        ) from None
    return Door


def _password(file: Path | None) -> str:
    """From the file, the environment or the terminal, never from the command line, which others can read."""
    if file is not None:
        password = _from_file(file)
    elif VARIABLE in os.environ:
        password = os.environ[VARIABLE]
    elif sys.stdin is not None and sys.stdin.isatty():
        password = click.prompt("Password for the browser", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise click.UsageError(f"a password is needed: --password-file PATH, or {VARIABLE} in the environment.")
    if len(password) < SHORTEST:
        raise click.UsageError(f"the password is too short: {SHORTEST} characters or more.")
    return password


def _from_file(file: Path) -> str:
    """Its first line. Raises QuizError when it cannot be read, or others may read it."""
    try:
        mode = file.stat().st_mode
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise QuizError(f"{file}: the password cannot be read ({reason})", fix="Name a file with one line.") from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise QuizError(f"{file}: others may read it", fix=f"chmod 600 {file}")
    return text.partition("\n")[0].rstrip("\r")
