"""Answers as people type them: customary names, spoken and pasted exceptions, plain decimals, slips with a hint."""

from __future__ import annotations

import pytest

from quiz.answer.compare.compare import CompareRules, compare
from quiz.answer.compare.stdout import same_print
from quiz.answer.typed.literal import Form, Unreadable, describe, read
from quiz.answer.typed.pasted import on_one_line
from quiz.answer.value import Name, Null, Number, Raised, Scalar, Series, Size, String, Tensor, Value

EXACT = CompareRules(exact=True)


def status(text: str, truth: Value, form: Form = Form.VALUE) -> str:
    typed = read(text, form)
    return "handed back" if isinstance(typed, Unreadable) else compare(typed, truth).status


def reason(text: str, form: Form = Form.VALUE) -> str:
    typed = read(text, form)
    assert isinstance(typed, Unreadable), typed
    return typed.reason


@pytest.mark.parametrize(
    ("dtype", "words"),
    [
        (
            "float16",
            "fp16 f16 half Half HalfTensor torch.cuda.HalfTensor FP16 'float16' `float16` (float16)",
        ),
        ("float32", "fp32 f32 Float torch.float FloatTensor torch.FloatTensor single np.float32 float32."),
        ("float64", "fp64 f64 double DoubleTensor float torch.double"),
        ("bfloat16", "bf16 BF16 bfloat torch.bfloat16 BFloat16Tensor"),
        ("int8", "i8 char CharTensor"),
        ("int16", "i16 short ShortTensor"),
        ("int32", "i32 torch.int Int IntTensor"),
        ("int64", "i64 long Long LongTensor torch.LongTensor int"),
        ("uint8", "u8 byte ByteTensor"),
        ("uint16", "u16"),
        ("bool", "boolean BoolTensor torch.bool"),
        ("complex64", "c64 cfloat"),
        ("complex128", "c128 cdouble complex"),
        ("bcomplex32", "bcomplex32 torch.bcomplex32"),
        ("bit", "bit torch.bit"),
        ("float6_e3m2fn", "torch.float6_e3m2fn float6_e3m2fn"),
        ("complex256", "torch.complex256"),
    ],
)
def test_a_dtype_may_be_called_by_its_customary_names(dtype: str, words: str) -> None:
    """Also one that this program has never heard of, as torch calls it."""
    truth = Name("dtype", dtype)
    assert {word: status(word, truth, Form.DTYPE) for word in words.split(" ")} == dict.fromkeys(
        words.split(" "), "right"
    )


@pytest.mark.parametrize("text", ["[float32]", "float32,", "(float32)"])
def test_brackets_around_the_one_dtype_that_is_asked_do_not_count(text: str) -> None:
    """Unless the question may have a list of one."""
    typed = read(text, Form.DTYPE, 1, {"dtype"})
    assert not isinstance(typed, Unreadable)
    assert compare(typed, Name("dtype", "float32")).status == "right"


@pytest.mark.parametrize("text", ["float 32", "float-32", "dtype float32", "dtype: float32", "the dtype is float32"])
def test_a_dtype_may_be_said_in_two_words(text: str) -> None:
    """And named as what it is."""
    assert status(text, Name("dtype", "float32"), Form.DTYPE) == "right"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("int", "dtype int64 (Python's int; torch.int is int32)"),
        ("float", "dtype float64 (Python's float; torch.float is float32)"),
        ("torch.float", "dtype float32"),
        ("int, fp32", "2 dtypes: int64 (Python's int; torch.int is int32), float32"),
    ],
)
def test_the_line_says_what_torch_makes_of_pythons_types(text: str, said: str) -> None:
    """`dtype=float` is float64, though torch.float is float32: seen before the answer is given."""
    typed = read(text, Form.DTYPE)
    assert not isinstance(typed, Unreadable)
    assert describe(typed, Form.DTYPE) == said


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("12; ()", Form.SHAPE, "2 shapes: (12,), ()"),
        ("12, 3", Form.SHAPE, "2 shapes: (12,), (3,)"),
        ("t; no", Form.BOOL, "True, False"),
        ("[1, 2]; 5", Form.VALUE, "2 things: [[1, 2], 5]"),
        ("values=5, indices=0", Form.VALUE, "named tuple of values, indices"),
    ],
)
def test_the_line_says_how_two_answers_read(text: str, form: Form, said: str) -> None:
    """As they will be judged."""
    typed = read(text, form, 2)
    assert not isinstance(typed, Unreadable)
    assert describe(typed, form) == said


