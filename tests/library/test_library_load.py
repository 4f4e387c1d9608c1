"""What a deck file becomes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from deck_scene import GOOD, changed, problems

from quiz.deck.model import Card
from quiz.errors import DeckError, NotFound
from quiz.library.load import load

EXAMPLES = Path(__file__).parent / "data" / "examples.yaml"


def card(text: str, at: int = 0) -> Card:
    return load("demo.yaml", text).cards[at]


def test_the_example_deck_loads_whole() -> None:
    """One card of each sort, with its fields where the model has them."""
    deck = load(EXAMPLES)
    gather, expand, backward = deck.cards
    assert (deck.name, deck.path, [c.ask for c in deck.cards]) == (
        "examples",
        str(EXAMPLES),
        ["predict", "predict", "choose"],
    )
    assert gather.id == "examples/gather-rule"
    assert [name for name, _ in gather.draw] == ["x", "idx"]
    assert gather.body.code.endswith("out = x.gather(0, idx)\nout")
    assert [m.code for m in gather.body.misconceptions][1] == "torch.tensor($x)[torch.tensor($idx)]"
    assert (expand.body.form, expand.body.raises) == ("shape", "RuntimeError")
    assert (backward.body.select, len(backward.body.options)) == ("all", 4)
    assert backward.body.options[0].why.endswith("nothing freed")
    assert backward.body.options[1].text == "y = (x * $k).sum()"


def test_deck_values_are_the_cards_unless_they_say_otherwise() -> None:
    """Devices give way to the card's; tags and conditions on torch add up; setup reaches every card."""
    first, second = load("demo.yaml", GOOD).cards
    assert (first.devices, second.devices) == (("cpu", "cuda"), ("cpu",))
    assert (first.torch, second.torch) == (">=2.4", ">=2.4,<3")
    assert (first.tags, second.tags) == (("demo", "create"), ("demo",))
    assert first.setup == second.setup == "import torch\nfrom torch import nn"
    assert (first.budget, second.budget) == (2.5, 5.0)


def test_siblings_go_both_ways() -> None:
    """A card that another names is kept from that other as well."""
    first, second = load("demo.yaml", GOOD).cards
    assert (first.siblings, second.siblings) == (("views",), ("sum-to-n",))


def test_a_sibling_may_be_in_another_deck() -> None:
    """It is named as deck/id, and whether it is there does not matter to this deck. One's own deck is not named."""
    first, second = load("demo.yaml", changed("siblings: [views]", "siblings: [gather/rule, views]")).cards
    assert (first.siblings, second.siblings) == (("gather/rule", "views"), ("sum-to-n",))
    assert first.sibling_ids == {"gather/rule", "demo/views"}
    (problem,) = problems(changed("siblings: [views]", "siblings: [demo/views]"))
    assert (problem.what, problem.fix) == ("`demo/views` is of this deck", "Write `views`.")


def test_siblings_of_the_deck_hold_for_cards_that_name_none() -> None:
    """The default leaves out the card itself."""
    text = changed("tags: [demo]", "siblings: [sum-to-n, views]\ntags: [demo]").replace("    siblings: [views]\n", "")
    assert [c.siblings for c in load("demo.yaml", text).cards] == [("views",), ("sum-to-n",)]


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "1:30", "0777", "1_000", "1e3", "2024-01-02", ".5", "0x1F"])
def test_what_yaml_would_turn_into_something_else_stays_text(word: str) -> None:
    """`no` is the word no, `1:30` is no sexagesimal number. What every reader takes for nothing is refused."""
    assert card(changed("Value of `out`?", word)).prompt == word
    assert card(changed("- Where does `arange($n)` stop?", f"- {word}")).hints == (word,)


def test_a_drawn_name_may_be_a_word_that_yaml_types() -> None:
    """`n`, `y` and `on` are names like any other."""
    drawn = card(changed('      k: "n + 1"', '      y: "n"\n      on: "1"').replace('"n != k"', '"n != y"')).draw
    assert [name for name, _ in drawn] == ["n", "y", "on"]


def test_places_lead_to_the_lines_of_the_file() -> None:
    """A field's place is where its text begins: within quotes, and below the `|` of a block."""
    places = card(GOOD).places
    lines = GOOD.split("\n")

    def at(key: str) -> str:
        return lines[places[key].line - 1][places[key].column - 1 :]

    assert at("code").startswith("x = torch.arange($n)")
    assert at("require").startswith("n != k")
    assert at("prompt").startswith("Value of")
    assert at("misconceptions").startswith("- belief")
    assert at("draw.k").startswith("n + 1")
    assert "title" not in places


def test_prose_is_joined_into_paragraphs_and_code_is_kept() -> None:
    """Faces wrap prose to their own width; code keeps its lines, but not the white space at its end."""
    loaded = card(GOOD)
    assert loaded.explain == "The end is left out, so the last number is one below it."
    assert loaded.body.code == "x = torch.arange($n)\nout = x.sum()\nout"


