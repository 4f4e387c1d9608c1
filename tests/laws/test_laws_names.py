"""What a name may be, and how long a thing may be: the parts of the house that only a count can keep."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import quiz

PACKAGE = Path(quiz.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)

SHARED = {
    "Answer": "how one kind is answered on the screen: one in each file of tui/widgets/answers/, found by this name",
    "Body": "what only one kind knows of a card: one in each file of ask/kinds/",
}
"""Class names that are defined more than once, with the one meaning that they have wherever they are."""

DIALECT = frozenset(
    [
        "told",
        "mend",
        "amiss",
        "anew",
        "held",
        "pile",
        "hand",
        "shelf",
        "roster",
        "desk",
        "nest",
        "kin",
        "brood",
        "mourn",
    ]
)
"""Words that this code once used for messages, fixes, problems, cards, indexes and processes."""

MOST_LINES = {"function": 50, "class": 250, "file": 400}


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kinds):
                yield path, node


def test_a_class_name_has_one_meaning() -> None:
    """A name that is defined twice is one of the few that mean the same thing in each place."""
    defined: dict[str, set[str]] = defaultdict(set)
    for path, node in nodes(ast.ClassDef):
        defined[node.name].add(path.relative_to(PACKAGE).as_posix())  # type: ignore[attr-defined]
    twice = {name: sorted(paths) for name, paths in defined.items() if len(paths) > 1}
    assert {name: paths for name, paths in twice.items() if name not in SHARED} == {}
    assert SHARED.keys() <= twice.keys(), "a name that is no longer shared"


def test_no_identifier_is_dialect() -> None:
    """Whole words within a name count: `_told`, `put_in_hand`, `ToldTwice`."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
            if token.type == tokenize.NAME:
                words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", token.string)
                if any(word.lower() in DIALECT for word in words):
                    found[token.string].add(path.relative_to(PACKAGE).as_posix())
    assert {name: sorted(paths) for name, paths in found.items()} == {}


def test_nothing_is_too_long_to_read() -> None:
    """No function over 50 lines, no class over 250, no file over 400."""
    long = [f"{path.relative_to(PACKAGE)}: {n}" for path in FILES if (n := lines_of(path)) > MOST_LINES["file"]]
    for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        length = node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]
        most = MOST_LINES["class" if isinstance(node, ast.ClassDef) else "function"]
        if length > most:
            long.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {node.name} has {length} lines")  # type: ignore[attr-defined]
    assert long == []


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_every_folder_says_what_belongs_there_and_what_does_not() -> None:
    """A room has a docstring of one sentence, or of a sentence and what it needs to be understood."""
    for folder in {path.parent for path in FILES}:
        said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
        assert said and said.split("\n\n")[0].rstrip().endswith("."), folder


def test_the_first_line_of_every_file_is_a_sentence() -> None:
    """The list of files in ARCHITECTURE.md shows that line alone, and a part of a sentence says nothing."""
    first = {path: (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0] for path in FILES}
    cut = {path.relative_to(PACKAGE).as_posix(): line for path, line in first.items() if not line.endswith((".", ".)"))}
    assert cut == {}


def test_the_top_of_the_package_holds_rooms() -> None:
    """What is loose at the top belongs to no room, and so to nobody."""
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py", "errors.py"}


TESTS = Path(__file__).resolve().parents[1]


def test_no_test_module_imports_another() -> None:
    """What tests share is in `tests/support/`, in a `conftest.py`, or in a module beside them that is no test."""
    guilty = []
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            guilty += [
                f"{path.relative_to(TESTS)} imports {name}" for name in names if name.split(".")[-1].startswith("test_")
            ]
    assert guilty == []


UNDERSCORED = ("_replace", "_fields", "_asdict", "_compositor")
"""Of a NamedTuple, where no field can have the name; and what Textual drew, which has no other door."""


def test_no_test_reaches_into_a_private_attribute() -> None:
    """A test goes through a public door: `thing._part` is none. Benchmarks and the oracle are no tests."""
    guilty = []
    for path in sorted(TESTS.rglob("*.py")):
        if path.relative_to(TESTS).parts[0] in ("bench", "oracle"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute) or not node.attr.startswith("_") or node.attr.startswith("__"):
                continue
            if node.attr in UNDERSCORED or (
                isinstance(node.value, ast.Name) and node.value.id in ("self", "cls", "os")
            ):
                continue
            guilty.append(f"{path.relative_to(TESTS)}:{node.lineno}: {ast.unparse(node)}")
    assert guilty == []


def test_no_test_sleeps() -> None:
    """It waits for the thing itself. Code that a card or a child runs may sleep: there it is a text."""
    guilty = []
    for path in sorted(TESTS.rglob("*.py")):
        if path.relative_to(TESTS).parts[0] == "bench":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "asyncio.sleep"):
                looped = any(isinstance(above, ast.While | ast.For) for above in _above(path, node))
                if not looped and ast.unparse(node.args[0]) != "0":
                    guilty.append(f"{path.relative_to(TESTS)}:{node.lineno}: {ast.unparse(node)}")
    assert guilty == []


def _above(path: Path, node: ast.Call) -> Iterator[ast.AST]:
    """The loops of a file that a call is in: a pause between two looks at the thing that is waited for."""
    for other in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(other, ast.While | ast.For) and other.lineno <= node.lineno <= (other.end_lineno or 0):
            yield other
