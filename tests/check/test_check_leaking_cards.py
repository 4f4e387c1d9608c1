"""The draws of a card share children: cards that leave something behind get the findings of one child a draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from check_scene import check_command, write

from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import Evidence, prove
from quiz.check.rules import findings
from quiz.engine.client import Engine
from quiz.library.load import load

DRAWS = DrawSet(2)
VARYING = {"an address": r"\d{9,}", "a builtin": r"line 1 column.*"}
"""What two runs of one card need not say alike: an address; where a result, with the time that it took, was cut."""
PUT_BACK = {
    "default dtype": ("torch.tensor([1.5]).dtype == torch.float64", "torch.set_default_dtype(torch.float64)"),
    "default device": ("torch.zeros(1).is_meta", "torch.set_default_device('meta')"),
    "print options": ("repr(torch.tensor(1 / 3))", "torch.set_printoptions(precision=2)"),
    "gradients off": ("torch.is_grad_enabled()", "torch.set_grad_enabled(False)"),
    "inference mode": ("torch.is_inference_mode_enabled()", "torch.inference_mode().__enter__()"),
    "autocast": ("torch.is_autocast_enabled('cpu')", "torch.autocast('cpu').__enter__()"),
    "autocast dtype": ("torch.get_autocast_dtype('cpu')", "torch.set_autocast_dtype('cpu', torch.float16)"),
    "deterministic": ("torch.are_deterministic_algorithms_enabled()", "torch.use_deterministic_algorithms(True)"),
    "anomalies": ("torch.is_anomaly_enabled()", "torch.autograd.set_detect_anomaly(True)"),
    "threads of torch": ("torch.get_num_threads()", "torch.set_num_threads(2)"),
    "precision": ("torch.get_float32_matmul_precision()", "torch.set_float32_matmul_precision('medium')"),
    "saved tensors": (
        "(lambda w: ((w * w).sum().backward(), w.grad.sum().item())[1])(torch.ones(2, requires_grad=True))",
        "torch.autograd.graph.saved_tensors_hooks(lambda t: t * 2, lambda t: t).__enter__()",
    ),
    "a global hook": (
        "torch.nn.Identity()(torch.ones(1)).item()",
        "torch.nn.modules.module.register_module_forward_hook(lambda m, a, out: out * 0)",
    ),
    "a function of torch": ("torch.add(torch.ones(1), 1).item()", "torch.add = lambda a, b: a - b"),
    "a method": ("torch.ones(3).sum().item()", "torch.Tensor.sum = lambda self: self.prod()"),
    "a class": ("torch.nn.ReLU()(torch.ones(1)).item()", "torch.nn.ReLU.forward = lambda self, x: x * 5"),
    "seeds": ("torch.rand(1).item() < 2", "torch.manual_seed(7)"),
    "a list of the setup": ("len(calls)", "calls.append(1)"),
    "environment": ("os.environ.get('LEAK', '')", "os.environ['LEAK'] = 'yes'"),
    "sys.path": ("'leak' in sys.path", "sys.path.append('leak')"),
    "a module in another's place": (
        "__import__('math').sqrt(4)",
        "sys.modules['math'] = types.SimpleNamespace(sqrt=lambda x: 0.0)",
    ),
    "warning filters": ("len(warnings.filters)", "warnings.simplefilter('ignore')"),
    "recursion limit": ("sys.getrecursionlimit()", "sys.setrecursionlimit(900)"),
    "collector": ("gc.isenabled()", "gc.disable()"),
    "decimal": ("str(decimal.Decimal(1) / 3)", "decimal.getcontext().prec = 3"),
    "folder": ("os.path.basename(os.getcwd()) == 'leak'", "os.mkdir('leak'); os.chdir('leak')"),
    "a file": ("os.path.exists('leak')", "open('leak', 'w').close()"),
}
NOT_PUT_BACK = {
    "a thread": (
        "threading.active_count()",
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
    ),
    "a module of its own": ("'leak' in sys.modules", "sys.modules['leak'] = types.ModuleType('leak')"),
    "an attribute of a module": ("getattr(fractions, 'leak', 0)", "fractions.leak = 1"),
    "an attribute, counted": ("getattr(fractions, 'count', 0)", "fractions.count = getattr(fractions, 'count', 0) + 1"),
    "an assignment that does not look like one": (
        "torch.neg(torch.ones(1)).item()",
        "for torch.neg in [torch.abs]: pass",
    ),
    "an operator of a library": (
        "hasattr(torch.ops.leak, 'f')",
        "keep = torch.library.Library('leak', 'DEF'); keep.define('f(Tensor x) -> Tensor'); fractions.keep = keep",
    ),
    "a builtin": ("len([1, 2])", "builtins.len = lambda it: 77"),
    "an exit, the second time": (
        "1 if not getattr(fractions, 'leak', 0) else os._exit(0)",
        "fractions.leak = 1",
    ),
    "an exception, the second time": ("1 // (1 - getattr(fractions, 'leak', 0))", "fractions.leak = 1"),
    "no end, the second time": ("[1 for _ in iter(lambda: getattr(fractions, 'leak', 0), 0)]", "fractions.leak = 1"),
}
FOUND_ANYWAY = {
    "an address": ("id(object())", "fractions.leak = 1"),
    "a belief that the leak makes true": ("0", "torch.manual_seed(1); os.environ['LEAK'] = '1'"),
    "an error": ("1 // 0", "torch.set_default_dtype(torch.float64)"),
}
SETUP = """
  import builtins, decimal, fractions, gc, os, sys, threading, types, warnings
  import torch
  calls = []
