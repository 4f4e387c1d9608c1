"""Answers to several questions at once: every form, every spelling, every separator, in any order and structure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.answer.compare.compare import compare
from quiz.answer.typed.forms import kinds_of
from quiz.answer.typed.literal import Form, Unreadable, read
from quiz.answer.value import Name, Null, Scalar, Series, Size, String, Tensor, Value

# Each value with spellings that say by themselves where they end, and with those that need `;` or a line of their own.
Spelt = tuple[Value, tuple[str, ...], tuple[str, ...]]
SHAPES: list[Spelt] = [
    (
        Size((2, 3)),
        ("(2, 3)", "[2,3]", "2x3", "2×3", "torch.Size([2, 3])", "(2 3)"),
        ("2, 3", "2 3", "size 2,3", "2*3"),
    ),
    (Size((12,)), ("12", "(12,)", "[12]", "(12)", "torch.Size([12])"), ()),
    (Size(()), ("()", "[]", "torch.Size([])", "scalar"), ()),
    (Size((4, 0, 1)), ("(4, 0, 1)", "4x0x1"), ("4, 0, 1", "4 0 1")),
]
DTYPES: list[Spelt] = [
    (
        Name("dtype", "float32"),
        ("float32", "torch.float32", "fp32", "f32", "FloatTensor", "`float32`", "'float32'"),
        (),
    ),
    (Name("dtype", "int64"), ("int64", "long", "i64", "torch.LongTensor", "int"), ("int 64",)),
    (Name("dtype", "bfloat16"), ("bfloat16", "bf16", "torch.bfloat16"), ()),
    (Name("dtype", "bool"), ("bool", "torch.bool"), ()),
]
DEVICES: list[Spelt] = [
    (Name("device", "cpu"), ("cpu", "cpu:0", "'cpu'", "device(type='cpu')"), ()),
    (Name("device", "cuda:1"), ("cuda:1", "cuda", "gpu", "gpu:1", "torch.device('cuda', 1)"), ("cuda 1",)),
]
BOOLS: list[Spelt] = [
    (Scalar(True), ("True", "true", "yes", "t", "y", "tensor(True)"), ()),
    (Tensor("bool", (), (False,)), ("False", "no", "f", "n", "tensor(False)"), ()),
]
TEXTS: list[Spelt] = [
    (String("relu"), ("'relu'", '"relu"'), ("relu",)),
    (String("a b"), ("'a b'", '"a b"'), ("a b",)),
]
NUMBERS: list[Spelt] = [
    (Tensor("int64", (2,), (1, 2)), ("[1, 2]", "(1, 2)", "tensor([1, 2])", "[1 2]"), ("1 2", "1, 2")),
    (Tensor("int64", (1,), (7,)), ("[7]", "tensor([7])"), ()),
    (Tensor("float32", (2, 1), (0.5, 2.0)), ("[[0.5], [2.]]", "[[1/2], [2]]"), ()),
    (Tensor("float32", (), (0.25,)), ("0.25", "1/4", "tensor(0.2500)"), ()),
    (Scalar(3), ("3", "3.", "6/2"), ()),
    (Null(), ("None", "none"), ()),
]
PARTS: dict[Form, list[Spelt]] = {
    Form.SHAPE: SHAPES,
    Form.DTYPE: DTYPES,
    Form.DEVICE: DEVICES,
    Form.BOOL: BOOLS,
    Form.VALUE: [
        *((value, tuple(text for text in spelt if text[0] in "([t2"), ()) for value, spelt, _ in SHAPES[:2]),
        *((value, tuple(text for text in spelt if text[0] != "'"), ()) for value, spelt, _ in DTYPES),
        *((value, spelt, ()) for value, spelt, _ in (*DEVICES, *TEXTS)),
        *((value, tuple(text for text in spelt if "(" not in text), ()) for value, spelt, _ in BOOLS),
        *NUMBERS,
    ],
}
COUNTED = [Form.SHAPE, Form.DTYPE, Form.DEVICE, Form.BOOL]
ANY = (", ", ",", " ", " and ", "; ", ";", "\n", " | ")
ROWS = ("; ", ";", "\n")
ROUND = ("{}", "({})", "[{}]", " {} ", "`{}`")


def judged(text: str, form: Form, values: list[Value]) -> str:
    """How the answer to a question whose code ends in a tuple of these values is judged."""
    typed = read(text, form, len(values), set().union(*map(kinds_of, values)))
    if isinstance(typed, Unreadable):
        return "handed back"
    return compare(typed, Series("tuple", tuple(values))).status


@st.composite
def answers(draw: st.DrawFn, forms: list[Form]) -> tuple[Form, list[Value], list[str], str]:
    """A form, the values, a spelling of each, and a separator that suits the spellings."""
    form = draw(st.sampled_from(forms))
    parts = draw(st.lists(st.sampled_from(PARTS[form]), min_size=2, max_size=4))
    separator = draw(st.sampled_from(ANY))
    texts = [draw(st.sampled_from(own + (rows if separator in ROWS else ()))) for _, own, rows in parts]
    return form, [value for value, _, _ in parts], texts, separator


@settings(max_examples=600, deadline=None)
@given(answers([*COUNTED, Form.VALUE]), st.sampled_from(ROUND))
def test_every_form_composes_with_every_separator(
    answer: tuple[Form, list[Value], list[str], str], around: str
) -> None:
    """In every order; with brackets around the whole where a comma or a space separates."""
    form, values, texts, separator = answer
    text = separator.join(texts)
    whole = around.format(text) if separator not in ("\n", ";", "; ") else text
    assert judged(whole, form, values) == "right", whole


@settings(max_examples=300, deadline=None)
@given(answers([*COUNTED, Form.VALUE]))
def test_the_parts_may_be_labelled(answer: tuple[Form, list[Value], list[str], str]) -> None:
    """As `a=..., b=...` or `a: ..., b: ...`."""
    form, values, _, _ = answer
    for equals in ("=", " = ", ": "):
        own = [next(text for value, spelt, _ in PARTS[form] if value == want for text in spelt[:1]) for want in values]
        assert judged(", ".join(f"out{at}{equals}{text}" for at, text in enumerate(own)), form, values) == "right"


@settings(max_examples=400, deadline=None)
@given(answers(COUNTED), st.data())
def test_a_part_of_another_form_is_handed_back(
    answer: tuple[Form, list[Value], list[str], str], data: st.DataObject
) -> None:
    """However the others are typed, wherever it is: a dtype is no shape, a shape no dtype."""
    form, values, texts, separator = answer
    other = data.draw(st.sampled_from([each for each in COUNTED if each is not form]))
    wrong = data.draw(st.sampled_from([text for _, own, _ in PARTS[other] for text in own]))
    at = data.draw(st.integers(0, len(texts) - 1))
    text = separator.join([*texts[:at], wrong, *texts[at + 1 :]])
    assert judged(text, form, values) == "handed back", text


@settings(max_examples=300, deadline=None)
@given(answers(COUNTED), st.booleans())
def test_another_number_of_parts_is_handed_back(answer: tuple[Form, list[Value], list[str], str], more: bool) -> None:
    """With the number that is asked for, which anybody sees in the code."""
    form, values, texts, separator = answer
    short = [text for text in texts if " " not in text] or ["()" if form is Form.SHAPE else texts[0]]
    several = [*texts, short[0]] if more else texts[:-1]
    typed = read(separator.join(several), form, len(values), set().union(*map(kinds_of, values)))
    if isinstance(typed, Unreadable):
        return
    # `2, 3` for one shape of two is two shapes.
    assert not more
    assert form is Form.SHAPE


@pytest.mark.parametrize("text", ["12; ()", "(12,); ()", "12, ()", "[12]; []", "12\n()", "12 ()", "size 12, scalar"])
def test_a_bare_size_and_no_size_are_two_shapes(text: str) -> None:
    """Whatever separates them."""
    assert judged(text, Form.SHAPE, [Size((12,)), Size(())]) == "right"


@pytest.mark.parametrize("text", ["1; 2; 3", "[1], [2], [3]"])
def test_rows_of_one_are_rows_where_one_tensor_is_asked(text: str) -> None:
    """`1; 2; 3` has the shape (3, 1), and no other."""
    kinds = {"tensor"}
    typed = read(text, Form.VALUE, 1, kinds)
    assert not isinstance(typed, Unreadable)
    assert compare(typed, Tensor("int64", (3, 1), (1, 2, 3))).status == "right"
    assert compare(typed, Tensor("int64", (3,), (1, 2, 3))).status == "wrong"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("relu, a b", ["relu", "a b"]),
        ("relu; a b", ["relu", "a b"]),
        ("relu\na b", ["relu", "a b"]),
        ("'relu' 'a b'", ["relu", "a b"]),
        ("['relu', \"a b\"]", ["relu", "a b"]),
        ("0.weight, 0.bias", ["0.weight", "0.bias"]),
        ("float, True, 1", ["float", "True", "1"]),
    ],
)
@pytest.mark.parametrize("parts", [1, 0])
def test_several_texts_need_no_quotation_marks(text: str, values: list[str], parts: int) -> None:
    """Where something separates them; the words of torch and of Python are text among them."""
    truth = Series("tuple", tuple(map(String, values)))
    typed = read(text, Form.TEXT, parts or len(values))
    assert not isinstance(typed, Unreadable)
    assert compare(typed, truth).status == "right"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("(2, 3), (4,)", Form.SHAPE),
        ("int32, int64", Form.DTYPE),
        ("cpu, cuda", Form.DEVICE),
        ("float32", Form.SHAPE),
        ("[True, 1]", Form.BOOL),
        ("(int64, 3)", Form.DTYPE),
        ("tensor([2, 3])", Form.SHAPE),
        ("{2, 3}", Form.SHAPE),
        ("None", Form.DTYPE),
    ],
)
def test_one_answer_of_another_form_is_handed_back(text: str, form: Form) -> None:
    """Several where one is asked for, or something else."""
    kinds = {Form.SHAPE: "shape", Form.DTYPE: "dtype", Form.DEVICE: "device", Form.BOOL: "bool"}[form]
    assert isinstance(read(text, form, 1, {kinds}), Unreadable)
