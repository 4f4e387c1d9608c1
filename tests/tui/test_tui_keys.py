"""Keys: which there are, which other ones a learner may give them, and that everything that tells keys tells those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.screen import Screen
from tui_scene import Quiz, opened

from quiz.answer.verdict import Status
from quiz.cli import run
from quiz.engine.client import Engine
from quiz.errors import ConfigError
from quiz.settings.settings import load_settings
from quiz.tui.keymap_check import check, every
from quiz.tui.keys.bindings import key_name
from quiz.tui.screens.browse import BrowseScreen
from quiz.tui.screens.stats import StatsScreen


def refused(folder: Path, text: str) -> ConfigError:
    """What is said of a config.toml with this text, at the latest when the screens are opened."""
    path = folder / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        check(load_settings(path, {}).keys, path)
    assert caught.value.exit_code == 2
    assert caught.value.fix
    return caught.value


def remapped(folder: Path, **keys: str) -> None:
    rows = "".join(f'"{name.replace("__", ".")}" = "{key}"\n' for name, key in keys.items())
    (folder / "config.toml").write_text(f"[keys]\n{rows}")


def footer(quiz: Quiz) -> str:
    return " ".join(quiz.text.splitlines()[-1].split())


def help_row(quiz: Quiz, words: str) -> str:
    return next(line for line in quiz.text.splitlines() if words in line)


def ctrl_c_message(quiz: Quiz) -> str:
    """A test has no toasts; this is what one would say."""
    said: list[str] = []
    quiz.app.notify = lambda message, **more: said.append(message)  # type: ignore[method-assign,assignment]
    quiz.app.action_help_quit()
    return said[0]


@pytest.mark.parametrize(
    ("text", "where", "what", "fix"),
    [
        ('[keys]\n\n  "home.brows" = "f"\n', ":3:3", "home.brows", "`home.browse`"),
        ("fuzz = true\n[keys]\nhome.zzz = 'f'\n", ":3:1", "home.zzz", "quiz options --keys"),
        ("[keys.home]\nbrowse = 3\n", ":2:10", "home.browse", '"f,ctrl+f"'),
        ('[keys]\n"home.browse" = "f,,g"\n', ":2:17", "home.browse", "comma"),
        ('[keys]\n"home.browse" = ""\n', ":2:17", "home.browse", "comma"),
        ('[keys]\n"home.browse" = "ctlr+f"\n', ":2:17", "'ctlr+f'", "`ctrl+f`"),
        ('[keys]\n"home.browse" = "esc"\n', ":2:17", "'esc'", "`escape`"),
        ('[keys]\n"home.browse" = "nonsense"\n', ":2:17", "'nonsense'", "shift+up"),
        ('[keys]\n"home.browse" = "shift+f"\n', ":2:17", "no terminal", "Write F"),
        ('[keys]\n"home.browse" = "t"\n', ":2:17", "it is the key of home.stats", "home.stats (Stats)"),
        ('[keys]\n"home.browse" = "?"\n', ":2:17", "cannot have ?: it is the key of home.help", "home.help (Help)"),
        ('[keys]\n"home.browse" = "g"\n"home.stats" = "g"\n', ":2:17", "home.stats", "Take another"),
        ('[keys]\n"browse.sort" = "ctrl+q"\n', ":2:17", "app.quit", "Take another"),
        ('[keys]\n"app.quit" = "x"\n', ":2:14", "where text is typed", "function key"),
        ('[keys]\n"play.run" = "x"\n', ":2:14", "where text is typed", "function key"),
        ("keys = 3\n", ":1:1", "table", "[keys]"),
    ],
)
def test_keys_that_cannot_be_are_named_with_their_place(
    tmp_path: Path, text: str, where: str, what: str, fix: str
) -> None:
    """Line and column, what is wrong, what would do."""
    error = refused(tmp_path, text)
    assert error.where == f"{tmp_path / 'config.toml'}{where}"
    assert what in error.what
    assert fix in error.fix


def test_keys_may_change_places(tmp_path: Path) -> None:
    """A key that its action gives up is free; so is one of another screen."""
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nhome.browse = "t"\nhome.stats = "b, f2"\n"stats.period" = "b"\n"browse.mark" = "/"\n')
    path.write_text(path.read_text() + '"browse.search" = "slash,f3"\n"browse.mark_all" = "A"\n')
    with pytest.raises(ConfigError):
        check(load_settings(path, {}).keys, path)
    path.write_text('[keys]\nhome.browse = "t"\nhome.stats = "b, f2"\n"stats.period" = "b"\n')
    keys = load_settings(path, {}).keys
    assert keys == {"home.browse": "t", "home.stats": "b,f2", "stats.period": "b"}
    check(keys, path)


def test_no_screen_has_a_key_twice() -> None:
    """A learner would get whichever of the two comes first. The stages of the review are two screens in this."""
    found: dict[tuple[str, str, str], str] = {}
    for one in every():
        stage = one.id.split(".")[1] if one.id.startswith(("review.before.", "review.after.")) else ""
        for key in one.binding.key.split(",") if issubclass(one.owner, Screen) else ():
            assert found.setdefault((one.owner.__name__, stage, key), one.id) == one.id, (one, key)


def test_no_name_begins_another() -> None:
    """In TOML a.b cannot be a text and a table at once."""
    ids = {one.id for one in every()}
    assert [one for one in ids if any(other.startswith(f"{one}.") for other in ids)] == []


def test_every_binding_that_is_listed_has_a_name() -> None:
    """So that each can have other keys. The review's are named by its own tests."""
    for owner in {
        one.owner for one in every() if issubclass(one.owner, Screen) and one.owner.__name__ != "ReviewScreen"
    }:
        bindings = [*vars(owner)["BINDINGS"], *(one for _, part in vars(owner).get("SECTIONS", ()) for one in part)]
        assert [one for one in bindings if isinstance(one, Binding) and one.action and not one.id] == [], owner


