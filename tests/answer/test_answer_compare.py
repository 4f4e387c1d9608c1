"""The comparison of DESIGN §3: structure, shape, dtype, cells; the rule for floats; what a diff says."""

from __future__ import annotations

import math

import pytest

from quiz.answer.compare.compare import CompareRules, Match, compare
from quiz.answer.typed.literal import Form, Unreadable, read, typed_of
from quiz.answer.value import (
    Name,
    Null,
    Number,
    Opaque,
    Outcome,
    Raised,
    Scalar,
    Series,
    Size,
    String,
    Table,
    Tensor,
    Value,
)
from quiz.answer.verdict import CellDiff

PLAIN = CompareRules()
EXACT = CompareRules(dtype_exact=True)
F32_THIRD = 0.3333333432674408


def judged(text: str, truth: Value, rules: CompareRules = PLAIN, form: Form = Form.VALUE) -> Match:
    reading = read(text, form)
    assert not isinstance(reading, Unreadable), reading.reason
    return compare(reading, truth, rules)


def tensor(dtype: str, *cells: Number) -> Tensor:
    return Tensor(dtype, (len(cells),), cells)


def scalar(dtype: str, cell: Number) -> Tensor:
    return Tensor(dtype, (), (cell,))


GRID = Tensor("int64", (2, 3), (1, 2, 3, 4, 5, 6))


@pytest.mark.parametrize(
    ("text", "truth", "diff", "message"),
    [
        ("[[1, 2, 3], [4, 5, 7]]", GRID, [("[1, 2]", "6", "7")], "1 of 6 cells differs."),
        (
            "[[1, 2, 0], [4, 5, 7]]",
            GRID,
            [("[0, 2]", "3", "0"), ("[1, 2]", "6", "7")],
            "2 of 6 cells differ.",
        ),
        ("1 2 3", GRID, [("shape", "(2, 3)", "(3,)")], "The shape differs."),
        ("[1 2; 3 4; 5 6]", GRID, [("shape", "(2, 3)", "(3, 2)")], "The values are right, the shape is not."),
        ("5", Tensor("int64", (1,), (5,)), [("shape", "(1,)", "()")], "The values are right, the shape is not."),
        ("[5]", scalar("int64", 5), [("shape", "()", "(1,)")], "The values are right, the shape is not."),
        ("5", Scalar(6), [("value", "6", "5")], "The value differs."),
        ("[5]", Scalar(5), [("kind", "a Python int", "[5]")], "torch gives a Python int."),
        ("tensor(5)", Scalar(5), [("kind", "a Python int", "a tensor of shape ()")], "torch gives a Python int."),
        (
            "float32",
            scalar("int64", 5),
            [("kind", "a tensor of shape ()", "float32")],
            "torch gives a tensor of shape ().",
        ),
        (
            "tensor([2, 3])",
            Size((2, 3)),
            [("kind", "a shape with 2 dimensions", "a tensor of shape (2,)")],
            "torch gives a shape with 2 dimensions.",
        ),
        (
            "torch.Size([1, 2])",
            tensor("int64", 1, 2),
            [("kind", "a tensor of shape (2,)", "a shape of 2")],
            "torch gives a tensor of shape (2,).",
        ),
        ("(2, 3, 4)", Size((2, 3)), [("length", "2", "3")], "The number of dimensions differs."),
        ("(2, 4)", Size((2, 3)), [("[1]", "3", "4")], "1 of 2 sizes differs."),
        ("(3, 2)", Size((2, 3)), [("[0]", "2", "3"), ("[1]", "3", "2")], "Both sizes differ."),
        ("(3,)", Size((2,)), [("[0]", "2", "3")], "The size differs."),
        (
            "(1, 1, 1)",
            Size((2, 3, 4)),
            [("[0]", "2", "1"), ("[1]", "3", "1"), ("[2]", "4", "1")],
            "All 3 sizes differ.",
        ),
        ("(2,)", Scalar(3), [("kind", "a Python int", "[2]")], "torch gives a Python int."),
        ("5", Size((2,)), [("kind", "a shape with 1 dimension", "5")], "torch gives a shape with 1 dimension."),
        ("int64", Name("dtype", "int32"), [("value", "int32", "int64")], "The dtype differs."),
        ("'b'", String("a"), [("value", "'a'", "'b'")], "The text differs."),
        ("1", Null(), [("value", "None", "1")], "The value differs."),
        ("RuntimeError", Scalar(1), [("exception", "no error", "RuntimeError")], "No exception is raised."),
        ("[1, 2]", Raised(("ValueError",)), [("exception", "ValueError", "[1, 2]")], "The code raises ValueError."),
        ("KeyError", Raised(("ValueError",)), [("exception", "ValueError", "KeyError")], "The code raises ValueError."),
        (
            "([1, 2, 3], [[1, 2, 3], [4, 5, 0]])",
            Series("tuple", (tensor("int64", 1, 2, 3), GRID)),
            [("[1][1, 2]", "6", "0")],
            "1 of 9 cells differs.",
        ),
        (
            "([1, 2], 5)",
            Series("tuple", (tensor("int64", 1, 2, 3), scalar("int64", 5))),
            [("[0].shape", "(3,)", "(2,)")],
            "The shape differs.",
        ),
        (
            "max(values=tensor([9]), indices=tensor([1]))",
            Series("named", (tensor("int64", 8), tensor("int64", 1)), ("values", "indices")),
            [(".values[0]", "8", "9")],
            "1 of 2 cells differs.",
        ),
        (
            "max(values=8, index=1)",
            Series("named", (scalar("int64", 8), scalar("int64", 1)), ("values", "indices")),
            [("names", "values, indices", "values, index")],
            "The names differ.",
        ),
        (
            "{'a': 2, 'c': 3}",
            Table(((String("a"), Scalar(1)), (String("b"), Scalar(0)))),
            [("['a']", "1", "2"), ("['b']", "0", "missing"), ("['c']", "missing", "3")],
            "A key is missing. There is an extra key. The value differs.",
        ),
        (
            "{1, 3}",
            Series("set", (Scalar(1), Scalar(2))),
            [("items", "2", "missing"), ("items", "missing", "3")],
            "2 of 3 items differ.",
        ),
        (
            "[[1, 2], 3]",
            Series("list", (Scalar(1), Scalar(3))),
            [("[0].kind", "a Python int", "[1, 2]")],
            "torch gives a Python int.",
        ),
    ],
)
def test_a_wrong_answer_shows_where_it_differs(
    text: str, truth: Value, diff: list[tuple[str, str, str]], message: str
) -> None:
    """Structure first, then shape, then each cell with its index."""
    match = judged(text, truth)
    assert match.status == "wrong"
    assert match.diff == tuple(CellDiff(*cell) for cell in diff)
    assert match.message == message