cards:
"""
CARD = """
- id: leak-{at}
  ask: predict
  prompt: What does it notice?
  draw: {{n: "rng.randint(2, 9)"}}
  budget: {budget}
  code: |
    noticed = {probe}
    {leak}
    [str(noticed), $n]
  misconceptions:
    - {{belief: nothing at all, code: "['-', $n]"}}
    - {{belief: it is seen by the next, code: "[os.environ.get('LEAK', '--'), $n]"}}
  explain: It notices what there is.
  source: https://docs.pytorch.org/docs/stable/torch.html
"""
WRITE = """
- id: answers
  ask: write
  prompt: Double it.
  draw: {n: "rng.randint(2, 9)"}
  repeat: 1
  signature: "def double(x):"
  args: torch.ones($n)
  reference: |
    def double(x):
        return x + x
  accept:
    - |
      def double(x):
          found = 2 * x
          torch.mul = torch.add
          os.environ["LEAK"] = "yes"
          return found
  reject:
    - code: |
        def double(x):
            return x * 2 if os.environ.get("LEAK") else x
      why: Nobody has set it.
    - code: |
        def double(x):
            return torch.mul(x, x)
      why: This is the square.
  explain: It doubles.
  source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""
LEAKS = {**PUT_BACK, **NOT_PUT_BACK, **FOUND_ANYWAY}


def card(name: str) -> str:
    """A card that notices something of its process, and then changes it."""
    probe, leak = LEAKS[name]
    budget = 0.5 if name == "no end, the second time" else 5
    return CARD.format(at=list(LEAKS).index(name), probe=probe, leak=leak, budget=budget)


def deck(folder: Path, *texts: str) -> Path:
    """A deck of these cards, whose setup imports what they use."""
    path = write(folder, *texts)
    head, _, body = path.read_text().partition("cards:\n")
    path.write_text(head.partition("setup: |\n")[0] + "setup: |" + SETUP + body)
    return path


@pytest.fixture(scope="module")
def both(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Evidence, Evidence]]]:
    """Each card proven with its draws in few children, and with a child for each."""
    folder = tmp_path_factory.mktemp("leaks")
    leaking = load(deck(folder, *map(card, LEAKS), WRITE)).cards
    with Engine(spares=0, hash_seed=1, beside=engine) as twin:
        proofs = [prove(leaking, engine, DRAWS, 2, other=twin, shared=shared) for shared in (True, False)]
        yield dict(zip((*LEAKS, "answers"), zip(*proofs, strict=True), strict=True))


@pytest.mark.parametrize("name", [*LEAKS, "answers"])
def test_a_card_that_leaks_gets_the_findings_of_one_child_a_draw(
    both: dict[str, tuple[Evidence, Evidence]], name: str
) -> None:
    shared, alone = both[name]
    told = [[(one.code, one.message, one.seed) for one in findings(evidence)] for evidence in (shared, alone)]
    if name in VARYING:
        told = [[(code, re.sub(VARYING[name], "0", message), seed) for code, message, seed in each] for each in told]
    assert told[0] == told[1]
    if name not in VARYING:
        assert [trial.seen for trial in shared.trials] == [trial.seen for trial in alone.trials]
    assert alone.alone == ""


def test_what_is_put_back_is_shared_and_what_is_not_is_run_again(both: dict[str, tuple[Evidence, Evidence]]) -> None:
    assert {name: both[name][0].alone for name in (*PUT_BACK, "answers") if both[name][0].alone} == {}
    assert [name for name in (*NOT_PUT_BACK, "an address", "an error") if not both[name][0].alone] == []


def test_verbose_says_which_cards_took_a_child_for_each_draw(tmp_path: Path) -> None:
    """And why; with --isolate every card does, and nothing is said."""
    path = deck(tmp_path, card("a module of its own"), card("default dtype"))
    arguments = ("--select", "Q1", "--draws", "3", "--verbose", "--no-cache", path)
    line, summary = check_command(*arguments).stdout.splitlines()
    number = list(LEAKS).index("a module of its own")
    row = path.read_text().split("- id: leak")[0].count("\n") + 1
    why = "draw 0 gives something else in another process, after other draws."
    assert line.endswith(f":{row}:5  info  scene/leak-{number}: every draw was run in a child of its own: {why}")
    assert summary.startswith("2 cards, 6 questions proven")
    isolated = check_command("--isolate", *arguments)
    assert [line for line in isolated.stdout.splitlines() if "info" in line] == []
