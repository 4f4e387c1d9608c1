"""What a plain interpreter makes of code: the measure of what a child of the engine makes of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from quiz.answer.value import Outcome, Raised
from quiz.engine.environment import environment

RUNNER = r"""
import ast, builtins, contextlib, io, json, os, sys, types, warnings
codes = json.loads(sys.stdin.buffer.read())
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
sys.stdin = open(0, closefd=False)
import torch
torch.set_warn_always(True)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import torch._decomp.decompositions_for_jvp
home = os.getcwd()
found = []
for number, code in enumerate(codes):
    os.mkdir(f"{home}/{number}")
    os.chdir(f"{home}/{number}")
    os.environ["HOME"] = os.getcwd()
    file = f"{home}/code{number}.py"
    with open(file, "w") as stream:
        stream.write(code)
    module = types.ModuleType("__main__")
    module.__dict__.update(__builtins__=builtins, __file__=file)
    sys.modules["__main__"] = module
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    raised, text = "", ""
    with contextlib.redirect_stdout(out), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            tree = ast.parse(code, file)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, file, "exec"), module.__dict__)
            value = eval(compile(ast.Expression(last.value), file, "eval"), module.__dict__) if last else None
        except BaseException as error:
            raised = f"{type(error).__name__}: {error}"
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            text = raised or repr(value)
        except Exception as error:
            text = f"<printing it raised {type(error).__name__}>"
    printed = out.buffer.getvalue().decode()
    found.append([text.replace(file, "<card>"), printed, [[w.category.__name__, str(w.message)] for w in warned]])
    torch.set_default_dtype(torch.float32)
    torch.distributions.Distribution.set_default_validate_args(True)
sys.__stdout__.write(json.dumps(found))
sys.__stdout__.flush()
os._exit(0)
"""


class Seen(NamedTuple):
    """What can be seen of a run: the value as it prints or the exception, standard output, and the warnings."""

    shown: str
    printed: str
    warned: tuple[tuple[str, str], ...]


def plain(codes: list[str], folder: Path) -> list[Seen]:
    """Run each code in a main module of its own, all in one plain Python that has nothing of the quiz."""
    environ = environment(os.environ) | {"TMPDIR": str(folder), "TZ": "UTC"}
    command = [sys.executable, "-s", "-c", RUNNER]
    given = json.dumps(codes).encode()
    done = subprocess.run(command, input=given, capture_output=True, cwd=folder, env=environ, timeout=300, check=False)
    assert done.returncode == 0 and done.stdout, done.stderr.decode()[-2000:]
    rows = json.loads(done.stdout)
    return [_seen(text, printed, [tuple(pair) for pair in warned]) for text, printed, warned in rows]


def carried(outcome: Outcome) -> Seen:
    """The same of what a child of the engine has sent."""
    value = outcome.value
    text = f"{value.name}: {value.message}" if isinstance(value, Raised) else outcome.shown
    return _seen(text, outcome.printed, [(warning.category, warning.text) for warning in outcome.warned])


def _seen(text: str, printed: str, warned: list[tuple[str, ...]]) -> Seen:
    # Addresses and temporary folders are nobody's answer; a child cuts long texts.
    pairs = tuple((category, _steady(message)[:400]) for category, message in warned)
    return Seen(_steady(text)[:1500], _steady(printed), pairs)


def _steady(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x", text)
