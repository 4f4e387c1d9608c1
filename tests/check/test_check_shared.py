"""Generated programs share a child: what one of them leaves behind changes no verdict on another."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import pytest
from check_scene import HALVED_IN_PLACE
from scene import card_of, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.question import Given, Question
from quiz.check.mutate.mutants import mutants
from quiz.check.mutate.rewrites import rewrites
from quiz.check.prove.together import judged_all, judged_in_stages
from quiz.engine.client import Engine, converse
from quiz.engine.job import Job
from quiz.engine.protocol import Reply

PROBE = """
- id: probe
  ask: write
  prompt: Return what a program can notice of its process.
  draw: {n: "rng.randint(2, 9)"}
  repeat: 1
  signature: "def noticed(x):"
  args: torch.arange($n * 1.0)
  reference: |
    import copyreg, decimal, gc, json, logging, math, os, random, signal, sys, warnings
    import numpy as np

    def settings():
        return [
            os.environ.get("LEAK"), os.path.basename(os.getcwd()) == "elsewhere", gc.isenabled(),
            sys.getrecursionlimit(), str(signal.getsignal(signal.SIGTERM)), logging.root.level,
            str(decimal.Decimal(1) / 3), sorted(np.geterr().items()), "elsewhere" in sys.path,
            torch.get_num_threads(), torch.are_deterministic_algorithms_enabled(), torch.get_float32_matmul_precision(),
            torch.is_anomaly_enabled(), torch.backends.cudnn.benchmark, torch.is_autocast_enabled("cpu"),
            str(torch.get_autocast_dtype("cpu")), torch.is_grad_enabled(), torch.is_inference_mode_enabled(),
            len(warnings.filters), sys.gettrace() is None, complex in copyreg.dispatch_table, json.dumps([1]),
        ]

    def noticed(x):
        layer = torch.nn.Linear(len(x), 2)
        weight = torch.ones(2, requires_grad=True)
        (weight * weight).sum().backward()
        return (
            repr(settings()), torch.tensor([1.5]), torch.add(x, 1), layer(x).detach(), weight.grad, torch.rand(2),
            repr(x / 3), random.random(), np.random.rand(), len([1, 2]), math.sqrt(4), torch.zeros(2), x.sum(),
            torch.nn.functional.relu(x), torch.nn.init.zeros_(torch.ones(2)), torch.special.expit(x),
        )
