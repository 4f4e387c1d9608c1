"""YAML as nodes: what is kept, what is refused, and where things stand."""

from __future__ import annotations

import pytest
import yaml
from deck_scene import GOOD
from hypothesis import given
from hypothesis import strategies as st

from quiz.deck import yaml_nodes
from quiz.errors import DeckError


def parse(text: str, *, pure: bool = False) -> yaml_nodes.Node:
    root, problems = yaml_nodes.parse(text, "t.yaml", pure=pure)
    assert not problems
    assert root is not None
    return root


def value(text: str, *, pure: bool = False) -> yaml_nodes.Node:
    """The value of the first key."""
    return parse(text, pure=pure).pairs[0][1]


def fatal(text: str) -> str:
    with pytest.raises(DeckError) as caught:
        yaml_nodes.parse(text, "t.yaml")
    return str(caught.value)


both = pytest.mark.parametrize("pure", [False, True], ids=["C", "Python"])


@both
@pytest.mark.parametrize(
    ("text", "style", "held"),
    [
        ("a: yes\n", "plain", "yes"),
        ("a: 'no'\n", "quoted", "no"),
        ('a: "x\\ty"\n', "quoted", "x\ty"),
        ("a: |\n  x\n   y\n", "literal", "x\n y\n"),
        ("a: >\n  x\n  y\n", "folded", "x y\n"),
        ("a:\n", "plain", ""),
    ],
)
def test_scalars_are_text(text: str, style: str, held: str, pure: bool) -> None:
    """No scalar is typed; its style says how it was written."""
    node = value(text, pure=pure)
    assert (node.kind, node.style, node.text) == ("scalar", style, held)


@both
@pytest.mark.parametrize(
    "text",
    [
        "a: needle\n",
        "a: 'the needle'\n",
        'a: "é needle"\n',
        "é: 𝔘𝔫 needle\n",
        "a: |\n  hay\n  the needle\n",
        "a: |\n\n      hay\n\n        needle\n",
        "a: |2\n    hay\n   needle\n",
        "a: |-  # remark\n    hay needle\n",
        "b:\n - - c: |\n       hay\n       needle\n",
    ],
)
def test_a_place_in_a_text_is_a_place_in_the_file(text: str, pure: bool) -> None:
    """Columns count characters, whatever stands before them; blocks know their indentation."""
    node = value(text, pure=pure)
    while node.items or node.pairs:
        node = node.items[0] if node.items else node.pairs[0][1]
    line, column = node.position(node.text.index("needle"))
    assert text.split("\n")[line - 1][column - 1 :].startswith("needle")


def test_a_text_that_yaml_folds_has_the_place_of_its_beginning() -> None:
    """Where lines or escapes are lost, no character is claimed to stand where it does not."""
    for text in ("a: x\n  y needle\n", 'a: "\\x41 needle"\n', "a: >\n  x\n  needle\n"):
        node = value(text)
        assert node.position(node.text.index("needle")) == (1, 4)


def test_aliases_are_refused_without_being_followed() -> None:
    """The billion laughs: nine names, each nine times the one before; not one is written out, each is told once."""
    rows = ['a0: &a0 "ha"'] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    root, problems = yaml_nodes.parse("\n".join(rows), "t.yaml")
    assert root is not None
    aliases = [problem.what for problem in problems if "alias" in problem.what]
    assert len(problems) == 10 + 9
    assert aliases[0] == "`*a0` is a YAML alias, used 9 times"
    assert all("alias" in problem.what or "anchor" in problem.what for problem in problems)


def test_nothing_after_a_second_document_is_read() -> None:
    """A file is one deck."""
    _, problems = yaml_nodes.parse("a: b\n---\nc: d\n", "t.yaml")
    assert [(p.line, p.column, p.what) for p in problems] == [(2, 1, "a second document begins here")]


def test_depth_is_limited() -> None:
    """Sixteen levels are read, seventeen are not."""
    assert "nested more than 16 deep" in fatal("[" * 17 + "]" * 17)
    parse("[" * 16 + "]" * 16)
    assert "nested more than 16 deep" in fatal("[" * 100_000)


def test_nodes_are_limited() -> None:
    """A file of nothing but commas cannot fill the memory."""
    assert "200,000 YAML nodes" in fatal("[" + "a," * 200_001 + "]")


