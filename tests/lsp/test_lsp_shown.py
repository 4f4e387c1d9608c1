"""What an editor shows while a deck is written: the real server on real torch, and the client of pytest-lsp."""

from __future__ import annotations

import asyncio

import pytest
from editor import DECK, Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_proven_deck_shows_nothing(editor: Editor) -> None:
    """All findings are gone once the cards are proven, and the truth of each is shown at its end."""
    file = editor.open("proven.yaml")
    await file.shows(lambda found: not found)
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    hints = await editor.client.text_document_inlay_hint_async(types.InlayHintParams(file.id, whole))
    first, second = hints or ()
    assert first.label == "truth: tensor([31, 32, 33])"
    assert "n = 31" in str(first.tooltip)
    assert first.position == file.at("torch.arange.html", len("torch.arange.html"))
    assert second.label == "truth: b) `x` has two rows"
    file.close()


async def test_findings_of_form_and_of_torch_are_at_their_places(editor: Editor) -> None:
    """The places and words of `quiz check`: those that need no run at once, those of torch once the card was run."""
    file = editor.open("wrong.yaml")
    file.type("    explain: The shape is (rows, columns).\n", "")
    found = await file.shows(lambda found: "Q501" in found)
    assert file.marked(found["Q501"].range) == "id"
    file.type("torch.arange(3) + $n", "torch.arrange(3) + $n")
    found = await file.shows(lambda found: "Q101" in found)
    assert "its code raises AttributeError at line 2" in found["Q101"].message
    assert file.marked(found["Q101"].range) == "torch.arrange(3) + $n"
    assert found["Q101"].source == "quiz"
    assert found["Q101"].severity == types.DiagnosticSeverity.Error
    assert "Q501" in found
    file.close()


async def test_columns_are_counted_as_the_client_counts_them(editor: Editor) -> None:
    """A character outside of the basic plane takes two units of UTF-16."""
    text = DECK.format(name="wide").replace("prompt: Value?", "prompt: 𝒙𝒚𝒛 of $m")
    file = editor.open("wide.yaml", text)
    found = await file.shows(lambda found: "Q001" in found)
    assert file.marked(found["Q001"].range) == "$m"
    file.close()


async def test_half_typed_yaml_keeps_what_is_known(editor: Editor) -> None:
    """A line that is no YAML is marked; the findings, hovers and hints of the other cards stay, where they are now."""
    file = editor.open("half.yaml")
    file.type("    explain: The shape is (rows, columns).\n", "")
    before = (await file.shows(lambda found: "Q501" in found))["Q501"]
    file.type("    prompt: Value?\n", "    prompt: Value?\n\n    pro\n")
    found = await file.shows(lambda found: "Q001" in found)
    assert found["Q501"].range.start.line == before.range.start.line + 2
    assert "tensor([31, 32, 33])" in await file.hover("torch.arange(3)")
    assert "as it was" in await file.hover("torch.arange(3)")
    assert "True" in await file.hover("`x` has two rows")
    assert {"draw", "hints"}.isdisjoint(await file.completions("    pro\n", 7))
    file.type("\n    pro\n", "")
    await file.shows(lambda found: set(found) == {"Q501"})
    file.close()


