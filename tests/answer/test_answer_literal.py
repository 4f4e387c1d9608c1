"""Every spelling of DESIGN §3 is read, and what cannot be read gets a sentence."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from quiz.answer.compare.compare import compare
from quiz.answer.typed.literal import (
    Bare,
    Bool,
    Exc,
    Form,
    Grid,
    NoError,
    Num,
    Seq,
    Typed,
    TypedName,
    Unreadable,
    describe,
    read,
    shape_of_typed,
    spell,
    text_of,
    typed_of,
)
from quiz.answer.value import (
    Name,
    Null,
    Number,
    Raised,
    Scalar,
    Series,
    Size,
    String,
    Table,
    Tensor,
    Value,
)


def typed(text: str, form: Form = Form.VALUE) -> Typed:
    reading = read(text, form)
    assert not isinstance(reading, Unreadable), reading.reason
    return reading


def ints(*shape: int, start: int = 1) -> Tensor:
    count = math.prod(shape)
    return Tensor("int64", shape, tuple(range(start, start + count)))


def floats(*cells: float, dtype: str = "float32") -> Tensor:
    return Tensor(dtype, (len(cells),), cells)


GRID = ints(2, 2)
ROW = ints(3)
DTYPES = Series("tuple", (Name("dtype", "float32"), Name("dtype", "int64")))

READS_AS: list[tuple[str, Form, Value]] = [
    # Tensors and lists of numbers.
    ("[[1,2],[3,4]]", Form.VALUE, GRID),
    ("[[1, 2], [3, 4]]", Form.VALUE, GRID),
    ("((1, 2), (3, 4))", Form.VALUE, GRID),
    ("([1, 2], [3, 4])", Form.VALUE, GRID),
    ("[1, 2], [3, 4]", Form.VALUE, GRID),
    ("[1, 2] [3, 4]", Form.VALUE, GRID),
    ("[1, 2]\n[3, 4]", Form.VALUE, GRID),
    ("[1, 2]; [3, 4]", Form.VALUE, GRID),
    ("1 2; 3 4", Form.VALUE, GRID),
    ("1, 2; 3, 4", Form.VALUE, GRID),
    ("1 2\n3 4\n", Form.VALUE, GRID),
    ("[1 2; 3 4]", Form.VALUE, GRID),
    ("[[1 2]\n [3 4]]", Form.VALUE, GRID),
    ("tensor([[1, 2],\n        [3, 4]])", Form.VALUE, GRID),
    ("torch.tensor([[1, 2], [3, 4]])", Form.VALUE, GRID),
    ("tensor([[1, 2], [3, 4]], device='cpu')", Form.VALUE, GRID),
    ("`[[1, 2], [3, 4]]`", Form.VALUE, GRID),
    ("1, 2, 3", Form.VALUE, ROW),
    ("1 2 3", Form.VALUE, ROW),
    ("1\n2\n3", Form.VALUE, ROW),
    ("[1, 2, 3,]", Form.VALUE, ROW),
    ("  [1,\t2, 3 ]  ", Form.VALUE, ROW),
    ("1., 2., 3.", Form.VALUE, ROW),
    ("1; 2; 3", Form.VALUE, ints(3, 1)),
    ("[[[1], [2]]]", Form.VALUE, ints(1, 2, 1)),
    ("(1)", Form.VALUE, ints(1)),
    ("(1)", Form.VALUE, ints()),
    ("1,", Form.VALUE, ints(1)),
    ("[]", Form.VALUE, Tensor("float32", (0,), ())),
    ("()", Form.VALUE, Tensor("float32", (0,), ())),
    ("[[], []]", Form.VALUE, Tensor("float32", (2, 0), ())),
    ("tensor([])", Form.VALUE, Tensor("float32", (0,), ())),
    ("tensor([], size=(0, 3))", Form.VALUE, Tensor("float32", (0, 3), ())),
    ("tensor([], size=(2, 0), dtype=torch.int8)", Form.VALUE, Tensor("int8", (2, 0), ())),
    ("tensor(5)", Form.VALUE, Tensor("int64", (), (5,))),
    ("5", Form.VALUE, Tensor("int64", (), (5,))),
    ("tensor([True, False])", Form.VALUE, Tensor("bool", (2,), (True, False))),
    ("[1, 2], dtype=torch.int8", Form.VALUE, Tensor("int8", (2,), (1, 2))),
    ("1, 2, dtype=torch.int8", Form.VALUE, Tensor("int8", (2,), (1, 2))),
    (
        "tensor([2., 4.], device='cuda:0', dtype=torch.float64,\n       grad_fn=<MulBackward0>)",
        Form.VALUE,
        Tensor("float64", (2,), (2.0, 4.0), "cuda:0", True),
    ),
    ("tensor([1.], requires_grad=True)", Form.VALUE, Tensor("float32", (1,), (1.0,), requires_grad=True)),
    (
        "Parameter containing:\ntensor([1.], requires_grad=True)",
        Form.VALUE,
        Tensor("float32", (1,), (1.0,), "cpu", True),
    ),
    ("tensor([0., 1.], layout=torch.strided)", Form.VALUE, floats(0.0, 1.0)),
    ("array([1., 2.], dtype=float32)", Form.VALUE, floats(1.0, 2.0)),
    # Numbers.
    ("-0.", Form.VALUE, Scalar(0.0)),
    ("0", Form.VALUE, Scalar(-0.0)),
    ("1.", Form.VALUE, Scalar(1)),
    ("1", Form.VALUE, Scalar(1.0)),
    (".5", Form.VALUE, Scalar(0.5)),
    ("5.", Form.VALUE, Scalar(5.0)),
    ("+3", Form.VALUE, Scalar(3)),
    ("−3", Form.VALUE, Scalar(-3)),
    ("–3", Form.VALUE, Scalar(-3)),
    ("1_000", Form.VALUE, Scalar(1000)),
    ("1e-3", Form.VALUE, Scalar(0.001)),
    ("[1.0000e-03]", Form.VALUE, floats(0.0010000000474974513)),
    ("[1/3]", Form.VALUE, floats(0.3333333432674408)),
    ("1/3", Form.VALUE, Scalar(1 / 3)),
    ("-1 / 4", Form.VALUE, Scalar(-0.25)),
    ("1⁄4", Form.VALUE, Scalar(0.25)),
    ("6/2", Form.VALUE, Scalar(3)),
    ("nan", Form.VALUE, Scalar(math.nan)),
    ("NaN", Form.VALUE, Scalar(math.nan)),
    ("inf", Form.VALUE, Scalar(math.inf)),
    ("-inf", Form.VALUE, Scalar(-math.inf)),
    ("-∞", Form.VALUE, Scalar(-math.inf)),
    ("-Infinity", Form.VALUE, Scalar(-math.inf)),
    ("float('-inf')", Form.VALUE, Scalar(-math.inf)),
    ("-torch.inf", Form.VALUE, Scalar(-math.inf)),
    ("np.float64(0.5)", Form.VALUE, Scalar(0.5)),
    ("1+2j", Form.VALUE, Scalar(1 + 2j)),
    ("(1+2j)", Form.VALUE, Scalar(1 + 2j)),
    ("1 + 2j", Form.VALUE, Scalar(1 + 2j)),
    ("-2j", Form.VALUE, Scalar(-2j)),
    ("1.+2.j, 0.-1.j", Form.VALUE, Tensor("complex64", (2,), (1 + 2j, -1j))),
    ("1 -2j", Form.VALUE, Tensor("complex64", (2,), (1 + 0j, -2j))),
    (
        "tensor([1.+2.j, nan+nanj, inf-0.j])",
        Form.VALUE,
        Tensor("complex64", (3,), (1 + 2j, complex(math.nan, math.nan), complex(math.inf, 0))),
    ),
    # Shapes.
    ("(2, 3)", Form.SHAPE, Size((2, 3))),
    ("[2,3]", Form.SHAPE, Size((2, 3))),
    ("2, 3", Form.SHAPE, Size((2, 3))),
    ("2 3", Form.SHAPE, Size((2, 3))),
    ("2x3", Form.SHAPE, Size((2, 3))),
    ("2×3", Form.SHAPE, Size((2, 3))),
    ("2 x 3 X 4", Form.SHAPE, Size((2, 3, 4))),
    ("0x3", Form.SHAPE, Size((0, 3))),
    ("torch.Size([2, 3])", Form.SHAPE, Size((2, 3))),
    ("torch.Size([])", Form.SHAPE, Size(())),
    ("()", Form.SHAPE, Size(())),
    ("[]", Form.SHAPE, Size(())),
    ("5", Form.SHAPE, Size((5,))),
    ("(5)", Form.SHAPE, Size((5,))),
    ("(5,)", Form.SHAPE, Size((5,))),
    ("5", Form.SHAPE, Scalar(5)),
    ("2x3", Form.VALUE, Size((2, 3))),
    ("(3,), ()", Form.SHAPE, Series("tuple", (Size((3,)), Size(())))),
    ("((3,), ())", Form.SHAPE, Series("tuple", (Size((3,)), Size(())))),
    ("((3), ())", Form.SHAPE, Series("tuple", (Size((3,)), Size(())))),
    ("2x3, 4x5", Form.SHAPE, Series("tuple", (Size((2, 3)), Size((4, 5))))),
    ("(torch.Size([2, 3]), torch.Size([3]))", Form.SHAPE, Series("tuple", (Size((2, 3)), Size((3,))))),
    ("(True, (2, 3))", Form.SHAPE, Series("tuple", (Scalar(True), Size((2, 3))))),
    # Dtypes, devices and other names.
    ("float32, int64", Form.DTYPE, DTYPES),
    ("float32 int64", Form.DTYPE, DTYPES),
    ("(torch.float, torch.long)", Form.DTYPE, DTYPES),
    ("[torch.float, long]", Form.DTYPE, DTYPES),
    ("dtype=torch.int64", Form.DTYPE, Name("dtype", "int64")),
    ("(int64, [1, 2])", Form.DTYPE, Series("tuple", (Name("dtype", "int64"), ints(2)))),
    ("(int64, [1, 2])", Form.VALUE, Series("tuple", (Name("dtype", "int64"), ints(2)))),
    ("cpu", Form.DEVICE, Name("device", "cpu")),
    ("cuda:0", Form.DEVICE, Name("device", "cuda:0")),
    ("cuda", Form.DEVICE, Name("device", "cuda:0")),
    ("'cuda:0'", Form.DEVICE, Name("device", "cuda:0")),
    ("device(type='cuda', index=0)", Form.DEVICE, Name("device", "cuda:0")),
    ("torch.device('cuda', 0)", Form.DEVICE, Name("device", "cuda:0")),
    ("cpu", Form.DEVICE, String("cpu")),
    ("torch.strided", Form.VALUE, Name("layout", "strided")),
    ("channels_last", Form.VALUE, Name("memory_format", "channels_last")),
    # Bools.
    ("True, False", Form.BOOL, Series("tuple", (Scalar(True), Scalar(False)))),
    ("t f", Form.BOOL, Series("tuple", (Scalar(True), Scalar(False)))),
    ("t f", Form.BOOL, Tensor("bool", (2,), (True, False))),
    ("yes, no", Form.VALUE, Tensor("bool", (2,), (True, False))),
    ("np.True_", Form.VALUE, Scalar(True)),
    # Text, None, dicts, sets, named tuples.
    ("hello world", Form.TEXT, String("hello world")),
    ("'hello world'", Form.TEXT, String("hello world")),
    ('"it\'s"', Form.TEXT, String("it's")),
    ("don’t", Form.TEXT, String("don't")),
    ("“a b”", Form.TEXT, String("a b")),
    ("'a\\nb'", Form.TEXT, String("a\nb")),
    ("torch.FloatTensor", Form.TEXT, String("torch.FloatTensor")),
    ("[1, 2]", Form.TEXT, String("[1, 2]")),
    ("3", Form.TEXT, Scalar(3)),
    ("weight, bias", Form.TEXT, Series("list", (String("weight"), String("bias")))),
    ("['0.weight', '0.bias']", Form.TEXT, Series("list", (String("0.weight"), String("0.bias")))),
    ("'a'", Form.VALUE, String("a")),
    ("‘a’", Form.VALUE, String("a")),
    ("None", Form.VALUE, Null()),
    ("none", Form.VALUE, Null()),
    ("(None, 1)", Form.VALUE, Series("tuple", (Null(), Scalar(1)))),
    ("{'a': 1, 'b': [1, 2]}", Form.VALUE, Table(((String("b"), ints(2)), (String("a"), Scalar(1))))),
    ("{a: 1, b: 1 }", Form.VALUE, Table(((String("a"), Scalar(1)), (String("b"), Scalar(1))))),
    ("{}", Form.VALUE, Table(())),
    ("OrderedDict([('a', 1)])", Form.VALUE, Table(((String("a"), Scalar(1)),))),
    ("{2, 1}", Form.VALUE, Series("set", (Scalar(1), Scalar(2)))),
    ("set()", Form.VALUE, Series("set", ())),
    (
        "torch.return_types.max(\nvalues=tensor([1, 2]),\nindices=tensor([1, 2, 3]))",
        Form.VALUE,
        Series("tuple", (ints(2), ints(3)), ("values", "indices"), "torch.return_types.max"),
    ),
    (
        "([1, 2], [1, 2, 3])",
        Form.VALUE,
        Series("tuple", (ints(2), ints(3)), ("values", "indices"), "torch.return_types.max"),
    ),
    ("Point(x=1, y=2)", Form.VALUE, Series("tuple", (Scalar(1), Scalar(2)), ("x", "y"), "Point")),
]


@pytest.mark.parametrize(("text", "form", "truth"), READS_AS)
def test_a_spelling_is_read_as_the_value_it_means(text: str, form: Form, truth: Value) -> None:
    """Each way to write an answer is accepted where it is the truth."""
    match = compare(typed(text, form), truth)
    assert match.status == "right", match


@pytest.mark.parametrize(
    ("word", "dtype"),
    [
        ("float32", "float32"),
        ("torch.float32", "float32"),
        ("torch.float", "float32"),
        ("Float", "float32"),
        ("float", "float64"),
        ("Float32", "float32"),
        ("double", "float64"),
        ("half", "float16"),
        ("bfloat16", "bfloat16"),
        ("long", "int64"),
        ("torch.int", "int32"),
        ("int", "int64"),
        ("short", "int16"),
        ("uint8", "uint8"),
        ("bool", "bool"),
        ("torch.bool", "bool"),
        ("cfloat", "complex64"),
        ("cdouble", "complex128"),
        ("float8_e4m3fn", "float8_e4m3fn"),
        ("torch.float8_e5m2", "float8_e5m2"),
        ("torch.uint4", "uint4"),
        ("quint8", "quint8"),
    ],
)
def test_a_dtype_may_be_named_in_every_way_torch_knows(word: str, dtype: str) -> None:
    """torch's own names, its short names, with and without `torch.`."""
    assert typed(word, Form.DTYPE) == TypedName("dtype", dtype)
    assert typed(word, Form.VALUE) == TypedName("dtype", dtype)


