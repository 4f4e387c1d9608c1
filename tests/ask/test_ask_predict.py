"""`ask: predict`: the truth is what torch says, a belief is recognised, and nothing unannounced is ever graded."""

from __future__ import annotations

import pytest
from scene import GATHER, broken, card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.engine.client import Engine


def fixed(code: str, *extra: str, form: str = "value") -> str:
    """A fixed card with this code on its last line."""
    head = ["- id: it", "  ask: predict", f"  form: {form}", "  prompt: What?", *(f"  {row}" for row in extra)]
    return "\n".join([*head, "  code: |", *(f"    {row}" for row in code.splitlines())])


def test_the_same_seed_asks_the_same_and_another_seed_asks_anew(engine: Engine) -> None:
    """A question is a function of card and seed."""
    card = card_of(GATHER)
    one, again, other = pose(engine, card, 1), pose(engine, card, 1), pose(engine, card, 2)
    assert one == again
    assert one.code != other.code
    assert "$" not in one.code + one.prompt + one.explain


@pytest.mark.parametrize("seed", range(12))
def test_the_right_answer_passes_and_each_belief_is_told_by_its_name(engine: Engine, seed: int) -> None:
    """On every draw: the proofs of the card hold on the learner's own path."""
    question = pose(engine, card_of(GATHER), seed)
    for proof in kinds.kind("predict").proofs(question):
        verdict = judge(engine, question, proof.given)
        assert (verdict.status, verdict.diagnosis) == (proof.status, proof.diagnosis), proof


def test_a_wrong_answer_shows_its_cells_and_no_belief_that_is_not_its_own(engine: Engine) -> None:
    """A made-up answer is wrong without being explained away."""
    question = pose(engine, card_of(GATHER), 1)
    verdict = judge(engine, question, "[[1, 2, 3], [4, 5, 6]]")
    assert verdict.status is Status.WRONG
    assert not verdict.belief
    assert [diff.index for diff in verdict.diff][:2] == ["[0, 0]", "[0, 1]"]
    assert verdict.truth.startswith("tensor([[")


@pytest.mark.parametrize("text", ["", "   ", "[[1, 2", "x + y", "?", "[" * 100, "1e999999999"])
def test_what_cannot_be_read_is_no_attempt(engine: Engine, text: str) -> None:
    """It comes back as INVALID, with a reason, and the truth is not told."""
    verdict = judge(engine, pose(engine, card_of(GATHER), 1), text)
    assert verdict.status is Status.INVALID
    assert verdict.message
    assert not verdict.truth


@pytest.mark.parametrize(
    ("form", "code", "right", "wrong"),
    [
        ("value", "torch.tensor([1, 2])", ["[1, 2]", "1 2", "(1, 2)", "tensor([1, 2])"], ["[1, 3]", "[[1, 2]]", "1"]),
        ("value", "torch.tensor(1.5)", ["1.5", "3/2", "1.50"], ["1.6", "[1.5]"]),
        ("value", "torch.tensor([[0.5, 2.0]])", ["[[.5, 2]]", "[[5e-1, 2.]]"], ["[0.5, 2]"]),
        ("value", "torch.tensor(2.0) / 3", ["0.667", "0.6667", "2/3"], ["0.6", "0.66"]),
        ("shape", "torch.zeros(2, 3).shape", ["2, 3", "2x3", "(2, 3)", "torch.Size([2, 3])", "[2,3]"], ["3, 2", "6"]),
        ("dtype", "torch.zeros(1).dtype", ["float32", "torch.float", "torch.float32"], ["float64", "int64"]),
        ("device", "torch.zeros(1).device", ["cpu"], ["cuda"]),
        ("bool", "torch.equal(torch.ones(1), torch.ones(1))", ["yes", "True", "t"], ["no", "f"]),
        ("text", "str(torch.float16)", ["torch.float16"], ["float32"]),
        ("error", "1 + 1", ["no error"], ["RuntimeError"]),
        ("value", "[torch.zeros(1).dtype, (1, True)]", ["[float32, (1, True)]"], ["[float32, (1, 1)]"]),
    ],
)
def test_forms(engine: Engine, form: str, code: str, right: list[str], wrong: list[str]) -> None:
    """Every spelling of the right answer passes, and none of the wrong ones."""
    question = pose(engine, card_of(fixed(code, form=form)))
    assert {text: judge(engine, question, text).status for text in right} == dict.fromkeys(right, Status.RIGHT)
    assert {text for text in wrong if judge(engine, question, text).status is Status.RIGHT} == set()