def test_many_differences_are_counted_and_the_first_are_shown() -> None:
    """The diff is capped; the message tells how many there are."""
    match = judged("[" + "0 " * 500 + "]", Tensor("int64", (500,), (1,) * 500))
    assert len(match.diff) == 64
    assert match.message == "All 500 cells differ."


@pytest.mark.parametrize(
    ("text", "truth", "status"),
    [
        # Correctly rounded at the last typed place, with min(3, printed) significant digits.
        ("[0.333]", tensor("float32", F32_THIRD), "right"),
        ("[0.3333]", tensor("float32", F32_THIRD), "right"),
        ("[0.33333334]", tensor("float32", F32_THIRD), "right"),
        ("[0.33333333]", tensor("float32", F32_THIRD), "right"),
        ("[1/3]", tensor("float32", F32_THIRD), "right"),
        ("[1/3]", tensor("bfloat16", 0.333984375), "right"),
        ("[0.33]", tensor("float32", F32_THIRD), "unreadable"),
        ("[0.3]", tensor("float32", F32_THIRD), "unreadable"),
        ("[0]", tensor("float32", F32_THIRD), "wrong"),
        ("[0.]", tensor("float32", F32_THIRD), "unreadable"),
        ("[0.334]", tensor("float32", F32_THIRD), "wrong"),
        ("[0.3334]", tensor("float32", F32_THIRD), "wrong"),
        ("[0.332]", tensor("float32", F32_THIRD), "wrong"),
        ("[1]", tensor("float32", F32_THIRD), "wrong"),
        # Exact ones need no digits.
        ("[0.1]", tensor("float32", 0.10000000149011612), "right"),
        ("[.5]", tensor("float32", 0.5), "right"),
        ("[2]", tensor("float32", 2.0), "right"),
        ("[2.0]", tensor("float32", 2.0), "right"),
        # A tie may be rounded to either side; a shortest decimal may be rounded as well.
        ("[0.12]", tensor("float32", 0.125), "unreadable"),
        ("[1.12]", tensor("float64", 1.125), "right"),
        ("[1.13]", tensor("float64", 1.125), "right"),
        ("[2.68]", tensor("float64", 2.675), "right"),
        ("[2.67]", tensor("float64", 2.675), "right"),
        # Fewer digits where torch prints fewer.
        ("[0.0012, 1.]", tensor("float32", 0.001234, 1.0), "right"),
        ("[0.0002, 0.125]", tensor("float32", 0.00021, 0.125), "right"),
        ("[2e-4, 0.125]", tensor("float32", 0.00021, 0.125), "right"),
        ("[1.2e-5]", tensor("float32", 1.23e-5), "unreadable"),
        ("[1.23e-5]", tensor("float32", 1.234e-5), "right"),
        ("[1235.]", tensor("float32", 1234.56), "right"),
        ("[1.23e3]", tensor("float32", 1234.56), "right"),
        ("[1200]", tensor("float32", 1234.56), "wrong"),
        # One short cell is no attempt, unless another cell is plainly wrong.
        ("[0.33, 0.5]", tensor("float32", F32_THIRD, 0.5), "unreadable"),
        ("[0.33, 0.6]", tensor("float32", F32_THIRD, 0.5), "wrong"),
        # Low precision: what was lost is the point.
        ("257", scalar("bfloat16", 256.0), "wrong"),
        ("256", scalar("bfloat16", 256.0), "right"),
        ("2049", scalar("float16", 2048.0), "wrong"),
        ("16777217", scalar("float32", 16777216.0), "wrong"),
        ("70000.", scalar("bfloat16", 70144.0), "wrong"),
        ("2.7", scalar("bfloat16", 2.703125), "unreadable"),
        ("2.70", scalar("bfloat16", 2.703125), "right"),
        ("2.7031", scalar("bfloat16", 2.703125), "right"),
        ("2.7001", scalar("bfloat16", 2.703125), "wrong"),
        ("70000", scalar("float16", math.inf), "wrong"),
        # nan, infinities, zeros.
        ("nan", scalar("float32", math.nan), "right"),
        ("0", scalar("float32", math.nan), "wrong"),
        ("nan", scalar("float32", 0.0), "wrong"),
        ("inf", scalar("float32", math.inf), "right"),
        ("-inf", scalar("float32", math.inf), "wrong"),
        ("1e39", scalar("float32", math.inf), "wrong"),
        ("-0", scalar("float32", 0.0), "right"),
        ("0", scalar("float32", -0.0), "right"),
        ("1e-9", scalar("float32", 0.0), "wrong"),
        ("0.00", scalar("float32", 1e-9), "unreadable"),
        # Ints, bools and floats.
        ("3.", scalar("int64", 3), "right"),
        ("6/2", scalar("int64", 3), "right"),
        ("2.9", scalar("int64", 3), "wrong"),
        ("2.9999999999", scalar("int64", 3), "wrong"),
        ("9007199254740993", scalar("int64", 9007199254740993), "right"),
        ("9007199254740992", scalar("int64", 9007199254740993), "wrong"),
        ("18446744073709551615", scalar("uint64", 2**64 - 1), "right"),
        ("1", scalar("bool", True), "wrong"),
        ("True", scalar("int64", 1), "wrong"),
        ("True", scalar("float32", 1.0), "wrong"),
        ("True", scalar("bool", True), "right"),
        ("False", scalar("bool", True), "wrong"),
        # Complex.
        ("1+2j", scalar("complex64", 1 + 2j), "right"),
        ("1", scalar("complex64", 1 + 0j), "right"),
        ("1+0j", scalar("float32", 1.0), "right"),
        ("1", scalar("complex64", 1 + 2j), "wrong"),
        ("1+2.1j", scalar("complex64", 1 + 2j), "wrong"),
        ("0.333+0.667j", scalar("complex64", complex(F32_THIRD, 0.6666666865348816)), "right"),
        ("0.333+0.67j", scalar("complex64", complex(F32_THIRD, 0.6666666865348816)), "unreadable"),
        ("0.332+0.67j", scalar("complex64", complex(F32_THIRD, 0.6666666865348816)), "wrong"),
        ("nan+infj", scalar("complex64", complex(math.nan, math.inf)), "right"),
        # Python floats show what repr shows.
        ("0.1", Scalar(0.1), "right"),
        ("0.3", Scalar(0.1 + 0.2), "right"),
        ("3/10", Scalar(0.1 + 0.2), "right"),
        ("0.30000001", Scalar(0.1 + 0.2), "wrong"),
        ("31/100", Scalar(0.1 + 0.2), "wrong"),
        ("0.300", Scalar(0.1 + 0.2), "right"),
        ("0.30000000000000004", Scalar(0.1 + 0.2), "right"),
        ("0.1", Scalar(0.10000000149011612), "right"),
    ],
)
def test_the_rule_for_numbers(text: str, truth: Value, status: str) -> None:
    """DESIGN §3: a float is right if equal, or correctly rounded where it was cut, with enough digits."""
    assert judged(text, truth).status == status