@pytest.mark.parametrize("form", [Form.VALUE, Form.BOOL])
@pytest.mark.parametrize(
    ("word", "value"),
    [
        *((word, True) for word in ("True", "true", "yes", "t", "y", "T", "Yes")),
        *((word, False) for word in ("False", "false", "no", "f", "n")),
    ],
)
def test_a_bool_may_be_said_in_many_words(word: str, value: bool, form: Form) -> None:
    """`yes`, `True` and `t` are one."""
    assert typed(word, form) == Bool(value)


@pytest.mark.parametrize("form", list(Form))
def test_exception_classes_can_be_typed_under_every_form(form: Form) -> None:
    """A learner may always think that the code raises, so that no form gives away that it does not."""
    truth = Raised(("IndexError", "LookupError"))
    assert compare(typed("IndexError", form), truth).status == "right"
    assert compare(typed("LookupError", form), truth).status == "right"
    assert compare(typed("KeyError", form), truth).status == "wrong"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RuntimeError", "RuntimeError"),
        ("runtimeerror", "RuntimeError"),
        ("runtime error", "RuntimeError"),
        ("raises ValueError", "ValueError"),
        ("RuntimeError: shape '[3]' is invalid for input of size 4", "RuntimeError"),
        ("RuntimeError('x')", "RuntimeError"),
        ("torch.OutOfMemoryError", "OutOfMemoryError"),
        ("torch._dynamo.exc.Unsupported", "Unsupported"),
        ("IOError", "OSError"),
        ("StopIteration", "StopIteration"),
    ],
)
def test_an_exception_may_be_typed_as_it_is_known_or_pasted(text: str, name: str) -> None:
    """Its name in any case, with its module, or the last line of a traceback."""
    assert typed(text, Form.ERROR) == Exc(name)