def test_the_names_of_all_keys_are_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    """With the keys that hold and what they do; for programs too."""
    monkeypatch.setenv("QUIZ_HOME", str(tmp_path))
    remapped(tmp_path, home__browse="f")
    assert run(["options", "--keys"]) == 0
    shown = capsys.readouterr().out
    line = next(line for line in shown.splitlines() if line.startswith("home.browse"))
    assert " ".join(line.split()) == "home.browse f Browse: search the cards, change many at once (yours)"
    assert run(["options", "--keys", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["home.browse"]["keys"] == ["f"]
    assert rows["home.browse"]["default"] == ["b"]
    assert set(rows) == {one.id for one in every()}


@pytest.mark.parametrize(
    ("key", "name"),
    [("question_mark", "?"), ("escape", "esc"), ("ctrl+q", "ctrl+q"), ("shift+up", "shift+↑"), ("f1", "f1"),
     ("at", "@"), ("minus", "-"), ("enter", "enter"), ("space", "space"), ("tab", "tab"), ("N", "N"),
     ("pageup", "page-up"), ("plus", "+"), ("backslash", "\\"), ("percent_sign", "%")],
)  # fmt: skip
def test_keys_are_called_what_people_call_them(key: str, name: str) -> None:
    """On every screen the same."""
    assert key_name(key) == name


async def test_other_keys_keep_their_place_and_are_named_everywhere(tmp_path: Path, engine: Engine) -> None:
    """Footer, help and palette; the old key does nothing, the new one works."""
    remapped(tmp_path, home__browse="f", home__help="h", home__quit="x", home__review="g")
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")
        assert footer(quiz) == "g Review s Study all f Browse t Stats o Options h Help x Quit"
        commands = {one.title: one.help for one in quiz.app.get_system_commands(quiz.app.screen)}
        assert commands["Browse"].endswith("f")
        assert commands["Quit"].endswith("x")
        await quiz.press("b", "q", "question_mark")
        assert footer(quiz).startswith("g Review")
        await quiz.press("h")
        await quiz.sees("Everywhere")
        assert help_row(quiz, "Browse").split()[0] == "f"
        assert help_row(quiz, "Quit").split()[0] == "x"
        assert help_row(quiz, "Review").split()[0] == "g"
        await quiz.press("escape")
        assert ctrl_c_message(quiz) == "x quits the quiz. All is saved."
        await quiz.press("f")
        await quiz.until(lambda: isinstance(quiz.app.screen, BrowseScreen))


async def test_keys_that_cannot_be_are_named_at_home(tmp_path: Path, engine: Engine) -> None:
    """The rest of the quiz works."""
    remapped(tmp_path, home__brows="f")
    async with opened(tmp_path, engine, size=(100, 30)) as quiz:
        await quiz.sees(
            "config.toml:2:1: the", "screens have no action called 'home.brows'", "Did you mean `home.browse`?"
        )


async def test_ctrl_c_names_a_key_that_quits_from_here(tmp_path: Path, engine: Engine) -> None:
    """Where q goes back, it is not q."""
    remapped(tmp_path, app__quit="ctrl+x")
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("t")
        await quiz.until(lambda: isinstance(quiz.app.screen, StatsScreen))
        assert ctrl_c_message(quiz) == "ctrl+x quits the quiz. All is saved."
        await quiz.press("ctrl+q")
        assert quiz.app.is_running
        await quiz.press("ctrl+x")
        await quiz.until(lambda: not quiz.app.is_running)


async def test_while_something_is_typed_only_keys_that_work_are_named(tmp_path: Path, engine: Engine) -> None:
    """In the search and in the value of a setting letters are text, ? and q too."""
    async with opened(tmp_path, engine, size=(80, 60)) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("b")
        await quiz.sees("5 cards")
        await quiz.press("slash")
        await quiz.sees("To the cards")
        assert footer(quiz) == "enter To the cards f1 Help esc Back"
        await quiz.press("f1")
        await quiz.sees("Everywhere")
        assert help_row(quiz, "Mark").split() == ["space", "x", "Mark", "(not", "now)"]
        assert help_row(quiz, "Back").split()[0] == "esc"
        await quiz.press("escape", "down")
        await quiz.sees("/ Search")
        await quiz.press("q", "o")
        await quiz.sees("new_per_day")
        await quiz.press("enter")
        await quiz.sees("Save")
        assert footer(quiz) == "enter Save f1 Help esc Back"


async def test_help_tells_what_does_nothing_now(tmp_path: Path, engine: Engine) -> None:
    """A whole section by its title; and the keys of the widget that has the keyboard stand where they work."""
    async with opened(tmp_path, engine, size=(80, 60)) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("enter")
        await quiz.asked()
        await quiz.press("f1")
        await quiz.sees("After it (not now)", "Try again what has failed (not now)")
        rows = [row.split() for row in quiz.text.splitlines() if row.strip()]
        assert rows[1][:2] == ["enter", "Submit"]


async def test_a_palette_lists_what_can_be_done_now_once(tmp_path: Path, engine: Engine) -> None:
    """Of the screen, of the widget that has the keyboard, and of the app."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")

        def titles() -> list[str]:
            return [one.title for one in quiz.app.get_system_commands(quiz.app.screen)]

        assert sorted(set(titles())) == sorted(titles())
        assert titles().count("Quit") == 1
        assert titles()[0] == "Review"
        await quiz.press("o")
        await quiz.sees("new_per_day")
        assert titles().count("Theme") == 1
        await quiz.press("q", "b")
        await quiz.sees("5 cards")
        await quiz.press("enter")
        await quiz.sees("seed ")
        assert {"New numbers", "Show answer", "Back", "Help"} <= set(titles())
        await quiz.press("f1")
        await quiz.sees("Everywhere", "New numbers")
        await quiz.press("escape", "escape", "i")
        await quiz.sees("state")
        await quiz.press("question_mark")
        await quiz.sees("Other keys", "History of a card", "page-down")


async def test_a_palette_lists_what_two_stages_of_the_review_share_once(tmp_path: Path, engine: Engine) -> None:
    """Before an answer and after it the same things have other keys."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("enter")
        await quiz.asked()
        for stage, word in (("asking", "Submit"), ("answered", "Go on")):
            if stage == "answered":
                await quiz.press("f3")
                await quiz.answered()
            named = [one.title for one in quiz.app.get_system_commands(quiz.app.screen)]
            assert word in named
            assert sorted(set(named)) == sorted(named)


async def test_keys_of_the_review_can_be_others(tmp_path: Path, engine: Engine) -> None:
    """Of the answer, before it is submitted, after it: each works, each is told, and the old one means nothing."""
    remapped(
        tmp_path,
        answer__submit="ctrl+n",
        review__before__hint="ctrl+h,f11",
        review__after__good="g",
        review__leave="f12",
    )
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small", "known")
        await quiz.press("enter")
        await quiz.goes_on_to("rows")
        assert footer(quiz).startswith("ctrl+n Submit ctrl+h Hint f3 Give up f1 Help f12 Leave")
        await quiz.press("f2")
        await quiz.press("f11")
        await quiz.sees("hint  Every cell is multiplied by")
        assert len(quiz.view.hints) == 1
        await quiz.type(quiz.answer_of(Status.RIGHT))
        await quiz.press("enter", "ctrl+n")
        await quiz.sees("✓ right")
        await quiz.press("3", "g")
        await quiz.asked("which-keep-the-dim")
        (review,) = (event for event in quiz.store.events() if event.kind == "review")
        assert review.body["rating"] == 3
        await quiz.press("f12")
        await quiz.sees("Today")
