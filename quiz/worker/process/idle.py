"""What a process that has loaded torch does when nobody asks: it gets ready for cheaper forks, and for more cards."""

from __future__ import annotations

import functools
from typing import Callable, List, NamedTuple

from . import heap, preload

REST_S = 0.5
"""After this long without a request, the zygote makes itself cheap to fork."""
IDLE_S = 2.5
"""After this long, it loads what some cards will need, two seconds' work: a screen that opens soon after the start
shares the processor with nobody.
"""


class IdleTask(NamedTuple):
    """What is done once there was no request for `after_s` seconds. One that `renews` leaves a memory from which all
    later forks should be made.
    """

    after_s: float
    run: Callable[[], None]
    renews: bool = False


def idle_tasks(serve: Callable[[bytes, int], None]) -> List[IdleTask]:
    """All of them, in their order; `serve` is what a child does with its job."""
    learn: Callable[[], None] = functools.partial(preload.rehearse_for_all, serve)
    return [
        IdleTask(REST_S, heap.make_cheap_to_fork, renews=True),
        *(IdleTask(IDLE_S, run) for run in (*preload.import_steps(), learn)),
        IdleTask(IDLE_S, heap.make_cheap_to_fork, renews=True),
    ]
