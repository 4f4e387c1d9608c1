"""`forbid` and `only`: it is what an answer calls that counts, by whatever road, and not how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import card_of, deck_text, judge, pose

from quiz.answer.verdict import Status, Verdict
from quiz.ask.kinds import write
from quiz.ask.lines import verdict_lines
from quiz.check.prove.together import judged_all
from quiz.engine.client import Engine, converse
from quiz.library.load import load
from quiz.text.suggest import listed

CARD = """
- id: it
  ask: write
  prompt: By hand.
  signature: "def f(x):"
  draw: {{n: "rng.randint(2, 4)"}}
  repeat: 1
  budget: 20
  {field}: [{names}]
  args: {args}
  reference: |
    def f(x):
        return 0
"""
SAME = [
    "import torch as t\n    return t.FN",
    "from torch import NAME as g\n    return g(ARGS)",
    "return getattr(torch, 'NA' 'ME'.replace('NA' 'ME', 'NAME'))(ARGS)",
    "import functools\n    return functools.partial(torch.NAME)(ARGS)",
    "return eval('torch.FN')",
    "y = {'x': x, 'torch': torch}\n    exec('y = torch.FN', y)\n    return y['y']",
    "def g(*args):\n        return torch.NAME(*args)\n    return g(ARGS)",
    "return vars(torch)['NAME'](ARGS)",
    "return torch.ops.aten.NAME(ARGS)",
    "return torch.jit.trace(lambda x: torch.FN, x, check_trace=False)(x)",
    "try:\n        torch.FN\n    except BaseException:\n        pass\n    return x",
    "import operator\n    return operator.attrgetter('NAME')(torch)(ARGS)",
    "return list(map(torch.NAME, *[[a] for a in (ARGS,)]))[0]",
    "with torch._C.DisableTorchFunction():\n        return torch.FN",
]
"""The roads to every function of torch that there are; each card adds its own."""


def roads(name: str, args: str) -> list[str]:
    return [
        road.replace("FN", f"{name}({args})").replace("NAME", name).replace("ARGS", args)
        for road in SAME
        if not ("DisableTorch" in road and name in ("matmul", "cumsum"))
    ]


X = "torch.rand($n, 3)"
GRAD = "torch.rand($n, requires_grad=True)"
CARDS = {
    "torch.softmax": (
        X,
        [
            *roads("softmax", "x, 1"),
            "return x.softmax(1)",
            "return F.softmax(x, 1)",
            "return nn.Softmax(1)(x)",
            "return torch.special.softmax(x, 1)",
            "return torch._softmax(x, 1, False)",
            "return torch.masked.softmax(x, 1)",
        ],
    ),
    "F.log_softmax": (X, [*roads("log_softmax", "x, 1"), "return x.log_softmax(1)", "return nn.LogSoftmax(1)(x)"]),
    "torch.logsumexp": (
        X,
        [*roads("logsumexp", "x, 1"), "return x.logsumexp(1)", "return torch.special.logsumexp(x, 1)"],
    ),
    "Tensor.cumsum": (X, [*roads("cumsum", "x, 1"), "return x.cumsum(1)", "return x.cumsum_(1)"]),
    "torch.matmul": (
        X,
        [
            *roads("matmul", "x, x.T"),
            "return x @ x.T",
            "return x.__matmul__(x.T)",
            "import operator\n    return operator.matmul(x, x.T)",
        ],
    ),
    "F.relu": (X, [*roads("relu", "x"), "return x.relu()", "return nn.ReLU()(x)", "return F.relu(x, True)"]),
    "nn.LayerNorm": (X, ["return nn.LayerNorm(3)(x)", "return F.layer_norm(x, (3,))", *roads("layer_norm", "x, (3,)")]),
    "F.conv1d": (
        "torch.rand(1, 1, $n + 3)",
        [
            *roads("conv1d", "x, x[..., :2]"),
            "return nn.Conv1d(1, 1, 2)(x)",
            "return torch.convolution(x, x[..., :2], None, [1], [0], [1], False, [0], 1)",
        ],
    ),
    "F.cross_entropy": (
        X,
        [
            "y = torch.zeros(len(x), dtype=torch.long)\n    " + road
            for road in (
                "return F.cross_entropy(x, y)",
                "return nn.CrossEntropyLoss()(x, y)",
                "from torch.nn.functional import cross_entropy as g\n    return g(x, y)",
                "return getattr(F, 'cross' + '_entropy')(x, y)",
                "return eval('F.cross_entropy(x, y)')",
                "return vars(F)['cross_entropy'](x, y)",
                "import functools\n    return functools.partial(F.cross_entropy, target=y)(x)",
                "return torch.nn.functional.cross_entropy(x, y)",
                "return torch.ops.aten.cross_entropy_loss(x, y)",
                "return torch._C._nn.cross_entropy_loss(x, y)",
                "return (lambda *a: F.cross_entropy(*a))(x, y)",
                "return list(map(F.cross_entropy, [x], [y]))[0]",
            )
        ],
    ),
    "torch.autograd.grad": (
        GRAD,
        [
            "return torch.autograd.grad(x.sum(), x)[0]",
            "from torch.autograd import grad\n    return grad(x.sum(), x)[0]",
            "return torch.func.grad(lambda a: a.sum())(x)",
            "return torch.autograd.functional.jacobian(lambda a: a.sum(), x)",
            "return getattr(torch.autograd, 'gr' + 'ad')(x.sum(), x)[0]",
            "return eval('torch.autograd.grad(x.sum(), x)')[0]",
            "return vars(torch.autograd)['grad'](x.sum(), x)[0]",
            "import functools\n    return functools.partial(torch.autograd.grad, inputs=x)(x.sum())[0]",
            "import sys\n    return sys.modules['torch.autograd'].grad(x.sum(), x)[0]",
            "return list(map(torch.autograd.grad, [x.sum()], [x]))[0][0]",
            "try:\n        return torch.autograd.grad(x.sum(), x)[0]\n    except Exception:\n        return x",
        ],
    ),
    "torch.autograd.backward": (
        GRAD,
        [
            "x.sum().backward()\n    return x.grad",
            "torch.autograd.backward(x.sum())\n    return x.grad",
            "torch.Tensor.backward(x.sum())\n    return x.grad",
            "getattr(x.sum(), 'back' + 'ward')()\n    return x.grad",
            "from torch.autograd import backward as b\n    b([x.sum()])\n    return x.grad",
            "eval('x.sum().backward()')\n    return x.grad",
            "import operator\n    operator.methodcaller('backward')(x.sum())\n    return x.grad",
            "f = x.sum().backward\n    f()\n    return x.grad",
            "vars(torch.autograd)['backward'](x.sum())\n    return x.grad",
            "import functools\n    functools.partial(torch.autograd.backward, x.sum())()\n    return x.grad",
        ],
    ),
    "einops.rearrange": (
        X,
        [
            "return einops.rearrange(x, 'a b -> b a')",
            "from einops import rearrange as r\n    return r(x, 'a b -> b a')",
            "return getattr(einops, 'rear' + 'range')(x, 'a b -> b a')",
            "import functools\n    return functools.partial(einops.rearrange, pattern='a b -> b a')(x)",
            "return eval(\"einops.rearrange(x, 'a b -> b a')\")",
            "return vars(einops)['rearrange'](x, 'a b -> b a')",
            "return einops.einops.rearrange(x, 'a b -> b a')",
            "return list(map(einops.rearrange, [x], ['a b -> b a']))[0]",
            "return (lambda *a: einops.rearrange(*a))(x, 'a b -> b a')",
            "from einops.layers.torch import Rearrange\n    return Rearrange('a b -> b a')(x)",
            "import sys\n    return sys.modules['einops'].rearrange(x, 'a b -> b a')",
        ],
    ),
}


def judged(engine: Engine, card_text: str, bodies: list[str]) -> list[Verdict]:
    """The verdicts on functions with these bodies, which share a child where they can."""
    question = pose(engine, card_of(card_text), 1)
    programs = [f"import torch.nn as nn, torch.nn.functional as F, einops\ndef f(x):\n    {body}" for body in bodies]
    dialogue = judged_all(write, question, programs)
    return converse(dialogue, lambda job: engine.run(job, 30))


@pytest.mark.parametrize("name", CARDS)
def test_no_road_leads_around_a_forbidden_function(engine: Engine, name: str) -> None:
    """Alias, attribute, method, module, operation of C++, partial, text that is run: each is told of by name."""
    args, bodies = CARDS[name]
    assert len(bodies) >= 10
    for body, verdict in zip(
        bodies, judged(engine, CARD.format(field="forbid", names=name, args=args), bodies), strict=True
    ):
        assert verdict.message == f"This card asks you to write it without `{name}`.", (body, verdict)
        assert verdict.failed is not None
        assert verdict.failed.line is not None, body


ALLOWED = {
    "torch.softmax": ["e = x.exp()\n    return e / e.sum(1, keepdim=True)", "print(x)\n    return x.logsumexp(1)"],
    "torch.sum": [
        "return x.mean(1)",
        "return x.norm()",
        "w = x.clone().requires_grad_()\n    (w * w[0]).mean().backward()",
    ],
    "torch.max": [
        "print(x)\n    return x.softmax(1)",
        "return f'{x}'",
        "import copy\n    return copy.deepcopy(x).amax()",
    ],
    "torch.mm": ["return x @ x.T", "return F.linear(x, x)"],
    "torch.log_softmax": [
        "return F.cross_entropy(x, torch.zeros(len(x), dtype=torch.long))",
        "return F.kl_div(x, x)",
        "return F.softmax(x, 1)",
    ],
    "F.max_pool1d_with_indices": ["return F.max_pool1d(x, 2)", "return F.max_pool2d(x[None], 2)"],
    "torch.autograd.grad": ["return x.grad", "def grad(a):\n        return a\n    return grad(x)"],
    "einops.rearrange": ["return x.T", "return einops.repeat(x, 'a b -> b a')"],
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_another_function_may_be_called(engine: Engine, name: str) -> None:
    """What a permitted function is built of does not count, nor what shows or copies a tensor."""
    for body, verdict in zip(
        ALLOWED[name],
        judged(engine, CARD.format(field="forbid", names=name, args=X), ALLOWED[name]),
        strict=True,
    ):
        assert "asks you" not in verdict.message, (body, verdict)


WRAPPERS = {
    "softmin": ["return F.softmin(x, 1)", "return nn.Softmin(1)(x)", "return getattr(F, 'soft' 'min')(x, dim=1)"],
    "gumbel_softmax": ["return F.gumbel_softmax(x)", "y = F.gumbel_softmax\n    return y(x, hard=True)"],
    "multi_head_attention_forward": ["return nn.MultiheadAttention(3, 1).train()(x, x, x)[0]"],
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_what_a_function_in_python_calls_counts(engine: Engine, wrapper: str) -> None:
    """It only wraps what is forbidden; the message names both."""
    card = CARD.format(field="forbid", names="torch.softmax", args=X)
    for body, verdict in zip(WRAPPERS[wrapper], judged(engine, card, WRAPPERS[wrapper]), strict=True):
        by = f"`torch.nn.functional.{wrapper}`"
        assert verdict.message == f"This card asks you to write it without `torch.softmax`, which {by} calls.", body


def test_what_a_permitted_function_in_python_calls_does_not_count(engine: Engine) -> None:
    """`only` names what the answer may call, and not what that is made of."""
    card = CARD.format(field="only", names="F.softmin", args=X)
    (verdict,) = judged(engine, card, ["return F.softmin(x, 1)"])
    assert "asks you" not in verdict.message


def test_only_some_functions_of_torch_may_be_called(engine: Engine) -> None:
    """Python, and what any program asks of a tensor, is free; another function is named."""
    names = "torch.where, torch.arange, Tensor.__getitem__"
    card = CARD.format(field="only", names=names, args=X)
    free = [
        "return torch.where(x[0].shape[0] > 1, x[0], x[0])",
        "n = len(x)\n    print(x, x.dtype)\n    return torch.arange(n)",
    ]
    for verdict in judged(engine, card, free):
        assert "asks you" not in verdict.message
    for body, called in {
        "return x[0] + 1": "torch.Tensor.add",
        "return torch.sort(x)": "torch.sort",
        "return x.T": "torch.Tensor.T",
    }.items():
        (verdict,) = judged(engine, card, [body])
        allowed = listed(names.split(", "), "and")
        assert verdict.message == f"This card asks you to use {allowed} of torch and nothing else: you call `{called}`."


FILL = """
- id: blank
  ask: fill
  prompt: Without softmax in the blank.
  forbid: [torch.softmax]
  draw: {n: "rng.randint(100, 999)"}
  repeat: 2
  code: |
    x = torch.full((2, 2), $n / 7); w = torch.softmax(x, 1); y = ____; z = x.softmax(1) + {after}
    u = y(x) if callable(y) else y
  check: "torch.allclose(u, w)"
  accept: ["x * 0 + 0.5"]
