"""What may import what: the contracts of pyproject.toml, and what no import graph can show."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import quiz

PACKAGE = Path(quiz.__file__).parent
ROOT = PACKAGE.parent
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """`lint-imports`, on the package and the contracts of a folder."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    """Layers for all rooms, no circle, and who may import torch, Textual and SQLite."""
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :]


WRONG = {
    "layers": ("quiz.errors", "quiz.text.cells"),
    "acyclic": ("quiz.schedule.day", "quiz.schedule.queue"),
    "torch": ("quiz.answer.verdict", "torch"),
    "worker": ("quiz.worker.wire", "yaml"),
    "textual": ("quiz.plain.entry", "textual"),
    "lsp": ("quiz.library.content", "pygls"),
    "sqlite": ("quiz.stats.streak", "sqlite3"),
    "pure": ("quiz.review.session", "time"),
    "kinds": ("quiz.ask.kinds.fix", "quiz.ask.kinds.fill"),
    "rules": ("quiz.check.rules.texts", "quiz.check.rules.draws"),
    "stats": ("quiz.stats.hours", "quiz.stats.today"),
}
"""Contract -> a module, and what it may not import."""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Contract -> what is said of it in a copy of the package where each of these imports is one line."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, root / "quiz", ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    shutil.copy(ROOT / "pyproject.toml", root)
    for module, imported in WRONG.values():
        with (root / f"{module.replace('.', '/')}.py").open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    done = lint_imports(root)
    assert done.returncode == 1
    sections = re.split(r"\n(.+)\n-{3,}\n", done.stdout[done.stdout.index("Broken contracts") :])
    told = dict(zip(sections[1::2], sections[2::2], strict=True))
    return {contract: told[name] for contract, name in CONTRACTS.items()}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_wrong_import_breaks_its_contract(broken: dict[str, str], contract: str) -> None:
    """The contracts are no decoration: each names the one line that breaks it."""
    module, imported = (name.rpartition(".")[2] for name in WRONG[contract])
    assert re.search(rf"\.{module} -> .*\b{imported}\b", broken[contract]), broken[contract]


def in_room(path: Path, *rooms: str) -> bool:
    inside = path.relative_to(PACKAGE).as_posix()
    return any(inside.startswith(room + "/") for room in rooms)


def test_the_worker_imports_itself_relatively() -> None:
    """It is loaded under a package name of its own, where `quiz` does not exist."""
    for path in FILES:
        if in_room(path, "worker"):
            tree = ast.parse(path.read_text())
            named = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level]
            assert not [n for n in named if (n.module or "").split(".")[0] == "quiz"], path


def test_the_worker_imports_nothing_that_is_not_with_every_torch() -> None:
    """The standard library and torch, so that any interpreter with torch can run it."""
    for path in FILES:
        if in_room(path, "worker"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
                assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"torch"}, path


def test_the_worker_keeps_to_the_syntax_of_python_3_9() -> None:
    """An older interpreter that has torch can parse it."""
    for path in FILES:
        if in_room(path, "worker"):
            ast.parse(path.read_text(), feature_version=(3, 9))


def test_only_the_clock_reads_the_clock() -> None:
    """`datetime.now()` and its like are calls of `quiz/settings/clock.py` alone."""
    for path in FILES:
        if path.relative_to(PACKAGE).as_posix() != "settings/clock.py":
            calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)]
            clocks = [
                n for n in calls if ast.unparse(n) in ("datetime.now", "datetime.utcnow", "date.today", "time.time")
            ]
            assert clocks == [], path


def test_faces_write_no_sql() -> None:
    """They drive the session, the check and the statistics."""
    for path in FILES:
        if in_room(path, "cli", "plain", "tui"):
            assert not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.*\b(FROM|INTO|SET)\b", path.read_text()), path


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    # A checkout that is not installed is tested as it is.
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stderr.split())


SLOW = {"torch", "textual", "sqlite_utils", "yaml", "numpy", "fsrs", "rich", "markdown_it", "tomlkit", "portalocker"}
QUICK = [
    ("from quiz.cli import run; run(['--help'])", SLOW),
    ("from quiz.cli import run; run(['where'])", SLOW),
    ("from quiz.cli import run; run(['review', '--help'])", SLOW - {"fsrs"}),
    ("import quiz.review.session", {"torch", "textual", "sqlite_utils", "sqlite3", "numpy", "fsrs", "rich"}),
    ("import quiz.store.store", {"torch", "textual", "sqlite_utils", "yaml", "numpy", "fsrs", "click", "rich"}),
    ("import quiz.engine.client", SLOW | {"click"}),
    ("import quiz.plain.line_mode", {"torch", "textual", "sqlite_utils", "numpy", "click", "rich", "markdown_it"}),
    ("import quiz.tui.app", {"torch", "sqlite_utils", "yaml", "numpy", "fsrs", "markdown_it", "tomlkit"}),
    ("import quiz.tui.app, quiz.tui.screens.home", {"quiz.app.syncing", "quiz.app.sync_beside"}),
]


@pytest.mark.parametrize(("code", "forbidden"), QUICK, ids=[code.split(";")[-1].strip() for code, _ in QUICK])
def test_a_fast_path_loads_nothing_slow(code: str, forbidden: set[str]) -> None:
    """Each of these modules costs milliseconds, or tens of them, that somebody would wait for."""
    assert loaded_by(code) & forbidden == set()
