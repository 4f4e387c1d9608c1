"""Sealed: nothing that a learner's program does to its own process makes a wrong function right.

The answer is what the function gives, as data, held against what the reference gave in another process. A program that
spoils its own child is wrong: it is an answer, and the card is not broken by it.
"""

from __future__ import annotations

import pytest
from scene import card_of, pose

from quiz.answer.verdict import Status, Verdict
from quiz.ask.judge import judging
from quiz.ask.kinds import write
from quiz.engine.client import Engine, converse

CARD = """
- id: twice
  ask: write
  prompt: Twice x, and leave x alone.
  signature: "def twice(x):"
  draw: {n: "rng.randint(2, 4)"}
  repeat: 2
  budget: {budget}
  args: torch.arange(1, $n + 1.0)
  reference: |
    def twice(x):
        return 2 * x
"""
HEAD = """import ctypes, gc, json, os, struct, sys, builtins, torch
here = {name.rpartition('.')[2]: module for name, module in sys.modules.items() if name.startswith('quiz_worker.')}
def send(message):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    data = struct.pack('<I', len(data)) + data
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
"""
NONE = {"k": "none"}
EMPTY = {"attempt": 0, "values": {}, "outcomes": [], "fault": None}
FAULT = {**EMPTY, "fault": {"stage": "args", "name": "", "message": "the card is broken"}}
PASSED = {**EMPTY, "outcomes": [{"value": NONE, "shown": "", "printed": ""}] * 3}
RIGHT = {**EMPTY, "outcomes": [{"value": {"k": "text", "value": "right"}, "shown": "", "printed": ""}] * 3}
FORGERIES = {
    "a result without outcomes": f"send({EMPTY!r}); os._exit(0)",
    "a fault of the card": f"send({FAULT!r}); os._exit(0)",
    "outcomes as of a check that is met": f"send({PASSED!r}); os._exit(0)",
    "outcomes that say right": f"send({RIGHT!r}); os._exit(0)",
    "a frame that is not JSON": "send(b'right'); os._exit(0)",
    "a frame nested deep": "send(b'[' * 100000); os._exit(0)",
    "a clean exit": "os._exit(0)",
    "a crash": "ctypes.string_at(0)",
    "an endless loop": "while True: pass",
    "SystemExit": "raise SystemExit(0)",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "a flood": "print('x' * 3_000_000)",
    "torch compares all as equal": "torch.equal = torch.allclose = lambda *a, **k: True",
    "tensors are equal to all": "torch.Tensor.__eq__ = lambda a, b: torch.ones((), dtype=torch.bool)",
    "builtins say yes": "builtins.all = builtins.any = lambda *a: True; builtins.len = lambda x: 3",
    "the capture gives nothing": "here['rounds'].capture = lambda *a: {'k': 'none'}",
    "the capture gives nan": "here['rounds'].capture = here['capture'].capture = "
    "lambda *a: {'k': 'number', 'value': 'fnan'}",
    "the marks of arguments are all the same": "here['rounds'].fingerprint = lambda x: '0'",
    "the draws become empty": "here['rounds'].draw = lambda *a: (0, {'n': '0'}); here['rounds'].fill = lambda t, v: t",
    "the rest of the draws is let be": "sys._getframe(4).f_locals; here['rounds']._ends = lambda *a: True",
    "the arguments become zero": "[t.zero_() for t in gc.get_objects() if isinstance(t, torch.Tensor) "
    "and t.is_floating_point()]",
    "the encoder is patched": "json.dumps = lambda *a, **k: '{}'",
}
WRONG = "def twice(x):\n{forgery}\n    return x + 1"


def judged(engine: Engine, program: str, budget: float = 4) -> Verdict:
    card = card_of(CARD.replace("{budget}", str(budget)))
    question = pose(engine, card, 1)
    return converse(judging(write, question, program), lambda job: engine.run(job, card.budget))


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_does_not_make_a_wrong_function_right(engine: Engine, name: str) -> None:
    """At the call or when the program is loaded; and the card is not taken for broken."""
    inside = f"    exec({HEAD + FORGERIES[name]!r}, {{}})"
    outside = f"exec({HEAD + FORGERIES[name]!r}, {{}})\ndef twice(x):\n    return x + 1"
    budget = 1 if name == "an endless loop" else 4
    for program in (WRONG.format(forgery=inside), outside):
        verdict = judged(engine, program, budget)
        assert verdict.status is Status.WRONG, verdict
        assert verdict.message


LIES = {
    "a subclass that lies about its shape": """
class Lie(torch.Tensor):
    shape = property(lambda s: torch.Size([3]))
    def __eq__(self, other): return True
def twice(x):
    return (x + 1).as_subclass(Lie)
""",
    "an object that equals all": """
class Same:
    def __eq__(self, other): return True
    def __repr__(self): return 'tensor([2., 4.])'
def twice(x):
    return Same()
""",
    "nan": "def twice(x):\n    return x * float('nan')",
    "one cell for all": "def twice(x):\n    return (2 * x)[:1]",
    "a broadcast view": "def twice(x):\n    return (2 * x).expand(1, -1)",
    "complex": "def twice(x):\n    return 2 * x + 0j",
    "a list": "def twice(x):\n    return (2 * x).tolist()",
    "the first argument each time": """
seen = []
def twice(x):
    seen.append(x)
    return 2 * seen[0][: len(x)] if len(seen) == 1 else 2 * seen[0]
import builtins
seen = builtins.__dict__.setdefault('kept', [])
""",
    "the exception": "def twice(x):\n    raise ValueError('right')",
    "a generator": "def twice(x):\n    yield 2 * x",
    "the argument, changed": "def twice(x):\n    return x.mul_(2)",
    "the argument, changed behind its back": "def twice(x):\n    y = 2 * x\n    x.data.mul_(2)\n    return y",
}


@pytest.mark.parametrize("name", LIES)
def test_a_value_that_only_looks_right_is_wrong(engine: Engine, name: str) -> None:
    """Structure, shape, dtype and each cell are those of the reference; state is not carried from draw to draw."""
    verdict = judged(engine, f"import torch\n{LIES[name]}")
    assert verdict.status is Status.WRONG, verdict
