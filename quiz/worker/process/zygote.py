"""The zygote: imports torch once, and has a child forked for every job.

It sees neither code nor answers: the quiz gives it three pipe ends per job (job, result, log), which go to the
child. It keeps each child's pid until the quiz knows of its end, so that a kill can never hit another process. It
has one thread, from before the import to the end: a fork with threads hangs in the child. It leaves forking to a
copy of itself, see `fork_server`, if possible.
"""

from __future__ import annotations

import array
import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..confine import event_loops
from ..confine.kernel import keep_only
from ..confine.limits import Limits
from ..confine.plan import ConfinementPlan, confine
from ..confine.warden import Warden
from ..wire import AT_NEED, CPU, Hello, pack
from . import fork_server, heap, keeper, preload
from .idle import IDLE_S, IdleTask, idle_tasks
from .own_time import own_time

MAX_PACKET = 4096


def main(descriptor: str, mode: str = "", *keep: str) -> None:
    """Serve the control socket with this descriptor until the quiz closes it.

    With `keep`, the arguments of a `keeper.KeptPlace`, a copy of what is loaded stays behind for others to come.
    """
    control = socket.socket(fileno=int(descriptor))
    fork_server.die_with_parent()
    place = keeper.KeptPlace(*keep) if keep else None
    warden = Warden()
    gc.disable()  # nothing of the import becomes garbage worth collecting
    # Each of these loads torch, and so has to wait for the warden.
    from . import child
    from .hello import greeting

    preload.preload()
    warden.prepare()
    event_loops.wake_by_pipe()
    preload.rehearse_for_all(child.serve)
    heap.hide_from_collector()
    gc.enable()
    hello = greeting(list(warden.layers))
    tasks = idle_tasks(child.serve)
    if place is not None:  # before the hello, since a quiz may end as soon as it has had it
        place.leave_keeper(control, keeper.Loaded(child, warden, hello, tasks, serve_connection))
    greet(control, hello)
    Zygote(control, child, warden, tasks, ahead=mode != AT_NEED).serve()


def greet(control: socket.socket, hello: Hello) -> None:
    control.send(pack(dict(hello, **{"is": "hello"})))


def serve_connection(control: socket.socket, loaded: keeper.Loaded, *, ahead: bool) -> None:
    """Serve the quiz at the other end of a connection as a zygote that was started for it, in a fork of its own."""
    greet(control, dict(loaded.hello, pid=os.getpid()))  # type: ignore[arg-type]
    loaded.warden.renew()
    Zygote(control, loaded.child, loaded.warden, loaded.tasks, ahead=ahead).serve()