@pytest.mark.parametrize("text", ["no error", "No error.", "none", "None", "no exception"])
def test_no_error_can_be_typed_where_an_exception_is_asked(text: str) -> None:
    """`form: error` asks: which exception, if any?"""
    assert typed(text, Form.ERROR) == NoError()


@pytest.mark.parametrize("form", [form for form in Form if form not in (Form.ERROR, Form.TEXT)])
def test_no_error_and_error_are_not_answers_elsewhere(form: Form) -> None:
    """They would be a hint, or a way out."""
    assert isinstance(read("no error", form), Unreadable)
    assert isinstance(read("error", form), Unreadable)


@pytest.mark.parametrize(
    "text", ["error", "Error", "Exception", "BaseException", "exception", "yes", "no", "5", "[1, 2]", "float32", "True"]
)
def test_under_error_a_vague_answer_is_handed_back(text: str) -> None:
    """Only a class, or that there is none, answers the question."""
    reading = read(text, Form.ERROR)
    assert isinstance(reading, Unreadable)
    assert "class" in reading.reason


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("", Form.VALUE, "Nothing"),
        (" \n\t ", Form.TEXT, "Nothing"),
        ("[1, 2", Form.VALUE, "never closed"),
        ("[1, 2)", Form.VALUE, "closed by"),
        ("1, 2]", Form.VALUE, "no opening"),
        ("1 2, 3", Form.VALUE, "commas or all by spaces"),
        ("1,, 2", Form.VALUE, "not expected"),
        ("[, 1]", Form.VALUE, "not expected"),
        ("1-2", Form.VALUE, "not an expression"),
        ("2**3", Form.VALUE, "not an expression"),
        ("2 * 3", Form.VALUE, "not an expression"),
        ("3abc", Form.VALUE, "3abc"),
        ("1/0", Form.VALUE, "divided by zero"),
        ("1/nan", Form.VALUE, "finite"),
        ("1/", Form.VALUE, "1/3"),
        ("1e999999999", Form.VALUE, "out of reach"),
        ("1e-999999999", Form.VALUE, "out of reach"),
        ("9" * 4001, Form.VALUE, "digits"),
        ("tensor([0, 1, ..., 9])", Form.VALUE, "all of them"),
        ("tensor(..., device='meta', size=(2,))", Form.VALUE, "all of them"),
        ("tensor([[1, 2], [3]])", Form.VALUE, "equal lengths"),
        ("tensor([1, 2], size=(3,))", Form.VALUE, "size="),
        ("tensor()", Form.VALUE, "one list"),
        ("tensor([1], dtype=cpu)", Form.VALUE, "dtype="),
        ("tensor([1], requires_grad=maybe)", Form.VALUE, "maybe"),
        ("tensor(indices=tensor([[0]]), values=tensor([1.]), size=(2,), nnz=1)", Form.VALUE, "sparse"),
        ("torch.zeros(2, 3)", Form.VALUE, "expression"),
        ("x + 1", Form.VALUE, "quotation marks"),
        ("hello", Form.VALUE, "quotation marks"),
        ("'abc", Form.VALUE, "never closed"),
        ("Exception", Form.VALUE, "name the class"),
        ("[" * 65 + "]" * 65, Form.VALUE, "deep"),
        ("5 %", Form.VALUE, "`%`"),
        ("\0", Form.VALUE, "U+0000"),
        ("1 " * 3000, Form.VALUE, "values"),
        ("x" * 70_000, Form.TEXT, "too long"),
        ("2.5", Form.SHAPE, "whole numbers"),
        ("(2, -1)", Form.SHAPE, "whole numbers"),
        ("float32", Form.SHAPE, "whole numbers"),
        ("[1, 2]", Form.DTYPE, "dtype"),
        ("1", Form.BOOL, "True or False"),
        ("float32", Form.DEVICE, "device"),
        ("{'a': 1, 2}", Form.VALUE, "key: value"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text: str, form: Form, said: str) -> None:
    """The learner is told what is wrong, or what could be typed instead."""
    reading = read(text, form)
    assert isinstance(reading, Unreadable)
    assert said in reading.reason
    assert reading.reason[0].isupper() or reading.reason[0] == "`"
    assert reading.reason.endswith(".")
    assert len(reading.reason) < 200


