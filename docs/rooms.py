"""Write the drawing of the rooms and the list of files in ARCHITECTURE.md: `python docs/rooms.py`.

An arrow means "imports". An arrow that follows from others is left out: where `a` imports `b` and `b` imports `c`, no
arrow from `a` to `c` is drawn, though `a` may import `c`. `--check` writes nothing, and exits with 1 where the page is
not what would be written.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
ROOMS = ("<!-- drawn by docs/rooms.py -->\n", "<!-- end of the drawing -->\n")
FILES = ("<!-- listed by docs/rooms.py -->\n", "<!-- end of the list -->\n")


def rooms_and_imports() -> dict[str, set[str]]:
    """Each room of `quiz/` with the rooms that it imports, itself not among them."""
    graph = grimp.build_graph("quiz", exclude_type_checking_imports=True, cache_dir=None)
    rooms = {child.removeprefix("quiz.") for child in graph.find_children("quiz")} - {"__main__"}
    imports: dict[str, set[str]] = {room: set() for room in rooms}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            source, target = (f"{module}.".split(".")[1] for module in (importer, imported))
            if source in rooms and target in rooms and source != target:
                imports[source].add(target)
    return imports


def from_top(imports: dict[str, set[str]]) -> list[str]:
    """The rooms so that each is before those it imports; of several that could come, the first by name.

    Raises ValueError where the imports go round in a circle.
    """
    order: list[str] = []
    left = {room: set(targets) for room, targets in imports.items()}
    while left:
        free = sorted(room for room in left if not any(room in targets for targets in left.values()))
        if not free:
            raise ValueError(f"the imports of these rooms go round in a circle: {', '.join(sorted(left))}")
        order.append(free[0])
        del left[free[0]]
    return order


def reduced(imports: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows from which all others follow (the transitive reduction)."""
    below: dict[str, set[str]] = {}
    for room in reversed(from_top(imports)):
        below[room] = imports[room].union(*(below[target] for target in imports[room]))
    return {
        room: {t for t in targets if not any(t in below[other] for other in targets)}
        for room, targets in imports.items()
    }


def sentence(room: str) -> str:
    """The first paragraph of the docstring of a room, on one line."""
    folder = ROOT / "quiz" / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].split())


def inside(room: str) -> list[str]:
    """The folders of a room, by name, each as a path below `quiz/`."""
    found = sorted((ROOT / "quiz" / room).rglob("__init__.py"))
    return [path.parent.relative_to(ROOT / "quiz").as_posix() for path in found if path.parent.name != room]


def drawing() -> str:
    """The drawing, and the table of rooms, as Markdown."""
    imports = rooms_and_imports()
    order = from_top(imports)
    arrows = [
        f"    {room} --> {target}" for room in order for target in sorted(reduced(imports)[room], key=order.index)
    ]
    rows = [f"| `{folder}` | {sentence(folder)} |" for room in order for folder in [room, *inside(room)]]
    return "\n".join(
        ["```mermaid", "flowchart TD", *arrows, "```", "", "| room | what belongs there |", "|---|---|", *rows, ""]
    )


def files() -> str:
    """The files of each folder with the first line of each, as Markdown."""
    parts = []
    for room in from_top(rooms_and_imports()):
        for folder in [room, *inside(room)]:
            paths = sorted(path for path in (ROOT / "quiz" / folder).glob("*.py") if path.name != "__init__.py")
            rows = [f"- `{path.name}` {subject(path)}" for path in paths]
            parts += [f"**{folder}/**", "", *rows, ""] if rows else []
    return "\n".join(parts)


def subject(path: Path) -> str:
    """The first line of the docstring of a file."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]


def between(page: str, marks: tuple[str, str], text: str) -> str:
    """The page with this text between two marks."""
    before, rest = page.split(marks[0])
    _, after = rest.split(marks[1])
    return f"{before}{marks[0]}\n{text}\n{marks[1]}{after}"


def main() -> int:
    page = PAGE.read_text("utf-8")
    new = between(between(page, ROOMS, drawing()), FILES, files())
    if "--check" in sys.argv[1:]:
        return int(new != page)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
