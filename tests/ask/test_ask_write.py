"""`ask: write`: right however it is written; refused for a wrong dtype, shape, value, gradient or a changed input."""

from __future__ import annotations

import pytest
from scene import card_of, deck_of, judge, pose

from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import prove
from quiz.engine.client import Engine

# A name, and three ways to write one function of x and z of shape (3, 4) and y of shape (4, 2).
FUNCTIONS = [
    ("relu", "torch.relu(x)", "x.clamp(min=0)", "x * (x > 0)"),
    ("softmax", "torch.softmax(x, 1)", "x.exp() / x.exp().sum(1, True)", "(x - x.logsumexp(1, True)).exp()"),
    ("log-softmax", "torch.log_softmax(x, 1)", "x - x.logsumexp(1, True)", "torch.softmax(x, 1).log()"),
    ("mean", "x.mean(1)", "x.sum(1) / 4", "torch.einsum('ij->i', x) / 4"),
    ("variance", "x.var(1)", "((x - x.mean(1, True)) ** 2).sum(1) / 3", "x.std(1) ** 2"),
    ("length", "x.norm(dim=1)", "(x * x).sum(1).sqrt()", "torch.linalg.vector_norm(x, dim=1)"),
    ("unit-rows", "F.normalize(x, dim=1)", "x / x.norm(dim=1, keepdim=True)", "x * (x * x).sum(1, True).rsqrt()"),
    ("product", "x @ y", "torch.einsum('ij,jk->ik', x, y)", "(x[:, :, None] * y).sum(1)"),
    ("dots", "(x * z).sum(1)", "torch.einsum('ij,ij->i', x, z)", "torch.stack([a @ b for a, b in zip(x, z)])"),
    ("sigmoid", "torch.sigmoid(x)", "1 / (1 + (-x).exp())", "((x / 2).tanh() + 1) / 2"),
    ("tanh", "x.tanh()", "2 * torch.sigmoid(2 * x) - 1", "((2 * x).exp() - 1) / ((2 * x).exp() + 1)"),
    ("softplus", "F.softplus(x)", "x.exp().log1p()", "torch.logaddexp(x, torch.zeros(()))"),
    ("silu", "F.silu(x)", "x * x.sigmoid()", "x / (1 + (-x).exp())"),
    ("gelu", "F.gelu(x)", "x * torch.special.ndtr(x)", "x * (1 + torch.erf(x / 2**0.5)) / 2"),
    ("mse", "F.mse_loss(x, z)", "((x - z) ** 2).mean()", "(x - z).square().sum() / 12"),
    (
        "cosine",
        "F.cosine_similarity(x, z)",
        "(x * z).sum(1) / (x.norm(dim=1) * z.norm(dim=1))",
        "(F.normalize(x) * F.normalize(z)).sum(1)",
    ),
    (
        "cumsum",
        "x.cumsum(1)",
        "x @ torch.ones(4, 4).triu()",
        "torch.stack([x[:, : i + 1].sum(1) for i in range(4)], 1)",
    ),
    ("transpose", "x.T", "x.permute(1, 0)", "torch.stack(list(x), 1)"),
    ("flatten", "x.flatten()", "x.reshape(-1)", "torch.cat(list(x))"),
    ("row-max", "x.amax(1)", "x.max(1).values", "x.sort(1).values[:, -1]"),
    (
        "distances",
        "((x[:, None] - z) ** 2).sum(-1)",
        "(x**2).sum(1)[:, None] + (z**2).sum(1) - 2 * x @ z.T",
        "torch.stack([((x - row) ** 2).sum(1) for row in z], 1)",
    ),
    ("energy", "(x * x).sum()", "torch.trace(x @ x.T)", "x.pow(2).sum()"),
    ("side-by-side", "torch.cat([x, z], 1)", "torch.hstack([x, z])", "torch.cat([x.T, z.T]).T"),
    ("centred", "x - x.mean(0)", "x - x.sum(0) / 3", "torch.stack([c - c.mean() for c in x.T], 1)"),
    ("logsumexp", "x.logsumexp(1)", "x.exp().sum(1).log()", "x.amax(1) + (x - x.amax(1, True)).exp().sum(1).log()"),
    ("leaky", "F.leaky_relu(x, 0.1)", "torch.where(x > 0, x, 0.1 * x)", "x.clamp(min=0) + 0.1 * x.clamp(max=0)"),
    ("elu", "F.elu(x)", "torch.where(x > 0, x, x.exp() - 1)", "x.clamp(min=0) + x.clamp(max=0).expm1()"),
    ("positive-part", "(x * (x > 0)).sum(1)", "torch.where(x > 0, x, 0.0).sum(1)", "x.relu().sum(1)"),
    ("outer", "torch.outer(x[0], z[1])", "x[0][:, None] * z[1]", "torch.einsum('i,j->ij', x[0], z[1])"),
    (
        "layer-norm",
        "F.layer_norm(x, (4,))",
        "(x - x.mean(1, True)) / (x.var(1, correction=0, keepdim=True) + 1e-5).sqrt()",
        "F.batch_norm(x.T, None, None, training=True).T",
    ),
]
CARD = """
- id: {name}
  ask: write
  prompt: Write it.
  signature: "def f(x, y, z):"
  repeat: 2
  args: |
    x = torch.randn(3, 4, requires_grad=True)
    y = torch.randn(4, 2, requires_grad=True)
    z = torch.randn(3, 4, requires_grad=True)
    (x, y, z)
  compare: {{grad: true}}
  reference: |
{reference}
  accept:
{accept}
  reject:
{reject}
"""
MUTATIONS = {
    "wrong dtype": ("out.double()", "dtype"),
    "extra leading dim": ("out[None]", "shape"),
    "detached": ("out.detach()", "No gradient comes to"),
    "off by 1e-3 in one cell": ("out + F.pad(torch.tensor([1e-3]), (0, out.numel() - 1)).reshape(out.shape)", "differ"),
    "changed in place": ("(out.clone(), x.data.add_(1))[0]", "changes `x`"),
}


