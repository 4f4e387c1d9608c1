"""What was proven once is not run again, until something that matters has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from check_scene import cards, sound, write

from quiz.check import cache
from quiz.check.cache import Cache, CachedProof, run_on
from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, Severity
from quiz.check.run_plan import RunPlan
from quiz.check.runner import run
from quiz.check.scope import Scope, scope
from quiz.check.summary import Summary
from quiz.engine.at_need import EngineAtNeed
from quiz.engine.client import Engine
from quiz.library.decks import Library
from quiz.worker.wire import Hello

HELLO = Hello(protocol=1, pid=1, python="3.11.7", torch="2.13.0", build="CPU", devices=["cpu"], layers=[])
DRAWS = DrawSet(4, 0)
WARNED = sound("terse").replace("  explain: It adds to each.\n", "")


def prove(engine: Engine, wanted: Scope, folder: Path | None, **more: object) -> tuple[Summary, list[Finding]]:
    told: list[Finding] = []
    plan = RunPlan(DRAWS, 2, folder=folder, **more)  # type: ignore[arg-type]
    return run(wanted, EngineAtNeed(lambda: engine), plan, told.append, lambda done, total: None), told


def test_an_unchanged_card_is_told_of_and_not_run(engine: Engine, tmp_path: Path) -> None:
    """The same findings, questions and exit code from both runs; lines count from where the card is now."""
    library = Library(tmp_path / "own", tmp_path)
    path = write(tmp_path, sound("a"), WARNED)
    first, told = prove(engine, scope(library, [str(path)]), tmp_path / "cache")
    path.write_text(path.read_text().replace("cards:\n", "cards:\n\n\n"))
    second, again = prove(engine, scope(library, [str(path)]), tmp_path / "cache")
    assert (first.kept, second.kept) == (0, 2)
    assert (first.cards, first.questions, first.warnings) == (second.cards, second.questions, second.warnings)
    assert [(one.code, one.line + 2) for one in told] == [(one.code, one.line) for one in again]
    assert all(proven.evidence is None for proven in second.proven)


def test_a_finding_in_what_the_deck_says_for_all_stays_there(tmp_path: Path) -> None:
    """The card moves, the deck's setup does not."""
    path = write(tmp_path, sound("a"))
    (before,) = cards(tmp_path, sound("a"))
    place = before.places["setup"]
    assert place.line < before.place.line
    warning = Finding("Q403", Severity.WARNING, str(path), place.line, place.column, "too long", "", before)
    kept = Cache(tmp_path / "cache", [])
    kept.put(before, CachedProof(1, False, (warning,), None))
    kept.save()
    path.write_text(path.read_text().replace("cards:\n", "cards:\n\n\n"))
    (after,) = scope(Library(tmp_path / "own", tmp_path), [str(path)]).cards
    assert after.place.line == before.place.line + 2
    known = Cache(tmp_path / "cache", []).get(after)
    assert known is not None
    assert [(one.line, one.column) for one in known.findings] == [(place.line, place.column)]


def test_a_card_with_an_error_is_run_again(engine: Engine, tmp_path: Path) -> None:
    """A busy machine may have been its cause."""
    wanted = Scope(cards(tmp_path, sound("a").replace("+ 1\n", "+ 1 / 0\n")), ())
    for _ in range(2):
        summary, _ = prove(engine, wanted, tmp_path / "cache")
        assert (summary.errors, summary.kept) == (1, 0)


def test_fresh_believes_nothing(engine: Engine, tmp_path: Path) -> None:
    """`--no-cache` runs every card."""
    wanted = Scope(cards(tmp_path, sound("a")), ())
    prove(engine, wanted, tmp_path / "cache")
    assert prove(engine, wanted, tmp_path / "cache", fresh=True)[0].kept == 0


KNOWN = CachedProof(3, False, ())


def file_in(folder: Path) -> Path:
    """The one file of a cache."""
    (file,) = (folder / cache.FOLDER).iterdir()
    return file


