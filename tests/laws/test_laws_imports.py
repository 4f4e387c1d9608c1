"""What may import what: the layers of the house, and what no fast path loads."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import quiz

PACKAGE = Path(quiz.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)


def imports(path: Path, *, top_level: bool = False) -> Iterator[str]:
    """Every module that the file imports, relative ones made absolute; those of `if TYPE_CHECKING` do not count."""
    tree = ast.parse(path.read_text())
    typing_only = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and ast.unparse(test.test) == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    nodes = tree.body if top_level else list(ast.walk(tree))
    package = ("quiz", *path.parent.relative_to(PACKAGE).parts)
    for node in nodes:
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module or "")))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def in_room(path: Path, *rooms: str) -> bool:
    inside = path.relative_to(PACKAGE).as_posix()
    return any(inside == room or inside.startswith(room + "/") for room in rooms)


def within(module: str, *names: str) -> bool:
    return any(module == name or module.startswith(name + ".") for name in names)


def test_only_the_worker_imports_torch() -> None:
    """The quiz never loads torch into the process that draws the screen."""
    guilty = [p for p in FILES if not in_room(p, "worker") and any(within(m, "torch") for m in imports(p))]
    assert guilty == []


def test_numpy_and_einops_appear_in_card_code_only() -> None:
    """No room imports them, the worker included: `import numpy` is the card's own affair."""
    guilty = [p for p in FILES if any(within(m, "numpy", "einops") for m in imports(p))]
    assert guilty == []


def test_the_worker_stands_alone() -> None:
    """It imports the standard library, torch and itself, so that any interpreter with torch can run it."""
    allowed = sys.stdlib_module_names | {"torch"}
    for path in FILES:
        if in_room(path, "worker"):
            orphans = [m for m in imports(path) if m.split(".")[0] not in allowed and not within(m, "quiz.worker")]
            assert orphans == [], path


def test_the_worker_imports_itself_relatively() -> None:
    """It is loaded under a package name of its own, where `quiz` does not exist."""
    for path in FILES:
        if in_room(path, "worker"):
            tree = ast.parse(path.read_text())
            named = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level]
            assert not [n for n in named if within(n.module or "", "quiz")], path


def test_the_worker_keeps_to_the_syntax_of_python_3_9() -> None:
    """An older interpreter that has torch can parse it."""
    for path in FILES:
        if in_room(path, "worker"):
            ast.parse(path.read_text(), feature_version=(3, 9))


PURE = ("answer", "ask", "schedule", "deck/model.py", "session.py", "moves.py", "view.py")
PURE += ("search", "browse.py", "dossier.py")
PURE += ("asking.py", "pile.py", "notices.py", "today/collection.py", "today/hand.py", "today/roster.py")
IMPURE = ("os", "time", "sqlite3", "subprocess", "socket", "asyncio", "threading", "click", "textual", "rich", "sys")


def test_pure_rooms_know_no_terminal_no_sql_no_clock_no_process() -> None:
    """These are passed in, or driven from outside."""
    for path in FILES:
        if in_room(path, *PURE):
            assert [m for m in imports(path) if within(m, *IMPURE)] == [], path


def test_pure_rooms_read_no_clock() -> None:
    """`datetime.now()` and its kin are calls of `quiz/settings/clock.py` alone."""
    for path in FILES:
        if not in_room(path, "clock.py"):
            calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)]
            clocks = [
                n for n in calls if ast.unparse(n) in ("datetime.now", "datetime.utcnow", "date.today", "time.time")
            ]
            assert clocks == [], path


FACES = ("cli", "plain.py", "tui")


def test_faces_never_touch_the_worker_or_write_sql() -> None:
    """They drive the session, the check and the statistics."""
    for path in FILES:
        if in_room(path, *FACES):
            assert [
                m
                for m in imports(path)
                if within(m, "quiz.worker.process.zygote", "quiz.worker.process.child", "sqlite3")
            ] == []
            assert not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.*\b(FROM|INTO|SET)\b", path.read_text()), path


