"""The readers of fields, through a table of their own."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.deck import prose, yaml_nodes
from quiz.deck.fields import Choice, Code, Flag, ListOf, Real, Record, Text, Whole, Word
from quiz.deck.reading import Field, Reader, Reading, Values, read_map
from quiz.text.suggest import did_you_mean, listed, quoted


def read(reader: Reader, text: str) -> tuple[Any, list[str]]:
    """What a reader makes of a YAML value, and what it complains of."""
    root, problems = yaml_nodes.parse(f"a: {text}\n", "t.yaml")
    assert root is not None
    reading = Reading("t.yaml", problems)
    values = read_map(root, {"a": Field(reader, "a value", None)}, reading, owner="a map")
    assert values is not None
    return values["a"], [f"{problem.what}: {problem.fix}" for problem in reading.problems]


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (Whole(0, 99), "12", 12),
        (Whole(-5, 5), "'-5'", -5),
        (Whole(0, 99), "007", 7),
        (Real(0, 10), "2.5", 2.5),
        (Real(0, 10), ".5", 0.5),
        (Real(0, 1000), "1e2", 100.0),
        (Flag(), "true", True),
        (Flag(), "false", False),
        (Choice(("no", "yes")), "no", "no"),
        (Text(), "|\n  x \n\n", "x"),
        (Text(), "|\n    \n    x\n     y\n", "x\n y"),
        (Word("[a-z]+", "small letters"), "abc", "abc"),
        (Code("eval"), "' 1 + 1 '", "1 + 1"),
        (Code(), "|\n  if x:\n      y\n", "if x:\n    y"),
        (ListOf(Whole(0, 9)), "[1, 2]", (1, 2)),
        (ListOf(Text()), "[]", ()),
    ],
)
def test_a_field_reads_the_text_itself(reader: Reader, text: str, value: object) -> None:
    """A number is read where a number is wanted, and nowhere else."""
    found, complaints = read(reader, text)
    assert complaints == []
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("reader", "text", "complaint"),
    [
        (Whole(0, 99), "1:30", "cannot be `1:30`: Write a whole number from 0 to 99."),
        (Whole(0, 99), "1_000", "cannot be `1_000`"),
        (Whole(0, 99), "0x1F", "cannot be `0x1F`"),
        (Whole(0, 99), "1.0", "cannot be `1.0`"),
        (Whole(0, 99), "９", "cannot be `９`"),
        (Whole(0, 99), "9" * 5000, "cannot be `999"),
        (Real(0, 9), ".inf", "cannot be `.inf`"),
        (Real(0, 9), "nan", "cannot be `nan`"),
        (Flag(), "yes", "cannot be `yes`: Write `true` or `false`."),
        (Flag(), "True", "cannot be `True`: Did you mean `true`?"),
        (Text(), "[a]", "is a text, not a list: Put it in quotes"),
        (Text(), "\n  b: c", "is a text, not a map: Write a text"),
        (Text(), "''", "`a` is empty: Write a text"),
        (ListOf(Text()), "x, y", "is a list: Begin each item, on its own line, with `- `."),
        (ListOf(Text(), least=1), "[]", "needs at least one item"),
        (ListOf(Text(), distinct=True), "[x, y, x]", "`x` is here twice"),
        (Code("eval"), "x = 1", "This must be one expression"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_mend(reader: Reader, text: str, complaint: str) -> None:
    """The value is the default, and there is one complaint."""
    found, complaints = read(reader, text)
    assert found is None
    (told,) = complaints
    assert complaint in told


def test_a_record_may_find_fault_with_fields_that_are_well_each() -> None:
    """`build` sees the values, and notes what is wrong between them at the field that it names."""

    def build(values: Values) -> tuple[int, int] | None:
        if values["low"] > values["high"]:
            values.fault("high", "the range is empty", "Swap the two.")
        return values["low"], values["high"]

    span = Record({"low": Field(Whole(0, 9), "the start"), "high": Field(Whole(0, 9), "the end", 9)}, build, "a range")
    assert read(span, "{low: 1, high: 2}") == ((1, 2), [])
    assert read(span, "{low: 1}") == ((1, 9), [])
    assert read(span, "{low: 3, high: 2}") == (None, ["the range is empty: Swap the two."])
    assert read(span, "{high: 2}") == (None, ["a range needs `low`: Add `low`, the start."])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one\ntwo", "one two"),
        ("one\n\ntwo\nthree", "one\n\ntwo three"),
        ("either\n- a\n- b\nor", "either\n- a\n- b\nor"),
        ("so:\n    x = 1\n    y = 2\nthen", "so:\n    x = 1\n    y = 2\nthen"),
        ("```\na\nb\n```\nc\nd", "```\na\nb\n```\nc d"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("-1 is\n-2 + 1", "-1 is -2 + 1"),
    ],
)
def test_prose_keeps_what_has_a_form_of_its_own(written: str, read: str) -> None:
    """Lists, code and blank lines stay; the lines of a paragraph become one."""
    assert prose.unwrap(written) == read
    assert prose.unwrap(read) == read


def test_names_in_messages_are_short_and_on_one_line() -> None:
    """What an author wrote cannot break a message apart."""
    assert quoted("a\n b") == "`a b`"
    assert len(quoted("x" * 10_000)) <= 42
    assert listed(["a", "b", "c"]) == "`a`, `b` or `c`"
    assert did_you_mean("Optoins", ["options", "other"], "-") == "Did you mean `options`?"
    assert did_you_mean("zzz", ["options"], "Write it.") == "Write it."