def kept(folder: Path, card_text: str, hello: Hello = HELLO, draws: DrawSet = DRAWS) -> bool:
    """Whether a card is known after the card `a` was proven."""
    (first,) = cards(folder, sound("a"))
    store = Cache(folder / "cache", run_on(HELLO, DRAWS))
    store.put(first, KNOWN)
    store.save()
    (card,) = cards(folder, card_text)
    return Cache(folder / "cache", run_on(hello, draws)).get(card) is not None


def test_the_same_card_is_known(tmp_path: Path) -> None:
    """From one process to the next."""
    assert kept(tmp_path, sound("a"))


@pytest.mark.parametrize("old", ["torch.tensor([1, 2]) + 1", "It adds to each.", "nothing is added", "  source"])
def test_any_change_of_a_card_makes_it_new(old: str, tmp_path: Path) -> None:
    """Code, prose, beliefs, and the place of a field within the card."""
    changes = {"  source": "\n  source"}
    assert not kept(tmp_path, sound("a").replace(old, changes.get(old, f"{old[:-1]} 3{old[-1]}")))


@pytest.mark.parametrize(
    ("hello", "draws"),
    [
        ({**HELLO, "torch": "2.14.0"}, DRAWS),
        ({**HELLO, "build": "CUDA 12.6"}, DRAWS),
        ({**HELLO, "devices": ["cuda:0", "cpu"]}, DRAWS),
        (HELLO, DrawSet(5, 0)),
        (HELLO, DrawSet(4, 1)),
    ],
)
def test_another_torch_device_or_draw_makes_every_card_new(hello: Hello, draws: DrawSet, tmp_path: Path) -> None:
    """What was proven there says nothing here."""
    assert not kept(tmp_path, sound("a"), hello, draws)