@pytest.mark.parametrize(
    ("code", "belief", "of_belief", "right", "handed_back"),
    [
        (
            "torch.tensor([5, 3, 11]) / 2",
            "torch.tensor([5, 3, 11]) // 2",
            ["[2, 1, 5]", "2. 1. 5."],
            ["5/2 3/2 11/2"],
            [],
        ),
        ("0.1 + 0.2", "0.3", ["0.3", "3/10", "0.300"], ["0.30000000000000004"], []),
        (
            "torch.tensor([0.2689, 0.7311])",
            "torch.tensor([0., 1.])",
            ["[0, 1]", "[0., 1.]"],
            ["0.269 0.731"],
            ["0.27 0.73"],
        ),
        ("torch.tensor(-16.5)", "torch.tensor(-16)", ["-16", "-16."], ["-16.5"], ["-17."]),
    ],
)
def test_the_very_number_of_a_belief_is_that_belief_and_not_a_rounding(
    engine: Engine, code: str, belief: str, of_belief: list[str], right: list[str], handed_back: list[str]
) -> None:
    """`/` keeps integers, 0.1 + 0.2 is 0.3: what comes near the truth by way of a belief is wrong, with its belief."""
    question = pose(engine, card_of(fixed(code, "misconceptions:", "  - belief: it is so", f"    code: {belief}")))
    for text in of_belief:
        verdict = judge(engine, question, text)
        assert (verdict.status, verdict.belief) == (Status.WRONG, "it is so"), text
        assert verdict.diff
    assert {text: judge(engine, question, text).status for text in right} == dict.fromkeys(right, Status.RIGHT)
    assert {judge(engine, question, text).status for text in handed_back} <= {Status.INVALID}
    for proof in kinds.kind("predict").proofs(question):
        assert judge(engine, question, proof.given).status is proof.status, proof


def test_without_a_belief_the_plain_decimal_is_the_python_float(engine: Engine) -> None:
    """As it is the tensor of that number."""
    question = pose(engine, card_of(fixed("[0.2, 0.2, 0.4, 0.36000000000000004]")))
    for text in ("[0.2, 0.2, 0.4, 0.36]", "[1/5, 1/5, 2/5, 9/25]", "0.2 0.2 0.4 0.360"):
        assert judge(engine, question, text).right, text
    assert judge(engine, question, "0.2 0.2 0.4 0.37").status is Status.WRONG


@pytest.mark.parametrize(
    ("form", "code", "right", "handed_back"),
    [
        (
            "shape",
            "(torch.zeros(12).shape, torch.tensor(3.).shape)",
            ["12; ()", "(12,); ()", "12, ()", "12\n()", "size 12, scalar"],
            ["float64 float32", "float64, (2,)", "12", "3, 4, 5", "tensor([12]), ()", "True, False", "12, None"],
        ),
        (
            "dtype",
            "(torch.tensor([1]).dtype, torch.tensor([1.]).dtype)",
            ["int64 and float32", "i64/f32", "int64; fp32", "a: long, b: Float", "int64\nfloat32"],
            ["int64", "3, 4", "(2, 3); (4,)", "int64, 3", "int64, cpu", "int64, float32, bool"],
        ),
        ("bool", "(True, torch.tensor(False))", ["t; f", "yes/no", "tensor(True), False"], ["1, 0", "True, 0", "True"]),
        ("shape", "torch.zeros(3, 1).shape", ["size 3,1", "3; 1"], ["(3, 1), (2,)", "float32", "2.5", "an error"]),
        ("dtype", "torch.zeros(1).dtype", ["[float32]", "fp32"], ["float32, float32", "(2, 3)", "it raises"]),
    ],
)
def test_another_form_or_another_number_of_answers_is_handed_back(
    engine: Engine, form: str, code: str, right: list[str], handed_back: list[str]
) -> None:
    """At every depth, and what is said of it tells neither how long the truth is nor of what kind."""
    question = pose(engine, card_of(fixed(code, form=form)))
    for text in right:
        assert judge(engine, question, text).right, text
    for text in handed_back:
        verdict = judge(engine, question, text)
        assert (verdict.status, verdict.truth, verdict.diff) == (Status.INVALID, "", ()), text


