"""What a forked child copies, after its parent's memory was arranged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FRAGMENTED = """
import os, resource
from quiz.worker.process import heap

many = [bytes(60) for _ in range(200_000)]
del many[::100]  # one or two gaps in each pool

def faults():
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        new = [None] * 2000
        for at in range(2000):
            new[at] = bytes(60)
        os.write(write, str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    return int(os.read(read, 100))

scattered = faults()
heap.make_cheap_to_fork()
print(scattered, faults(), sum(map(len, heap._kept)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="children are forked on Linux alone")
def test_new_objects_of_a_child_lie_side_by_side() -> None:
    run = subprocess.run([sys.executable, "-c", FRAGMENTED], cwd=ROOT, capture_output=True, text=True, check=True)
    scattered, packed, filled = map(int, run.stdout.split())
    assert packed < scattered / 2
    assert filled < 200_000
