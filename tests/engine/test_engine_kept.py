"""An engine that waits for the next command: it is as a fresh one to each, and it waits for nobody it should not."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quiz.answer.value import Scalar, String
from quiz.app.home import Home
from quiz.engine.client import Engine
from quiz.engine.environment import environment
from quiz.engine.fork.kept_engine import kept_engines, stop_engines
from quiz.engine.fork.kept_folder import name_of
from quiz.engine.job import Job
from quiz.engine.keeping import Keeping, keeping
from quiz.engine.protocol import Ended
from quiz.engine.strategy import Strategy, strategy
from quiz.errors import ConfigError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or strategy() is not Strategy.FORK, reason="an engine is kept where children are forked"
)

LEAVE, USE = Keeping(use=True, seconds=120), Keeping(use=True)
SOON_S = 20.0
CLIENT = """
import sys
from quiz.engine.client import Engine
from quiz.engine.job import Job
from quiz.engine.keeping import Keeping
with Engine(keep=Keeping(use=True)) as engine:
    engine.start()
    print(engine.zygote_pid, flush=True)
    engine.run(Job.running("while True: pass"), 60)
"""


def soon(true: Callable[[], object]) -> bool:
    """Whether it becomes true."""
    deadline = time.monotonic() + SOON_S
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def value(engine: Engine, code: str) -> object:
    reply = engine.run(Job.running(code), 20)
    assert reply.status is Ended.DONE and reply.result is not None, reply
    outcome = reply.result.outcomes[0].value
    assert isinstance(outcome, Scalar | String), outcome
    return outcome.value


def gone(pid: int) -> bool:
    """Whether no such process runs: a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Runtime:
    """The folder of running programs of these tests, in which engines wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def kept(self) -> list[dict[str, Any]]:
        return list(kept_engines())

    def ensured(self) -> int:
        """The pid of an engine that waits, started if there is none."""
        if not self.kept:
            with Engine(keep=LEAVE) as engine:
                engine.start()
                assert value(engine, "1 + 1") == 2
            assert soon(lambda: self.kept)
        (engine_kept,) = self.kept
        return int(engine_kept["pid"])


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        yield Runtime(folder)
        stop_engines()


def test_the_next_engine_is_a_fresh_copy_of_the_one_that_waits(runtime: Runtime) -> None:
    """It is confined in the same way, and its processes are its own."""
    keeper = runtime.ensured()
    with Engine(keep=USE) as one, Engine(keep=USE) as other:
        layers = one.start()["layers"]
        assert one.zygote_pid != other.zygote_pid
        for engine in (one, other):
            assert engine.start()["layers"] == layers
            assert value(engine, "import os\nos.getppid()") == engine.zygote_pid
            parents = Path(f"/proc/{engine.zygote_pid}/stat").read_text().rpartition(")")[2].split()
            assert int(parents[1]) == keeper
        homes = {value(engine, "import os\nos.getcwd()") for engine in (one, other)}
        assert len(homes) == 2
        zygotes = [one.zygote_pid, other.zygote_pid]
    assert soon(lambda: all(map(gone, zygotes)))
    assert not gone(keeper)
    assert runtime.kept[0]["clients"] == 0


def test_what_some_cards_need_can_be_loaded_in_it(runtime: Runtime) -> None:
    """Whether the one that waits has done so already or not."""
    runtime.ensured()
    with Engine(keep=USE, spares=0, ahead=False) as engine:
        engine.preload()
        assert value(engine, "import sys\n'torch._dynamo' in sys.modules") is True


def test_another_hash_seed_is_another_engine(runtime: Runtime) -> None:
    runtime.ensured()
    names = {name_of("", 0), name_of("", 1), name_of(sys.executable, 0)}
    assert len(names) == 2


@pytest.mark.parametrize("name", ["LANG", "HOME", "TMPDIR", "LD_LIBRARY_PATH"])
def test_what_matters_in_the_environment_is_another_engine(name: str) -> None:
    """The path of commands is not among it: a hook and an editor have another."""
    same = name_of("", 0, {})
    assert name_of("", 0, {name: "/elsewhere"}) != same
    assert name_of("", 0, {"PATH": "/elsewhere"}) == same
    assert name in environment({name: "x"})


def test_an_interpreter_that_is_a_script_is_not_kept(tmp_path: Path) -> None:
    """What it starts may change while it does not."""
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nexec {sys.executable}\n")
    assert name_of(str(script), 0) == ""


def test_it_holds_no_file_of_its_starter(runtime: Runtime) -> None:
    """Nothing but what Python and torch are, and nowhere but in the root folder."""
    keeper = runtime.ensured()
    if os.geteuid() != 0:
        pytest.skip("only root may look at the files of a process that hides")
    assert Path(f"/proc/{keeper}/cwd").readlink() == Path("/")
    links = {}
    for entry in Path(f"/proc/{keeper}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            links[int(entry.name)] = str(entry.readlink())
    assert [links[number] for number in range(3)] == ["/dev/null"] * 3
    prefixes = (sys.prefix, sys.base_prefix, "/usr", "/lib", "/etc", "/dev", "/proc", "/sys", str(runtime.folder))
    paths = [link for link in links.values() if link.startswith("/")]
    assert [link for link in paths if not link.startswith((*prefixes, *map(os.path.realpath, sys.path[1:])))] == []
    assert int(Path(f"/proc/{keeper}/stat").read_text().rpartition(")")[2].split()[3]) == keeper, "a session of its own"


def test_a_killed_client_leaves_nothing_behind(runtime: Runtime) -> None:
    """Its zygote and its child end, though the child would never."""
    keeper = runtime.ensured()
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, "-c", CLIENT], stdout=subprocess.PIPE, env=environ) as client:
        try:
            assert client.stdout is not None
            zygote = int(client.stdout.readline())
            children = Path(f"/proc/{zygote}/task/{zygote}/children")
            assert soon(lambda: len(children.read_text().split()) >= 3)  # sweeper, fork server, child
            descended = [int(pid) for pid in children.read_text().split()]
        finally:
            client.kill()
    assert soon(lambda: all(map(gone, [zygote, *descended])))
    assert not gone(keeper)


def test_one_that_is_killed_under_a_client_is_replaced(runtime: Runtime) -> None:
    """The job in flight is run again, by an engine of the client's own; the socket that is left leads nowhere."""
    keeper = runtime.ensured()
    with Engine(keep=USE) as engine:
        first = engine.start()["pid"]
        replies: list[Any] = []
        engine.submit(Job.running("import time\ntime.sleep(1)\n3"), 20, replies.append)
        os.kill(keeper, signal.SIGKILL)
        while not replies:
            engine.turn()
        assert replies[0].status is Ended.DONE
        assert engine.zygote_pid != first and soon(lambda: gone(first))
    assert list((runtime.folder / "quiz").glob("*.sock"))
    assert runtime.kept == []


