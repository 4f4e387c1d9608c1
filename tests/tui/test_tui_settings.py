"""Options, keys and commands: what is written is kept, and what cannot be used changes nothing."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, OptionList
from tui_scene import Quiz, opened

from quiz.engine.client import Engine
from quiz.settings.fields import FIELDS
from quiz.tui.screens.browse import BrowseScreen
from quiz.tui.screens.home import HomeScreen


async def options(quiz: Quiz) -> None:
    await quiz.sees("small", "known")
    await quiz.press("o")
    await quiz.sees("options of all decks", "new_per_day")


async def write(quiz: Quiz, value: str) -> None:
    await quiz.press("enter")
    quiz.app.screen.query_one(Input).value = value
    await quiz.press("enter")


async def deck(quiz: Quiz) -> None:
    """Pick the deck `small`; the decks are read while the screen is there already."""
    await quiz.sees("d Deck")
    await quiz.press("d")
    await quiz.sees("Settings of", "small")
    await quiz.press("down", "enter")


async def test_a_setting_is_written_and_the_comments_stay(tmp_path: Path, engine: Engine) -> None:
    """It holds at once: home counts by it."""
    config = tmp_path / "config.toml"
    config.write_text("# mine\nretention = 0.9  # as it was\n")
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        await write(quiz, "3")
        await quiz.sees("new_per_day is 3.")
        assert config.read_text() == "# mine\nretention = 0.9  # as it was\nnew_per_day = 3\n"
        await quiz.press("q")
        await quiz.sees("Today  3 new")


async def test_a_value_that_cannot_be_used_changes_nothing(tmp_path: Path, engine: Engine) -> None:
    """The reason and the mend stand below; esc leaves it as it was."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        await write(quiz, "many")
        await quiz.sees("new_per_day cannot be 'many'", "a whole number from 0 to")
        assert quiz.app.screen.unsaved == "many"  # type: ignore[attr-defined]
        await quiz.press("escape")
        await quiz.sees("new_per_day: ")
        assert "cannot be" not in quiz.text
        assert not (tmp_path / "config.toml").exists()


async def test_a_deck_has_settings_of_its_own(tmp_path: Path, engine: Engine) -> None:
    """d goes from deck to deck, x takes a setting out again."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        await deck(quiz)
        await quiz.sees("options of small")
        await write(quiz, "2")
        await quiz.sees("its own")
        assert "[decks.small]\nnew_per_day = 2" in (tmp_path / "config.toml").read_text()
        await quiz.press("x")
        await quiz.until(lambda: "its own" not in quiz.text)
        for size in ((60, 20), (200, 60)):
            await quiz.pilot.resize_terminal(*size)
            await quiz.sees("options of small")


async def test_a_theme_that_was_picked_is_kept(tmp_path: Path, engine: Engine) -> None:
    """In config.toml, and taken up at the next start."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        quiz.app.theme = "nord"
        await quiz.until(lambda: (tmp_path / "config.toml").exists())
    async with opened(tmp_path, engine) as quiz:
        assert quiz.app.theme == "nord"


async def test_keys_may_be_others(tmp_path: Path, engine: Engine) -> None:
    """[keys] in config.toml gives an action other keys; the help tells them."""
    (tmp_path / "config.toml").write_text('[keys]\n"home.browse" = "f"\n')
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("f Browse")
        await quiz.press("question_mark")
        await quiz.until(lambda: any(line.split()[:2] == ["f", "Browse:"] for line in quiz.text.splitlines()))
        await quiz.press("enter", "f")
        await quiz.until(lambda: isinstance(quiz.app.screen, BrowseScreen))


