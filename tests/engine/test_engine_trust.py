"""Whose code may run, and the list of those whom the learner trusts."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path

import pytest
from scene import GATHER, card_of

from quiz.ask import kinds
from quiz.ask.policy import permit
from quiz.ask.pose import posing
from quiz.ask.question import Broken
from quiz.engine.confinement import UNTRUSTED, WALL, sentences, trusting, whole
from quiz.errors import QuizError
from quiz.settings.trusted import Trust, TrustList, fingerprint
from quiz.worker.confine.plan import LAYERS, WHOLE
from quiz.worker.wire import PROTOCOL, Hello


def hello(*layers: str) -> Hello:
    return Hello(
        protocol=PROTOCOL,
        pid=1,
        python="3.11.7",
        torch="2.13.0+cpu",
        build="CPU",
        devices=["cpu"],
        layers=list(layers),
    )


def trust(name: str, content: bytes = b"x") -> Trust:
    return Trust(fingerprint(content), name, f"/decks/{name}.yaml", "2026-11-20")


@pytest.fixture
def known(tmp_path: Path) -> TrustList:
    return TrustList(tmp_path / "config" / "trusted.json")


@pytest.mark.parametrize(
    ("layers", "enough"),
    [
        ((), False),
        (("rlimits", "privileges", "scratch"), False),
        (("seccomp", "rlimits"), False),
        (("landlock", "rlimits"), False),
        (("seccomp", "landlock"), True),
        (tuple(LAYERS), True),
    ],
)
def test_code_of_strangers_needs_both_walls(layers: tuple[str, ...], enough: bool) -> None:
    """seccomp and Landlock each leave roads open that the reread closes."""
    card = dataclasses.replace(card_of(GATHER), foreign=True)
    assert whole(hello(*layers)) is enough
    if enough:
        assert next(posing(kinds.kind(card.ask), card, 1, permit(card, hello(*layers)))).setup
        return
    with pytest.raises(Broken) as refused:
        permit(card, hello(*layers))
    assert refused.value.code == UNTRUSTED
    assert "quiz trust scene.yaml" in refused.value.reason


def test_a_card_that_is_not_foreign_runs_anywhere() -> None:
    """Shipped, own and trusted decks ask for no wall."""
    assert next(posing(kinds.kind("predict"), card_of(GATHER), 1, permit(card_of(GATHER), hello()))).tasks


def test_the_walls_are_those_that_the_worker_builds() -> None:
    """Both sides mean the same layers, and each layer says what it stops."""
    assert set(WHOLE) == WALL
    layers = sentences(hello(*LAYERS))
    assert [name for name, _ in layers] == list(LAYERS)
    assert all(stops.endswith(".") for _, stops in layers)
    assert sentences(hello()) == []


def test_the_command_is_fit_to_be_pasted() -> None:
    """Whatever the file is called."""
    assert trusting("my decks/it's.yaml") == """quiz trust 'my decks/it'"'"'s.yaml'"""


def test_what_is_trusted_is_remembered_by_its_content(known: TrustList) -> None:
    """In the order given; a new content of the same path takes the place of the old one."""
    assert known.all() == []
    known.add(trust("a", b"1"))
    known.add(trust("b", b"2"))
    assert fingerprint(b"1") in known
    known.add(trust("a", b"3"))
    assert [entry.deck for entry in known.all()] == ["b", "a"]
    assert fingerprint(b"1") not in known
    assert fingerprint(b"3") in known


def test_another_list_of_the_same_file_sees_it_at_once(known: TrustList, tmp_path: Path) -> None:
    """`quiz trust` in one terminal is heard by a review in another."""
    reread = TrustList(tmp_path / "config" / "trusted.json")
    assert fingerprint(b"x") not in reread
    known.add(trust("a"))
    assert fingerprint(b"x") in reread


@pytest.mark.parametrize("word", ["/decks/a.yaml", "a", fingerprint(b"1")[:8], fingerprint(b"1").upper()])
def test_a_trust_is_taken_back_by_path_name_or_content(known: TrustList, word: str) -> None:
    """The others stay; too few digits mean nothing."""
    known.add(trust("a", b"1"))
    known.add(trust("b", b"2"))
    assert [entry.deck for entry in known.forget(word)] == ["a"]
    assert [entry.deck for entry in known.all()] == ["b"]
    assert known.forget(fingerprint(b"2")[:7]) == []


def test_the_file_is_private_and_whole(known: TrustList, tmp_path: Path) -> None:
    """For its owner alone, nothing left beside it."""
    known.add(trust("a"))
    (file,) = (tmp_path / "config").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["format"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        '{"format": 2, "decks": []}',
        '{"format": 1, "decks": {}}',
        '{"format": 1, "decks": ["x"]}',
        '{"format": 1, "decks": [{"sha256": 1, "deck": "a", "path": "p", "day": "d"}]}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_broken_list_is_reported_and_left_as_it_is(known: TrustList, tmp_path: Path, text: str) -> None:
    """Neither reading nor writing passes over it."""
    file = tmp_path / "config" / "trusted.json"
    file.parent.mkdir()
    file.write_bytes(text.encode(errors="surrogateescape"))
    before = file.read_bytes()
    for attempt in (known.all, lambda: known.add(trust("a")), lambda: known.forget("a"), lambda: "x" in known):
        with pytest.raises(QuizError) as caught:
            attempt()
        assert caught.value.where == str(file)
        assert caught.value.fix
    assert file.read_bytes() == before


def test_a_list_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    """A folder in its place; no half of a file stays behind."""
    (tmp_path / "trusted.json").mkdir()
    with pytest.raises(QuizError, match="cannot be"):
        TrustList(tmp_path / "trusted.json").add(trust("a"))
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["trusted.json"]