"""
LEAKS = {
    "default dtype": "torch.set_default_dtype(torch.float64)",
    "default device": "torch.set_default_device('meta')",
    "print options": "torch.set_printoptions(precision=1)",
    "gradients off": "torch.set_grad_enabled(False)",
    "inference mode": "torch.inference_mode().__enter__()",
    "no_grad entered": "torch.no_grad().__enter__()",
    "autocast entered": "torch.autocast('cpu', dtype=torch.bfloat16).__enter__()",
    "autocast dtype": "torch.set_autocast_dtype('cpu', torch.float16)",
    "deterministic": "torch.use_deterministic_algorithms(True)",
    "anomaly detection": "torch.autograd.set_detect_anomaly(True)",
    "threads of torch": "torch.set_num_threads(2)",
    "matmul precision": "torch.set_float32_matmul_precision('medium')",
    "cudnn": "torch.backends.cudnn.benchmark = True",
    "saved tensors": "torch.autograd.graph.saved_tensors_hooks(lambda t: t * 2, lambda t: t).__enter__()",
    "a function of torch": "torch.add = lambda a, b: a - b",
    "its code": "torch.special.__dict__['expit'] = torch.neg",
    "a function of torch.nn": "torch.nn.functional.relu = torch.neg",
    "an initialiser": "torch.nn.init.zeros_ = lambda t: t",
    "a method of tensors": "torch.Tensor.sum = lambda self: self.prod()",
    "a class of torch.nn": "torch.nn.Linear.forward = lambda self, x: x",
    "the base of modules": "torch.nn.Module.__call__ = lambda self, x: x",
    "setattr": "setattr(torch, 'zeros', torch.ones)",
    "a hook of all modules": "torch.nn.modules.module.register_module_forward_hook(lambda m, a, out: out * 0)",
    "seed of torch": "torch.manual_seed(7)",
    "seed of random": "random.seed(7)",
    "seed of numpy": "np.random.seed(7)",
    "state of numpy": "np.random.set_state(np.random.RandomState(3).get_state())",
    "errors of numpy": "np.seterr(all='ignore')",
    "a standard module": "math.sqrt = lambda x: 0.0",
    "sys.modules": "import types; sys.modules['math'] = types.SimpleNamespace(sqrt=lambda x: 0.0)",
    "sys.path": "sys.path.append('elsewhere')",
    "environment": "os.environ['LEAK'] = 'yes'",
    "folder": "os.mkdir('elsewhere'); os.chdir('elsewhere')",
    "collector": "gc.disable()",
    "recursion limit": "sys.setrecursionlimit(900)",
    "signal": "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "decimal context": "decimal.getcontext().prec = 3",
    "warning filters": "warnings.simplefilter('error')",
    "logging": "logging.basicConfig(level=10)",
    "tracing": "sys.settrace(lambda *_: None)",
    "pickling": "copyreg.pickle(complex, lambda c: (complex, (0,)))",
    "atexit": "import atexit; atexit.register(lambda: os._exit(3))",
    "a subclass": "type('Linear', (torch.nn.Linear,), {'__module__': 'torch.nn'})",
    "standard output": "sys.stdout = None",
}
ENDING = {
    "a thread": "import threading, time; threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
    "an exit": "os._exit(0)",
    "a signal": "os.kill(os.getpid(), signal.SIGKILL)",
    "a builtin": "import builtins; builtins.len = lambda it: 77",
    "what the child writes with": "json.dumps = lambda it: 'elsewhere'",
    "a library": "torch.library.Library('leak', 'DEF').define('f(Tensor x) -> Tensor')",
}


class Counting:
    """Runs jobs in the engine and counts them."""

    def __init__(self, engine: Engine) -> None:
        self.jobs = 0
        self._engine = engine

    def __call__(self, job: Job) -> Reply:
        self.jobs += 1
        return self._engine.run(job, 20)


@functools.cache
def posed(engine: Engine, text: str) -> Question:
    return pose(engine, card_of(text), 1)


def right(question: Question) -> str:
    return str(question.card.body.reference)


def leaking(question: Question, leak: str) -> str:
    """The right answer, which leaves something behind once it has its result."""
    rows = right(question).split("\n")
    begin = next(at for at, row in enumerate(rows) if row.startswith("def noticed"))
    body = "\n".join(rows[begin + 1 :]).replace("return (", "found = (")
    return "\n".join([*rows[: begin + 1], body.rstrip(), f"    {leak}", "    return found"])


def statuses(run: Counting, question: Question, answers: Sequence[Given]) -> list[Status]:
    kind = kinds.kind(question.card.ask)
    return [verdict.status for verdict in converse(judged_all(kind, question, answers), run)]


@pytest.mark.parametrize("name", LEAKS)
def test_what_a_program_leaves_behind_is_put_back(engine: Engine, name: str) -> None:
    """One child is enough: the program after it is judged right there, and a wrong one wrong."""
    question = posed(engine, PROBE)
    programs = [leaking(question, LEAKS[name]), right(question), right(question).replace("(4)", "(9)")]
    run = Counting(engine)
    assert statuses(run, question, programs)[1:] == [Status.RIGHT, Status.WRONG]
    assert run.jobs <= 2


@pytest.mark.parametrize("name", ENDING)
def test_a_program_that_ends_the_child_or_spoils_it_costs_the_others_nothing(engine: Engine, name: str) -> None:
    """They are run again without it."""
    question = posed(engine, PROBE)
    programs = [
        right(question),
        leaking(question, ENDING[name]),
        right(question),
        right(question).replace("(4)", "(9)"),
    ]
    found = statuses(Counting(engine), question, programs)
    assert [found[0], *found[2:]] == [Status.RIGHT, Status.RIGHT, Status.WRONG]


FIX = """
- id: rows
  ask: fix
  prompt: Let `y` be the sum of each row of `x`.
  draw: {v: "[[rng.randint(2, 9) for _ in range(3)] for _ in range(2)]"}
  repeat: 2
  before: |
    x = torch.tensor($v)
  buggy: |
    y = x.sum(0)
  check: "torch.equal(y, x.sum(1))"
  accept: [y = x.sum(1)]
  reject: [{code: "y = x.sum()", why: One sum of all.}]
"""
FILL = """
- id: columns
  ask: fill
  prompt: Let `y` be the sum of each column.
  draw: {n: "rng.randint(2, 9)"}
  repeat: 2
  code: |
    x = torch.arange($n * 2).reshape(2, $n)
    y = x.sum(____)
  check: "y.tolist() == [$n + 2 * k for k in range($n)]"
  accept: ["0", dim=0]
  reject: [{fill: "1", why: These are rows.}, {fill: "y", why: There is none yet.}]
"""
ARRANGE = """
- id: steps
  ask: arrange
  prompt: Make one step.
  draw: {v: "rng.randint(2, 9)"}
  repeat: 2
  before: |
    w = torch.tensor(1.0 * $v, requires_grad=True)
  lines: ["w.grad = None", "loss = w * w", "loss.backward()", "w.data -= 0.5 * w.grad"]
  check: "w.item() == 0"
  accept: [["1", "0", "2", "3"]]
  reject: [{order: ["0", "1", "3", "2"], why: The step comes last.}]
"""


@pytest.mark.parametrize(
    "text", [PROBE, FIX, HALVED_IN_PLACE, FILL, ARRANGE], ids=["write", "fix", "beside", "fill", "arrange"]
)
def test_programs_are_judged_together_as_each_is_alone(engine: Engine, text: str) -> None:
    """The answers that the card knows, programs made from the first, two that end before they are done."""
    question, run = posed(engine, text), Counting(engine)
    kind = kinds.kind(question.card.ask)
    answers = [proof.given for proof in kind.proofs(question)]
    if isinstance(answers[0], str) and text != FILL:
        answers += [variant.text for make in (mutants, rewrites) for variant in make(answers[0], ("x",))[:8]]
        answers += [f"import os\n{answers[0]}\nos._exit(0)", f"{answers[0]}\nraise SystemExit"]
    together = [
        [verdict.status for verdict in converse(judge(kind, question, answers), run)]
        for judge in (judged_in_stages, judged_all)
    ]
    shared = run.jobs
    alone = [converse(judging(kind, question, given), run).status for given in answers]
    assert together == [alone, alone]
    assert {Status.RIGHT, Status.WRONG, Status.INVALID} <= set(alone)
    assert shared < 2 * (run.jobs - shared)