@pytest.mark.parametrize(
    ("text", "form", "near"),
    [
        ("int6, int7", Form.VALUE, "int64"),
        ("uint4", Form.DTYPE, "uint8"),
        ("tensor([1], dtype=int6)", Form.VALUE, "int64"),
        ("[float32, float3]", Form.VALUE, "float32"),
        ("torch.flot32", Form.DTYPE, "float32"),
        ("Flase", Form.BOOL, "False"),
        ("ValuError", Form.VALUE, "ValueError"),
        ("RuntimError: sizes do not match", Form.ERROR, "RuntimeError"),
        ("valueeror", Form.ERROR, "ValueError"),
    ],
)
def test_a_word_that_is_no_name_is_handed_back_with_the_one_that_was_meant(text: str, form: Form, near: str) -> None:
    """A slip of the finger does not cost the card, though torch has an int6 that no tensor is made of."""
    reading = read(text, form)
    assert isinstance(reading, Unreadable)
    assert reading.reason.endswith(f"did you mean {near}?")


@pytest.mark.parametrize("name", ["int6", "float32", "cpu", "strided"])
def test_every_name_can_be_typed_as_it_is_spelt(name: str) -> None:
    """Also that of a dtype which nobody means who types it without `torch.`."""
    kind = {"cpu": "device", "strided": "layout"}.get(name, "dtype")
    assert typed(spell(Name(kind, name))) == TypedName(kind, name)


