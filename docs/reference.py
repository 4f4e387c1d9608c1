"""Write the pages that are made from the code, docs/commands.md, settings.md, keys.md: `python docs/reference.py`.

`--check` writes nothing, and exits with 1 where a page is not what would be written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from quiz.cli import group
from quiz.settings.fields import DECK_FIELDS, FIELDS, as_text
from quiz.settings.settings import Settings
from quiz.tui.keymap_check import table
from quiz.tui.keys.bindings import key_name

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MADE = "<!-- made by docs/reference.py -->\n"
CODES = re.compile(r"^\| \d+ \| .* \|$", re.MULTILINE)
"""The exit codes in a table of the README."""
SCREENS = {
    "app": "Everywhere",
    "home": "Home",
    "review": "Review",
    "answer": "While you answer",
    "play": "Playground",
    "info": "History of a card",
    "browse": "Browse",
    "preview": "Preview of a card",
    "stats": "Statistics",
    "options": "Options",
    "done": "End of a session",
    "help": "Help",
    "ask": "A line that is asked for",
    "pick": "A list to choose from",
}
"""The first words of the names of actions, and the screens that they mean."""


def commands() -> str:
    """Every command with its arguments and options, as `--help` has them."""
    root = group.make_context("quiz", [], resilient_parsing=True)
    head = """\
# Commands and options

What `quiz COMMAND --help` prints. Every command has `-h` and `--help`; DECK is a name or the path of a YAML file, and
SEARCH is written [in Anki's words](tour.md#browse). Shells complete all of it: `quiz completion bash --install`.
"""
    parts = [MADE + head, _usage("quiz", group, root), *_options(group, root)]
    for name in group.list_commands(root):
        command = group.get_command(root, name)
        assert command is not None
        parts += _command(f"quiz {name}", command, click.Context(command, info_name=name, parent=root), "##")
    codes = CODES.findall((ROOT / "README.md").read_text("utf-8"))
    parts += ["## Exit codes\n", "\n".join(["| code | meaning |", "|---|---|", *codes]) + "\n"]
    return "\n".join(parts)


def _command(name: str, command: click.Command, ctx: click.Context, level: str) -> Iterator[str]:
    yield f"{level} {name}\n"
    yield _usage(name, command, ctx)
    for part in re.split(r"\n\s*\n", (command.help or "").strip()):
        yield " ".join(part.replace("\b", "").split()) + "\n"
    yield from _options(command, ctx)
    if isinstance(command, click.Group):
        for sub in command.list_commands(ctx):
            below = command.get_command(ctx, sub)
            assert below is not None
            yield from _command(f"{name} {sub}", below, click.Context(below, info_name=sub, parent=ctx), level + "#")


def _usage(name: str, command: click.Command, ctx: click.Context) -> str:
    return f"```text\n{name} {' '.join(command.collect_usage_pieces(ctx))}\n```\n"


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """A table of the options, but for --help, which every command has."""
    options = [option for option in command.params if isinstance(option, click.Option)]
    rows = [row for option in options if (row := option.get_help_record(ctx))]
    if rows:
        lines = [f"| `{_cell(names)}` | {_cell(text)} |" for names, text in rows]
        yield "\n".join(["| option | |", "|---|---|", *lines]) + "\n"


def settings() -> str:
    """Every setting: what it decides, what it may be, its default."""
    defaults = Settings()
    lines = [
        f"| `{name}` | {_cell(field.means)} | {_cell(field.wanted)} | `{_default(name, getattr(defaults, name))}` |"
        f" {'yes' if name in DECK_FIELDS else ''} |"
        for name, field in FIELDS.items()
    ]
    head = """\
# Settings

`quiz options` lists them, `quiz options KEY VALUE` changes one, and so does `o` at home. They are kept in
`config.toml` (`quiz where` prints its path), where comments and layout stay as you wrote them. A setting that may
differ for one deck is changed with `--deck NAME`, which writes it below `[decks.NAME]`; keys of the screens are
written below [`[keys]`](keys.md).

A variable sets one for one run: `QUIZ_NEW_PER_DAY=5 quiz`. Three variables are no settings: `QUIZ_HOME` is one folder
for all files, `QUIZ_NOW` the time, for demonstrations and tests, and with `QUIZ_START=spawn` torch is started on
Linux as on macOS and Windows.
"""
    rows = "\n".join(
        ["| setting | what it decides | allowed | default | for one deck |", "|---|---|---|---|---|", *lines]
    )
    return f"{MADE}{head}\n{rows}\n"


def _default(name: str, value: object) -> str:
    return as_text(name, value)


def keys() -> str:
    """Every action of the screens that has a name, with its keys."""
    head = """\
# Keys

The footer shows the keys of the moment, `?` (F1 or ctrl+g while you type) all keys of a screen, and ctrl+p finds
every action by its name. The names in the second column give an action other keys, below `[keys]` in `config.toml`:

```toml
[keys]
home.browse = "f"
stats.period = "p,f5"
```

Keys are called `f`, `F`, `f2`, `ctrl+f`, `shift+up`, `space`, `enter`, `escape`; separate several by commas. Where
text is typed they cannot be letters. A key that does not exist, or that is taken on the same screen, is refused with
its line and column.
"""
    parts = [MADE + head]
    rows = table({})
    for begin, title in SCREENS.items():
        mine = [row for row in rows if row.id.partition(".")[0] == begin]
        lines = [f"| {_keys(row.default)} | `{row.id}` | {_cell(row.does)} |" for row in mine]
        if lines:
            parts.append("\n".join([f"## {title}\n", "| keys | name | what it does |", "|---|---|---|", *lines]) + "\n")
    return "\n".join(parts)


def _keys(keys: list[str]) -> str:
    return ", ".join(f"`` {name} ``" if "`" in (name := _cell(key_name(key))) else f"`{name}`" for key in keys)


def _cell(text: str) -> str:
    """Text that ends no cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


PAGES = {"commands.md": commands, "settings.md": settings, "keys.md": keys}


def main() -> int:
    made = {DOCS / name: page() for name, page in PAGES.items()}
    if "--check" in sys.argv[1:]:
        return int(any(not path.exists() or path.read_text("utf-8") != text for path, text in made.items()))
    for path, text in made.items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
