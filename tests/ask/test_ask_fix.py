"""`ask: fix` and `ask: arrange`: the repaired or ordered program is run after `before`, and checked."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import Lines, Order
from quiz.engine.client import Engine

FIX = """
- id: overlap
  ask: fix
  prompt: Divide in place.
  draw: {v: "[float(rng.randint(2, 9)) for _ in range(4)]"}
  repeat: 3
  before: |
    x = torch.tensor($v)
    address = x.data_ptr()
  buggy: |
    x /= x[0]
  check: "x.data_ptr() == address and torch.equal(x, torch.tensor($v) / $v[0])"
  accept: ["x /= x[0].clone()"]
  reject:
    - {code: "x = x / x[0]", why: this makes a new tensor}
    - {code: "x[1:] /= x[0]", why: the first element is left as it was}
"""
ARRANGE = """
- id: step
  ask: arrange
  prompt: Order them.
  draw: {k: "rng.randint(2, 9)"}
  repeat: 3
  before: x = torch.tensor(1.0)
  lines:
    - "for _ in range($k):"
    - "    x = x + 1"
    - "    x = x * 2"
    - x = x - 1
  check: x.item() == 3 * 2 ** $k - 3
  reject:
    - {order: [3, 0, 1, 2], why: one is taken away too early}
    - {order: [0, 2, 1, 3], why: it is doubled before it grows}
"""


REBOUND = """
- id: rows
  ask: fix
  prompt: Let `y` be the sum of each row of `x`.
  draw: {v: "[[rng.randint(2, 9) for _ in range(3)] for _ in range(2)]"}
  repeat: 3
  before: |
    x = torch.tensor($v)
    seen = [1]
  buggy: |
    y = x.sum(0)
  check: "torch.equal(y, x.sum(1)) and len(seen) == 2"
  accept: ["seen.append(2); y = x.sum(1)"]
  reject:
    - {code: "seen.append(2); y = x.sum()", why: this is one number}
"""


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("seen.append(2)\nx = x.sum(1)\ny = x", True),
        ("seen.append(2)\nx, y = None, x.sum(1)", True),
        ("seen.append(2)\ny = x.sum(1)\ndel x", True),
        ("import torch as x_\nfor x in [x]: y = x.sum(1)\nseen.append(2)\nx = 7", True),
        ("seen = [1, 2]\ny = x.sum(1)", False),
        ("seen.append(2)\nx += 1\ny = x.sum(1)", True),
        ("seen.append(2)\ny = x.sum(1)\nx += 1", False),
        ("seen.append(2)\nx = torch.zeros(2, 3)\ny = x.sum(1)", False),
    ],
)
def test_a_name_of_before_means_to_the_check_what_it_was(engine: Engine, answer: str, right: bool) -> None:
    """`x = f(x)` is how most code is written; what is changed in place still shows."""
    question = pose(engine, card_of(REBOUND))
    assert judge(engine, question, answer).right is right


def test_the_buggy_code_is_wrong_and_told_apart_from_a_repair(engine: Engine) -> None:
    """Its exception is shown, and it is taken for no belief."""
    verdict = judge(engine, pose(engine, card_of(FIX), 1), "x /= x[0]\npass")
    assert verdict.status is Status.WRONG
    assert verdict.why == ""
    assert verdict.failed is not None
    assert verdict.failed.raised.startswith("RuntimeError")


@pytest.mark.parametrize(
    ("given", "belief"),
    [
        ("y = x / x[0]\nx = y", "this makes a new tensor"),
        ("first = x[0]\nx[1:4] = x[1:] / first", "the first element is left as it was"),
        ("x *= 0", ""),
        ("x /= X[0]", ""),
    ],
)
def test_a_wrong_repair_is_told_the_why_of_the_reject_it_behaves_like(engine: Engine, given: str, belief: str) -> None:
    """Addresses differ from process to process, and do not count."""
    verdict = judge(engine, pose(engine, card_of(FIX), 1), given)
    assert verdict.status is Status.WRONG
    assert verdict.why == belief


def test_a_repair_of_several_lines_is_right_and_its_exception_has_its_own_line(engine: Engine) -> None:
    """`before` does not count among them."""
    question = pose(engine, card_of(FIX), 1)
    entry = kinds.kind("fix").entry(question)
    assert isinstance(entry, Lines)
    assert (entry.start, entry.before) == ("x /= x[0]", question.code)
    assert judge(engine, question, "a = x[0].item()\nx /= a").right
    failed = judge(engine, question, "a = x[0].item()\nx /= b\n").failed
    assert failed is not None
    assert (failed.line, failed.source) == (2, "x /= b")


def test_code_that_spoils_the_next_draw_is_wrong(engine: Engine) -> None:
    """What fails then is `before`, which is the card's own; yet the card is sound without this answer."""
    once = (
        "torch.tensor = (lambda real, left: lambda *a: real(*a) if left and [left.pop()] else 1 / 0)(torch.tensor, [1])"
    )
    verdict = judge(engine, pose(engine, card_of(FIX), 1), f"x /= x[0].item()\n{once}")
    assert verdict.status is Status.WRONG
    assert "next draw cannot be made" in verdict.message


