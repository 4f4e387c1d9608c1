"""The smallest case that tells a wrong program from the right ones: found by running them on small inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.answer.value import Raised
from quiz.answer.verdict import Status, Verdict
from quiz.ask.code.program import raw
from quiz.ask.kind import Dialogue, Kind
from quiz.ask.policy import permit
from quiz.ask.pose import draw_job, posing
from quiz.ask.question import Given, Question
from quiz.check.mutate.small_inputs import Case, constants_in, forced, literal, size, small_cases
from quiz.check.prove.side_by_side import in_one_child
from quiz.check.prove.together import judged_all
from quiz.engine.job import Job
from quiz.engine.protocol import Ended, Result
from quiz.worker.wire import Hello

ENOUGH_DRAWS = 8
"""From fewer draws it does not show which values a card can draw."""
MOST = 60
"""How many cases are tried at most."""
ROUNDS = 4
"""How often a case on which some right answer fails is left out before the search is given up."""


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What a search for cases needs: the card's question, its right answers, and `observed`: literals by name that the
    card has drawn.
    """

    kind: Kind
    question: Question
    hello: Hello
    right: tuple[Given, ...]
    observed: tuple[Mapping[str, str], ...]

    @classmethod
    def of(cls, kind: Kind, asked: Sequence[Question], hello: Hello) -> CaseSearch:
        """`asked` are questions of one card, on which its right answers have been judged."""
        right = tuple(proof.given for proof in kind.proofs(asked[0]) if proof.status is Status.RIGHT)
        calls = (call.drawn for question in asked for call in getattr(question.body, "wanted", ()))
        drawn = (*(question.drawn for question in asked), *calls)
        return cls(kind, asked[0], hello, right, tuple(map(dict, dict.fromkeys(drawn))))

    def among_draws(self, wrong: Sequence[Given]) -> Dialogue[list[Case]]:
        """For each wrong program the smallest case like those that the card draws, on which it is judged wrong and all
        right ones right; () if none is found, or too few draws are known. Raises Broken.
        """
        if len(self.observed) < ENOUGH_DRAWS:
            return [()] * len(wrong)
        return (yield from self._found(wrong, self.observed, beyond=False))

    def anywhere(self, wrong: Sequence[Given], failing: Sequence[Case]) -> Dialogue[list[Case]]:
        """The same for programs known to be wrong, with values of other signs and sizes too; `failing` are draws on
        which they were judged wrong, () where none is known.
        """
        names = [name for name, _ in self.question.card.draw]
        known = [case for case in failing if [name for name, _ in case] == names]
        return (yield from self._found(wrong, (*self.observed, *map(dict, known)), beyond=True))

    def _found(
        self, wrong: Sequence[Given], observed: Sequence[Mapping[str, str]], *, beyond: bool
    ) -> Dialogue[list[Case]]:
        draw = self.question.card.draw
        if not wrong or not draw:
            return [()] * len(wrong)
        texts = [given if isinstance(given, str) else "\n".join(given) for given in (*self.right, *wrong)]
        cases = [
            *small_cases(observed, constants_in(texts), beyond=beyond),
            *forced(draw, observed, beyond=beyond),
            *(tuple(drawn.items()) for drawn in reversed(observed) if beyond),
        ]
        drawn = yield from _drawn(self.question, cases[:MOST])
        drawn = yield from _runnable(self.kind, self.question, sorted(drawn, key=_size))
        for _ in range(ROUNDS):
            if not drawn:
                break
            asked = yield from _asked(self.kind, self.question, drawn, self.hello)
            verdicts = yield from judged_all(self.kind, asked, self.right)
            failed = {at for verdict in verdicts if (at := _failed_at(verdict)) is not None}
            if not failed and all(verdict.status is Status.RIGHT for verdict in verdicts):
                places = map(_failed_at, (yield from judged_all(self.kind, asked, wrong)))
                return [drawn[at] if at is not None and at >= 0 else () for at in places]
            drawn = [case for at, case in enumerate(drawn) if at not in failed] if failed else []
        return [()] * len(wrong)


def _drawn(question: Question, cases: Iterable[Case]) -> Dialogue[list[Case]]:
    """The cases whose draw can be made and meets `require`, as literals, without duplicates."""
    card = question.card
    found: dict[Case, None] = {}
    jobs = [
        Job.drawing([], setup=card.setup, seed=question.seed, draw=case, require=card.require).on(question.device)
        for case in cases
    ]
    for reply in (yield from in_one_child(jobs)):
        if reply.status is Ended.DONE and reply.result is not None and reply.result.fault is None:
            found.setdefault(tuple(reply.result.values.items()))
    return list(found)


def _runnable(kind: Kind, question: Question, cases: Sequence[Case]) -> Dialogue[list[Case]]:
    """The cases on which the right answer raises nothing, and a check is met."""
    codes = []
    for case in cases:
        posed = kind.pose(question.card, question.seed, Result(question.attempt, dict(case), ()))
        assert isinstance(posed, Question)
        codes.append(("right", raw(kind.program(posed, None))))
    if not codes:
        return []
    job = draw_job(question.card, question.seed, question.attempt, codes)
    reply = yield replace(job, attempts=question.attempt + 1, device=question.device)
    outcomes = reply.result.outcomes if reply.result is not None else ()
    return [case for case, outcome in zip(cases, outcomes, strict=False) if not isinstance(outcome.value, Raised)]


def _asked(kind: Kind, question: Question, cases: Sequence[Case], hello: Hello) -> Dialogue[Question]:
    """The question with these cases in place of the card's own and of further draws."""
    body = replace(question.card.body, cases=tuple(cases), repeat=0)
    card = replace(question.card, body=body)
    return (yield from posing(kind, card, question.seed, permit(card, hello)))


def _failed_at(verdict: Verdict) -> int | None:
    """The number of the case on which a program was judged wrong, from 0; -1 is the draw that is shown."""
    return verdict.failed.draw - 2 if verdict.status is Status.WRONG and verdict.failed is not None else None


def _size(case: Case) -> float:
    return size({name: literal(text) for name, text in case})
