"""The hello message: what the worker reports once torch is loaded."""

from __future__ import annotations

import os
import sys
from typing import List

import torch

from ..run import devices
from ..wire import PROTOCOL, Hello
from .installed import installed


def greeting(layers: List[str]) -> Hello:
    """The message; `layers` are the names of the layers of confinement of every child."""
    return {
        "protocol": PROTOCOL,
        "pid": os.getpid(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": str(torch.__version__),
        "build": build(),
        "devices": devices.present(),
        "layers": layers,
        "stamp": stamp(),
        "files": installed(),
        "compiled": compiled(),
    }


def stamp() -> str:
    """An identifier of this installation of torch: its place, its release, and when its library was written."""
    library = torch._C.__file__
    return "{} {} {}".format(library, torch.__version__, os.stat(library).st_mtime_ns)


def compiled() -> bool:
    """Whether the bytecode of torch is on disk, which this start has written if it could: the next need not compile."""
    cached = torch.__spec__.cached if torch.__spec__ is not None else None
    return cached is None or os.path.exists(cached)


def build() -> str:
    """The build of this torch: "CPU", "CUDA 12.6", "ROCm 6.2". Asks no driver, and so never touches a GPU."""
    for name, release in (("CUDA", torch.version.cuda), ("ROCm", getattr(torch.version, "hip", None))):
        if release:
            return "{} {}".format(name, release)
    return "CPU"