def test_too_few_digits_name_how_many_are_asked_and_where() -> None:
    """The learner is told what to type, not what the digits are."""
    match = judged("[0.33, 0.5]", tensor("float32", F32_THIRD, 0.5))
    assert match == Match("unreadable", (), "More digits, please: at least 3 significant digits at [0].")
    assert judged("0.3", Scalar(1 / 3)).message == "More digits, please: at least 3 significant digits."


def test_a_card_may_ask_for_more_or_fewer_digits() -> None:
    """`digits` stands in place of the three; never more than torch prints."""
    truth = tensor("float32", F32_THIRD)
    assert judged("[0.3]", truth, CompareRules(digits=1)).status == "right"
    assert judged("[0.33]", truth, CompareRules(digits=2)).status == "right"
    assert judged("[0.333]", truth, CompareRules(digits=4)).status == "unreadable"
    assert judged("[0.3333]", truth, CompareRules(digits=9)).status == "right"


@pytest.mark.parametrize(
    ("text", "truth", "status"),
    [
        ("[1, 2]", tensor("int64", 1, 2), "right"),
        ("[1., 2]", tensor("int64", 1, 2), "wrong"),
        ("[1, 2]", tensor("float32", 1.0, 2.0), "wrong"),
        ("[1, 2.]", tensor("float32", 1.0, 2.0), "right"),
        ("[1., 2.]", tensor("float64", 1.0, 2.0), "wrong"),
        ("tensor([1., 2.], dtype=torch.float64)", tensor("float64", 1.0, 2.0), "right"),
        ("[1, 2], dtype=float64", tensor("float64", 1.0, 2.0), "right"),
        ("[True]", tensor("bool", True), "right"),
        ("[1+0j]", tensor("complex64", 1 + 0j), "right"),
        ("[1]", tensor("complex64", 1 + 0j), "wrong"),
        ("[]", Tensor("float32", (0,), ()), "right"),
        ("[]", Tensor("int64", (0,), ()), "wrong"),
        ("tensor([], dtype=torch.int64)", Tensor("int64", (0,), ()), "right"),
        ("[nan]", tensor("float32", math.nan), "right"),
        ("3", Scalar(3), "right"),
        ("3", Scalar(3.0), "wrong"),
        ("3.", Scalar(3.0), "right"),
        ("([1], 2.)", Series("tuple", (tensor("int64", 1), scalar("float32", 2.0))), "right"),
        ("([1.], 2.)", Series("tuple", (tensor("int64", 1), scalar("float32", 2.0))), "wrong"),
    ],
)
def test_where_the_dtype_is_asked_the_literal_counts_as_torch_would_infer_it(
    text: str, truth: Value, status: str
) -> None:
    """`[1, 2]` is int64 and `[1., 2.]` float32, unless a dtype is stated."""
    assert judged(text, truth, EXACT).status == status