"""


def test_a_forbidden_call_is_no_failure_on_an_input(engine: Engine) -> None:
    """The line that called it is shown, and no input, value or test beside it."""
    question = pose(engine, card_of(CARD.format(field="forbid", names="torch.sort", args=X)))
    verdict = judge(engine, question, "def f(x):\n    return torch.sort(x)")
    message = "This card asks you to write it without `torch.sort`."
    assert list(verdict_lines(question, verdict)) == [message, "line 2: return torch.sort(x)"]


def test_the_code_around_a_blank_may_call_what_the_blank_may_not(engine: Engine) -> None:
    """Also on the same line, after drawn values of any length; what the blank makes and hands on is the blank's."""
    question = pose(engine, card_of(FILL.replace("{after}", "torch.softmax(y, 1)")), 2)
    assert judge(engine, question, "x / x.sum(1, keepdim=True)").status is Status.RIGHT
    for blank in ("x.softmax(1)", "(lambda t: torch.softmax(t, 1))(x)", "eval('torch.softmax(x, 1)')"):
        assert judge(engine, question, blank).message == "This card asks you to write it without `torch.softmax`."
    handed_on = pose(engine, card_of(FILL.replace("{after}", "1")), 2)
    assert "without" in judge(engine, handed_on, "lambda t: t.softmax(1)").message


