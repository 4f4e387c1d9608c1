"""What card code asks of today, of this machine or of this build: names that stand for such a value (Q108)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from quiz.check.rules.shown_code import below, shown_code
from quiz.deck import python
from quiz.deck.model import Card, Place

_DAY = "another day"
_MACHINE = "another machine"
_BUILD = "another release or build of torch"
KNOWN = {
    "time.time": _DAY,
    "time.time_ns": _DAY,
    "time.localtime": _DAY,
    "time.gmtime": _DAY,
    "time.ctime": _DAY,
    "time.strftime": _DAY,
    "datetime.now": _DAY,
    "datetime.utcnow": _DAY,
    "datetime.today": _DAY,
    "date.today": _DAY,
    "os.cpu_count": _MACHINE,
    "multiprocessing.cpu_count": _MACHINE,
    "os.getpid": _MACHINE,
    "os.getcwd": _MACHINE,
    "os.getlogin": _MACHINE,
    "os.uname": _MACHINE,
    "os.getenv": _MACHINE,
    "os.environ": _MACHINE,
    "os.path.expanduser": _MACHINE,
    "Path.home": _MACHINE,
    "Path.cwd": _MACHINE,
    "getpass.getuser": _MACHINE,
    "socket.gethostname": _MACHINE,
    "platform.node": _MACHINE,
    "platform.machine": _MACHINE,
    "platform.system": _MACHINE,
    "platform.platform": _MACHINE,
    "platform.processor": _MACHINE,
    "platform.python_version": _MACHINE,
    "sys.platform": _MACHINE,
    "sys.version": _MACHINE,
    "sys.version_info": _MACHINE,
    "sys.executable": _MACHINE,
    "torch.get_num_threads": _MACHINE,
    "torch.get_num_interop_threads": _MACHINE,
    "torch.cuda.is_available": _MACHINE,
    "torch.cuda.device_count": _MACHINE,
    "torch.cuda.get_device_name": _MACHINE,
    "torch.accelerator.is_available": _MACHINE,
    "torch.backends.mps.is_available": _MACHINE,
    "torch.backends.cudnn.is_available": _BUILD,
    "torch.backends.mkl.is_available": _BUILD,
    "torch.__version__": _BUILD,
    "torch.__file__": _MACHINE,
    "torch.__config__": _BUILD,
    "torch.version": _BUILD,
    "np.__version__": _BUILD,
    "numpy.__version__": _BUILD,
}
"""The name of a value, as far as code writes it -> where that value is another one."""


def elsewhere(card: Card) -> Iterator[tuple[str, str, Place | None]]:
    """Each such name in the code of which the truth is made, where its value is another one, and its place."""
    for text, place in _deciding(card):
        tree = python.read(text, "exec")
        if not isinstance(tree, ast.Module):
            continue
        whole = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        harmless = {id(part) for node in ast.walk(tree) for part in _harmless(node)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute | ast.Name)
                and (name := _known(node, whole))
                and id(node) not in harmless
            ):
                yield name, KNOWN[name], below(place, node.lineno)


def _harmless(node: ast.AST) -> Iterator[ast.AST]:
    """What is not asked: a variable of the environment that is set, and whether there is a GPU, to choose the device.

    An answer that differs on a GPU is found by running it there (Q107).
    """
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        yield node.value
    if isinstance(node, ast.IfExp) and isinstance(node.orelse, ast.Constant) and isinstance(node.orelse.value, str):
        yield from ast.walk(node.test)


def _deciding(card: Card) -> Iterator[tuple[str, Place | None]]:
    for piece in shown_code(card):
        yield piece.text, piece.place
    for option in getattr(card.body, "options", ()):
        yield option.true_if, option.place
    for field in ("args", "reference", "check"):
        text = getattr(card.body, field, "")
        yield text, card.places.get(field)


def _known(node: ast.expr, whole: Mapping[str, str]) -> str:
    """The name of the table that an expression is; "" for none. `datetime.date.today` is `date.today`."""
    written = ast.unparse(node)
    head, dot, rest = written.partition(".")
    written = whole.get(head, head) + dot + rest
    return next((name for name in KNOWN if written == name or written.endswith("." + name)), "")