def function(body: str, ending: str = "out") -> str:
    lines = ["def f(x, y, z):", "    import torch.nn.functional as F", f"    out = {body}", f"    return {ending}"]
    return "\n".join(" " * 8 + line for line in lines)


def card(ways: tuple[str, ...]) -> str:
    accept = "\n".join(f"    - |\n{function(way)}" for way in ways[2:])
    wrong = [
        f"    - why: {name}\n      code: |\n{function(ways[2], ending)}" for name, (ending, _) in MUTATIONS.items()
    ]
    return CARD.format(name=ways[0], reference=function(ways[1]), accept=accept, reject="\n".join(wrong))


def test_three_ways_to_write_each_function_are_right_and_five_mutations_are_not(engine: Engine) -> None:
    """Rounding is forgiven, and nothing else: what is wrong is named."""
    deck = deck_of(*map(card, FUNCTIONS))
    counted = 0
    for evidence in prove(deck.cards, engine, DrawSet(1, 5), 2):
        (trial,) = evidence.trials
        stated = [(proof, verdict) for proof, verdict in trial.verdicts if proof.place is not None]
        right = [verdict for proof, verdict in stated if proof.status is Status.RIGHT]
        assert [(one.status, one.sealed) for one in right] == [(Status.RIGHT, True)] * 3, (evidence.card.name, right)
        for name, (_, told) in MUTATIONS.items():
            (verdict,) = (verdict for proof, verdict in stated if proof.diagnosis == name)
            assert verdict.status is Status.WRONG, (evidence.card.name, name)
            assert told in verdict.message, (evidence.card.name, name, verdict)
            assert verdict.failed is not None
            assert [given for given, _ in verdict.failed.inputs] == ["x", "y", "z"]
            counted += 1
    assert counted == 30 * 5


VALID = """
- id: last-valid
  ask: write
  prompt: The last valid steps.
  signature: "def last_valid(x, n):"
  draw: {B: "rng.randint(1, 4)", T: "rng.randint(2, 5)"}
  cases:
    - {B: 1, T: 3}
  repeat: 6
  args: |
    x = torch.arange($B * $T * 2).reshape($B, $T, 2)
    (x, torch.randint(1, $T + 1, ($B,)))
  reference: |
    def last_valid(x, n):
        return x[torch.arange(len(n)), n - 1]
  reject:
    - why: squeeze() also removes a batch of 1
      code: |
        def last_valid(x, n):
            return x.gather(1, (n - 1)[:, None, None].expand(-1, 1, 2)).squeeze()
    - why: n counts steps
      code: |
        def last_valid(x, n):
            return x[torch.arange(len(n)), n]
"""


def answered(engine: Engine, *lines: str, head: str = "def last_valid(x, n):") -> Verdict:
    body = "\n".join(f"    {line}" for line in lines)
    return judge(engine, pose(engine, card_of(VALID), 2), f"{head}\n{body}")


def test_a_failed_draw_is_shown_whole(engine: Engine) -> None:
    """Which draw, the arguments with shape and dtype, expected beside got, and what the code printed."""
    verdict = answered(engine, "print('shape', x.shape[0])", "return x[:, 0]")
    failed = verdict.failed
    assert failed is not None
    assert (failed.draw, failed.draws) == (1, 8)
    shape = failed.inputs[0][1].partition(" int64   [")[0]
    assert eval(shape)[1:] == (2, 2)
    assert (failed.want_form.endswith(" int64"), failed.got_form.endswith(" int64")) == (True, True)
    assert failed.want.startswith("tensor(")
    assert failed.got.startswith("tensor(")
    assert failed.printed.startswith("shape ")
    assert verdict.diff


