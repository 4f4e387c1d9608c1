"""What an editor changes in a deck by the server: fixes, renamed cards and decks; and where it goes."""

from __future__ import annotations

import pytest
from editor import DECK, Editor, OpenFile
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

pytestmark = pytest.mark.asyncio(loop_scope="session")


def edits_of(action: types.CodeAction, file: OpenFile) -> list[types.TextEdit]:
    assert action.edit is not None and action.edit.changes is not None
    return list(action.edit.changes[file.uri])


async def renamed(file: OpenFile, at: str, into: int, new: str) -> dict[str, list[types.TextEdit]]:
    """The edits of a rename by the address of the file."""
    params = types.RenameParams(file.id, file.at(at, into), new)
    found = await file.editor.client.text_document_rename_async(params)
    assert found is not None and found.document_changes is not None
    changes = [one for one in found.document_changes if isinstance(one, types.TextDocumentEdit)]
    return {one.text_document.uri: [edit for edit in one.edits if isinstance(edit, types.TextEdit)] for one in changes}


async def test_a_misspelt_field_is_corrected(editor: Editor) -> None:
    """The fix of a finding is offered at its place, and changes one word."""
    file = editor.open("spelling.yaml", DECK.format(name="spelling").replace("    prompt: Value?", "    promt: Value?"))
    found = (await file.shows(lambda found: "Q001" in found))["Q001"]
    (fix,) = (await file.fixes(found.range)).values()
    assert fix.title == "Change `promt` to `prompt`" and fix.is_preferred
    assert file.edited(edits_of(fix, file)) == DECK.format(name="spelling")
    assert not await file.fixes(types.Range(types.Position(0, 0), types.Position(0, 0)))
    file.close()


async def test_what_torch_says_is_written_into_a_wrong_claim(editor: Editor) -> None:
    """The fix of a false `expect` is torch's answer; comments and all else stay."""
    file = editor.open("claim.yaml")
    file.type("torch.arange(3) + $n", "torch.arange(3)")
    file.type('    draw:\n      n: "rng.randint(10, 99)"\n', "")
    file.type("torch.arange(4) + $n", "torch.arange(4)")
    file.type('    explain: "`torch.arange`', '    expect: "[0, 1]"  # mine\n    explain: "`torch.arange`')
    found = (await file.shows(lambda found: "Q201" in found))["Q201"]
    (fix,) = (await file.fixes(found.range)).values()
    assert file.edited(edits_of(fix, file)) == file.text.replace('"[0, 1]"  # mine', '"[0, 1, 2]"  # mine')
    file.close()


async def test_all_sure_fixes_at_once(editor: Editor) -> None:
    """`source.fixAll` makes every fix that is sure, and no other."""
    file = editor.open("all.yaml")
    file.type("explain: The shape is (rows, columns).", "explain: See `torch.zeroes`, (rows, columns).")
    file.type('      n: "rng.randint(10, 99)"\n', '      n: "rng.randint(10, 99)"\n      idle: "rng.randint(0, 9)"\n')
    file.type("siblings: [first]", "siblings: [first, gather/index-select-ruel]")
    await file.shows(lambda found: {"Q402", "Q506", "Q604"} <= set(found))
    nowhere = types.Range(types.Position(0, 0), types.Position(0, 0))
    (fix,) = (await file.fixes(nowhere, types.CodeActionKind.SourceFixAll)).values()
    expected = DECK.format(name="all").replace("The shape is (", "See `torch.zeros`, (")
    assert file.edited(edits_of(fix, file)) == expected.replace("[first]", "[first, gather/index-select-rule]")
    file.close()


async def test_an_exception_can_be_made_the_answer(editor: Editor) -> None:
    """A fix that is the author's choice is offered, and not preferred."""
    file = editor.open("raising.yaml")
    file.type("torch.arange(3) + $n", "torch.arange(3)[$n]")
    found = (await file.shows(lambda found: "Q101" in found))["Q101"]
    fix = (await file.fixes(found.range))["Let IndexError be the answer"]
    assert not fix.is_preferred
    assert '    raises: "IndexError"\n' in file.edited(edits_of(fix, file))
    file.close()