SHAPES = [
    *("shape (3,1,6)", "size (3, 1, 6)", "shape(3,1,6)", "the shape (3, 1, 6)", "x.shape: (3, 1, 6)"),
    *("size 3,1,6", "[3, 1, 6]", "(3, 1, 6).", "3x1x6", "3*1*6", "3 by 1 by 6", "shape=(3,1,6)", "shape = 3, 1, 6"),
    *(
        "Shape: (3, 1, 6)",
        "the shape is 3 1 6",
        "torch.Size(3, 1, 6)",
        "size(3,1,6)",
        "3\n1\n6",
        "3; 1; 6",
        "[3x1x6]",
        "(3, 1, 6),",
        "`3, 1, 6`",
    ),
]


@pytest.mark.parametrize("text", SHAPES)
def test_a_shape_may_be_typed_as_it_is_spoken(text: str) -> None:
    """With the word for it, with times and by."""
    typed = read(text, Form.SHAPE, 1, {"shape"})
    assert not isinstance(typed, Unreadable)
    assert compare(typed, Size((3, 1, 6))).status == "right"


@pytest.mark.parametrize("text", ["scalar", "a scalar", "Scalar", "0-d", "0d", "0 dims", "()", "[]"])
def test_a_shape_without_dimensions_has_names(text: str) -> None:
    """And none of them is `0`."""
    assert status(text, Size(()), Form.SHAPE) == "right"
    assert status("0", Size(()), Form.SHAPE) == "wrong"


@pytest.mark.parametrize(
    ("text", "device"),
    [
        ("gpu", "cuda:0"),
        ("GPU", "cuda:0"),
        ("gpu:1", "cuda:1"),
        ("cuda 1", "cuda:1"),
        ("cpu:0", "cpu"),
        ("on cpu", "cpu"),
    ],
)
def test_a_device_may_be_called_by_its_customary_names(text: str, device: str) -> None:
    """There is one CPU, and a GPU is CUDA's."""
    assert status(text, Name("device", device), Form.DEVICE) == "right"


@pytest.mark.parametrize("text", ["tensor(True)", "torch.tensor(True)", "'True'", "true.", "(True)", "np.True_"])
@pytest.mark.parametrize("truth", [Scalar(True), Tensor("bool", (), (True,))])
def test_a_bool_is_a_bool_whether_python_or_torch_holds_it(text: str, truth: Value) -> None:
    """Where only a bool is asked for."""
    assert status(text, truth, Form.BOOL) == "right"


TRACEBACK = (
    'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\n    raise ValueError("no: yes")\n'
    "KeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\n"
    'Traceback (most recent call last):\n  File "x.py", line 2, in f\n    x + y\n    ~~^~~\n'
    "RuntimeError: The size of tensor a (2) must match: ValueError"
)
EXCEPTIONS = [
    *(
        "RuntimeError",
        "runtimeerror",
        "runtime error",
        "Runtime Error",
        "raises RuntimeError",
        "RuntimeError is raised",
    ),
    *("it raises a RuntimeError", "raise RuntimeError", "throws RuntimeError", "a RuntimeError", "RuntimeError."),
    *("RuntimeError: size mismatch, m1: [2 x 3]", "RuntimeError('size')", "`RuntimeError`", "error: RuntimeError"),
    *(
        "RuntimeError - sizes",
        "RuntimeError (sizes)",
        "raises: RuntimeError",
        "a RuntimeError exception",
        "Runtime error: sizes",
        "will raise RuntimeError",
    ),
    *(TRACEBACK, " ".join(TRACEBACK.split()), on_one_line(TRACEBACK)),
]


