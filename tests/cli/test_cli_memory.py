"""What a learner asks of the schedule by command: more for today, a cram, settings, what is put off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from process import quiz, quiz_json

MONDAY = "2026-11-16T09:00:00+09:00"
TUESDAY = "2026-11-17T09:00:00+09:00"


@pytest.fixture(autouse=True)
def _two_decks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two decks of the learner's own; `second` requires `first`."""
    folder = tmp_path / "home" / "decks"
    folder.mkdir(parents=True)
    for name, requires in (("first", ""), ("second", "requires: [first]\n")):
        cards = "".join(
            f'  - {{id: c{number}, ask: predict, prompt: "What?", tags: [odd{number % 2}], code: "{number}"}}\n'
            for number in range(5)
        )
        (folder / f"{name}.yaml").write_text(f"format: 1\ndeck: {name}\ntitle: T\n{requires}cards:\n{cards}")


def new(*words: str, now: str = MONDAY) -> int:
    return int(quiz_json("due", *words, QUIZ_NOW=now)["new"])


def test_more_for_today_holds_in_every_session_until_the_rollover() -> None:
    """`--more` raises today's limit once and for the day."""
    quiz("options", "new_per_day", "0")
    done = quiz("review", "--plain", "first", QUIZ_NOW=MONDAY)
    assert re.search(r"\d new cards left for another day: today's limit is reached\. .*--more", done.stdout)
    quiz("options", "new_per_day", "2")
    named = quiz("review", "--plain", "second/c0", "first/c1", "second/c2", "first/c3", stdin=":skip\n" * 4)
    assert "2 new cards left for another day" in named.stdout
    assert new("first") == 2
    done = quiz("review", "--plain", "first", "--more", "2", stdin=":quit\n", QUIZ_NOW=MONDAY)
    assert "left: 4 new" in done.stdout
    assert (new("first"), new("first", now=TUESDAY)) == (4, 2)


def test_a_cram_goes_through_what_a_search_finds_and_records_nothing() -> None:
    """Not one card of it is known afterwards; a search that finds nothing exits 3."""
    done = quiz("review", "--plain", "--cram", "deck:first", "tag:odd1", stdin=":give\n1\n3\n", QUIZ_NOW=MONDAY)
    assert done.returncode == 0, done.stderr
    assert "Cram: 2 cards" in done.stdout
    assert "rated" not in done.stdout
    assert done.stdout.count("== first/") >= 2
    assert all(row["seen"] == 0 for row in quiz_json("decks", "first"))
    assert quiz("review", "--plain", "--cram", "tag:none").returncode == 3
    assert quiz("review", "--plain", "--cram", "deck:first", "--more", "3").returncode == 2
    assert quiz("review", "--plain", "--cram", "(").returncode == 2


def test_a_locked_deck_says_what_it_waits_for_and_opens_by_its_name() -> None:
    """`due` tells how much is missing; naming the deck opens it, and says so."""
    shown = quiz_json("due", QUIZ_NOW=MONDAY)["decks"]
    assert shown["first"]["locked"] is None
    assert shown["second"]["locked"] == {"requires": "first", "passed": 0, "needed": 3}
    assert "learn 3 more of first" in quiz("due", QUIZ_NOW=MONDAY).stdout
    done = quiz("review", "--plain", "second", stdin=":quit\n", QUIZ_NOW=MONDAY)
    assert "You named it" in done.stdout
    assert "== second/c0" in done.stdout
    quiz("options", "unlocking", "false")
    assert quiz_json("due", QUIZ_NOW=MONDAY)["decks"]["second"]["locked"] is None


def test_settings_are_shown_and_changed() -> None:
    """For all decks and for one; a value that cannot be used exits 2 and changes nothing."""
    assert quiz_json("options")["retention"] == 0.9
    assert quiz("options", "retention", "0.95", "--deck", "first").returncode == 0
    assert quiz_json("options", "--deck", "first")["retention"] == 0.95
    assert quiz_json("options", "retention") == {"retention": 0.9}
    assert quiz("options", "retention", "--deck", "first").stdout.split()[1] == "0.95"
    refused = quiz("options", "retention", "3")
    assert refused.returncode == 2
    assert "0.70" in refused.stderr
    assert quiz("options", "colour").returncode == 2
    assert quiz("options", "retention", "0.9", "--deck", "third").returncode == 3
    quiz("options", "retention", "--unset", "--deck", "first")
    assert quiz_json("options", "--deck", "first")["retention"] == 0.9
