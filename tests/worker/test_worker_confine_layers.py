"""Under every layer torch works, what cards import can be imported, and the layers are those that the hello names."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

from quiz.answer.value import Raised
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Reply
from quiz.worker.confine.plan import LAYERS, WHOLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are confined on Linux only")


def run(engine: Engine, code: str) -> Reply:
    tasks = (Task(name="truth", code=code),)
    return engine.run(Job(setup="import torch", seed=1, tasks=tasks), 30)


def shown(engine: Engine, code: str) -> str:
    reply = run(engine, code)
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    assert not isinstance(reply.result.outcomes[0].value, Raised), reply.result.outcomes[0]
    return reply.result.outcomes[0].shown


WORKS = [
    ("x = torch.randn(3, requires_grad=True); (x * 2).sum().backward(); x.grad", "tensor([2., 2., 2.])"),
    (
        "m = torch.nn.Linear(3, 2); o = torch.optim.Adam(m.parameters()); m(torch.ones(1, 3)).sum().backward(); "
        "o.step(); torch.save(m.state_dict(), 'm.pt'); sorted(torch.load('m.pt'))",
        "['bias', 'weight']",
    ),
    ("torch.func.vmap(torch.func.grad(lambda x: x ** 2))(torch.ones(2))", "tensor([2., 2.])"),
    ("torch.func.jacrev(torch.sin)(torch.zeros(1))", "tensor([[1.]])"),
    ("torch.fft.fft(torch.ones(4)).real", "tensor([4., 0., 0., 0.])"),
    ("torch.linalg.svd(torch.eye(3))[1]", "tensor([1., 1., 1.])"),
    ("torch.linalg.solve(torch.eye(2), torch.ones(2))", "tensor([1., 1.])"),
    ("torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 3, 3)).item()", "9.0"),
    ("torch.nn.LSTM(2, 3)(torch.ones(1, 1, 2))[0].shape", "torch.Size([1, 1, 3])"),
    ("torch.nn.MultiheadAttention(4, 2)(*[torch.ones(1, 1, 4)] * 3)[0].shape", "torch.Size([1, 1, 4])"),
    ("torch.set_num_threads(4); torch.mm(torch.ones(600, 600), torch.ones(600, 600)).sum()", "tensor(2.1600e+08)"),
    ("torch.sparse.mm(torch.eye(2).to_sparse(), torch.ones(2, 1)).sum()", "tensor(2.)"),
    ("torch.ao.quantization.QuantStub; torch.quantize_per_tensor(torch.ones(1), 1., 0, torch.qint8).item()", "1.0"),
    ("torch.jit.script(torch.nn.ReLU())(torch.ones(1))", "tensor([1.])"),
    ("torch.compile(lambda x: x + 1, backend='eager')(torch.ones(1))", "tensor([2.])"),
    ("torch.fx.symbolic_trace(torch.nn.ReLU())(torch.ones(1))", "tensor([1.])"),
    (
        "from torch.utils.checkpoint import checkpoint\nx = torch.zeros(1, requires_grad=True)\n"
        "checkpoint(torch.exp, x, use_reentrant=False).backward(); x.grad",
        "tensor([1.])",
    ),
    (
        "from torch.utils.data import DataLoader, TensorDataset\n"
        "[len(b[0]) for b in DataLoader(TensorDataset(torch.arange(5)), batch_size=2, shuffle=True)]",
        "[2, 2, 1]",
    ),
    ("import numpy as np; torch.from_numpy(np.arange(3.)).numpy().sum().item()", "3.0"),
    ("import numpy as np; np.linalg.norm(np.fft.fft(np.ones(4))).item()", "4.0"),
    ("import numpy as np; np.save('a.npy', np.ones(2)); np.load('a.npy').sum().item()", "2.0"),
    ("import einops; einops.rearrange(torch.arange(4), '(a b) -> b a', a=2).tolist()", "[[0, 2], [1, 3]]"),
    ("import einops.layers.torch as e; e.Rearrange('a b -> b a')(torch.ones(1, 2)).shape", "torch.Size([2, 1])"),
    ("import importlib.metadata as m; torch.__version__.startswith(m.version('torch'))", "True"),
    ("import inspect; 'softmax' in inspect.getsource(torch.nn.functional.softmax)", "True"),
    (
        "import threading; t = threading.Thread(target=torch.ones, args=(1,)); t.start(); t.join(); t.is_alive()",
        "False",
    ),
    ("from concurrent.futures import ThreadPoolExecutor as P; list(P(2).map(abs, [-1, 2]))", "[1, 2]"),
    ("import pickle, io, copy; copy.deepcopy(pickle.loads(pickle.dumps(torch.ones(1))))", "tensor([1.])"),
    ("import tempfile\nwith tempfile.NamedTemporaryFile('w+') as f: f.write('x'); f.seek(0); t = f.read()\nt", "'x'"),
    (
        "import tempfile, os, glob\nwith tempfile.TemporaryDirectory() as d:\n"
        "  open(d + '/a', 'w').close(); n = os.listdir(d)\n"
        "os.mkdir('d'); os.rename('d', 'e'); open('e/b', 'w').close(); n + glob.glob('*/*')",
        "['a', 'e/b']",
    ),
    ("import resource; resource.getrlimit(resource.RLIMIT_CORE)", "(0, 0)"),
    ("import signal; signal.raise_signal(signal.SIGCHLD); signal.alarm(0)", "0"),
]


@pytest.mark.parametrize(("code", "expected"), WORKS, ids=[code[:40] for code, _ in WORKS])
def test_torch_works_under_all_layers(engine: Engine, code: str, expected: str) -> None:
    """The allow-list of system calls and of files holds all that computing needs."""
    if "numpy" in code:
        pytest.importorskip("numpy")
    if "einops" in code:
        pytest.importorskip("einops")
    assert shown(engine, code) == expected


MODULES = """
unittest doctest json csv sqlite3 ssl hashlib decimal fractions statistics datetime zoneinfo calendar locale logging
argparse asyncio multiprocessing subprocess concurrent.futures ctypes curses dis ast inspect trace cProfile timeit pdb
xml.etree.ElementTree http.client urllib.request email zipfile tarfile gzip bz2 lzma shelve dbm configparser tomllib
torch._dynamo torch._inductor torch.export torch.distributed torch.distributions torch.nn.utils.parametrize torch.onnx
torch.utils.benchmark torch.utils.tensorboard torch.autograd.profiler torch.testing torch.special torch.hub
numpy.random numpy.fft numpy.ma numpy.polynomial numpy.testing einops einops.layers.torch
"""


def test_what_cards_import_can_be_imported_after_confinement(engine: Engine) -> None:
    """Importing is reading: the standard library, torch, numpy and einops with all that they need."""
    code = (
        "import importlib\n"
        # What this interpreter was built or installed without; nothing that confinement could take away.
        "ABSENT = ('tomllib', 'tensorboard', 'numpy', 'einops', 'onnx', 'onnxscript', '_curses', '_sqlite3', '_ssl')\n"
        "def attempt(name):\n  try: importlib.import_module(name)\n"
        "  except ModuleNotFoundError as error:\n    if error.name not in ABSENT: return str(error)\n"
        "  except Exception as error: return f'{name}: {error!r}'\n"
        f"[failure for failure in map(attempt, {MODULES.split()!r}) if failure]"
    )
    assert shown(engine, code) == "[]"


def test_the_quiz_cannot_be_imported(engine: Engine) -> None:
    """Its decks hold what would be the answers."""
    reply = run(engine, "import quiz")
    assert reply.result is not None
    assert isinstance(reply.result.outcomes[0].value, Raised)


def test_the_hello_names_layers_that_there_are(engine: Engine) -> None:
    """In their order, each with a sentence of what it stops; on this kernel those that make confinement whole."""
    layers = engine.start()["layers"]
    assert layers == [name for name in LAYERS if name in layers]
    assert all(stops.startswith("Stops ") and stops.endswith(".") for stops in LAYERS.values())
    if os.path.exists("/sys/kernel/security/landlock") or set(WHOLE) <= set(layers):  # noqa: PTH110
        assert {"rlimits", "privileges", "seccomp", "scratch"} <= set(layers)


def test_each_child_has_a_folder_of_its_own_that_goes_with_it(engine: Engine) -> None:
    """Working, temporary and home folder in one; the next child finds another, and this one gone."""
    code = (
        "import os, tempfile\nopen('left', 'w').close()\n"
        "[os.getcwd(), tempfile.gettempdir(), os.environ['HOME'], os.listdir()]"
    )
    first, second = eval(shown(engine, code)), eval(shown(engine, code))
    assert first[0] == first[1] == first[2] != second[0]
    assert first[3] == ["left"]
    assert _gone(Path(first[0]))
    assert _gone(Path(second[0]))


@pytest.mark.parametrize("how", ["left", "killed"])
def test_no_folder_outlives_the_engine(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when it is left nor when the zygote is killed with a child at work."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        with Engine() as own:
            shown(own, "open('left', 'w').write('x')")
            assert list(Path(folder).iterdir())
            if how == "killed":
                os.kill(own.zygote_pid, signal.SIGKILL)
        assert _gone(*Path(folder).iterdir())


def _gone(*paths: Path) -> bool:
    deadline = time.monotonic() + 10
    while any(path.exists() for path in paths) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(path.exists() for path in paths)
