"""Proving cards, all in one go or some at a time: what an earlier run has found out is known, the rest is run.

The rules, and what runs cards, are loaded only when there is a card that is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quiz.check.cache import Cache, CachedProof, run_on
from quiz.check.run_plan import RunPlan
from quiz.check.summary import Proven
from quiz.deck.model import Card
from quiz.engine.at_need import EngineAtNeed
from quiz.engine.confinement import whole
from quiz.worker.wire import Hello


@dataclass(frozen=True, slots=True)
class Work:
    """The cards that may be proven here, what is known of each from an earlier run, by its id(), and those refused.

    `hello` is None when nothing is to be run.
    """

    hello: Hello | None
    cards: Sequence[Card]
    refused: Sequence[Card]
    cache: Cache
    kept: Mapping[int, CachedProof]

    @property
    def new(self) -> list[Card]:
        """The cards to run, or to read."""
        return [card for card in self.cards if id(card) not in self.kept]


class CardProver:
    """Proves `cards` on one torch; `twin` is the same torch with another hash seed.

    With `form`, the cache of what needs no run, nothing is run and only the rules are applied that need no run.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        torch: EngineAtNeed,
        plan: RunPlan,
        twin: EngineAtNeed | None = None,
        *,
        form: Cache | None = None,
    ) -> None:
        self._cards, self._torch, self._plan, self._twin = cards, torch, plan, twin
        self._work = None if form is None else Work(None, cards, (), form, _kept(cards, form, plan))
        self._settled = form is not None

    def prepare(self) -> None:
        """Begin to load torch if a card is to be run, or when nobody knows which torch it is; it loads meanwhile.

        Beside it the twin is loaded where it is sure that a card is to be run. Raises EngineError.
        """
        if self._settled or not self._cards:
            return
        hello = None if self._plan.fresh else self._torch.known()
        known = self._work = None if hello is None else _divided(self._cards, hello, self._plan)
        if known is None or known.new:
            self._torch.prepare()
            if self._twin is not None and (known or self._plan.fresh or not Cache.any_in(self._plan.folder)):
                self._twin.prepare()

    def work(self) -> Work:
        """What there is to run; if anything is, what torch says now counts. Raises EngineError."""
        if not self._settled and (self._work is None or self._work.new):
            import quiz.check.proofs  # noqa: F401 (in a third of a second, while torch is loaded)

            engine = self._torch.engine()
            hello = engine.start()
            engine.examine()
            self._work = _divided(self._cards, hello, self._plan)
        assert self._work is not None
        self._settled = True
        return self._work

    def prove(self, cards: Sequence[Card]) -> Iterator[Proven]:
        """Some of the cards that may be proven here, in this order; what is known of one is not found out again.

        Raises EngineError.
        """
        work = self.work()
        unknown = [card for card in cards if id(card) not in work.kept]
        new = iter(self._looked_at(unknown, work) if unknown else ())
        for card in cards:
            known = work.kept.get(id(card))
            if known is not None:
                yield Proven(card, known.questions, known.skipped, known.findings, None, known.unsealed, known.ms)
            else:
                yield next(new)

    def save(self) -> None:
        """Write the cache."""
        if self._work is not None:
            self._work.cache.save()

    def _looked_at(self, cards: Sequence[Card], work: Work) -> Iterator[Proven]:
        """The cards, run or read; what is found out is cached, unless another try may differ."""
        from quiz.check.proofs import may_pass, proofs, read

        many = len(work.new)
        for proven in read(cards) if work.hello is None else proofs(cards, self._torch, self._plan, self._twin, many):
            if work.hello is None or not any(map(may_pass, proven.findings)):
                proof = CachedProof(proven.questions, proven.skipped, proven.findings, proven.unsealed, proven.ms)
                work.cache.put(proven.card, proof)
            yield proven


def _divided(cards: Sequence[Card], hello: Hello, plan: RunPlan) -> Work:
    refused = () if whole(hello) else [card for card in cards if card.foreign]
    allowed = [card for card in cards if not card.foreign] if refused else cards
    cache = Cache(plan.folder, run_on(hello, plan.draws, plan.making))
    return Work(hello, allowed, refused, cache, _kept(allowed, cache, plan))


def _kept(cards: Sequence[Card], cache: Cache, plan: RunPlan) -> dict[int, CachedProof]:
    found = () if plan.fresh else ((card, cache.get(card)) for card in cards)
    return {id(card): proof for card, proof in found if proof is not None}