def test_a_differing_dtype_stands_in_the_diff() -> None:
    """What was asked for is shown by name, beside the cells."""
    match = judged("[1, 3]", tensor("float32", 1.0, 2.0), EXACT)
    assert match.diff == (CellDiff("dtype", "float32", "int64"), CellDiff("[1]", "2.", "3"))
    assert match.message == "The dtype differs. 1 of 2 cells differs."


@pytest.mark.parametrize(
    ("claim", "index"),
    [
        ("dtype=torch.float64", "dtype"),
        ("device='cuda:0'", "device"),
        ("requires_grad=True", "requires_grad"),
        ("grad_fn=<AddBackward0>", "requires_grad"),
        ("layout=torch.sparse_coo", "layout"),
    ],
)
def test_what_is_claimed_must_hold(claim: str, index: str) -> None:
    """A dtype, device, layout or requires_grad need not be typed; typed wrong it is wrong."""
    truth = tensor("float32", 1.0, 2.0)
    assert judged("tensor([1., 2.])", truth).status == "right"
    match = judged(f"tensor([1., 2.], {claim})", truth)
    assert match.status == "wrong"
    assert [cell.index for cell in match.diff] == [index]


def test_cuda_stands_for_any_cuda_device_but_a_number_for_itself() -> None:
    """The learner need not know how many GPUs there are."""
    truth = Name("device", "cuda:1")
    assert judged("cuda", truth).status == "right"
    assert judged("cuda:1", truth).status == "right"
    assert judged("cuda:0", truth).status == "wrong"
    assert judged("cpu", truth).status == "wrong"