def test_a_stale_socket_is_replaced_and_a_removed_one_ends_its_engine(runtime: Runtime) -> None:
    stop_engines()
    folder = runtime.folder / "quiz"
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / f"{name_of('', 0)}.sock"
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stale, contextlib.chdir(folder):
        stale.bind(place.name)
    keeper = runtime.ensured()
    place.unlink()
    assert soon(lambda: gone(keeper))


def test_one_whose_torch_has_changed_serves_nobody_and_the_next_ends_when_nobody_comes(
    runtime: Runtime, tmp_path: Path
) -> None:
    """A file beside the interpreter stands for the upgrade."""
    stop_engines()
    home = tmp_path / "venv"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    settings = home / "pyvenv.cfg"
    text = f"home = {Path(sys.executable).resolve().parent}\n"
    settings.write_text(text)
    packages = home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "all.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")) + "\n")
    python = str(home / "bin" / "python")
    with Engine(python, keep=LEAVE) as engine:
        engine.start()
        assert soon(lambda: runtime.kept)
        (old,) = runtime.kept
        settings.write_text(text + "prompt = other\n")
        with Engine(python, keep=Keeping(use=True, seconds=2)) as other:
            assert value(other, "1 + 1") == 2
            assert soon(lambda: gone(old["pid"]))
            assert soon(lambda: [each["pid"] for each in runtime.kept])
    assert soon(lambda: not runtime.kept)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_not_served(runtime: Runtime) -> None:
    """Even where the folder and the socket would let that user in."""
    runtime.ensured()
    place = runtime.folder / "quiz" / f"{name_of('', 0)}.sock"
    code = (
        "import os, socket, sys\n"
        "door = os.open(sys.argv[1], os.O_PATH)\n"
        "os.chdir(sys.argv[2])\n"
        "os.setuid(65534)\n"
        "end = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "end.connect(sys.argv[1])\n"
        "try:\n"
        '    end.send(b\'{"do": "status"}\')\n'
        "    print(end.recv(100))\n"
        "except OSError as error:\n"
        "    print(type(error).__name__)\n"
    )
    place.chmod(0o777)
    place.parent.chmod(0o777)
    try:
        command = [sys.executable, "-c", code, place.name, str(place.parent)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place.parent)
        with Engine(keep=USE) as engine:
            # Nor is a folder used that others could have written to: it starts its own.
            parent = Path(f"/proc/{engine.start()['pid']}/stat").read_text().rpartition(")")[2].split()[1]
            assert int(parent) == os.getpid()
        with pytest.raises(PermissionError):
            stop_engines()
    finally:
        place.chmod(0o600)
        place.parent.chmod(0o700)
    assert done.stdout.strip() in ("b''", "ConnectionResetError", "BrokenPipeError"), (done.stdout, done.stderr)


def test_how_long_an_engine_stays_is_what_the_environment_says() -> None:
    """For no time at all in CI; a time that is none is refused by name."""
    assert keeping({}, leave=True) == Keeping(use=True, seconds=300)
    assert keeping({}, leave=False) == Keeping(use=True, seconds=0)
    assert keeping({"QUIZ_KEEP": "7"}, leave=True).seconds == 7
    for environ in ({"QUIZ_KEEP": "0"}, {"CI": "true"}, {"CI": "1", "QUIZ_KEEP": "60"}):
        assert not keeping(environ, leave=True).use
    for text in ("long", "-1", "nan", "inf"):
        with pytest.raises(ConfigError, match="QUIZ_KEEP"):
            keeping({"QUIZ_KEEP": text}, leave=True)


async def test_the_screen_uses_one_that_waits(runtime: Runtime, tmp_path: Path) -> None:
    """It leaves none itself, which would take memory for as long."""
    keeper = runtime.ensured()
    home = Home({"QUIZ_HOME": str(tmp_path)})
    engine = home.async_engine()
    try:
        hello = await engine.start()
        parent = Path(f"/proc/{hello['pid']}/stat").read_text().rpartition(")")[2].split()[1]
        assert int(parent) == keeper
    finally:
        engine.close()
    assert keeping({"QUIZ_HOME": str(tmp_path)}, leave=False).seconds == 0