def test_length_is_limited() -> None:
    """Four mebibytes, counted in bytes of UTF-8."""
    assert "longer than 4 MiB" in fatal("# " + "é" * (2 << 20))
    with pytest.raises(DeckError, match="longer than 4 MiB"):
        yaml_nodes.decode(b"#" * ((4 << 20) + 1), "t.yaml")


@pytest.mark.parametrize(
    ("data", "where"),
    [(b"a: \xff\n", "t.yaml:1:4"), ("é: ü\nx: ".encode() + b"\xe9\n", "t.yaml:2:4"), (b"\xff\xfea", "t.yaml:1:1")],
)
def test_what_is_not_utf_8_is_told_where(data: bytes, where: str) -> None:
    """Line and column of the first byte that does not belong."""
    with pytest.raises(DeckError, match="Save the file as UTF-8") as caught:
        yaml_nodes.decode(data, "t.yaml")
    assert caught.value.problems[0].where == where


@pytest.mark.parametrize(
    "mark", ["\0", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u202e", "\u2066", "\ufeff", "\ud800"]
)
def test_invisible_characters_are_refused(mark: str) -> None:
    """What could move the cursor, end a line that no editor ends, or turn text around."""
    with pytest.raises(DeckError) as caught:
        yaml_nodes.parse(f"a: b\nc: d{mark}e\n", "t.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 5)
    assert f"U+{ord(mark):04X}" in problem.what


def test_all_that_was_refused_is_told_with_the_mistake_that_ends_reading() -> None:
    """A syntax error does not hide what stood before it."""
    message = fatal("a: &x b\na: c\nd: [\n")
    assert "anchor" in message
    assert "twice" in message
    assert "never closed" in message


WRONG = [
    *("a:\n\tb: 1\n", "a: `x\n", "a: @x\n", "a: b: c\n", "a: [b, c\nd: e\n", "- {a: 1, b: 2\n- c\n", 'a: "b" c\n'),
    *('a: "b\nc: 1\n', "a: 'b\n", 'a: "\\d"\n', "a: >=2\n", "a: | x\n", "a: *\n", "a: & b\n", "a: !b!c d\n", "a: [\n"),
    *("a:\n   b: 1\n  c: 2\n", "a:\n  - b\n - c\n", "a: 1\nfoo\nb: 2\n", "a: ]\n", "a: - b\n", "a: 1\n...\nb\n"),
]


@pytest.mark.parametrize("text", WRONG)
def test_both_parsers_complain_of_the_same_thing(text: str) -> None:
    """PyYAML's parser in C and the one in Python differ in words; the author reads the same line and the same mend."""

    def told(pure: bool) -> tuple[int, str, str]:
        with pytest.raises(DeckError) as caught:
            yaml_nodes.parse(text, "t.yaml", pure=pure)
        (problem,) = caught.value.problems
        assert "this is not YAML" not in problem.what, "said in PyYAML's words"
        return problem.line, problem.what, problem.fix

    assert told(pure=False) == told(pure=True)


def test_both_parsers_read_the_same_deck() -> None:
    """Kinds, styles, texts, lines and columns."""
    assert parse(GOOD) == parse(GOOD, pure=True)


@given(st.text(alphabet="ab:-#|>[]{},'\"\\ \n\té$&*!%@`?", max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    """Nothing but a DeckError leaves the parser, and what it tells has a place within the text."""
    for pure in (False, True):
        try:
            _, problems = yaml_nodes.parse(text, "t.yaml", pure=pure)
        except DeckError as error:
            problems = list(error.problems)
        lines = text.split("\n")
        for problem in problems:
            assert 1 <= problem.line <= len(lines)
            assert problem.column >= 1
            assert problem.fix


@given(
    st.text(
        alphabet=st.characters(
            codec="utf-8",
            exclude_categories=["Cc", "Cs", "Zl", "Zp"],
            exclude_characters="\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
        ),
        min_size=1,
        max_size=40,
    )
)
def test_what_yaml_writes_is_read_back(text: str) -> None:
    """Any text without control characters survives a quoted scalar."""
    assert value(yaml.safe_dump({"a": text}, default_style='"', allow_unicode=True, width=10_000)).text == text
