"""The words of a search: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.ask import kinds
from quiz.errors import SearchError
from quiz.search import parse
from quiz.search.grammar import KINDS
from quiz.search.query import (
    Added,
    And,
    Believed,
    ById,
    Compared,
    Everything,
    Flagged,
    InDeck,
    Is,
    IsFilter,
    Not,
    OfKind,
    Or,
    Pattern,
    Prop,
    Query,
    Rated,
    Tagged,
    Words,
)
from quiz.text.cells import cell_width


def exactly(text: str) -> Pattern:
    return Pattern(tuple(text.split("*")))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Everything()),
        ("  \t ", Everything()),
        ("deck:gather", InDeck(exactly("gather"))),
        ("DECK:g*r", InDeck(exactly("g*r"))),
        ("tag:none", Tagged(None)),
        ("id:gather/rule", ById(exactly("gather/rule"))),
        ("is:due", Is(IsFilter.DUE)),
        ("flag:3", Flagged(3)),
        ("prop:s>5", Compared(Prop.STABILITY, ">", 5)),
        ("prop:r<=0.85", Compared(Prop.RECALL, "<=", 0.85)),
        ("prop:due=-2", Compared(Prop.DUE, "=", -2)),
        ("prop:ivl==7", Compared(Prop.INTERVAL, "=", 7)),
        ("rated:7", Rated(7, None)),
        ("rated:0:1", Rated(1, 1)),
        ("added:30", Added(30)),
        ("introduced:7", Added(7)),
        ("kind:write", OfKind(exactly("write"))),
        ("kind:f*", OfKind(exactly("f*"))),
        ("prop:difficulty>0.7", Compared(Prop.DIFFICULTY, ">", 0.7)),
        ("prop:stability<=3", Compared(Prop.STABILITY, "<=", 3)),
        ("is:buried-sibling", Is(IsFilter.BURIED_SIBLING)),
        ("belief:*view*", Believed(exactly("*view*"))),
        ("copy", Words(exactly("copy"))),
        ("co*y", Words(exactly("co*y"))),
        ('"two words"', Words(exactly("two words"))),
        ('"deck:my deck"', InDeck(exactly("my deck"))),
        ('deck:"my deck"', InDeck(exactly("my deck"))),
        ('"https://x"', Words(exactly("https://x"))),
        ('-"note: two words"', Not(Words(exactly("note: two words")))),
        ('a"x:y"', Words(exactly("ax:y"))),
        (r"a\:b\*c\"", Words(Pattern(('a:b*c"',)))),
        ("torch.gather-rule", Words(exactly("torch.gather-rule"))),
        ("a b", And((Words(exactly("a")), Words(exactly("b"))))),
        ("a and b", And((Words(exactly("a")), Words(exactly("b"))))),
        ("a or b", Or((Words(exactly("a")), Words(exactly("b"))))),
        ('"or"', Words(exactly("or"))),
        ("-a", Not(Words(exactly("a")))),
        ("--a", Words(exactly("a"))),
        ("a b or c", Or((And((Words(exactly("a")), Words(exactly("b")))), Words(exactly("c"))))),
        ("a (b or -c)", And((Words(exactly("a")), Or((Words(exactly("b")), Not(Words(exactly("c")))))))),
        ("-(a b)", Not(And((Words(exactly("a")), Words(exactly("b")))))),
    ],
)
def test_a_search_is_read_as_anki_reads_it(text: str, query: Query) -> None:
    """Side by side is and, `or` binds less, `-` binds most; quotes and backslashes take the meaning from signs."""
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "column", "shown"),
    [
        ("(a", 1, "not closed"),
        ("a)", 2, "is never opened"),
        ("a or", 5, "missing"),
        ("or a", 1, "missing"),
        ("a -", 4, "missing"),
        ("()", 2, "missing"),
        ('a "b', 3, "not closed"),
        ('a ""', 3, "nothing between"),
        ("is:deu", 1, "Did you mean `due`?"),
        ("kind:wirte", 1, "Did you mean `write`?"),
        ("kind:essay", 1, "one of predict, print"),
        ("introduced:x", 1, "introduced:7"),
        ("x dekc:y", 3, "Did you mean `deck`?"),
        ("colour:red", 1, "quote it"),
        ("https://x", 1, "quote it"),
        ('"dekc:y"', 1, "Did you mean `deck`? A colon that is part of a text is written `\\:`."),
        ('"is: fine"', 1, "is written `\\:`."),
        ("ab \udce9", 4, "another encoding than UTF-8"),
        ("flag:1 or " * 200 + "flag:1", 2001, "201 terms, and 200 are the most"),
        ("a" * 10_001, 10_001, "longer than 10,000 letters"),
        ("deck:", 1, "needs a value"),
        ("flag:9", 1, "0 (none) to 7"),
        ("prop:x>1", 1, "prop:ivl>=21"),
        ("prop:s5", 1, "a comparison"),
        ("rated:x", 1, "a number of days"),
        ("rated:1:5", 1, "a rating from 1 to 4"),
        ("added:soon", 1, "a number of days"),
        ("(" * 60 + "a" + ")" * 60, 51, "too deep"),
    ],
)
def test_what_cannot_be_read_is_reported_with_its_place_and_the_fix(text: str, column: int, shown: str) -> None:
    """The column counts from 1; the exit code is that of usage."""
    with pytest.raises(SearchError) as caught:
        parse(text)
    assert caught.value.column == column
    assert shown in str(caught.value)
    assert caught.value.fix
    assert caught.value.exit_code == 2


@given(st.text(alphabet='()-"*\\: aborde:is=<>5', max_size=30))
def test_any_text_is_a_search_or_an_error_in_words(text: str) -> None:
    """Never another exception."""
    try:
        parse(text)
    except SearchError as error:
        assert 1 <= error.column <= len(text) + 1


def test_the_kinds_of_a_search_are_those_there_are() -> None:
    """The grammar names them, for it knows no cards."""
    assert set(KINDS) == set(kinds.names())


def test_the_caret_stands_below_the_place_in_wide_text() -> None:
    """Korean letters take two cells each, a combining mark takes none."""
    for before in ("한국어", "e\u0301te\u0301", "abc"):
        with pytest.raises(SearchError) as caught:
            parse(f"{before} is:deu")
        text, caret = caught.value.fix.split("\n")
        assert caret.strip().startswith("^")
        assert cell_width(caret.partition("^")[0]) - 2 == cell_width(text.partition("is:")[0])