def test_another_source_of_the_quiz_makes_every_card_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker and the judging are part of every proof."""
    (card,) = cards(tmp_path, sound("a"))
    store = Cache(tmp_path / "cache", run_on(HELLO, DRAWS))
    store.put(card, KNOWN)
    store.save()
    monkeypatch.setattr(cache, "sources", lambda: "other")
    assert Cache(tmp_path / "cache", run_on(HELLO, DRAWS)).get(card) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 5000, b"\xff\xfe", b'{"x": 1}', b"null"])
def test_a_corrupt_cache_is_no_cache(content: bytes, tmp_path: Path) -> None:
    """Whatever stands there, the cards are proven."""
    (card,) = cards(tmp_path, sound("a"))
    store = Cache(tmp_path / "cache", run_on(HELLO, DRAWS))
    store.put(card, KNOWN)
    store.save()
    file_in(tmp_path / "cache").write_bytes(content)
    assert Cache(tmp_path / "cache", run_on(HELLO, DRAWS)).get(card) is None


def test_rows_that_are_none_are_passed_over(tmp_path: Path) -> None:
    """A row with the right key and a wrong inside."""
    (card,) = cards(tmp_path, sound("a"))
    store = Cache(tmp_path / "cache", run_on(HELLO, DRAWS))
    finding = Finding("Q501", Severity.WARNING, card.place.path, card.place.line, 1, "m", "n", card)
    store.put(card, CachedProof(3, False, (finding,)))
    store.save()
    assert Cache(tmp_path / "cache", run_on(HELLO, DRAWS)).get(card) == CachedProof(3, False, (finding,))
    path = file_in(tmp_path / "cache")
    for old, new in (('"Q501"', '"Q999"'), ('"m"', "5"), ("[3,false", "[3,4"), ("[3,false", "[null,false")):
        path.write_text(path.read_text().replace(old, new))
        assert Cache(tmp_path / "cache", run_on(HELLO, DRAWS)).get(card) is None
        store.put(card, CachedProof(3, False, (finding,)))
        store.save()


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    """The proof stands, only it is not remembered."""
    (tmp_path / "cache").write_text("a file where the folder would be")
    (card,) = cards(tmp_path, sound("a"))
    store = Cache(tmp_path / "cache", run_on(HELLO, DRAWS))
    store.put(card, KNOWN)
    store.save()
    assert Cache(tmp_path / "cache", run_on(HELLO, DRAWS)).get(card) is None


def test_findings_between_cards_are_known_while_no_card_changes(tmp_path: Path) -> None:
    """With the card that each is about, or none; a row in another form is passed over."""
    pair = cards(tmp_path, sound("a"), sound("b"))
    found = (
        Finding("Q601", Severity.WARNING, pair[1].place.path, 12, 3, "the same", "delete it", pair[1]),
        Finding("Q602", Severity.ERROR, "deck.yaml", 1, 1, "missing", "add it"),
    )
    store = Cache(tmp_path / "cache", cache.FORM)
    assert store.between(("signs",), pair) is None
    store.put_between(("signs",), pair, found)
    store.save()
    again = Cache(tmp_path / "cache", cache.FORM)
    assert again.between(("signs",), pair) == found
    assert again.between(("other signs",), pair) is None
    path = file_in(tmp_path / "cache")
    for old, new in (('"Q601"', '"Q999"'), ("12,3", '"x",3'), (",1,[", ",7,[")):
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        assert Cache(tmp_path / "cache", cache.FORM).between(("signs",), pair) is None
        store.put_between(("signs",), pair, found)
        store.save()


def test_the_ways_of_proving_used_longest_ago_are_forgotten(tmp_path: Path) -> None:
    """Each way has a file of its own: with another torch, or more draws, nothing of this one is read."""
    (card,) = cards(tmp_path, sound("a"))
    for count in range(1, cache.MOST_FILES + 4):
        store = Cache(tmp_path / "cache", run_on(HELLO, DrawSet(count)))
        store.put(card, KNOWN)
        store.save()
        for file in (tmp_path / "cache" / cache.FOLDER).iterdir():
            os.utime(file, ns=(1, file.stat().st_mtime_ns - 10**9))
    known = [Cache(tmp_path / "cache", run_on(HELLO, DrawSet(count))).get(card) for count in range(1, 24)]
    assert known == [None] * 3 + [KNOWN] * cache.MOST_FILES


def test_a_survey_changes_its_signs_with_anything_it_is_made_of(tmp_path: Path) -> None:
    """The content of a card, its line, the decks around it, the cards to be proven."""
    pair = cards(tmp_path, sound("a"), sound("b"))
    scopes = [
        Scope(pair, ()),
        Scope(pair[:1], (), compared=pair),
        Scope(cards(tmp_path, sound("a").replace("+ 1", "+ 2"), sound("b")), ()),
        Scope(cards(tmp_path, sound("a") + "  tags: [x]\n", sound("b")), ()),
        Scope(pair, (), others={"create": ()}),
        Scope(pair, (), elsewhere=frozenset(["gather/other"])),
    ]
    signs = [repr(scope.survey().signs()) for scope in scopes]
    assert len(set(signs)) == len(signs)
    assert repr(Scope(cards(tmp_path, sound("a"), sound("b")), ()).survey().signs()) == signs[0]


def test_processes_that_prove_parts_of_a_deck_keep_what_each_has_proven(tmp_path: Path) -> None:
    """Both have read the cache before either writes."""
    first, second = cards(tmp_path, sound("a"), sound("b"))
    one, other = (Cache(tmp_path / "cache", []) for _ in range(2))
    one.put(first, CachedProof(1, False, (), None, 12.34))
    other.put(second, CachedProof(2, False, ()))
    one.save()
    other.save()
    known = Cache(tmp_path / "cache", [])
    assert known.get(first) == CachedProof(1, False, (), None, 12.3)
    assert known.get(second) == CachedProof(2, False, ())