@pytest.mark.parametrize("text", EXCEPTIONS)
@pytest.mark.parametrize("form", list(Form))
def test_an_exception_reads_the_same_under_every_form(text: str, form: Form) -> None:
    """Named, spoken, printed, or pasted with its traceback, of which the last counts."""
    assert status(text, Raised(("RuntimeError",)), form) == "right"
    assert status(text, Raised(("ValueError",)), form) == "wrong"


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.TEXT])
@pytest.mark.parametrize(
    "text", ["an error", "error", "it raises", "raises", "raises an error", "an exception", "it fails", "Exception"]
)
def test_that_something_is_raised_is_not_enough_under_any_form(text: str, form: Form) -> None:
    """The answer is handed back, and no other word is put into the learner's mouth."""
    said = reason(text, form)
    assert "class" in said
    assert "did you mean" not in said


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("foo", Form.DTYPE, "Type a dtype, such as int32."),
        ("foo", Form.SHAPE, "Type a shape, such as (2, 3)."),
        ("foo", Form.DEVICE, "Type a device, such as cpu."),
        ("foo", Form.BOOL, "Type True or False."),
        ("foo", Form.VALUE, "text needs quotation marks"),
        ("flot32", Form.DTYPE, "did you mean float32?"),
        ("flot32", Form.BOOL, "Type True or False."),
        ("Flase", Form.BOOL, "did you mean False?"),
        ("cuds", Form.DEVICE, "did you mean cuda?"),
        ("RuntimError", Form.SHAPE, "did you mean RuntimeError?"),
        ("RuntimError: sizes", Form.VALUE, "did you mean RuntimeError?"),
        ("NestedTensor(size=(2, j1), offsets=tensor([0, 2, 3]), contiguous=True)", Form.VALUE, "type its rows"),
        *((text, Form.VALUE, "`j`") for text in ("8-6i", "-6j+8", "8-6*j", "-6i+8", "8 - 6 j", "[8-6i, 1]", "8+6*i")),
    ],
)
def test_what_is_handed_back_says_what_this_form_takes(text: str, form: Form, said: str) -> None:
    """Not what another would."""
    assert said in reason(text, form)


def test_what_is_handed_back_says_how_many_are_asked() -> None:
    """Where a word is unknown, and where the number is another."""
    for text in ("foo, int64", "int64", "int64, int8, bool", "3, 4"):
        typed = read(text, Form.DTYPE, 2, {"dtype"})
        assert isinstance(typed, Unreadable)
        assert "Type 2 dtypes, such as int32, bool." in typed.reason


NOISE = Scalar(0.1 + 0.2)


@pytest.mark.parametrize("text", ["0.3", "3/10", ".3", "0.30", "0.300", "30e-2", "0.30000000000000004"])
def test_the_plain_decimal_and_the_fraction_are_the_python_float(text: str) -> None:
    """As they are the tensor of that number: the last of 17 digits is nobody's answer."""
    assert status(text, NOISE) == "right"
    assert status(text, Tensor("float64", (), (0.1 + 0.2,))) == "right"
    assert status(text, Series("list", (NOISE,))) == "wrong"
    assert status(f"[{text}]", Series("list", (NOISE,))) == "right"


@pytest.mark.parametrize("text", ["0.31", "0.2999", "0.30000001", "31/100", "1/3", "0", "1", "0.30000000000000001"])
def test_what_only_comes_near_is_not_the_python_float(text: str) -> None:
    """It is neither how the number would be rounded nor the number."""
    assert status(text, NOISE) == "wrong"