def test_an_exception_is_told_with_the_line_of_their_code(engine: Engine) -> None:
    """Not a line of the quiz, nor of torch."""
    verdict = answered(engine, "i = n - 1", "j = x.nothing", "return j")
    assert verdict.failed is not None
    assert verdict.failed.raised.startswith("AttributeError")
    assert (verdict.failed.line, verdict.failed.source) == (3, "j = x.nothing")
    assert "line 3" in verdict.message


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("i = (n - 1).reshape(-1, 1, 1).repeat(1, 1, 2)", "return torch.gather(x, 1, i).squeeze()"), "squeeze()"),
        (("rows = range(x.shape[0])", "return x[list(rows), n]"), "n counts"),
        (("return x[:, 0] * 0",), ""),
        (("return X",), ""),
    ],
)
def test_an_answer_that_behaves_like_a_reject_is_told_its_why(engine: Engine, lines: tuple[str, ...], why: str) -> None:
    """However it is written; a slip or another mistake is told none."""
    verdict = answered(engine, *lines)
    assert verdict.status is Status.WRONG
    assert verdict.why.startswith(why) if why else verdict.why == ""


def test_a_forgotten_parameter_is_not_found_by_chance(engine: Engine) -> None:
    """The names of `args` are not those of the learner's code."""
    verdict = answered(engine, "return x[torch.arange(len(n)), n - 1]", head="def last_valid(y, m):")
    assert verdict.failed is not None
    assert verdict.failed.raised.startswith("NameError")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Type the code"),
        ("# return x", "only comments"),
        ("def last_valid(x, n):\n    return x[", "line 2"),
        ("def last_valid(x, n)\n    return x", "line 1"),
        ("def other(x, n):\n    return x", "no `last_valid`"),
        ("def last_valid(x, n):\n    return $x", "not Python"),
        ("(" * 5000, "not Python"),
    ],
)
def test_what_is_no_such_function_is_handed_back(engine: Engine, text: str, told: str) -> None:
    """Before anything is run, with the line at fault."""
    verdict = judge(engine, pose(engine, card_of(VALID), 2), text)
    assert verdict.status is Status.INVALID
    assert told in verdict.message


STEP = """
- id: step
  ask: write
  prompt: One step of descent, in place.
  signature: "def step(w, g):"
  repeat: 2
  args: (torch.randn(3), torch.randn(3))
  reference: |
    def step(w, g):
        w -= 0.1 * g
  compare: {inputs_unchanged: false}
"""


def test_a_question_says_whether_the_arguments_must_stay(engine: Engine) -> None:
    """Where it says nothing, changing them is what is asked."""
    told = [kinds.kind("write").entry(pose(engine, card_of(text))).expects for text in (VALID, STEP)]
    assert told == ["the function; it must not change its arguments", "the function"]


def test_a_function_that_is_to_change_its_argument_is_held_to_what_it_leaves(engine: Engine) -> None:
    """To the tolerance of values, in whichever way; not changing it, or otherwise, is wrong."""
    question = pose(engine, card_of(STEP), 1)
    ways = {
        "w.add_(g, alpha=-0.1)": "",
        "w[:] = w - g / 10": "",
        "w = w - 0.1 * g": "leaves `w` as it was",
        "w += 0.1 * g": "What becomes of `w` differs",
        "return w.sub_(0.1 * g)": "None",
    }
    for line, told in ways.items():
        verdict = judge(engine, question, f"def step(w, g):\n    {line}")
        assert verdict.right == (not told), line
        assert told in verdict.message


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("return x[torch.arange(len(n)), n - 1]", "return x[torch.arange(len(n)), n + 9]"), "raises IndexError"),
        (("return x[torch.arange(len(n)), n - 1]", "return lambda: x"), "cannot be compared"),
        (("return x[torch.arange(len(n)), n - 1]", "return x.zero_()"), "changes its arguments"),
        (("torch.randint(1, $T + 1", "torch.nothing(1, $T + 1"), "args fails"),
    ],
)
def test_a_card_whose_own_reference_fails_is_broken_and_nobody_is_wrong(
    engine: Engine, change: tuple[str, str], told: str
) -> None:
    """Found when it is judged; the answer is neither right nor wrong."""
    question = pose(engine, card_of(VALID.replace(*change)), 2)
    verdict = judge(engine, question, "def last_valid(x, n):\n    return x")
    assert (verdict.status, verdict.code) == (Status.ERROR, "broken")
    assert told in verdict.message