def test_brackets_are_interchangeable_until_a_constructor_is_typed() -> None:
    """`[1, 2]` may mean a list, a tuple, a Size or a tensor."""
    wanted: list[Value] = [
        tensor("int64", 1, 2),
        Size((1, 2)),
        Series("list", (Scalar(1), Scalar(2))),
        Series("tuple", (Scalar(1), Scalar(2))),
        Series("named", (Scalar(1), Scalar(2)), ("x", "y"), "Point"),
    ]
    for text, allowed in [
        ("[1, 2]", wanted),
        ("(1, 2)", wanted),
        ("tensor([1, 2])", wanted[:1]),
        ("torch.Size([1, 2])", wanted[1:2]),
        ("list([1, 2])", [wanted[0], wanted[2]]),
        ("tuple([1, 2])", [wanted[0], wanted[1], wanted[3], wanted[4]]),
    ]:
        assert [truth for truth in wanted if judged(text, truth).status == "right"] == allowed, text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[[1, 2], [3]]", "right"),
        ("[[1, 2], [4]]", "wrong"),
        ("[[1, 2], [3, 4]]", "wrong"),
        ("[tensor([1, 2]), tensor([3])]", "right"),
        ("nested_tensor([[1, 2], [3]])", "right"),
        ("nested_tensor([\n  tensor([1, 2]),\n  tensor([3])\n])", "right"),
        ("torch.nested.nested_tensor([[1, 2], [3]], dtype=torch.int64)", "right"),
        ("nested_tensor([[1, 2], [3]], dtype=torch.int32)", "wrong"),
        ("tensor([[1, 2]])", "wrong"),
        ("nested_tensor(3)", "unreadable"),
    ],
)
def test_a_nested_tensor_is_typed_as_the_tensors_it_holds(text: str, status: str) -> None:
    """Rows of different lengths, which no other tensor has; torch's own print may be pasted."""
    parts = tensor("int64", 1, 2), tensor("int64", 3)
    reading = read(text, Form.VALUE)
    found = "unreadable" if isinstance(reading, Unreadable) else compare(reading, Series("nested tensor", parts)).status
    assert found == status


def test_a_tensor_without_cells_says_why_it_cannot_be_judged() -> None:
    """On the meta device there are none; elsewhere there are too many."""
    assert "meta device" in judged("[1, 2]", Tensor("float32", (2,), (), device="meta")).message
    assert "too large" in judged("[1, 2]", Tensor("float32", (5000,), ())).message


def test_rows_of_different_lengths_are_handed_back_where_a_tensor_is_asked() -> None:
    """That is a slip of the keys: no tensor looks so."""
    assert judged("[[1, 2, 3], [4, 5]]", GRID).status == "unreadable"
    assert judged("[[1, 2], [3]]", Series("list", (tensor("int64", 1, 2), tensor("int64", 3)))).status == "right"


@pytest.mark.parametrize(
    ("text", "form", "truth", "status"),
    [
        ("no error", Form.ERROR, Scalar(1), "right"),
        ("no error", Form.ERROR, Opaque("DataLoader", "no value"), "right"),
        ("no error", Form.ERROR, Raised(("ValueError",)), "wrong"),
        ("ValueError", Form.ERROR, Scalar(1), "wrong"),
        ("LookupError", Form.ERROR, Raised(("IndexError", "LookupError")), "right"),
        ("IndexError", Form.ERROR, Raised(("LookupError",)), "wrong"),
        ("torch.cuda.OutOfMemoryError", Form.ERROR, Raised(("OutOfMemoryError", "RuntimeError")), "right"),
        ("torch.linalg.LinAlgError", Form.ERROR, Raised(("LinAlgError", "RuntimeError")), "right"),
        ("torch._C._LinAlgError: singular", Form.ERROR, Raised(("LinAlgError", "RuntimeError")), "right"),
        ("hello", Form.TEXT, Raised(("ValueError",)), "wrong"),
        ("ValueError", Form.TEXT, Raised(("ValueError",)), "right"),
        ("ValueError", Form.VALUE, String("ValueError"), "right"),
        ("KeyError", Form.VALUE, String("ValueError"), "wrong"),
    ],
)
def test_exceptions(text: str, form: Form, truth: Value, status: str) -> None:
    """Right is the class that is raised, or an ancestor below Exception; or that none is."""
    assert judged(text, truth, form=form).status == status


