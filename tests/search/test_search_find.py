"""What a search finds: the same as looking at every card by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import deck_of

from quiz.deck.model import Deck
from quiz.schedule.fsrs import retrievability
from quiz.schedule.memory import Moment, Rating, State
from quiz.schedule.options import Options
from quiz.search import Catalog, Query, parse
from quiz.search.query import And, Not, Or
from quiz.store.log.events import EventKind, Review
from quiz.store.log.fold import CardRow
from quiz.store.queries import search
from quiz.store.store import Store

DAY = 86_400_000
TODAY = 20_000
OPTIONS = Options(fuzz=False)
CARD = """
- id: {name}
  ask: predict
  prompt: {prompt}
  tags: [{tags}]
  code: "{code}"
  explain: e
  source: https://example.org
"""
CARDS = (
    ("new", "Untouched?", "slow"),
    ("flagged", "Value of `Out`?", ""),
    ("step", "Shape 50% of_it?", "slow, odd"),
    ("young", "Copy or view?", ""),
    ("mature", "dtype?", "odd"),
    ("lapsed", "dim?", ""),
    ("asleep", "suspended?", ""),
    ("buried", "under?", ""),
    ("reset", "again?", ""),
)


def noon(days: int = 0) -> Moment:
    return Moment((TODAY + days) * DAY + DAY // 2, 0)


@pytest.fixture(scope="module")
def deck() -> Deck:
    return deck_of(*(CARD.format(name=name, prompt=prompt, tags=tags, code=f"{at} + 1")
                     for at, (name, prompt, tags) in enumerate(CARDS)))  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("search") / "quiz.db") as opened:
        _live(opened)
        yield opened


def _live(store: Store) -> None:
    """Three weeks of a learner, one card for each state there is."""

    def answer(name: str, days: int, rating: Rating, belief: str = "") -> None:
        card = name if "/" in name else f"scene/{name}"
        row = store.rows([card]).get(card)
        right = "wrong" if rating is Rating.AGAIN else "right"
        review = Review(card=card, rating=rating, moment=noon(days), expects=row.last_event if row else None,
                        suggested=rating, verdict=right, belief=belief)  # fmt: skip
        store.record(review, OPTIONS)

    def act(kind: EventKind, name: str, **body: int) -> None:
        store.act(kind, f"scene/{name}", body, noon(), options=OPTIONS)

    answer("gone/orphan", -21, Rating.EASY)
    answer("mature", -20, Rating.EASY)
    answer("lapsed", -20, Rating.EASY)
    for name in ("asleep", "buried", "reset"):
        answer(name, -19, Rating.GOOD, belief="a view is a copy")
    for days in range(-12, -1):
        answer("lapsed", days, Rating.EASY)
        answer("lapsed", days, Rating.AGAIN, belief="dim is kept")
        answer("lapsed", days, Rating.EASY)
    answer("mature", -12, Rating.EASY)
    answer("young", -1, Rating.EASY)
    answer("step", 0, Rating.AGAIN, belief="100% wrong_")
    act(EventKind.SUSPEND, "asleep")
    act(EventKind.BURY, "buried")
    act(EventKind.RESET, "reset")
    act(EventKind.FLAG, "flagged", flag=3)


def found(store: Store, deck: Deck, text: str) -> set[str]:
    ids = search.find(store, parse(text), Catalog([deck]), TODAY, OPTIONS)
    assert len(ids) == len(set(ids))
    return {card.removeprefix("scene/") for card in ids}


ALL = {name for name, _, _ in CARDS} | {"gone/orphan"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALL),
        ("is:new", {"new", "flagged", "reset"}),
        ("is:learn", {"step", "buried", "asleep"}),
        ("is:orphan", {"gone/orphan"}),
        ("is:suspended", {"asleep", "lapsed"}),
        ("is:buried", {"buried"}),
        ("is:leech", {"lapsed"}),
        ("is:review", {"young", "mature", "lapsed", "gone/orphan"}),
        ("flag:3", {"flagged"}),
        ("flag:0 is:new", {"new", "reset"}),
        ("deck:SCENE -is:new", ALL - {"new", "flagged", "reset", "gone/orphan"}),
        ("deck:g*", {"gone/orphan"}),
        ("id:step", {"step"}),
        ("id:scene/s*", {"step"}),
        ("id:*orph*", {"gone/orphan"}),
        ("tag:odd", {"step", "mature"}),
        ("tag:none is:new", {"flagged", "reset"}),
        ("out", {"flagged"}),
        ('"50% of_it"', {"step"}),
        ("c*view", {"young"}),
        ("belief:*copy*", {"asleep", "buried", "reset"}),
        ("belief:100%*_", {"step"}),
        ("belief:_00%", set()),
        ("rated:1", {"step"}),
        ("rated:2", {"step", "young"}),
        ("rated:3:1", {"step", "lapsed"}),
        ("rated:20 is:new", {"reset"}),
        ("added:2", {"step", "young"}),
        ("introduced:2", {"step", "young"}),
        ("kind:predict is:new", {"new", "flagged", "reset"}),
        ("kind:p* -kind:print flag:3", {"flagged"}),
        ("kind:write", set()),
        ("prop:reps=1", {"step", "young", "asleep", "buried", "gone/orphan"}),
        ("prop:lapses>10", {"lapsed"}),
        ("prop:due<0 is:review", {"gone/orphan"}),
        ("-is:new -is:review", {"step", "asleep", "buried"}),
        ("is:learn or tag:slow", {"new", "step", "asleep", "buried"}),
        ("-(is:learn or tag:slow) deck:scene", {"flagged", "young", "mature", "lapsed", "reset"}),
    ],
)
def test_a_search_finds_what_it_says(store: Store, deck: Deck, text: str, expected: set[str]) -> None:
    """One card of each state, an orphan, and cards without any event."""
    assert found(store, deck, text) == expected


def test_cards_come_in_the_order_of_their_decks_and_orphans_last(store: Store, deck: Deck) -> None:
    """As they are learnt."""
    ids = search.find(store, parse(""), Catalog([deck]), TODAY, OPTIONS)
    assert ids == (*(card.id for card in deck.cards), "gone/orphan")


PROPS = {
    "s": lambda row, _: row.stability,
    "d": lambda row, _: (row.difficulty - 1) / 9,
    "difficulty": lambda row, _: (row.difficulty - 1) / 9,
    "ivl": lambda row, _: row.interval_days,
    "lapses": lambda row, _: row.lapses,
    "reps": lambda row, _: row.reps,
    "due": lambda row, today: (today if row.due_day is None else row.due_day) - today,
    "r": lambda row, today: retrievability(row, today, OPTIONS),
}
SIGNS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b
}  # fmt: skip


@pytest.mark.parametrize("name", PROPS)
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("value", ["-1", "0", "0.5", "0.62", "0.93", "1", "3", "8", "25"])
def test_a_property_is_compared_as_it_is_shown(store: Store, deck: Deck, name: str, sign: str, value: str) -> None:
    """Against the memory of each card; a card without any has no property."""
    memories = {card: row.memory for card, row in store.rows().items() if row.memory is not None}
    expected = {card for card, memory in memories.items() if SIGNS[sign](PROPS[name](memory, TODAY), float(value))}
    assert found(store, deck, f"prop:{name}{sign}{value}") == {card.removeprefix("scene/") for card in expected}


terms = st.sampled_from(
    ["is:new", "is:due", "is:learn", "is:suspended", "is:orphan", "flag:3", "tag:odd", "deck:scene", "deck:gone",
     "id:s*", "rated:20", "rated:30:3", "prop:s>5", "prop:r<0.9", "belief:*", "dtype", ""]
).map(parse)  # fmt: skip
trees = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(query=trees)
def test_any_tree_is_the_algebra_of_its_terms(store: Store, deck: Deck, query: Query) -> None:
    """However parts are joined into one query of the store, they mean what they mean one by one."""
    catalog = Catalog([deck])

    def one_by_one(part: Query) -> set[str]:
        everything = set(search.find(store, parse(""), catalog, TODAY, OPTIONS))
        match part:
            case Not(inner):
                return everything - one_by_one(inner)
            case And(parts):
                return set.intersection(*map(one_by_one, parts))
            case Or(parts):
                return set.union(*map(one_by_one, parts))
        return set(search.find(store, part, catalog, TODAY, OPTIONS))

    assert set(search.find(store, query, catalog, TODAY, OPTIONS)) == one_by_one(query)


@pytest.mark.parametrize("depth", [2, 12, 24])
def test_a_search_may_be_nested_as_deep_as_the_grammar_lets_it(store: Store, deck: Deck, depth: int) -> None:
    """Deeper than SQLite's parser takes it, so that it is asked part by part."""
    inmost = "is:learn or tag:slow or rated:20:3"
    text = "(flag:3 or -(" * depth + inmost + "))" * depth
    expected = found(store, deck, inmost)
    for _ in range(depth):
        expected = found(store, deck, "flag:3") | (ALL - expected)
    assert found(store, deck, text) == expected