def test_a_shape_that_differs_everywhere_is_said_so(engine: Engine) -> None:
    """In the words for a shape."""
    question = pose(engine, card_of(fixed("torch.zeros(2, 3).shape", form="shape")))
    assert judge(engine, question, "3, 2").message == "Both sizes differ."
    assert judge(engine, question, "2, 2").message == "1 of 2 sizes differs."
    assert judge(engine, question, "6").message == "The number of dimensions differs."
    value = pose(engine, card_of(fixed("torch.zeros(2).shape")))
    assert judge(engine, value, "float32").message == "torch gives a shape with 1 dimension."


def test_an_announced_exception_is_the_truth_and_its_ancestors_are_right(engine: Engine) -> None:
    """The class raised, or what it derives from below Exception."""
    raising = fixed("torch.zeros(2, 3) @ torch.zeros(2, 3)", "raises: RuntimeError", form="error")
    question = pose(engine, card_of(raising))
    assert judge(engine, question, "RuntimeError").right
    assert judge(engine, question, "no error").status is Status.WRONG
    assert judge(engine, question, "Exception").status is Status.INVALID
    derived = fixed("torch.rand_like(torch.tensor([3]))", "raises: RuntimeError", form="error")
    assert judge(engine, pose(engine, card_of(derived)), "RuntimeError").right


def test_the_learner_is_not_told_that_an_exception_is_announced(engine: Engine) -> None:
    """Nothing but the truth shows it."""
    question = pose(engine, card_of(fixed("1 / 0", "raises: ZeroDivisionError", form="error")))
    kind = kinds.kind("predict")
    assert "ZeroDivision" not in kind.entry(question).expects + question.prompt


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (fixed("torch.nothing(1)"), "raises AttributeError at line 1"),
        (fixed("x = 1\n1 / 0"), "raises ZeroDivisionError at line 2"),
        (fixed("1 / 0", "raises: RuntimeError"), "where the card says `raises: RuntimeError`"),
        (fixed("1 / 1", "raises: RuntimeError", form="error"), "raises nothing"),
        (fixed("torch.nn.ReLU()"), "cannot be asked for"),
        (fixed("torch.zeros(5000)"), "5,000 elements"),
        (fixed("torch.zeros(1).expand(10**9)"), "1,000,000,000 elements"),
        (fixed("import os; os._exit(0); 1"), "exited with code 0"),
        (fixed("import ctypes; ctypes.string_at(0)"), "SIGSEGV"),
        (fixed("[print('x' * 1023) for _ in range(2**20)]"), "printed more than 1 MiB"),
        (fixed("while True: pass\n1", "budget: 1"), "took longer than 1 s"),
        (fixed("1", 'torch: ">=99"'), "for torch >=2.4,>=99"),
        (fixed("1", "misconceptions:", "  - belief: b", "    code: 1 / 0"), "belief `b` raises ZeroDivisionError"),
        (fixed("x = 1\nx", "misconceptions:", "  - belief: b", "    code: x"), "belief `b` raises NameError"),
        (fixed("$k", "draw: {k: '1'}", "misconceptions:", "  - belief: b", "    code: '1'"), "gives the truth"),
    ],
)
def test_a_broken_card_is_put_aside_with_the_reason(engine: Engine, text: str, told: str) -> None:
    """Typos, crashes, endless loops and huge results are the card's fault, never the learner's."""
    assert told in broken(engine, text).reason


def test_a_belief_that_uses_a_name_of_the_code_is_told_that_it_runs_by_itself(engine: Engine) -> None:
    """What helps is not another ending of its code, but writing out what it needs."""
    text = fixed("x = 1\nx", "misconceptions:", "  - belief: b", "    code: x")
    assert broken(engine, text).fix.startswith("A belief runs by itself, after `setup` only")


def test_a_draw_on_which_a_belief_is_true_is_drawn_again(engine: Engine) -> None:
    """So that a wrong rule cannot give the right answer."""
    card = card_of(
        fixed("2 * $k", "draw: {k: 'rng.choice([2, 5])'}", "misconceptions:", "  - belief: b", "    code: $k ** 2")
    )
    assert {pose(engine, card, seed).code for seed in range(6)} == {"2 * 5"}