def test_the_noise_of_narrow_dtypes_is_what_is_asked() -> None:
    """2.7 is not what bfloat16 makes of it, and 257 is not 256."""
    assert status("2.7", Tensor("bfloat16", (), (2.703125,))) == "unreadable"
    assert status("27/10", Tensor("float16", (), (2.701171875,))) == "wrong"
    assert status("257", Tensor("bfloat16", (), (256.0,))) == "wrong"
    assert status("0.36", Tensor("float32", (), (0.35999998450279236,))) == "right"


@pytest.mark.parametrize("truth", [2.5, -16.5, 0.2689, 0.999, 1e-9, 1234.5, 0.5, 10000000.5, 1234567.75])
@pytest.mark.parametrize("python", [True, False])
def test_a_whole_number_for_a_fraction_is_wrong(truth: float, python: bool) -> None:
    """It is no rounding: who types 2 for 2.5 means that nothing is left over. With a point it looks like one."""
    value: Value = Scalar(truth) if python else Tensor("float64", (), (truth,))
    for number in (int(truth), round(truth), 0, 1):
        assert status(str(number), value) == "wrong"
    assert status(f"{truth:.0f}.", value) in ("unreadable", "right")


def test_a_whole_number_with_the_noise_of_float_arithmetic_is_whole() -> None:
    """3 is what anybody means by 3.0000000000000004."""
    assert status("3", Scalar(3.0000000000000004)) == "right"
    assert status("3", Tensor("float32", (), (2.999999761581421,))) == "right"
    assert status("2", Tensor("float32", (), (2.999999761581421,))) == "wrong"


def test_exact_takes_no_rounded_number() -> None:
    """So that a belief which is the plain decimal is told from the truth beside it."""
    cells: list[tuple[str, Number, bool]] = [
        ("0.3", 0.3, True),
        ("0.3", 0.1 + 0.2, False),
        ("3/10", 0.1 + 0.2, False),
        ("0.300", 0.1 + 0.2, False),
        ("0.", 0.2689, False),
        ("0.333", 1 / 3, False),
        ("1/3", 1 / 3, True),
        ("0.3333333333333333", 1 / 3, True),
    ]
    for text, number, same in cells:
        typed = read(text, Form.VALUE)
        assert not isinstance(typed, Unreadable)
        assert (compare(typed, Scalar(number), EXACT).status == "right") == same, text


QUANTISED = """tensor([[1., 2.],
        [3., 4.]], size=(2, 2), dtype=torch.quint8,
       quantization_scheme=torch.per_channel_affine,
       scale=tensor([0.1000, 0.2000], dtype=torch.float64),
       zero_point=tensor([1, 2]), axis=0)"""


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        (QUANTISED, Tensor("quint8", (2, 2), (1.0, 2.0, 3.0, 4.0))),
        ("np.str_('a')", String("a")),
        ("tensor([0., 2.], dtype=torch.float8_e8m0fnu)", Tensor("float8_e8m0fnu", (2,), (2.0**-127, 2.0))),
        ("0 2", Tensor("float8_e8m0fnu", (2,), (2.0**-127, 2.0))),
        ("tensor(1.+2.j, dtype=torch.bcomplex32)", Tensor("bcomplex32", (), (1 + 2j,))),
        ("torch.LongTensor([1, 2])", Tensor("int64", (2,), (1, 2))),
        ("8 + -6j", Scalar(8 - 6j)),
        ("y = 1 2; 3 4", Tensor("int64", (2, 2), (1, 2, 3, 4))),
        ("out: [1, 2]", Tensor("int64", (2,), (1, 2))),
        ("7;", Tensor("int64", (), (7,))),
        ("[1, 2].", Tensor("int64", (2,), (1, 2))),
    ],
)
def test_prints_and_habits_that_were_refused(text: str, truth: Value) -> None:
    """Each is right for what it says."""
    assert status(text, truth) == "right"


