"""Code in a card is ordinary Python: a child makes of it what a plain interpreter does, or the difference is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Reply
from quiz.engine.strategy import Strategy
from tests.support.plain_python import Seen, carried, plain

SNIPPETS = [
    text.strip("\n") for text in (Path(__file__).parent / "data" / "ordinary_python.txt").read_text().split("\n\n")
]

ANNOUNCED = {
    "import torch\nwith torch.autograd.detect_anomaly()": "the warning holds a traceback, which begins in the child",
    "import torch\ntorch.linalg.inv": "an exception has the name by which it is known, torch.linalg.LinAlgError",
    "import torch\ntorch.linalg.cholesky": "as above",
}
"""Beginning of a snippet -> why the two differ.

Equal by what both are started with, and other than at home: the time zone (UTC), the user's name (learner), one thread,
each of torch's warnings every time, and no warnings of modules that torch imports lazily.
"""

NOT_TORCH = [
    ("import yaml", "`yaml` is not available to card code: only torch, numpy, einops and the standard library are"),
    ("try:\n    import yaml\nexcept ImportError:\n    found = False\nfound", "`yaml` is not available"),
    ("import importlib\nimportlib.import_module('textual')", "`textual` is not available"),
    ("import importlib.util\nimportlib.util.find_spec('yaml') is None", "`yaml` is not available"),
    ("def f():\n    import yaml\ntry: f()\nexcept ImportError: raise ValueError('yaml')", "`yaml` is not available"),
    ("import subprocess\nsubprocess.run(['true'])", "card code may not start programs"),
    ("import os\nos.fork()", "card code may not start programs"),
    ("import socket\nsocket.socket()", "use the network"),
    ("open('/etc/passwd')", "read files of the machine"),
    ("import multiprocessing\nmultiprocessing.Queue()", "card code may not start programs"),
    ("import torch\nlist(torch.utils.data.DataLoader([1, 2], num_workers=1))", "card code may not start programs"),
    ("try:\n    open('/etc/passwd')\nexcept OSError:\n    raise KeyError('no users')", "read files of the machine"),
    ("import torch.distributed as d\nd.init_process_group('gloo', store=d.HashStore(), rank=0, world_size=1)",
     "use the network"),
    ("bytearray(3 * 10**9)", "card code may take 1 GiB of memory"),
    ("import torch\ntorch.zeros(10**9)", "card code may take 1 GiB of memory"),
    ("with open('a', 'wb') as file:\n    for _ in range(40): file.write(bytes(1 << 20))", "16 MiB to a file"),
    ("files = [open('/dev/null') for _ in range(100)]", "64 files open"),
]  # fmt: skip
"""Code of which the confinement decides what comes -> part of the reason."""


def seen(reply: Reply) -> Seen | str:
    result = reply.result
    if result is None:
        return f"{reply.status}: {reply.detail}"
    return result.fault["message"] if result.fault is not None else carried(result.outcomes[0])


@pytest.mark.parametrize("every", [pytest.param(3, id="sample"), pytest.param(1, id="all", marks=pytest.mark.soak)])
def test_a_child_makes_of_code_what_a_plain_interpreter_does(engine: Engine, tmp_path: Path, every: int) -> None:
    """Of every third snippet; of all in the soak."""
    assert len(SNIPPETS) > 300
    snippets = SNIPPETS[::every]
    engine.preload()
    jobs = [(code, Job.running(code, setup=""), 60.0) for code in snippets]
    found = {code: seen(reply) for code, reply in engine.run_all(jobs, 2)}
    differ = {
        code: (there, found[code])
        for code, there in zip(snippets, plain(snippets, tmp_path), strict=True)
        if there != found[code] and not any(code.startswith(start) for start in ANNOUNCED)
    }
    assert not differ, "\n\n".join(f"{code}\n  plain {a}\n  child {b}" for code, (a, b) in differ.items())


@pytest.mark.skipif(sys.platform != "linux", reason="children are confined on Linux only")
@pytest.mark.parametrize(("code", "why"), NOT_TORCH, ids=[code[:40] for code, _ in NOT_TORCH])
def test_what_the_confinement_decides_is_no_answer_of_torchs(engine: Engine, code: str, why: str) -> None:
    result = engine.run(Job.running(code, setup=""), 30).result
    assert result is not None and result.fault is not None, result
    assert result.fault["stage"] == "code"
    assert why in result.fault["message"]


def test_what_no_machine_could_do_is_still_torchs_answer(engine: Engine) -> None:
    codes = ("torch.empty(10**15)", "import no_such_module_at_all", "open('missing.txt')", "torch.ones(2).foo")
    for code in codes:
        found = seen(engine.run(Job.running(code), 30))
        assert isinstance(found, Seen), (code, found)


def test_a_spawned_child_runs_ordinary_python_as_well() -> None:
    """One child for all: each of them loads torch."""
    codes = {
        "def f(x: int): return x\nf.__annotations__['x'] is int": "True",
        "import inspect\ndef f(): return 1\ninspect.getsource(f)": repr("def f(): return 1\n"),
        "@torch.jit.script\ndef f(x):\n    return x + 1\nf(torch.ones(1))": "tensor([2.])",
        "import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))).__module__": "'__main__'",
        "import sys\nsys.argv": "['-c']",
    }
    tasks = tuple(Task(name=str(number), code=code) for number, code in enumerate(codes))
    with Engine(how=Strategy.SPAWN, spares=0) as engine:
        reply = engine.run(Job(setup="import torch", seed=1, tasks=tasks), 60)
    assert reply.result is not None, reply
    assert [carried(outcome).shown for outcome in reply.result.outcomes] == list(codes.values())


def test_packages_that_come_with_torch_may_be_read_where_nothing_records_them(tmp_path: Path) -> None:
    """As in Debian's build: torch, functorch and torchgen lie side by side, and no record names the last two."""
    for name in ("torch", "functorch", "torchgen", "stranger"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from quiz.worker.confine.readable import readable;"
        "print('\\n'.join(readable().whole))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, str(tmp_path), str(root)], capture_output=True, text=True, check=True
    )
    whole = done.stdout.splitlines()
    assert all(str(tmp_path / name) in whole for name in ("torch", "functorch", "torchgen"))
    assert str(tmp_path / "stranger") not in whole