def test_dtype_counts_only_where_the_card_asks_for_it_or_the_learner_states_it(engine: Engine) -> None:
    """`compare: {dtype: exact}`."""
    loose = pose(engine, card_of(fixed("torch.tensor([1.0])")))
    strict = pose(engine, card_of(fixed("torch.tensor([1.0])", "compare: {dtype: exact}")))
    assert judge(engine, loose, "[1]").right
    assert not judge(engine, loose, "tensor([1], dtype=torch.int64)").right
    assert not judge(engine, strict, "[1]").right
    assert judge(engine, strict, "[1.]").right


@pytest.mark.parametrize(
    ("form", "code", "few", "right"),
    [
        ("dtype", "(torch.ones(1).dtype, torch.tensor(1).dtype)", "float32", "float32, int64"),
        ("shape", "(torch.ones(1, 2).shape, torch.tensor(1).shape)", "1, 2, 3", "(1, 2), ()"),
        ("bool", "(1 == 1, 1 == 2)", "True", "t f"),
    ],
)
def test_one_answer_to_a_question_for_two_is_handed_back(
    engine: Engine, form: str, code: str, few: str, right: str
) -> None:
    """The code shows that a pair is asked for; forgetting half of it is a slip, and the line by the input says so."""
    question = pose(engine, card_of(fixed(code, form=form)))
    assert kinds.kind("predict").entry(question).expects.startswith("2 ")
    assert judge(engine, question, few).status is Status.INVALID
    assert judge(engine, question, right).right


@pytest.mark.parametrize("text", ["13", "13 12 11", "(7)", "7/7", "[13, 12, 11]"])
def test_another_number_of_values_than_the_code_shows_is_handed_back(engine: Engine, text: str) -> None:
    """As for shapes, dtypes and bools; exactly what a belief predicts is that belief."""
    belief = ("misconceptions:", "  - belief: They are added", "    code: torch.tensor(25)")
    question = pose(engine, card_of(fixed("x = torch.tensor([13, 12])\n(x[0].item(), x[1])", *belief)))
    verdict = judge(engine, question, text)
    assert (verdict.status, verdict.message) == (Status.INVALID, "Type 2 values, such as [1, 2], 2.5.")
    assert judge(engine, question, "25").belief == "They are added"
    assert judge(engine, question, "13 12").right
    assert judge(engine, question, "12, 13").status is Status.WRONG


@pytest.mark.parametrize(
    ("code", "text", "right"),
    [
        ("t = torch.tensor(2.6)\n((t == 2.6).item(), (t == 2.5).item())", "1,0", "t f"),
        ("(torch.ones(2).sum().item(), torch.ones(1).requires_grad)", "2, 0", "2, False"),
        ("torch.ones(1).requires_grad", "0", "no"),
    ],
)
def test_a_number_where_a_bool_is_asked_is_handed_back(engine: Engine, code: str, text: str, right: str) -> None:
    """Also under `form: value`, in each of the values asked for."""
    question = pose(engine, card_of(fixed(code)))
    verdict = judge(engine, question, text)
    assert verdict.status is Status.INVALID
    assert verdict.message.startswith("True or False is asked for")
    assert judge(engine, question, right).right


def test_numbers_that_a_belief_predicts_are_that_belief_where_bools_are_asked(engine: Engine) -> None:
    """A belief may be just that: a comparison gives numbers."""
    belief = ("misconceptions:", "  - belief: They are numbers", "    code: (1, 0)")
    question = pose(engine, card_of(fixed("(1 == 1, 1 == 2)", *belief)))
    assert judge(engine, question, "1 0").belief == "They are numbers"
    assert judge(engine, question, "0 1").status is Status.INVALID


@pytest.mark.parametrize("code", ["52", "torch.tensor(52)", "torch.tensor(52).item()"])
@pytest.mark.parametrize("word", ["int", "long", "int64"])
def test_a_number_after_the_name_of_a_dtype_is_that_number(engine: Engine, code: str, word: str) -> None:
    """A cast of it, not a pair."""
    question = pose(engine, card_of(fixed(code)))
    assert judge(engine, question, f"{word} 52").right
    assert judge(engine, question, f"{word} 53").status is Status.WRONG
    assert judge(engine, question, "int 52.5").status is Status.INVALID


