"""`quiz options`: show the settings, or change one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quiz.cli._complete import deck_names, setting_names
from quiz.cli._context import as_json, home, print_json
from quiz.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from quiz.settings.settings import Settings


@click.command("options", short_help="Show the settings, or change one.")
@click.argument("key", required=False, shell_complete=setting_names)
@click.argument("value", nargs=-1)
@click.option(
    "--deck",
    default="",
    metavar="NAME",
    help="The settings of this deck instead of the general ones.",
    shell_complete=deck_names,
)
@click.option("--unset", is_flag=True, help="Remove the setting from the file, so that its default applies again.")
@click.option("--keys", is_flag=True, help="The keys of the screens and their names, for [keys] in config.toml.")
@as_json
def command(key: str | None, value: tuple[str, ...], deck: str, unset: bool, keys: bool, json_: bool) -> None:
    """Show the settings, or set KEY to VALUE, as in `quiz options retention 0.92 --deck gather`.

    Settings are stored in config.toml (`quiz where` prints its path); the rest of the file stays as you wrote it. A
    variable such as QUIZ_RETENTION takes precedence.
    """
    if unset and (key is None or value):
        raise click.UsageError("--unset takes the KEY alone.")
    if keys and (key is not None or deck):
        raise click.UsageError("--keys takes no KEY and no --deck.")
    here = home()
    if keys:
        _print_keys(here.settings, here.places.config_file, json_)
        return
    if deck:
        here.library.find([deck])  # which says what the deck may be called
    if key is not None and (value or unset):
        from quiz.settings.edit import put

        if key == "theme" and (name := " ".join(value)):
            from quiz.tui.style.phrases import check_known_theme

            check_known_theme(name)
        put(here.places.config_file, key, None if unset else " ".join(value), deck)
        here = home()
    from quiz.settings.fields import FIELDS, as_text

    rows = _in_force(here.settings, deck)
    if key is not None and key not in rows:
        from quiz.text.suggest import did_you_mean

        fix = did_you_mean(key, rows, f"The settings are {', '.join(rows)}.")
        raise ConfigError(f"there is no setting {key[:80]!r}", fix=fix)
    shown = rows if key is None else {key: rows[key]}
    if json_:
        print_json(shown)
        return
    for name, setting in shown.items():
        own = "  (its own)" if deck and name in here.settings.decks.get(deck, {}) else ""
        click.echo(f"{name:18} {as_text(name, setting):18} {FIELDS[name].means}{own}")


def _print_keys(settings: Settings, file: Path, json_: bool) -> None:
    from quiz.tui.keymap_check import check, table

    check(settings.keys, file)
    rows = table(settings.keys)
    if json_:
        print_json([{"id": row.id, "keys": row.keys, "default": row.default, "does": row.does} for row in rows])
        return
    ids = max(len(row.id) for row in rows)
    keys = max(len(",".join(row.keys)) for row in rows)
    for row in rows:
        own = "  (yours)" if row.keys != row.default else ""
        click.echo(f"{row.id:{ids}}  {','.join(row.keys):{keys}}  {row.does}{own}")


def _in_force(settings: Settings, deck: str) -> dict[str, Any]:
    """The settings in force, by name: a deck's own, else the general ones."""
    from quiz.settings.fields import DECK_FIELDS, FIELDS

    own = settings.decks.get(deck, {})
    return {name: own.get(name, getattr(settings, name)) for name in (DECK_FIELDS if deck else FIELDS)}