DEFINED = "def f(t):\n    try:\n        return t.softmax(1)\n    finally:\n        return t / t.sum(1, keepdim=True)"
LEFT = """
- id: left
  ask: ASK
  prompt: Write a softmax without softmax.
  forbid: [torch.softmax]
  repeat: 1
  check: "SEALED torch.allclose(f(torch.ones(2, 2)), torch.ones(2, 2).softmax(1))"
"""


@pytest.mark.parametrize("sealed", ["", "f is not str and"])
@pytest.mark.parametrize(
    ("card", "answer"), [("code: f = ____", "FUNCTION"), ("buggy: f = 1", "f = FUNCTION"), ("buggy: f = 1", DEFINED)]
)
def test_what_an_answer_leaves_is_watched_when_the_check_calls_it(
    engine: Engine, sealed: str, card: str, answer: str
) -> None:
    """Whether the check is sealed or not; its own calls are the card's."""
    text = LEFT.replace("ASK", "fill" if "code" in card else "fix").replace("SEALED", sealed)
    right = "(lambda t: t.exp() / t.exp().sum(1, keepdim=True))"
    text += f"  {card}\n  accept: [{answer.replace('FUNCTION', right).replace(DEFINED, 'f = ' + right)!r}]\n"
    question = pose(engine, card_of(text), 1)
    verdict = judge(engine, question, answer.replace("FUNCTION", "lambda t: t.softmax(1)"))
    assert verdict.message == "This card asks you to write it without `torch.softmax`."
    good = judge(engine, question, question.card.body.accept[0].given[0] + (" " if "code" in card else "\npass"))
    assert (good.status, good.sealed) == (Status.RIGHT, not sealed), good