def test_any_word_is_text_where_text_is_asked() -> None:
    """`float3` may be what is printed."""
    assert isinstance(typed("float3", Form.TEXT), Bare)


def test_a_number_keeps_how_it_was_typed() -> None:
    """The comparison needs the place of the last digit and how many digits were shown."""
    number = typed("-0.0120")
    assert isinstance(number, Num)
    assert (number.real.value, number.real.place, number.real.digits) == (Fraction(-12, 1000), -4, 3)
    number = typed("1.0000e-03")
    assert isinstance(number, Num)
    assert (number.real.value, number.real.place, number.real.digits) == (Fraction(1, 1000), -7, 5)
    third = typed("1/3")
    assert isinstance(third, Num)
    assert (third.real.value, third.real.place) == (Fraction(1, 3), None)


def test_claims_are_kept_only_where_typed() -> None:
    """A dtype that was not typed is not claimed."""
    grid = typed("tensor([1., 2.], dtype=torch.float64, device='cuda:1', grad_fn=<AddBackward0>)")
    assert isinstance(grid, Grid)
    assert (grid.dtype, grid.device, grid.requires_grad, grid.layout) == ("float64", "cuda:1", True, None)
    bare = typed("tensor([1., 2.])")
    assert isinstance(bare, Grid)
    assert (bare.dtype, bare.device, bare.requires_grad, bare.layout) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("[[1, 2, 3], [4, 5, 6]]", Form.VALUE, "shape (2, 3), integers (int64 by default)"),
        ("tensor([[1., 2.]])", Form.VALUE, "tensor of shape (1, 2), floats (float32 by default)"),
        ("tensor([1], dtype=torch.int8)", Form.VALUE, "tensor of shape (1,), integers, int8"),
        ("tensor([], size=(0, 3))", Form.VALUE, "tensor of shape (0, 3), empty"),
        ("2x3", Form.SHAPE, "shape (2, 3)"),
        ("5", Form.SHAPE, "shape (5,)"),
        ("()", Form.SHAPE, "shape ()"),
        ("0.5", Form.VALUE, "float 0.5"),
        ("7", Form.VALUE, "integer 7"),
        ("long", Form.DTYPE, "dtype int64"),
        ("t", Form.BOOL, "True"),
        ("none", Form.ERROR, "no error"),
        ("IndexError", Form.VALUE, "exception IndexError"),
        ("'a'", Form.VALUE, "text 'a'"),
        ("(int64, [9, 2])", Form.VALUE, "2 things: [int64, [9, 2]]"),
        ("[True, 1]", Form.VALUE, "shape (2,), bools and numbers"),
    ],
)
def test_a_line_says_how_the_text_reads(text: str, form: Form, said: str) -> None:
    """Shown while typing, so that a slip is seen before the answer is given."""
    assert describe(typed(text, form), form) == said


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("5", ()),
        ("[5]", (1,)),
        ("(5)", ()),
        ("1 2; 3 4", (2, 2)),
        ("[[1], [2, 3]]", None),
        ("float32", None),
        ("tensor([], size=(0, 3))", (0, 3)),
    ],
)
def test_the_shape_of_what_was_typed(text: str, shape: tuple[int, ...] | None) -> None:
    """None where it is no tensor."""
    assert shape_of_typed(typed(text)) == shape


def test_typed_text_is_cut_for_display() -> None:
    """A diff never carries kilobytes of what was typed."""
    assert len(text_of(typed("[" + "123456, " * 1000 + "]"))) == 80


@pytest.mark.parametrize("number", [True, 3, -0.5, math.inf, 1 + 2j])
def test_the_typed_of_a_number_is_exact(number: Number) -> None:
    """It carries no rounding that would let something near it pass."""
    found = typed_of(Scalar(number))
    assert isinstance(found, Bool if isinstance(number, bool) else Num)
    if isinstance(found, Num):
        assert found.real.place is None


def test_typed_of_answers_an_error_question_in_its_terms() -> None:
    """Two values are one belief where only the exception is asked."""
    assert typed_of(Scalar(3), Form.ERROR) == NoError()
    assert typed_of(Raised(("KeyError", "LookupError")), Form.ERROR) == Exc("KeyError")
    assert typed_of(Size((2, 3))) == Seq(tuple(typed_of(Scalar(dim)) for dim in (2, 3)))
