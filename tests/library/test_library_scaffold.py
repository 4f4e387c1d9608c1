"""New decks and cards: they pass `check` as they are, and leave what was there as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.ask.kinds import names
from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import prove
from quiz.check.rules import findings, findings_around
from quiz.check.scope import scope
from quiz.cli.new import command
from quiz.engine.client import Engine
from quiz.errors import DeckError, NotFound, QuizError
from quiz.library import scaffold
from quiz.library.decks import Library
from quiz.library.edit import with_card, with_field
from quiz.library.json_schema import HEADER, schema
from quiz.library.load import load

DECK = """\
# my deck, written by hand
format: 1
deck: mine
title: Mine
setup: |
  import torch
  from torch import nn
  import torch.nn.functional as F
cards:

  # the first
  - id: first   # keep this id
    ask: predict
    prompt: "Value?"
    code: |
      torch.ones(2)

    # why not
    explain: It is what it is.

# the end
"""


def new(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_new_deck_with_a_card_of_every_kind_passes_check(tmp_path: Path, engine: Engine) -> None:
    """`quiz new deck`, then `quiz new card` for each kind: no error and no warning, on eight draws."""
    path = tmp_path / "fresh.yaml"
    assert new("deck", path, "--title", "A: fresh start").exit_code == 0
    for kind in names():
        result = new("card", path, kind)
        assert result.exit_code == 0, result.output
    wanted = scope(Library(tmp_path / "own"), [str(path)])
    assert [card.ask for card in wanted.cards] == ["predict", *names()]
    assert [card.name for card in wanted.cards][-1] == "new-write"
    assert "new-predict-2" in [card.name for card in wanted.cards]
    # The twin of a template is the template: each asks the same as itself.
    told = [finding for finding in findings_around(wanted.survey()) if finding.code != "Q601"]
    for evidence in prove(wanted.cards, engine, DrawSet(8), 2):
        told += findings(evidence)
        assert evidence.questions
    assert [(finding.code, finding.message) for finding in told] == []


@pytest.mark.parametrize("kind", names())
def test_every_kind_has_a_template(kind: str) -> None:
    """And an unknown one is not found, with the kinds there are."""
    assert scaffold.card(kind, "some-name").startswith(f"- id: some-name\n  ask: {kind}\n")
    with pytest.raises(NotFound):
        scaffold.card("predikt", "x")


def test_a_card_is_added_and_all_the_rest_stays(tmp_path: Path) -> None:
    """Comments, blank lines and quotes of the file are where they were."""
    path = tmp_path / "mine.yaml"
    path.write_text(DECK)
    assert new("card", path, "choose", "--id", "second").exit_code == 0
    text = path.read_text()
    assert [card.name for card in load(path).cards] == ["first", "second"]
    before, after = DECK.split("\n# the end")
    assert text.startswith(before.rstrip("\n"))
    assert text.endswith("\n# the end" + after)


def test_a_deck_whose_cards_stand_in_brackets_takes_none() -> None:
    """Said with what to do; nothing is written."""
    with pytest.raises(DeckError, match="within"):
        with_card("cards: [{id: a}]\n", "- id: b\n", "x.yaml")


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    """`quiz new deck` never writes over anything."""
    path = tmp_path / "mine.yaml"
    path.write_text("precious")
    result = new("deck", path)
    assert isinstance(result.exception, QuizError)
    assert "already there" in str(result.exception)
    assert path.read_text() == "precious"


def test_a_deck_by_name_goes_into_the_own_folder_with_its_schema(tmp_path: Path) -> None:
    """The header leads to a schema that is there."""
    result = new("deck", "mine")
    assert result.exit_code == 0, result.output
    path = tmp_path / "home" / "decks" / "mine.yaml"
    header = path.read_text().split("\n")[0]
    assert header.startswith(HEADER)
    assert (path.parent / header.removeprefix(HEADER)).resolve().is_file()


def test_a_new_deck_names_no_path_of_this_machine(tmp_path: Path) -> None:
    """The schema lies beside it, so that the folder can be copied, or cloned, to any machine."""
    path = tmp_path / "course" / "week1.yaml"
    assert new("deck", path).exit_code == 0
    assert str(tmp_path) not in path.read_text()
    assert path.read_text().split("\n")[0] == f"{HEADER}deck.schema.json"
    assert json.loads((path.parent / "deck.schema.json").read_text()) == schema()


def test_another_file_with_the_name_of_the_schema_is_left_alone(tmp_path: Path) -> None:
    """It is somebody's; an old schema of ours is brought up to date."""
    other = tmp_path / "deck.schema.json"
    other.write_text('{"mine": 1}')
    assert new("deck", tmp_path / "a.yaml").exit_code == 0
    assert other.read_text() == '{"mine": 1}'
    other.write_text(json.dumps({"$id": schema()["$id"], "old": True}))
    assert new("deck", tmp_path / "b.yaml").exit_code == 0
    assert json.loads(other.read_text()) == schema()


@pytest.mark.parametrize("name", ["My Deck!", "a b/..", ""])
def test_a_name_that_no_deck_can_have_is_refused(name: str, tmp_path: Path) -> None:
    """With the loader's words, before anything is written."""
    result = new("deck", tmp_path / f"{name}.yaml")
    assert result.exit_code
    assert isinstance(result.exception, QuizError)
    assert not list(tmp_path.rglob("*.yaml"))


FIELD = [
    ("  - id: a\n    ask: predict\n    prompt: x\n    code: '1'\n", "    code: '1'\n    expect: \"1.\"\n"),
    (
        "  - id: a\n    code: |   # c\n      1\n\n    # note\n    prompt: x\n",
        '      1\n    expect: "1."\n\n    # note\n',
    ),
    ("  - id: a\n    expect: old  # note\n    code: '1'\n", '    expect: "1."  # note\n'),
    ("  - id: a\n    expect: |\n      old\n      older\n\n    code: '1'\n", '    expect: "1."\n\n    code'),
    ("  - {id: a, code: '1', prompt: x}\n", "code: '1', expect: \"1.\", prompt"),
    ("  - id: b\n    code: '2'\n  - id: a\n    code: '1'", "code: '1'\n    expect: \"1.\""),
]


@pytest.mark.parametrize(("cards", "wanted"), FIELD)
def test_a_field_is_set_where_it_belongs(cards: str, wanted: str) -> None:
    """In place of what it was, or below the code; comments and the order of fields stay."""
    text = "format: 1\ncards:\n" + cards
    made = with_field(text, "a", "expect", "1.", "code")
    assert wanted in made
    assert made.count("expect") == 1


@pytest.mark.parametrize("value", ["a\nb", "  a\n b", "it's", 'say "x"', "a: b # c", "\\n", "[1, 2]"])
def test_any_text_survives_being_written(value: str) -> None:
    """What is written is read as the same text."""
    text = DECK.replace("ask: predict", "ask: print").replace("torch.ones(2)", "print(1)")
    (card,) = load("x.yaml", with_field(text, "first", "expect", value, "code")).cards
    assert card.body.expect == value


def test_an_editor_that_watches_never_sees_half_a_file(tmp_path: Path) -> None:
    """The file is replaced, not written over; no draft is left."""
    path = tmp_path / "mine.yaml"
    path.write_text(DECK)
    new("card", path, "choose")
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["mine.yaml"]
