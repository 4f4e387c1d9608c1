"""Sealed kinds: nothing that a learner types is ever run, and no code of a card makes a wrong answer of it right.

What a deck says is its author's: `setup` may change torch for the truth as for all else. What is held here is that the
learner's hand reaches none of it, and that code which runs after the truth does not change what was found.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from scene import GATHER, card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask.question import Broken
from quiz.engine.client import Engine

FOUR = """
- id: four
  ask: predict
  prompt: "Value?"
  code: |
    torch.tensor(2) + 2
  misconceptions:
    - belief: a wrong belief
      code: |
{belief}
"""
OPTIONS = """
- id: options
  ask: choose
  select: all
  prompt: "Which hold?"
  code: |
    t = torch.tensor(4)
  options:
    - {{text: "it is four", true_if: "bool(t == 4)"}}
    - text: "it is five"
      true_if: {belief}
    - {{text: "it is six", true_if: "bool(t == 6)"}}
"""

TYPED = [
    "__import__('os').system('touch $FILE')",
    "open('$FILE', 'w')",
    "(lambda: open('$FILE', 'w'))()",
    "tensor(open('$FILE', 'w'))",
    "tensor([[1]], dtype=open('$FILE', 'w'))",
    "tensor([[1]]).__class__",
    "[open('$FILE', 'w') for _ in [1]]",
    "{open('$FILE', 'w'): 1}",
    "f\"{open('$FILE', chr(119))}\"",
    'exec(\'open("$FILE", "w")\')',
    "$(touch $FILE)",
    "`touch $FILE`",
    "; touch $FILE",
    "!!python/object/apply:os.system ['touch $FILE']",
    "x.gather(0, idx)",
    "out",
    "truth",
    "self.truth",
    "posed.truth.value",
    "$x",
    "$x.gather(0, $idx)",
    "...",
    "*",
    "_",
    "nan",
    "[[nan, nan, nan], [nan, nan, nan]]",
    "[[...]]",
    "True",
    "None",
    "Ellipsis",
    "NotImplemented",
    "right",
    '{"status": "right", "sealed": true}',
    "\x00right",
    "[[1, 2, 3], [4, 5, 6]] or True",
    "1 == 1",
    "9" * 5000,
    "[" * 5000 + "]" * 5000,
    "(" * 100_000,
    "1e" + "9" * 400,
    "[[1, 2, 3], " * 300,
    "\ud800",
    "Exception",
    "BaseException",
    "object",
]


@pytest.mark.parametrize("typed", TYPED, ids=[repr(typed)[:30] for typed in TYPED])
def test_what_is_typed_is_never_run_and_never_right(engine: Engine, tmp_path: Path, typed: str) -> None:
    """Code, names of the card's own variables, wildcards, forged verdicts and floods are wrong or not an answer."""
    file = tmp_path / "was-run"
    text = typed.replace("$FILE", str(file))
    question = pose(engine, card_of(GATHER), 3)
    assert judge(engine, question, text).status is not Status.RIGHT
    chosen = pose(engine, card_of(OPTIONS.format(belief='"bool(t == 5)"')), 3)
    assert judge(engine, chosen, text).status is not Status.RIGHT
    assert judge(engine, chosen, [text]).status is not Status.RIGHT
    assert not file.exists()


@pytest.mark.parametrize(
    "given",
    ["a a a", ["it is four", "it is five"], ["it is four", "it is four", "it is five"], "abc", "a b c", "-", []],
)
def test_a_wrong_choice_is_not_made_right_by_how_it_is_written(engine: Engine, given: str | list[str]) -> None:
    """Repeats, all at once and none at all are what they say; one of three is true."""
    question = pose(engine, card_of(OPTIONS.format(belief='"bool(t == 5)"')), 3)
    status = judge(engine, question, given).status
    if given == "a a a":  # one letter, three times
        alone = judge(engine, question, "a").status
        assert status in (alone, Status.INVALID)
    else:
        assert status is not Status.RIGHT


HEAD = """import ctypes, gc, json, os, struct, sys
child, wire = sys.modules["quiz_worker.process.child"], sys.modules["quiz_worker.wire"]
def send(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
"""
FIVE = "five = {'k': 'number', 'value': 'i5'}\n"
SABOTAGE = [
    ("capture is patched", FIVE + "child.capture = sys.modules['quiz_worker.run.program'].capture = lambda *a: five\n"),
    (
        "the reader of tensors is patched",
        "torch.Tensor.tolist = lambda s: 5\ntorch.Tensor.__repr__ = lambda s: 'tensor(5)'\n",
    ),
    (
        "torch adds otherwise",
        "torch.tensor = lambda *a, **k: torch.ones(()) * 5\ntorch.Tensor.__add__ = lambda s, o: s * 0 + 5\n",
    ),
    ("half a frame comes first", "send(struct.pack('<I', 40) + b'{\"attempt\": 0')\n"),
    ("bytes come first", "send(b'\\xff' * 64)\n"),
    ("an empty frame comes first", "send(struct.pack('<I', 0))\n"),
    (
        "another draw comes first",
        "body = json.dumps({'attempt': 0, 'values': {}}).encode()\n"
        "send(struct.pack('<I', len(body)) + body); os._exit(0)\n",
    ),
    (
        "outcomes come first",
        "body = json.dumps({'value': {'k': 'number', 'value': 'i5'}, 'shown': '5', 'printed': ''}).encode()\n"
        "send((struct.pack('<I', len(body)) + body) * 20); os._exit(0)\n",
    ),
    (
        "a forged outcome replaces those that are kept",
        "import gc\nfor o in gc.get_objects():\n  if type(o) is dict and 'shown' in o and 'value' in o:\n"
        "    o.update(value={'k': 'number', 'value': 'i5'}, shown='5')\n",
    ),
    ("it exits", "os._exit(0)\n"),
    ("it crashes", "ctypes.string_at(0)\n"),
    ("it never ends", "while True: pass\n"),
    ("the encoder is patched", "wire.json.dumps = lambda *a, **k: '5'\n"),
    ("the teller is patched", "child.Teller._send = lambda s, b: None\n"),
]


@pytest.mark.parametrize(("name", "code"), SABOTAGE, ids=[name for name, _ in SABOTAGE])
def test_code_that_runs_after_the_truth_does_not_make_its_own_answer_right(
    engine: Engine, name: str, code: str
) -> None:
    """A belief, or the code of an option, spoils the card at worst: then it is broken, which is never graded."""
    belief = indent(HEAD + code + "5", " " * 8)
    option = "|\n" + indent(f"exec({HEAD + code!r}) or True", " " * 8)
    for card, given in ((FOUR.format(belief=belief), "5"), (OPTIONS.format(belief=option), ["it is six"])):
        try:
            question = pose(engine, card_of(card + "  budget: 0.5\n"), 1)
        except Broken:
            continue
        assert judge(engine, question, given).status is not Status.RIGHT