async def test_the_command_palette_knows_every_action(tmp_path: Path, engine: Engine) -> None:
    """By its name, with its key; picking one does it."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        named = {command.title for command in quiz.app.get_system_commands(quiz.app.screen)}
        assert {"Study all", "Browse", "Stats", "Options", "Review", "Theme", "Quit"} <= named
        await quiz.press("ctrl+p")
        await quiz.sees("Search for commands")
        await quiz.press(*"browse")
        await quiz.until(lambda: any(line.split()[-2:] == ["Browse", "b"] for line in quiz.text.splitlines()), "a line")
        await quiz.press("down", "enter")
        await quiz.until(lambda: isinstance(quiz.app.screen, BrowseScreen))


async def test_a_theme_that_there_is_not_is_named(tmp_path: Path, engine: Engine) -> None:
    """At home with its place; where one is picked, all there are stand in a list."""
    config = tmp_path / "config.toml"
    config.write_text('# mine\ntheme = "nordd"\n')
    async with opened(tmp_path, engine, size=(120, 30)) as quiz:
        await quiz.sees("config.toml:2:9: there is no theme 'nordd'", "Did you mean `nord`?")
        await options(quiz)
        await quiz.press("end")
        await quiz.sees("theme: colours of the screens; the name of a theme")
        await quiz.press("enter")
        await quiz.sees("Colours", "textual-light")
        assert "nordd" in config.read_text()
        picks = quiz.app.screen.query_one(OptionList)
        picks.highlighted = picks.get_option_index("nord")
        await quiz.press("enter")
        await quiz.sees("theme is nord.")
        assert quiz.app.theme == "nord"
        await quiz.press("escape")
        await quiz.until(lambda: isinstance(quiz.app.screen, HomeScreen))
        assert "there is no theme" not in quiz.text
        for name, told in (("nordic", True), ("dracula", False)):
            config.write_text(f'theme = "{name}"\n')
            await quiz.press("r")
            await quiz.until(lambda told=told: ("Did you mean" in quiz.text) is told, name)
        assert quiz.app.theme == "dracula"


async def test_settings_keep_to_their_lines(tmp_path: Path, engine: Engine) -> None:
    """What one means is cut where there is no room for it; it stands below the list as well."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        for width in (60, 80, 200, 60):
            await quiz.pilot.resize_terminal(width, 20)
            await quiz.sees("new_per_day: new cards a day; a whole number")
            rows = [line.split()[0] for line in quiz.text.splitlines() if line[:12].strip()]
            assert rows[2:8] == list(FIELDS)[:6]


async def test_each_setting_says_what_it_decides(tmp_path: Path, engine: Engine) -> None:
    """In full at 80 columns, beside its value and below the list."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        for name, field in FIELDS.items():
            (row,) = [text for text in quiz.text.splitlines() if text.split()[:1] == [name]]
            assert row.endswith(f" {field.means}")
            await quiz.sees(f"{name}: {field.means};")
            await quiz.press("down")


async def test_space_switches_what_is_true_or_false(tmp_path: Path, engine: Engine) -> None:
    """Nothing has to be typed; enter does it too."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        quiz.app.screen.query_one(OptionList).highlighted = list(FIELDS).index("fuzz")
        await quiz.press("space")
        await quiz.sees("fuzz is false")
        assert not quiz.app.backend.settings.fuzz
        await quiz.press("enter")
        await quiz.sees("fuzz is true")
        assert quiz.app.backend.settings.fuzz


async def test_themes_are_listed_and_shown_before_one_is_taken(tmp_path: Path, engine: Engine) -> None:
    """The one under the cursor colours the screen; esc brings the one before back, and the file is not written."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        before = quiz.app.theme
        quiz.app.screen.query_one(OptionList).highlighted = list(FIELDS).index("theme")
        await quiz.press("enter")
        await quiz.sees("Colours", before)
        await quiz.press("down")
        await quiz.until(lambda: quiz.app.theme != before, "another theme")
        await quiz.press("escape")
        await quiz.until(lambda: quiz.app.theme == before, "the theme before")
        assert not (tmp_path / "config.toml").exists()
        await quiz.press("enter", "down")
        await quiz.until(lambda: quiz.app.theme != before, "another theme")
        chosen = quiz.app.theme
        await quiz.press("enter")
        await quiz.sees(f"theme is {chosen}")
        await quiz.until(lambda: quiz.app.theme == chosen, "the theme")


async def test_the_deck_is_picked_from_a_list(tmp_path: Path, engine: Engine) -> None:
    """One key, not one for each deck before it."""
    async with opened(tmp_path, engine) as quiz:
        await options(quiz)
        await deck(quiz)
        await quiz.sees("options of small")
        await quiz.press("a")
        await quiz.sees("options of all decks")