@pytest.mark.parametrize("truth", [Opaque("DataLoader", "it has no value"), Tensor("float32", (5000,), (1.0,) * 4096)])
def test_a_truth_that_cannot_be_judged_is_no_attempt(truth: Value) -> None:
    """The learner pays nothing for what the program cannot compare."""
    match = judged("[1, 2]", Series("tuple", (Scalar(1), truth)))
    assert match.status == "unreadable"
    assert "cannot be judged" in match.message


def test_text_that_is_not_a_list_is_handed_back_where_several_are_asked() -> None:
    """`0.weight` has a dot that keeps it from being read without quotation marks."""
    match = judged("0.weight 0.bias", Series("list", (String("0.weight"), String("0.bias"))), form=Form.TEXT)
    assert match.status == "unreadable"
    assert "quotation marks" in match.message


@pytest.mark.parametrize(
    ("belief", "truth", "same"),
    [
        (tensor("float32", 1.0), tensor("int64", 1), True),
        (tensor("int64", 1, 2), Size((1, 2)), True),
        (scalar("int64", 3), Scalar(3), True),
        (Series("list", (scalar("int64", 1), scalar("int64", 2))), tensor("int64", 1, 2), True),
        (tensor("int64", 1, 2), Series("list", (Scalar(1), Scalar(2))), True),
        (GRID, Series("list", (tensor("int64", 1, 2, 3), tensor("int64", 4, 5, 6))), True),
        (tensor("float32", 2.7), tensor("bfloat16", 2.703125), False),
        (tensor("float32", 257.0), tensor("bfloat16", 256.0), False),
        (tensor("float32", 0.5), tensor("float32", 0.49999), False),
        (Raised(("ValueError",)), Scalar(1), False),
        (Scalar(1), Raised(("ValueError",)), False),
        (Opaque("a", "b"), Scalar(1), False),
        (Tensor("float32", (5000,), ()), Scalar(1), False),
        (Tensor("float32", (0, 2**62), ()), Tensor("float32", (0, 2**62), ()), True),
        (Tensor("float32", (2**40, 0), ()), Series("list", ()), False),
    ],
)
def test_a_belief_coincides_with_the_truth_where_a_learner_would_type_the_same(
    belief: Value, truth: Value, same: bool
) -> None:
    """`typed_of` makes the same comparison serve misconceptions; being exact, it is never short of digits."""
    match = compare(typed_of(belief), truth)
    assert match.status == ("right" if same else "wrong")


def test_a_belief_differs_in_dtype_only_where_the_dtype_is_asked() -> None:
    """Captured, a tensor's own dtype stands in for the one torch infers."""
    belief = tensor("float64", 1.0)
    assert compare(typed_of(belief), tensor("float32", 1.0)).status == "right"
    assert compare(typed_of(belief), tensor("float32", 1.0), EXACT).status == "wrong"
    assert compare(typed_of(belief), belief, EXACT).status == "right"


def test_outcomes_carry_their_print_beside_the_value() -> None:
    """What is compared is the value; what is shown is torch's print."""
    outcome = Outcome(scalar("int64", 3), "tensor(3)")
    assert compare(typed_of(outcome.value), outcome.value).status == "right"


@pytest.mark.parametrize("text", ["20, ()", "(20,), ()", "(20), ()", "torch.Size([20]), torch.Size([])"])
def test_a_bare_size_among_shapes_is_a_shape(text: str) -> None:
    """As it is when it stands alone."""
    typed = read(text, Form.SHAPE)
    assert not isinstance(typed, Unreadable)
    truth = Series("tuple", (Size((20,)), Size(())))
    assert compare(typed, truth, CompareRules()).status == "right"


@pytest.mark.parametrize("form", [Form.VALUE, Form.SHAPE, Form.DTYPE, Form.ERROR])
def test_a_class_name_may_be_spoken(form: Form) -> None:
    """`type error` is TypeError wherever an exception may be typed."""
    typed = read("type error", form)
    assert not isinstance(typed, Unreadable)
    assert compare(typed, Raised(("TypeError",)), CompareRules()).status == "right"
