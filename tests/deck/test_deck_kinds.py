"""The kinds of question, as the loader finds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from deck_scene import GOOD, changed, problems

from quiz.ask import kinds
from quiz.errors import NotFound
from quiz.library.load import load

ECHO = """
from dataclasses import dataclass
from quiz.deck.fields import Choice, Text
from quiz.deck.reading import Field

@dataclass(frozen=True)
class Body:
    text: str
    loud: str

FIELDS = {"text": Field(Text(), "what comes back"), "loud": Field(Choice(("yes", "no")), "whether it is loud", "no")}

def body(values):
    if values["text"] == "silence":
        values.fault("text", "there is no echo of silence", "Say something.")
    return Body(values["text"], values["loud"])
"""


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind more: one new file, and nothing else."""
    (tmp_path / "echo.py").write_text(ECHO)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    kinds.names.cache_clear()
    yield
    kinds.names.cache_clear()


def test_there_are_predict_and_choose() -> None:
    """Every file of `ask/kinds/` is one."""
    assert {"predict", "choose"} <= set(kinds.names())


def test_an_unknown_kind_is_not_found() -> None:
    """With the name that was meant."""
    with pytest.raises(NotFound, match="no kind `predikt`") as caught:
        kinds.kind("predikt")
    assert caught.value.fix == "Did you mean `predict`?"


CARD = "  - id: hall\n    ask: echo\n    prompt: What?\n    text: $n\n    draw: {n: '1'}\n"


@pytest.mark.usefixtures("echo")
def test_a_kind_is_one_new_file() -> None:
    """Its fields, its defaults, its own checks and its part of the digest, without a line elsewhere."""
    loaded = load("demo.yaml", GOOD + CARD).cards[-1]
    assert (loaded.ask, loaded.body.text, loaded.body.loud) == ("echo", "$n", "no")
    louder = load("demo.yaml", f"{GOOD}{CARD}    loud: yes\n").cards[-1]
    assert louder.digest != loaded.digest
    assert [p.what for p in problems(GOOD + CARD.replace("$n", "silence"))] == ["there is no echo of silence"]
    assert [p.what for p in problems(GOOD + CARD.replace("text", "txet"))] == ["an echo card has no `txet`"]


@pytest.mark.usefixtures("echo")
def test_an_unknown_kind_in_a_deck_lists_those_there_are() -> None:
    """The new one among them; keys of a card of unknown kind are not judged."""
    (problem,) = problems(changed("ask: predict", "ask: shout"))
    assert "`echo`" in problem.fix
    assert "`predict`" in problem.fix