@pytest.mark.parametrize(
    "text",
    [
        "values=[31, 75], indices=[0, 2]",
        "values: [31, 75]; indices: [0, 2]",
        "indices=[0, 2], values=[31, 75]",
        "31 75; 0 2",
        "values = [31, 75], indices = [0, 2]",
    ],
)
def test_a_named_tuple_may_be_typed_by_its_names(text: str) -> None:
    """Without the type that torch prints around them; not by other names."""
    truth = Series("named", (Tensor("int64", (2,), (31, 75)), Tensor("int64", (2,), (0, 2))), ("values", "indices"))
    assert status(text, truth) == "right"
    assert status(text.replace("indices", "index"), truth) == ("wrong" if "ind" in text else "right")


@pytest.mark.parametrize("text", ["requires_grad=True, grad=None", "requires_grad: yes; grad: none", "x: t, y: None"])
def test_labels_of_two_things_may_be_words_of_a_print(text: str) -> None:
    """Where there is no tensor beside them."""
    assert status(text, Series("tuple", (Scalar(True), Null()))) == "right"


@pytest.mark.parametrize(
    "text",
    [
        *("[1., 2.] float64", "[1,2], float64", "[1, 2] (f64)", "double [1, 2]", "1 2 float64", "[1,2]; float64"),
        *("[1,2] dtype=float64", "[1,2] dtype float64", "[1, 2] dtype: float64", "tensor [1, 2] torch.float64"),
    ],
)
def test_the_dtype_may_be_typed_beside_the_tensor(text: str) -> None:
    """Where one tensor is asked for: it is a claim like any other."""
    typed = read(text, Form.VALUE, 1, {"tensor"})
    assert not isinstance(typed, Unreadable)
    rules = CompareRules(dtype_exact=True)
    assert compare(typed, Tensor("float64", (2,), (1.0, 2.0)), rules).status == "right"
    assert compare(typed, Tensor("float32", (2,), (1.0, 2.0)), rules).status == "wrong"


@pytest.mark.parametrize(
    "text", ["no error", "No error.", "none", "nothing", "doesn't raise", "does not raise", "works", "ok", "no_error"]
)
def test_that_nothing_is_raised_may_be_said_in_many_words(text: str) -> None:
    """Where an exception is asked for."""
    assert status(text, Scalar(2), Form.ERROR) == "right"
    assert status(text, Raised(("ValueError",)), Form.ERROR) == "wrong"


@pytest.mark.parametrize("text", ["I think 7", "idk", "?", "-", "7?", "7 or 8", "seven", "= 7", "3+4", "sqrt(49)", "x"])
def test_what_is_no_answer_is_handed_back(text: str) -> None:
    """Without a hint that misses the point."""
    assert "complex" not in reason(text)


@pytest.mark.parametrize("typed", ["\n1\n2", "\n\n  \n1\n2\n", "1\n2"])
def test_empty_lines_around_a_print_do_not_count(typed: str) -> None:
    """Nor where the program printed one; between lines they do."""
    assert same_print(typed, "1\n2\n").status == "right"
    assert same_print(typed, "\n1\n2\n").status == "right"
    assert same_print("1\n\n2", "1\n2\n").status == "wrong"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("LinAlgErr", "LinAlgError"),
        ("LinAlg", "LinAlgError"),
        ("LinalgEror", "LinAlgError"),
        ("torch.linalg.LinAlgEror", "LinAlgError"),
        ("raises LinAlgErr", "LinAlgError"),
        ("RuntimeEror", "RuntimeError"),
        ("Runtime", "RuntimeError"),
        ("IndexErr", "IndexError"),
        ("OutOfMemory", "OutOfMemoryError"),
    ],
)
def test_a_misspelt_exception_class_is_handed_back(text: str, near: str) -> None:
    """Also one of torch's, and one without its end."""
    assert reason(text, Form.ERROR).endswith(f"did you mean {near}?")


@pytest.mark.parametrize("name", ["LinAlgError", "GraphBreak", "Unsupported", "NodeError", "EinopsError", "Empty"])
def test_a_class_that_is_near_no_known_one_is_an_answer(name: str) -> None:
    """A card may define its own."""
    assert status(name, Raised((name, "Exception")), Form.ERROR) == "right"