def test_a_float_may_be_typed_as_a_cast(engine: Engine) -> None:
    """Python's `float` says no dtype of a tensor; and a dtype beside numbers that are asked for stays one."""
    assert judge(engine, pose(engine, card_of(fixed("torch.tensor(5.0)"))), "float 5").right
    several = pose(engine, card_of(fixed("x = torch.tensor([72, 3])\n(x[0].item(), x[1].item(), x.dtype)")))
    assert judge(engine, several, "72, 3, int64").right


ROW = "torch.tensor([[0, 0.5, 0.5]])"
BELIEF = ("misconceptions:", "  - belief: One dim is dropped", "    code: torch.tensor([0, 1., 1.])")


@pytest.mark.parametrize("text", ["0 .5 .5", "0, 0.5, 0.5", "1 2 3"])
def test_a_row_without_brackets_is_handed_back_where_dims_are_asked(engine: Engine, text: str) -> None:
    """Nobody can tell how many were meant; exactly what a belief predicts is that belief."""
    question = pose(engine, card_of(fixed(ROW, *BELIEF)))
    verdict = judge(engine, question, text)
    assert (verdict.status, verdict.message[:17]) == (Status.INVALID, "How many brackets")
    assert judge(engine, question, "0 1 1").belief == "One dim is dropped"
    assert judge(engine, question, "0 1 2 3").status is Status.WRONG
    assert judge(engine, pose(engine, card_of(fixed("torch.tensor([0, 0.5, 0.5])"))), "0 .5 .5").right


@pytest.mark.parametrize(
    ("code", "text", "status"),
    [
        ("torch.tensor([0, 7.5])", "0; 7.5", Status.INVALID),
        ("torch.tensor([True, False])", "t; f", Status.INVALID),
        ("torch.tensor([[0, 7.5]])", "0; 7.5", Status.INVALID),
        ("torch.tensor([[0], [7.5]])", "0; 7.5", Status.RIGHT),
        ("torch.tensor([0, 7.5])", "0\n7.5", Status.RIGHT),
        ("torch.tensor([0, 7.5])", "[0]; [7.5]", Status.WRONG),
        ("torch.tensor([0, 7.5])", "0; 7.5; 8", Status.WRONG),
        ("torch.tensor([57.])", "57", Status.WRONG),
    ],
)
def test_a_column_without_brackets_is_handed_back_for_a_vector(
    engine: Engine, code: str, text: str, status: Status
) -> None:
    """As a row is for a column; where it has the dims of the truth, it is right."""
    assert judge(engine, pose(engine, card_of(fixed(code))), text).status is status


@pytest.mark.parametrize("text", ["torch.Size([3, 1])", "Size([3, 1])", "(3, 1)", "3x1"])
def test_strides_asked_as_a_shape_may_be_typed_as_one(engine: Engine, text: str) -> None:
    """They are a tuple of ints; asked as a value, a torch.Size is a claim and a false one."""
    code = "torch.zeros(2, 3).stride()"
    assert judge(engine, pose(engine, card_of(fixed(code, form="shape"))), text).right
    assert judge(engine, pose(engine, card_of(fixed(code))), text).right == ("Size" not in text)


@pytest.mark.parametrize("text", ["'RuntimeError'", '"RuntimeError: no match"', "```python\nRuntimeError\n```"])
def test_a_quoted_class_is_the_class_where_no_text_is_asked(engine: Engine, text: str) -> None:
    """On a card that asks for a value or an exception; text that is a value stays text."""
    question = pose(engine, card_of(fixed("torch.zeros(2, 3) @ torch.zeros(2, 3)", "raises: maybe")))
    assert judge(engine, question, text).right
    assert judge(engine, pose(engine, card_of(fixed("'RuntimeError'"))), "'RuntimeError'").right


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no exception, [17, 99]", "Type the value alone, without `no exception` before it."),
        ("no error, (1, 9)", "Type the value alone, without `no error` before it."),
        ("It does not raise: 3", "Type the value alone, without `it does not raise` before it."),
    ],
)
def test_a_value_after_the_claim_that_nothing_is_raised_is_handed_back(engine: Engine, text: str, reason: str) -> None:
    """With the true reason: no class is missing."""
    verdict = judge(engine, pose(engine, card_of(fixed("torch.tensor([17, 99])"))), text)
    assert (verdict.status, verdict.message) == (Status.INVALID, reason)


