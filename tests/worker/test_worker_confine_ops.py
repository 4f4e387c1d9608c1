"""The proof of the allow-lists: every op that torch tests itself with runs under all layers, forwards and backwards."""

from __future__ import annotations

import sys

import pytest

from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are confined on Linux only")

CODE = """
import sys, types, unittest, warnings
# A test framework that torch's tables import, and do not use: it is not among what card code may read.
sys.modules["expecttest"] = types.ModuleType("expecttest")
sys.modules["expecttest"].TestCase = unittest.TestCase
warnings.simplefilter("ignore")
try:
    from torch.testing._internal.common_methods_invocations import op_db
except ModuleNotFoundError as error:
    op_db = []
DTYPES = (torch.float32, torch.float64, torch.int64, torch.complex64, torch.bool)
refused, ran, back = [], 0, 0
ops = op_db[::EVERY]
for op in ops:
    dtype = next((d for d in DTYPES if d in op.supported_dtypes("cpu")), None)
    if dtype is None:
        continue
    try:
        grad = dtype.is_floating_point and op.supports_autograd
        sample = next(iter(op.sample_inputs("cpu", dtype, requires_grad=grad)))
        out = op(sample.input, *sample.args, **sample.kwargs)
        ran += 1
        out = out[0] if isinstance(out, (tuple, list)) and out else out
        if isinstance(out, torch.Tensor) and out.requires_grad and out.is_floating_point():
            out.sum().backward()
            back += 1
    except Exception as error:
        if "CUDA" not in str(error):
            refused.append(f"{op.name}: {error!r}")
[len(ops), ran, back, refused]
"""


@pytest.mark.parametrize("every", [pytest.param(6, id="sample"), pytest.param(1, id="all", marks=pytest.mark.soak)])
def test_every_op_runs_under_all_layers(engine: Engine, every: int) -> None:
    """No call that torch makes of the kernel is missing from the list, and no file from what may be read.

    Of every sixth op; of all in the soak.
    """
    pytest.importorskip("numpy")
    job = Job(setup="import torch", seed=1, tasks=(Task(name="", code=CODE.replace("EVERY", str(every))),))
    reply = engine.run(job, 100)
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    ops, ran, back, refused = eval(reply.result.outcomes[0].shown)
    if not ops:
        pytest.skip("this torch comes without the tables of its own tests")
    print(f"\n{ops} ops: {ran} ran, {back} of them backwards")
    assert refused == []
    assert ran > ops * 0.9