def test_a_card_whose_before_fails_is_broken(engine: Engine) -> None:
    """Nobody is judged by it."""
    question = pose(engine, card_of(FIX.replace("address = ", "torch.nothing(); address = ")), 1)
    verdict = judge(engine, question, "x /= 2")
    assert (verdict.status, verdict.code) == (Status.ERROR, "broken")
    assert "before fails" in verdict.message


@pytest.mark.parametrize("seed", range(3))
def test_lines_are_offered_in_a_wrong_order_and_any_right_one_is_right(engine: Engine, seed: int) -> None:
    """As positions, as texts; the indentation is the lines' own, and the drawn value is in them."""
    question = pose(engine, card_of(ARRANGE), seed)
    entry = kinds.kind("arrange").entry(question)
    assert isinstance(entry, Order)
    k = dict(question.drawn)["k"]
    right = [f"for _ in range({k}):", "    x = x + 1", "    x = x * 2", "x = x - 1"]
    assert sorted(entry.lines) == sorted(right)
    assert list(entry.lines) != right
    positions = [str(entry.lines.index(line) + 1) for line in right]
    for given in (" ".join(positions), "".join(positions), ", ".join(positions), right, "\n".join(right)):
        assert judge(engine, question, given).right, given
    for proof in kinds.kind("arrange").proofs(question):
        verdict = judge(engine, question, proof.given)
        assert verdict.status is proof.status, proof
        assert verdict.diagnosis == (proof.diagnosis if verdict.status is Status.WRONG else "")


def test_two_seeds_offer_two_orders(engine: Engine) -> None:
    """And one seed always the same."""
    kind, card = (
        kinds.kind("arrange"),
        card_of(ARRANGE.replace("$k", "3").replace('{k: "rng.randint(2, 9)"}', "{u: '1'}")),
    )
    orders = [kind.entry(pose(engine, card, seed)) for seed in range(6)]
    assert len(set(map(str, orders))) > 1
    assert kind.entry(pose(engine, card, 0)) == orders[0]


@pytest.mark.parametrize(
    "given", ["", "1", "1 2 3", "1 2 3 3", "0 1 2 3", "1 2 3 4 5", "a b c d", ["x = x - 1"], "1" * 5000, []]
)
def test_what_is_no_order_of_all_the_lines_is_handed_back(engine: Engine, given: str | list[str]) -> None:
    """No attempt."""
    verdict = judge(engine, pose(engine, card_of(ARRANGE), 0), given)
    assert verdict.status is Status.INVALID
    assert verdict.message


def test_a_name_that_a_right_answer_of_the_card_binds_is_the_answers_own(engine: Engine) -> None:
    """The buggy code throws the result away; that it is kept is the repair."""
    card = card_of("""
- id: kept
  ask: fix
  prompt: Double `z`.
  repeat: 2
  before: z = torch.tensor([1., 2.])
  buggy: z.mul(2)
  check: z.tolist() == [2., 4.]
  accept: ["z.mul_(2)", "z = z.mul(2)"]
""")
    question = pose(engine, card)
    assert judge(engine, question, "z = z * 2").right
    assert not judge(engine, question, "z = z * 3").right


COUNTS = """
- id: counts
  ask: fix
  prompt: Count in `c` how often each number is in `y`.
  draw: {v: "[rng.randrange(3) for _ in range(6)]"}
  repeat: 3
  before: |
    y = torch.tensor($v)
    c = torch.zeros(3, dtype=torch.int64)
  buggy: |
    c[y] += 1
  check: "c.tolist() == [y.tolist().count(k) for k in range(3)]"
  cases: [{v: [0, 0, 1, 2, 2, 2]}]
  accept: ["c.index_add_(0, y, torch.ones_like(y))"]
  reject:
    - {code: "c[y] = 1", why: this counts nothing}
"""


@pytest.mark.parametrize(
    "answer",
    [
        "c = torch.bincount(y, minlength=3)",
        "for k in y: c[k] += 1",
        "c = c + torch.nn.functional.one_hot(y, 3).sum(0)\ny = None",
    ],
)
def test_a_name_that_the_code_means_to_change_may_be_bound(engine: Engine, answer: str) -> None:
    """`c[y] += 1` changes `c`, so an answer may make a new one; `y` is only read, and means what it was."""
    question = pose(engine, card_of(COUNTS))
    assert judge(engine, question, answer).right