def test_as_many_terms_as_a_search_may_have_are_asked_at_once(store: Store, deck: Deck) -> None:
    """Of the kind that brings the most values."""
    assert found(store, deck, " or ".join(["prop:r=0.5"] * 199 + ["flag:3"])) == {"flagged"}


def test_steps_count_as_due_and_what_is_hidden_does_not(store: Store, deck: Deck) -> None:
    """As in Anki's is:due."""
    rows: dict[str, CardRow] = store.rows()
    due = {card for card, row in rows.items() if row.memory is not None and not row.suspended
           and (row.buried_until or 0) <= TODAY
           and (row.memory.phase is not State.REVIEW or (row.memory.due_day or 0) <= TODAY)}  # fmt: skip
    assert found(store, deck, "is:due") == {card.removeprefix("scene/") for card in due}


def test_what_waits_for_a_sibling_is_buried_and_not_due(store: Store, deck: Deck) -> None:
    """As in Anki, which buries siblings until tomorrow; what the learner buried is told apart."""
    due = found(store, deck, "is:due")
    assert "step" in due

    def ids(text: str) -> set[str]:
        waiting = frozenset({"scene/step"})
        cards = search.find(store, parse(text), Catalog([deck]), TODAY, OPTIONS, buried_siblings=waiting)
        return {card.removeprefix("scene/") for card in cards}

    assert ids("is:due") == due - {"step"}
    assert ids("is:buried") == {"step", "buried"}
    assert ids("is:buried-sibling") == {"step"}
    assert ids("is:buried-manually") == {"buried"}
    assert ids("-is:due is:learn -is:buried") == {"asleep"}


def test_a_step_after_the_end_of_today_is_not_due_today(store: Store, deck: Deck) -> None:
    """The step of `step` is a minute after noon."""
    for until_ms, expected in ((noon().at_ms, set()), (noon().at_ms + 120_000, {"scene/step"})):
        cards = search.find(store, parse("is:due is:learn"), Catalog([deck]), TODAY, OPTIONS, until_ms=until_ms)
        assert set(cards) == expected


def test_a_difficulty_equals_what_is_shown_in_hundredths(store: Store, deck: Deck) -> None:
    """On Anki's scale; a card without a memory has none, and differs from none."""
    memory = store.rows()["scene/young"].memory
    assert memory is not None
    shown = f"{(memory.difficulty - 1) / 9:.2f}"
    assert "young" in found(store, deck, f"prop:d={shown}")
    assert found(store, deck, f"prop:d!={shown}").isdisjoint({"young", "new", "flagged"})
