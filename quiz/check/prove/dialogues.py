"""Many dialogues with engines at once: each goes on when its reply comes, new ones start when there is room."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from quiz.ask.kind import Dialogue
from quiz.engine.client import Engine, run_on_each
from quiz.engine.job import Job
from quiz.engine.protocol import Reply

Tag = TypeVar("Tag")
Result = TypeVar("Result")


def converse_all(
    talks: Iterable[tuple[Engine, Tag, Dialogue[Result], float]], width: int
) -> Iterator[tuple[Tag, Result]]:
    """Carry (engine, tag, dialogue, budget in seconds) rows through, `width` children at a time; (tag, result) as they
    end.

    The engines were started, and were made beside the same one. `talks` is read lazily, so that it may depend on what
    ended before, and may have more after its end. Raises EngineError.
    """
    work: _Talks[Tag, Result] = _Talks(talks)
    for talk, reply in run_on_each(work, width):
        work.go_on(talk, reply)
        while work.ended:
            yield work.ended.popleft()
    yield from work.ended


@dataclass(frozen=True, slots=True)
class _Talk(Generic[Tag, Result]):
    """A dialogue that waits for a reply."""

    engine: Engine
    tag: Tag
    dialogue: Dialogue[Result]
    budget: float


class _Talks(Iterator[tuple[Engine, _Talk[Tag, Result], Job, float]]):
    """The jobs to run now. This iterator may be empty and yield more after a reply; `run_on_each` allows for that."""

    def __init__(self, talks: Iterable[tuple[Engine, Tag, Dialogue[Result], float]]) -> None:
        self._new = iter(talks)
        self._ready: deque[tuple[_Talk[Tag, Result], Job]] = deque()
        self.ended: deque[tuple[Tag, Result]] = deque()

    def __next__(self) -> tuple[Engine, _Talk[Tag, Result], Job, float]:
        # Dialogues under way continue before new ones begin.
        while not self._ready:
            talk = _Talk(*next(self._new))
            self._advance(talk, None)
        talk, job = self._ready.popleft()
        return talk.engine, talk, job, talk.budget

    def go_on(self, talk: _Talk[Tag, Result], reply: Reply) -> None:
        self._advance(talk, reply)

    def _advance(self, talk: _Talk[Tag, Result], reply: Any) -> None:
        try:
            self._ready.append((talk, talk.dialogue.send(reply)))
        except StopIteration as end:
            self.ended.append((talk.tag, end.value))