async def test_every_prefix_of_a_deck_is_survived(editor: Editor) -> None:
    """A deck typed from its beginning on crashes nothing, and what is shown last is of the last version."""
    file = editor.open("typed.yaml", "deck: typed\n")
    text = DECK.format(name="typed")
    for end in range(0, len(text), 29):
        file.set(text[:end])
        await file.completions(file.text, end)
        await file.hover(file.text, end // 2)
    file.set(text)
    await file.shows(lambda found: not found)
    file.close()


async def test_stale_findings_are_dropped(editor: Editor) -> None:
    """Of many versions that come at once, only the newest is reported."""
    file = editor.open("fast.yaml")
    for number in range(20):
        file.set(DECK.format(name="fast").replace("ask: predict", f"ask: predicts{number}"))
    file.set(DECK.format(name="fast"))
    found = await file.shows(lambda found: not found)
    assert not found
    assert editor.published[file.uri][0] == file.version
    file.close()


async def test_hovering_shows_what_torch_gives(editor: Editor) -> None:
    """Code, beliefs and options on the draw of seed 0 with its values; fields with what they mean."""
    file = editor.open("hover.yaml")
    code = await file.hover("torch.arange(3)")
    assert "n = 31" in code and "tensor([31, 32, 33])" in code
    assert "[31, 32, 33, 34]" in await file.hover("the end is included")
    assert "[31, 32, 33, 34]" in await file.hover("torch.arange(4)")
    assert "TypeError" in await file.hover("arange wants a float")
    assert "False" in await file.hover("`x` has three rows")
    assert "True" in await file.hover("len(x) == 2")
    assert "the question" in await file.hover("prompt: Value?")
    assert "the mistaken thought" in await file.hover("belief: the end")
    assert not await file.hover("A deck being written")
    file.type("torch.arange(3) + $n", "torch.arange(3) - $n")
    assert "tensor([-31, -30, -29])" in await file.hover("torch.arange(3)")
    file.close()


async def test_hovering_shows_the_verdict_on_a_stated_answer(editor: Editor) -> None:
    """Where an answer is code, hovering shows how a stated wrong one is judged."""
    file = editor.open(
        "code.yaml",
        "format: 1\ndeck: code\ntitle: Code\ncards:\n  - id: ones\n    ask: fill\n    prompt: Make ones.\n"
        "    code: |\n      import torch\n      x = torch.ones(____)\n    check: torch.equal(x, torch.ones(2))\n"
        '    accept: ["2"]\n    reject:\n      - {fill: "3", why: That is one too many}\n',
    )
    assert "wrong" in await file.hover("That is one")
    assert "a right answer" in await file.hover("torch.ones(____")
    file.close()


async def test_completing(editor: Editor) -> None:
    """Fields that are not there yet, kinds, drawn values, names of this torch, ids of cards, names of decks."""
    file = editor.open("complete.yaml")
    file.type("    siblings: [first]\n", "    siblings: []\n    \n")
    fields = await file.completions("siblings: []\n    \n", len("siblings: []\n    "))
    assert {"draw", "hints", "budget", "tags"} <= set(fields)
    assert {"prompt", "options", "blanks"}.isdisjoint(fields)
    assert fields["budget"].detail and "seconds" in fields["budget"].detail
    assert fields["budget"].text_edit and fields["budget"].text_edit.new_text == "budget: "
    ids = await file.completions("siblings: []", len("siblings: ["))
    assert {"first", "gather/index-select-rule"} <= set(ids) and "second" not in ids
    assert {"predict", "choose", "write"} <= set(await file.completions("ask: choose", len("ask: ")))
    assert {"one", "all"} == set(await file.completions("select: one", len("select: ")))
    assert {"n"} == set(await file.completions("torch.arange(3) + $n", len("torch.arange(3) + $")))
    names = await file.completions("torch.arange(3)", len("torch.ara"))
    assert set(names) == {"arange"}
    file.type("title: A deck being written\n", "title: A deck being written\nrequires: []\n\n")
    assert {"gather", "create"} <= set(await file.completions("requires: []", len("requires: [")))
    assert "about" in await file.completions("requires: []\n\n", len("requires: []\n"))
    file.type("torch.arange(3) + $n", "torch.nn.functional.rel")
    assert "relu" in await file.completions("functional.rel", len("functional.rel"))
    file.close()


async def test_only_decks_are_looked_at(editor: Editor) -> None:
    """Other YAML, and a deck in a file that is no YAML, get no diagnostics and no answers."""
    other = editor.open("compose.yaml", "services:\n  web: {image: x, ports: [}\n")
    notes = editor.open("notes.md", DECK.format(name="notes"), language="markdown")
    deck = editor.open("after.yaml")
    await deck.shows(lambda found: not found)
    assert not await other.hover("services") and not await notes.hover("prompt")
    assert other.uri not in editor.published and notes.uri not in editor.published
    deck.close()


async def test_an_unsaved_deck_is_read(editor: Editor) -> None:
    """A deck that is in no file yet is proven too; closing it takes its diagnostics away."""
    file = editor.open("unsaved.yaml", DECK.format(name="unsaved").replace("predict", "predicts"), saved=False)
    await file.shows(lambda found: "Q001" in found)
    file.close()
    while editor.published[file.uri][1]:
        await editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


async def test_a_hover_does_not_wait_for_a_proof(editor: Editor) -> None:
    """While a card runs for seconds, torch still answers for another one; the slow proof is dropped when it changes."""
    file = editor.open("slow.yaml")
    await file.shows(lambda found: not found)
    file.type("      x = torch.zeros(2, 3)\n", "      x = torch.zeros(2, 3)\n      while True: pass\n")
    await file.shows(lambda found: not found)
    async with asyncio.timeout(4):
        assert "tensor([31, 32, 33])" in await file.hover("torch.arange(3)")
        file.type("\n      while True: pass\n", "\n")
        file.type("torch.arange(3) + $n", "torch.arrange(3) + $n")
        await file.shows(lambda found: "Q101" in found)
    file.close()