def test_a_price_needs_no_escape_and_two_dollars_are_one() -> None:
    """Only a dollar before a letter asks for a drawn value."""
    assert problems(changed("Where does `arange($n)` stop?", "It costs 5$, or $5, or $$n, or $$HOME.")) == []


def test_the_digest_is_the_same_however_the_yaml_is_written() -> None:
    """Quotes, order of keys, comments, wrapping of prose and indentation are not content."""
    rewritten = (
        changed("    form: value\n", "")
        .replace(
            "    prompt: Value of `out`?\n", '    # asked\n    prompt: "Value of\n      `out`?"\n    form: value\n'
        )
        .replace('      n: "rng.randint(2, 9)"', "      n: rng.randint(2, 9)")
        .replace("the last\n      number is", "the last number\n      is")
        .replace('      - {text: "x.clone()", true', "      - {text: 'x.clone()', true")
        .replace("    compare: {dtype: exact, digits: 4}", "    compare:\n      digits: 4\n      dtype: exact")
    )
    assert rewritten != GOOD
    assert [c.digest for c in load("other.yaml", rewritten).cards] == [c.digest for c in load("demo.yaml", GOOD).cards]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Value of `out`?", "What is `out`?"),
        ("randint(2, 9)", "randint(2, 8)"),
        ('"n != k"', '"n < k"'),
        ("out = x.sum()", "out = x.prod()"),
        ("the end is included", "the end is taken"),
        ("arange($n + 1).sum()", "arange($n + 2).sum()"),
        ("raises: TypeError", "raises: ValueError"),
        ("digits: 4", "digits: 5"),
        ("stop?", "end?"),
        ("one below", "less"),
        ("from torch import nn", "import numpy"),
        ("form: value", "form: shape"),
    ],
)
def test_the_digest_changes_with_what_is_asked_judged_or_explained(old: str, new: str) -> None:
    """A card that is another question, or judged otherwise, is told from what it was."""
    assert card(changed(old, new)).digest != card(GOOD).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tags: [create]", "tags: [other]"),
        ("[S1, create.02]", "[S2]"),
        ("budget: 2.5", "budget: 9"),
        ("[cpu, cuda]", "[cpu]"),
        ("arange.html", "range.html"),
        ("form: value\n", "ignore: [Q101]\n"),
    ],
)
def test_the_digest_does_not_change_with_what_no_answer_depends_on(old: str, new: str) -> None:
    """Tags, links, budgets and fields that say what is the default anyway leave a card the same."""
    assert card(changed(old, new)).digest == card(GOOD).digest


def test_loading_runs_nothing(tmp_path: Path) -> None:
    """Setup, draws, conditions, code, beliefs and truths that would write a file leave no file."""
    witness = tmp_path / "ran"
    bomb = f"open({str(witness)!r}, 'w')"
    text = GOOD
    for old in (
        "import torch\n",
        "rng.randint(2, 9)",
        "n != k",
        "out = x.sum()",
        "torch.arange($n + 1).sum()",
        "x.t().data_ptr()",
    ):
        assert old in text
        text = text.replace(old, f"{bomb}\n" if old.endswith("\n") else bomb, 1)
    load("demo.yaml", text)
    assert not witness.exists()


def test_a_file_is_read_from_disk_as_its_text_is(tmp_path: Path) -> None:
    """A byte order mark and the line ends of other systems change nothing but the path."""
    path = tmp_path / "demo.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [c.digest for c in load(path).cards] == [c.digest for c in load("demo.yaml", GOOD).cards]


@pytest.mark.parametrize("name", ["none.yaml", "no/such/folder.yaml", "a\0b.yaml"])
def test_a_missing_file_is_not_found(tmp_path: Path, name: str) -> None:
    """Exit code 3, and the path that was asked for."""
    with pytest.raises(NotFound, match="there is no file") as caught:
        load(tmp_path / name)
    assert caught.value.exit_code == 3


def test_a_folder_is_no_deck(tmp_path: Path) -> None:
    """What is there but cannot be read is a problem of that path."""
    with pytest.raises(DeckError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n...\n"])
def test_a_file_without_content_is_told_how_to_begin(text: str) -> None:
    """Nothing in it is one problem, not a list of missing keys."""
    (problem,) = problems(text)
    assert (problem.what, problem.where) == ("the file holds no deck", "demo.yaml")


def test_a_drawn_name_that_is_wrong_is_not_told_again_at_every_use() -> None:
    """The uses of a value follow from its name."""
    assert len(problems(changed("      n:", "      class:"))) == 1


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without its C parser")
def test_a_deck_of_1500_lines_loads_in_100_milliseconds() -> None:
    """The first screen waits for decks: 33 ms on a machine of two slow cores."""
    head, cards = GOOD.split("cards:\n")
    block = cards.replace("    siblings: [views]\n", "").replace("    was: old-views\n", "")
    copies = [block.replace("id: ", f"id: c{number}-") for number in range(36)]
    text = f"{head}cards:\n{''.join(copies)}"
    assert text.count("\n") >= 1450
    times = []
    for _ in range(5):
        begun = time.process_time()
        load("demo.yaml", text)
        times.append(time.process_time() - begun)
    assert min(times) < 0.1