async def test_renaming_a_card_keeps_its_past_and_its_siblings(editor: Editor) -> None:
    """`was` is written below the id; `siblings` follow, in this deck and in others, open or not."""
    (editor.folder / "closed.yaml").write_text(DECK.format(name="closed").replace("[first]", "[names/first]"), "utf-8")
    near = editor.open("near.yaml", DECK.format(name="near").replace("[first]", '["names/first"]  # apart'))
    file = editor.open("names.yaml")
    await file.shows(lambda found: not found)
    edits = await renamed(file, "id: first", 5, "the-first")
    expected = file.text.replace("  - id: first\n", "  - id: the-first\n    was: first\n").replace(
        "[first]", "[the-first]"
    )
    assert file.edited(edits[file.uri]) == expected
    assert near.edited(edits[near.uri]) == near.text.replace("names/first", "names/the-first")
    assert (editor.folder / "closed.yaml").as_uri() in edits
    # A name that was never saved needs no `was`, and the one that was stays known.
    file.set(expected)
    again = file.edited((await renamed(file, "siblings: [the-first", 13, "one"))[file.uri])
    assert again == expected.replace("the-first", "one")
    file.set(again)
    assert file.edited((await renamed(file, "id: one", 5, "first"))[file.uri]) == DECK.format(name="names")
    for one in (file, near):
        one.close()


async def test_renaming_a_deck(editor: Editor) -> None:
    """Cards keep their past under the former name of the deck; decks that require it follow."""
    after = editor.open(
        "after-it.yaml", DECK.format(name="after-it").replace("title:", "requires: [before-it]\ntitle:")
    )
    file = editor.open("before-it.yaml")
    await file.shows(lambda found: not found)
    edits = await renamed(file, "deck: before-it", 8, "basics")
    text = file.edited(edits[file.uri])
    assert "deck: basics\n" in text
    assert "  - id: first\n    was: before-it/first\n" in text and "  - id: second\n    was: before-it/second\n" in text
    assert "requires: [basics]" in after.edited(edits[after.uri])
    for one in (file, after):
        one.close()


async def test_a_rename_that_cannot_be_is_refused(editor: Editor) -> None:
    """A name that is taken, or is no name, is refused with the reason; what is no id cannot be renamed."""
    file = editor.open("refused.yaml")
    with pytest.raises(JsonRpcInvalidParams, match="has a card 'second' already"):
        await renamed(file, "id: first", 5, "second")
    with pytest.raises(JsonRpcInvalidParams, match="small letters"):
        await renamed(file, "id: first", 5, "Not A Name")
    prepare = types.PrepareRenameParams(file.id, file.at("title: A", 9))
    assert await editor.client.text_document_prepare_rename_async(prepare) is None
    file.close()


async def test_going_to_a_card(editor: Editor) -> None:
    """From `siblings` to the id, in this deck and in another; from `requires` to the deck; a list of the cards."""
    file = editor.open("going.yaml", DECK.format(name="going").replace("[first]", "[first, gather/index-select-rule]"))
    file.type("title:", "requires: [gather]\ntitle:")
    await file.shows(lambda found: not found)

    async def goes_to(at: str, into: int) -> types.Location:
        params = types.DefinitionParams(file.id, file.at(at, into))
        found = await editor.client.text_document_definition_async(params)
        assert isinstance(found, types.Location)
        return found

    here = await goes_to("siblings: [first", 12)
    assert here.uri == file.uri and file.marked(here.range) == "first"
    there = await goes_to("gather/index", 3)
    assert there.uri.endswith("/gather.yaml") and there.range.start.line > 10
    deck = await goes_to("requires: [gather", 13)
    assert deck.uri == there.uri and deck.range.start.line < 10
    symbols = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(file.id))
    assert [(one.name, getattr(one, "detail", "")) for one in symbols or ()] == [
        ("first", "predict"),
        ("second", "choose"),
    ]
    file.close()