def test_the_reference_and_the_code_of_the_card_may_call_anything(engine: Engine) -> None:
    """The reference of a card tells what is right; it is not an answer."""
    card = CARD.format(field="forbid", names="torch.softmax", args="torch.rand($n, 3).softmax(1)")
    card = card.replace("return 0", "return x.softmax(1)")
    right, wrong = judged(engine, card, ["e = x.exp()\n    return e / e.sum(1, keepdim=True)", "return x.softmax(1)"])
    assert right.status is Status.RIGHT
    assert wrong.status is Status.WRONG


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("tourch.softmax", "Did you mean `torch.softmax`?"),
        ("softmax", "Did you mean `torch.softmax`?"),
        ("torch.softmax()", "Did you mean `torch.softmax`?"),
        ("functional.softmax", "Did you mean `F.softmax`?"),
        ("einop.rearrange", "Did you mean `einops.rearrange`?"),
        ("torch.", "Write it as"),
        ("len(x)", "Write it as"),
    ],
)
@pytest.mark.parametrize("field", ["forbid", "only"])
def test_a_name_that_names_nothing_is_told_with_its_place(field: str, written: str, fix: str) -> None:
    """With what was meant, where that can be told."""
    text = deck_text(CARD.format(field=field, names=f'"{written}"', args="$n"))
    with pytest.raises(Exception, match="does not name a function") as caught:
        load(Path("scene.yaml"), text)
    assert fix in str(caught.value)


def test_a_function_that_torch_does_not_have_breaks_the_card(engine: Engine) -> None:
    """The author hears of it, with the name that is like it."""
    card = CARD.format(field="forbid", names="torch.sofmax", args=X)
    (verdict,) = judged(engine, card, ["return x"])
    assert verdict.status is Status.ERROR
    assert "did you mean `softmax`?" in verdict.message


def test_a_card_without_either_field_has_the_digest_that_it_had() -> None:
    """And one that gains a field has another."""
    plain = card_of(CARD.format(field="hints", names="think", args=X))
    assert plain.digest == "5992f66fb1ff411a"
    assert card_of(CARD.format(field="forbid", names="torch.softmax", args=X)).digest != plain.digest