LAYERS = [
    ("answer", ("quiz.deck", "quiz.ask", "quiz.engine", "quiz.store", "quiz.review.session", "quiz.cli", "quiz.tui")),
    ("schedule", ("quiz.deck", "quiz.ask", "quiz.engine", "quiz.store", "quiz.review.session", "quiz.cli", "quiz.tui")),
    (
        "engine",
        ("quiz.deck", "quiz.ask", "quiz.store", "quiz.review.session", "quiz.cli", "quiz.tui", "quiz.plain.line_mode"),
    ),
    (
        "deck",
        (
            "quiz.engine",
            "quiz.store",
            "quiz.review.session",
            "quiz.cli",
            "quiz.tui",
            "quiz.plain.line_mode",
            "quiz.check",
        ),
    ),
    (
        "ask",
        (
            "quiz.store",
            "quiz.review.session",
            "quiz.cli",
            "quiz.tui",
            "quiz.plain.line_mode",
            "quiz.check",
            "quiz.schedule",
        ),
    ),
    (
        "store",
        ("quiz.deck", "quiz.ask", "quiz.engine", "quiz.review.session", "quiz.cli", "quiz.tui", "quiz.plain.line_mode"),
    ),
    (
        "today",
        (
            "quiz.ask",
            "quiz.engine",
            "quiz.review.session",
            "quiz.review.events",
            "quiz.cli",
            "quiz.tui",
            "quiz.plain.line_mode",
        ),
    ),
    (
        "search",
        (
            "quiz.ask",
            "quiz.engine",
            "quiz.store",
            "quiz.review.session",
            "quiz.cli",
            "quiz.tui",
            "quiz.plain.line_mode",
        ),
    ),
    (
        "plots",
        (
            "quiz.stats",
            "quiz.store",
            "quiz.review.session",
            "quiz.cli",
            "quiz.tui",
            "quiz.plain.line_mode",
            "quiz.check",
        ),
    ),
    (
        "stats",
        (
            "quiz.ask",
            "quiz.engine",
            "quiz.review.session",
            "quiz.cli",
            "quiz.tui",
            "quiz.plain.line_mode",
            "quiz.check",
        ),
    ),
    ("check", ("quiz.store", "quiz.schedule", "quiz.review.session", "quiz.cli", "quiz.tui", "quiz.plain.line_mode")),
]


@pytest.mark.parametrize(("room", "forbidden"), LAYERS, ids=[room for room, _ in LAYERS])
def test_data_flows_one_way(room: str, forbidden: tuple[str, ...]) -> None:
    """A room knows the rooms before it and none of those behind."""
    for path in FILES:
        if in_room(path, room):
            assert [m for m in imports(path) if within(m, *forbidden)] == [], path


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    root = PACKAGE.parent  # a checkout that is not installed is tested as it stands
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    return set(done.stderr.split())


QUICK = [
    ("from quiz.cli import run; run(['--help'])", {"torch", "textual", "sqlite_utils", "yaml", "numpy", "fsrs"}),
    ("from quiz.cli import run; run(['where'])", {"torch", "textual", "sqlite_utils", "yaml", "numpy", "fsrs"}),
    ("from quiz.cli import run; run(['review', '--help'])", {"torch", "textual", "sqlite_utils", "yaml", "numpy"}),
    ("import quiz.review.session", {"torch", "textual", "sqlite_utils", "sqlite3", "numpy", "fsrs"}),
    ("import quiz.store.store", {"torch", "textual", "sqlite_utils", "yaml", "numpy", "fsrs", "click"}),
    ("import quiz.engine.client", {"torch", "textual", "sqlite_utils", "yaml", "numpy", "fsrs", "click"}),
    ("import quiz.plain.line_mode", {"torch", "textual", "sqlite_utils", "numpy", "click"}),
    ("import quiz.tui.app", {"torch", "sqlite_utils", "yaml", "numpy", "fsrs"}),
]


@pytest.mark.parametrize(("code", "forbidden"), QUICK, ids=[code.split(";")[-1].strip() for code, _ in QUICK])
def test_a_fast_path_loads_nothing_slow(code: str, forbidden: set[str]) -> None:
    """Each of these modules costs tens of milliseconds that somebody would wait for."""
    assert loaded_by(code) & forbidden == set()