RAISES = """
- id: raises
  ask: fix
  prompt: Add them up, row by row.
  draw: {n: "rng.randint(3, 9)"}
  repeat: 1
  before: |
    n = $n
    x, w = torch.ones(n, 2), torch.ones(n)
  buggy: y = x + w
  check: "y.shape == x.shape"
  accept: ["y = x + w[:, None]"]
  reject:
    - {code: "y = x.view(n, 1) + w", why: view keeps the number of cells}
    - {code: "y = x + wide[0]", why: there is no wide}
    - {code: "y = {'a': x}['b']", why: b is no key}
"""


@pytest.mark.parametrize(
    ("given", "belief"),
    [
        ("y = torch.mm(x, x)", ""),
        ("y = x.view(n, 1) * 2 + w", "view keeps the number of cells"),
        ("y = x.view(1, n, 1) + w", "view keeps the number of cells"),
        ("y = x\nraise RuntimeError('of mine')", ""),
        ("y = x + w2", ""),
        ("y = x * wide", "there is no wide"),
        ("y = {'a': x}['c']", ""),
        ("y = {'c': x}['b']", "b is no key"),
    ],
)
def test_an_exception_shows_a_known_mistake_only_by_its_message(engine: Engine, given: str, belief: str) -> None:
    """The class alone says little; sizes and what is in brackets differ from draw to draw, and do not count."""
    verdict = judge(engine, pose(engine, card_of(RAISES), 1), given)
    assert verdict.status is Status.WRONG
    assert verdict.why == belief


HIDDEN = """
- id: hidden
  ask: fix
  prompt: Let `h.grad` be the gradient of `loss`.
  draw: {k: "rng.randint(2, 9)"}
  repeat: 3
  before: "k, x = $k, torch.tensor([1., 2.], requires_grad=True)"
  buggy: |
    h = x * k
    loss = (h ** 2).sum()
    loss.backward()
  check: "torch.equal(h.grad, 2 * k * torch.tensor([1., 2.]))"
  accept: ["h = x * k; h.retain_grad(); loss = (h ** 2).sum(); loss.backward()"]
"""


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("h = x * k\nh.register_hook(lambda g: setattr(h, 'grad', g))\nloss = (h ** 2).sum()\nloss.backward()", True),
        ("h = x * k\nloss = (h ** 2).sum()\n(h.grad,) = torch.autograd.grad(loss, h)", True),
        ("h = x * k\nloss = (h ** 2).sum()\ntorch.autograd.backward(loss, inputs=[h])", True),
        ("h = x * k\nloss = (h ** 2).sum()\nloss.backward(retain_graph=True)", False),
    ],
)
def test_a_gradient_inside_a_graph_reaches_a_sealed_check(engine: Engine, answer: str, right: bool) -> None:
    """However it came there: kept by torch, or set by the answer."""
    verdict = judge(engine, pose(engine, card_of(HIDDEN)), answer)
    assert (verdict.right, verdict.sealed) == (right, True)


MEAN = """
- id: mean
  ask: fix
  prompt: The mean of all.
  repeat: 1
  before: parts = torch.arange(12.).split(7)
  buggy: mean = sum(part.mean() for part in parts) / len(parts)
  check: CHECK
  accept: ["mean = torch.cat(parts).mean().item()"]
"""


@pytest.mark.parametrize("check", ['"abs(mean - 5.5) < 1e-4"', "mean == 5.5", '"0 == abs(5.5 - mean)"'])
@pytest.mark.parametrize(
    "given",
    [
        "mean = np.mean([n.item() for part in parts for n in part])",
        "mean = np.mean(torch.cat(parts).numpy())",
        "mean = np.concatenate(parts).mean()",
        "mean = torch.cat(parts).mean()",
        "mean = torch.cat(parts).tolist()\nmean = sum(mean) / len(mean)",
    ],
)
def test_a_number_of_numpy_or_torch_is_as_good_as_one_of_python(engine: Engine, check: str, given: str) -> None:
    """A comparison with it gives a bool of numpy or a tensor."""
    assert judge(engine, pose(engine, card_of(MEAN.replace("CHECK", check))), given).right


@pytest.mark.parametrize("given", ["mean = np.mean([1., 2.])", "mean = torch.tensor(1.5)", "mean = 1.5"])
def test_what_a_check_expects_is_said_as_it_compares(engine: Engine, given: str) -> None:
    """Nothing is said of the kind of number; and a bound is not a value that was expected."""
    equal = judge(engine, pose(engine, card_of(MEAN.replace("CHECK", "mean == 5.5"))), given)
    assert equal.message == "Required, but false: `mean == 5.5`. The value differs."
    below = judge(engine, pose(engine, card_of(MEAN.replace("CHECK", '"abs(mean - 5.5) < 1e-4"'))), given)
    assert (below.message, below.diff) == ("Required, but false: `abs(mean - 5.5) < 0.0001`", ())
    assert below.failed is not None
    assert (below.failed.want, below.failed.got_of) == ("", "abs(mean - 5.5)")
