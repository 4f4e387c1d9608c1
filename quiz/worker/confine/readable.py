"""Which files card code may read: those needed to import the standard library, torch, numpy or einops.

Found from the running interpreter, so that it works in a virtual environment, a system Python, conda or a source
tree. The quiz itself, whose decks contain the answers' code, is never among them, even when it is installed next to
torch.
"""

from __future__ import annotations

import importlib.machinery
import mimetypes
import os
import re
import sys
import sysconfig
from typing import Dict, Iterator, List, NamedTuple, Set, Tuple

PACKAGES = ("torch", "numpy", "einops")
COMPANIONS = ("functorch", "torchgen")
"""Packages that come with torch and are imported by it, which some distributions do not record as dependencies."""
QUIZ = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SITES = ("site-packages", "dist-packages")
FEW = 64
"""Up to this number, shared libraries of a folder are admitted one by one."""

MACHINE = (
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/etc/ld.so.cache",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
    "/sys/kernel/mm/transparent_hugepage",
)
"""Files of the machine that the C library and torch read: nothing personal."""

DATA = tuple(map(str, mimetypes.knownfiles))
"""Files that the standard library reads, besides the time zones of `zoneinfo`."""

GPU_READ = (
    "/proc/driver/nvidia",
    "/proc/devices",
    "/proc/modules",
    "/proc/filesystems",
    "/proc/sys/vm/mmap_min_addr",
    "/sys/bus/pci/devices",
    "/sys/devices",
    "/sys/module/nvidia",
    "/sys/module/nvidia_uvm",
    "/etc/nvidia",
    "/usr/share/nvidia",
)
"""Further files of the machine that CUDA's driver reads."""


class Readable(NamedTuple):
    """`whole`: files, and folders with everything below. `listed`: folders that may be listed. `sinks`: may be written
    too.

    `library`: the folders of the standard library, which are listed.
    """

    whole: Tuple[str, ...]
    listed: Tuple[str, ...]
    sinks: Tuple[str, ...]
    library: Tuple[str, ...]


def readable() -> Readable:
    """The paths for this interpreter, none of which contains the quiz."""
    library = _library()
    found, sites = _packages()
    own = (folder for folder in library if os.path.dirname(folder) not in library)
    whole = {*(entry for folder in own for entry in _beside_sites(folder)), *found}
    whole.update(_shared_libraries(whole))
    # Python finds modules by listing their folders; that shows the names of what is installed, and no more.
    listed = {*library, *sites}
    kept = sorted(path for path in whole if not holds_quiz(path))
    zones = filter(None, (sysconfig.get_config_var("TZPATH") or "").split(os.pathsep))
    return Readable((*kept, *MACHINE, *DATA, *zones), tuple(sorted(listed)), ("/dev/null",), tuple(sorted(library)))


def gpus() -> Tuple[str, ...]:
    """The device files of NVIDIA's driver, which CUDA opens for writing."""
    found = [os.path.join("/dev", name) for name in _names("/dev") if name.startswith("nvidia")]
    return tuple(sorted(path for path in found if not os.path.isdir(path)))


def _library() -> Set[str]:
    """The folders of the standard library that are on sys.path."""
    names = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), os.path.dirname(os.__file__)}
    # A virtual environment calls its own folder, which has only site-packages, the platform's part.
    found = {os.path.realpath(name) for name in names if os.path.isfile(os.path.join(name, "os.py"))}
    return found | {os.path.realpath(entry) for entry in sys.path if os.path.basename(entry) == "lib-dynload"}


def _beside_sites(folder: str) -> Iterator[str]:
    for name in _names(folder):
        if name not in SITES:
            yield os.path.join(folder, name)


def _packages() -> Tuple[Set[str], Set[str]]:
    """The folders and files of PACKAGES and of everything they require; and the folders that contain these."""
    installed = _installed()
    found: Set[str] = set()
    sites: Set[str] = set()
    names = list(PACKAGES)
    seen: Set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in installed:
            site, info = installed[name]
            sites.add(site)
            found.update(os.path.join(site, top) for top in _tops(os.path.join(site, info), name))
            names += _requirements(os.path.join(site, info))
        elif name in PACKAGES:  # a source tree, or a distribution without a record
            spec = importlib.machinery.PathFinder.find_spec(name)
            found.update(spec.submodule_search_locations or () if spec else ())
    beside = {os.path.dirname(path) for path in found if os.path.basename(path) == "torch"}
    companions = (os.path.join(folder, name) for folder in beside for name in COMPANIONS)
    found.update(path for path in companions if os.path.isdir(path))
    return found, sites


def _installed() -> Dict[str, Tuple[str, str]]:
    """Distribution -> (folder, its .dist-info, or .egg-info of old), the first on sys.path as for imports."""
    found: Dict[str, Tuple[str, str]] = {}
    for site in sys.path:
        for info in _names(site):
            if info.endswith((".dist-info", ".egg-info")):
                found.setdefault(_normal(re.split(r"-|\.egg-info$", info)[0]), (os.path.realpath(site), info))
    return found


def _tops(info: str, name: str) -> Set[str]:
    """The entries of its site folder that belong to a distribution."""
    rows = _text(os.path.join(info, "RECORD")) or _text(os.path.join(info, "top_level.txt"))
    tops = {row.split(",", 1)[0].split("/", 1)[0] for row in rows.splitlines()}
    return (tops or {name, f"{name}.libs"}) - {"..", "__pycache__", ""}


def _requirements(info: str) -> List[str]:
    """The names that a distribution requires, without extras; other conditions count as met."""
    head = (_text(os.path.join(info, "METADATA")) or _text(os.path.join(info, "PKG-INFO"))).split("\n\n", 1)[0]
    rows = re.findall(r"^Requires-Dist:\s*([\w.-]+)(.*)$", head, re.MULTILINE)
    of_egg = _text(os.path.join(info, "requires.txt")).split("[", 1)[0]  # extras come after it, in sections
    rows += [(name, "") for name in re.findall(r"^([\w.-]+)", of_egg, re.MULTILINE)]
    return [_normal(name) for name, rest in rows if "extra ==" not in rest]


def _shared_libraries(admitted: Set[str]) -> Set[str]:
    """The system's libraries: the folders of those that are loaded, since modules may load others from there."""
    with open("/proc/self/maps") as maps:
        mapped = {row.split(None, 5)[5].rstrip("\n") for row in maps if row.count("/")}
    found: Set[str] = set()
    for folder in {os.path.dirname(path) for path in mapped if re.search(r"\.so(\.|$)", path)}:
        if any(folder == path or folder.startswith(path + "/") for path in admitted):
            continue
        libraries = [os.path.join(folder, name) for name in _names(folder) if re.search(r"\.so(\.|$)", name)]
        found.update(libraries if len(libraries) <= FEW or holds_quiz(folder) else [folder])
    return found


def holds_quiz(path: str) -> bool:
    """Whether a path is the quiz's own, or a folder above it."""
    real = os.path.realpath(path)
    return real == QUIZ or QUIZ.startswith(real.rstrip("/") + "/") or real.startswith(QUIZ + "/")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _names(folder: str) -> List[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