@pytest.mark.parametrize(
    "text", ["```python\n[17, 99]\n```", "```py [17, 99]```", "```\n[17, 99]\n```", "~~~\n17 99\n~~~"]
)
def test_a_fence_around_a_value_is_left_out(engine: Engine, text: str) -> None:
    """With a language or without, as around code."""
    assert judge(engine, pose(engine, card_of(fixed("torch.tensor([17, 99])"))), text).right


@pytest.mark.parametrize(
    ("code", "text", "shapes"),
    [
        (ROW, "[0, .5, .5]", ("(1, 3)", "(3,)")),
        (ROW, "tensor([0.0000, 0.5000, 0.5000])", ("(1, 3)", "(3,)")),
        ("torch.tensor([18.])", "18", ("(1,)", "()")),
        ("torch.tensor(18.)", "[18]", ("()", "(1,)")),
        ("torch.tensor([[True], [False]])", "[t, f]", ("(2, 1)", "(2,)")),
    ],
)
def test_a_wrong_shape_of_the_right_values_is_told_as_such(
    engine: Engine, code: str, text: str, shapes: tuple[str, str]
) -> None:
    """It stays wrong; both shapes are named, and a belief that predicts it is told."""
    question = pose(engine, card_of(fixed(code)))
    verdict = judge(engine, question, text)
    assert (verdict.status, verdict.message) == (Status.WRONG, "The values are right, the shape is not.")
    assert [(diff.index, diff.want, diff.got) for diff in verdict.diff] == [("shape", *shapes)]
    other = judge(engine, question, text.replace("18", "17").replace(".5", ".25").replace("t", "f"))
    assert other.message == "The shape differs." or "tensor" in text
    belief = ("misconceptions:", "  - belief: Not so", f"    code: ({code}).view({shapes[1]})")
    assert judge(engine, pose(engine, card_of(fixed(code, *belief))), text).belief == "Not so"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("a, b = torch.arange(9), torch.arange(10)\n(len(a), len(b))", "len(a) = 9, len(b) = 10"),
        ("a, b = torch.arange(9), torch.arange(10)\n(len(a), len(b))", "len(a): 9; len( b ): 10"),
        ("a, b = torch.arange(9), torch.arange(10)\n(len(a), len(b))", "len(a) is 9 and len(b) is 10"),
        ("x = torch.ones(2)\n(x.sum().item(), x.shape)", "x.sum().item() == 2, x.shape: (2,)"),
        ("torch.arange(4).sum(0)", "torch.arange(4).sum(0) = 6"),
    ],
)
def test_what_is_asked_may_be_repeated_before_its_value(engine: Engine, code: str, text: str) -> None:
    """Each expression of the last line."""
    assert judge(engine, pose(engine, card_of(fixed(code))), text).right


@pytest.mark.parametrize("text", ["[1, 2],", "tensor([1, 2]),", "[1, 2] int64", "int64 [1, 2]", "(1, 2),", "[1, 2] , "])
def test_a_comma_or_a_dtype_beside_a_tensor_makes_no_tuple(engine: Engine, text: str) -> None:
    """Also where a belief predicts one; but that very one is the belief."""
    belief = ("misconceptions:", "  - belief: A pair", "    code: (torch.tensor([1, 2]), torch.int64)")
    for extra in ((), belief):
        question = pose(engine, card_of(fixed("torch.tensor([1, 2])", *extra)))
        assert judge(engine, question, text).right == (not extra or text != "[1, 2] int64")
        assert judge(engine, question, text.replace("1", "3")).status is Status.WRONG


@pytest.mark.parametrize("code", ["1 / 0", "1 / 1"])
def test_the_hint_names_an_exception_where_the_prompt_does(engine: Engine, code: str) -> None:
    """Whether one is raised or not; elsewhere it is not named."""
    card = fixed(code, "raises: maybe", form="value")
    either = card.replace("prompt: What?", "prompt: Value, or which exception?")
    hints = [kinds.kind("predict").entry(pose(engine, card_of(text))).expects for text in (either, card)]
    assert [hint.endswith(" or 2.5, or an exception class") for hint in hints] == [True, False]