class Zygote:
    def __init__(
        self, control: socket.socket, child: Any, warden: Warden, tasks: Sequence[IdleTask], *, ahead: bool
    ) -> None:
        """With `ahead` it does its idle tasks when it is idle, else when it is told to."""
        self.control = control
        self.child = child
        self.warden = warden
        self.ids: Dict[int, int] = {}  # pid -> the quiz's number of the job
        self.wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.forker = fork_server.made(self.become_child_of_forker, large_pages=False)
        self.ahead = ahead
        self.idle_tasks: List[IdleTask] = []
        for task in tasks:
            self.idle_tasks.append(task)
            if task.renews:
                self.idle_tasks.append(IdleTask(task.after_s, self.renew_forker))

    def serve(self) -> None:
        """Serve until the quiz has gone."""
        sources = [self.control.fileno(), self.wake_read, *self.warden.watched()]
        requested_at = time.monotonic()
        while True:
            ready, _, _ = select.select(sources, [], [], self.until_idle_task(requested_at))
            if not ready:
                self.run_idle_task()
            if self.wake_read in ready:
                os.read(self.wake_read, 4096)
                self.reap()
            if any(fd in ready for fd in self.warden.watched()):
                for pid in self.warden.overfull():
                    _kill_group(pid)
            if self.control.fileno() in ready:
                requested_at = time.monotonic()
                message, fds = self.receive()
                if not message:
                    break
                self.obey(message, fds)
        for pid in self.ids:
            _kill_group(pid)

    def obey(self, message: Dict[str, Any], fds: List[int]) -> None:
        if message["do"] == "fork":
            self.fork(message["id"], message["device"], fds)
        elif message["do"] == "kill":
            self.kill(message["id"])
        elif message["do"] == "time":
            self.report_time(message["id"])
        elif message["do"] == "preload":
            self.idle_tasks = [task for task in self.idle_tasks if task.after_s == IDLE_S]
            if not self.idle_tasks:  # it was loaded before
                self.control.send(pack({"is": "preloaded"}))
            while self.idle_tasks:
                self.run_idle_task()
                self.reap()  # the quiz takes silence about a child that it had killed for a hung zygote

    def receive(self) -> Tuple[Dict[str, Any], List[int]]:
        fds = array.array("i")
        data, ancillary, _, _ = self.control.recvmsg(MAX_PACKET, socket.CMSG_SPACE(3 * fds.itemsize))
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds.frombytes(payload[: len(payload) - len(payload) % fds.itemsize])
        return (json.loads(data) if data else {}), list(fds)

    def fork(self, number: int, device: str, fds: List[int]) -> None:
        plan = self.warden.plan(gpu=device != CPU)
        pid = 0
        if self.forker is not None and not plan.gpu:
            passed = [*fds, plan.ruleset] if plan.ruleset >= 0 else fds
            pid = self.forker.fork((plan.folder, plan.limits), passed)
        if not pid:
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                self.become_child(plan, device, *fds)
        for fd in fds:
            os.close(fd)
        self.ids[pid] = number
        self.warden.forked(pid, plan)

    def become_child_of_forker(self, parameters: Tuple[str, Limits], fds: List[int]) -> None:
        """In a child that was forked for the zygote: the plan, of which only the differences were sent."""
        folder, limits = parameters
        ruleset = fds[3] if len(fds) > 3 else -1
        plan = self.warden.common()._replace(folder=folder, limits=limits, ruleset=ruleset)
        self.become_child(plan, CPU, *fds[:3])

    def until_idle_task(self, requested_at: float) -> Optional[float]:
        """The seconds until the next idle task is due, given when the last request came; None: never."""
        if not self.ahead or not self.idle_tasks:
            return None
        return max(0.0, requested_at + self.idle_tasks[0].after_s - time.monotonic())

    def run_idle_task(self) -> None:
        """Run the next idle task. Requests that came in between are served before the one after it."""
        self.control.send(pack({"is": "preloading"}))
        self.idle_tasks.pop(0).run()
        self.control.send(pack({"is": "resting" if self.idle_tasks else "preloaded"}))

    def renew_forker(self) -> None:
        """Fork from what is loaded by now."""
        if self.forker is not None:
            self.forker.close()
        self.forker = fork_server.made(self.become_child_of_forker, large_pages=True)

    def become_child(self, plan: ConfinementPlan, device: str, job_fd: int, result_fd: int, log_fd: int) -> None:
        status = 70  # what sysexits.h calls an internal error: the quiz distinguishes it from an exit by card code
        try:
            sys.dont_write_bytecode = True  # what is imported in here depends on the code of a card
            os.setsid()  # its standard input is the zygote's, which has none
            fork_server.die_with_parent()
            for target in (1, 2):
                os.dup2(log_fd, target)
            job_fd, result_fd, ruleset = keep_only(job_fd, result_fd, plan.ruleset)
            confine(plan._replace(ruleset=ruleset))
            self.child.devices.start(device)
            if not select.select([job_fd], [], [], 0)[0]:
                preload.rehearse(self.child.serve)
            self.child.serve(_read(job_fd), result_fd)
            status = 0
        except BaseException:
            traceback.print_exc()  # into the log; exit code 70 follows
        finally:
            os._exit(status)

    def kill(self, number: int) -> None:
        for pid, known in self.ids.items():
            if known == number:
                _kill_group(pid)

    def report_time(self, number: int) -> None:
        """Send the quiz the processor time of a child; nothing if it has ended."""
        for pid, known in self.ids.items():
            if known == number:
                with contextlib.suppress(OSError):
                    seconds, sleeps = own_time(pid)
                    self.control.send(pack({"is": "time", "id": number, "cpu": seconds, "sleeps": sleeps}))

    def reap(self) -> None:
        while True:
            try:
                # Not yet reaped, the pid is still the child's: what it left in its group is killed first.
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            _kill_group(ended.si_pid)
            pid, status = os.waitpid(ended.si_pid, 0)
            self.warden.ended(pid)
            number = self.ids.pop(pid, None)
            if number is not None:
                self.control.send(pack({"is": "gone", "id": number, "status": status}))


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):  # the group may not exist yet, or the child may have left it
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _read(fd: int) -> bytes:
    """All of a pipe. Not through a file object, which would touch, and so copy, dozens of pages more."""
    data = os.read(fd, 1 << 16)
    more = data
    while more:
        more = os.read(fd, 1 << 16)
        data += more
    os.close(fd)
    return data
