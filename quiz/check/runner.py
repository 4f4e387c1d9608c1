"""One run of `quiz check`: files first, then card by card; each finding is reported at once, then the summary.

What an earlier run has found out is taken from the cache; the rules, and what runs cards, are loaded for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.check.cache import FORM, Cache, CachedProof, run_on
from quiz.check.finding import Finding
from quiz.check.run_plan import RunPlan
from quiz.check.scope import Scope
from quiz.check.summary import Proven, Summary
from quiz.check.survey import Survey
from quiz.deck.model import Card
from quiz.engine.at_need import EngineAtNeed
from quiz.engine.confinement import whole
from quiz.worker.wire import Hello


def run(
    wanted: Scope,
    torch: EngineAtNeed,
    plan: RunPlan,
    tell: Callable[[Finding], None],
    progress: Callable[[int, int], None],
    twin: EngineAtNeed | None = None,
) -> Summary:
    """Prove all of `wanted`; `tell` gets each finding, `progress` how many cards are done and how many there are.

    `progress` is called with none done before torch is loaded and again after. Torch is started only when there is a
    card to run, or when nobody knows which torch it is; its `twin`, with another hash seed, only when there is a card
    to run. Decks that may not run here are findings. Raises EngineError.
    """
    summary = Summary(plan.draws, form=_is_form(wanted, plan))

    def found(all_found: Sequence[Finding]) -> tuple[Finding, ...]:
        reported = tuple(finding for finding in all_found if plan.wants(finding))
        for finding in reported:
            summary.tell(finding)
            tell(finding)
        return reported

    form = Cache(plan.folder, FORM)
    known = None if summary.form or not wanted.cards else _known(wanted.cards, torch, plan)
    if wanted.cards and not summary.form and (known is None or known.new):
        _prepare(torch, twin, sure=known is not None or plan.fresh or not Cache.any_in(plan.folder))
    if wanted.problems:
        from quiz.check.rules import schema

        found([schema(problem) for problem in wanted.problems])
    found(_between(wanted.survey(), form, plan))
    if wanted.cards:
        progress(0, len(wanted.cards))
        work = _read(wanted.cards, form, plan) if summary.form else _settled(known, wanted.cards, torch, plan)
        if work.hello is not None:
            summary.torch, summary.device = work.hello["torch"], ", ".join(work.hello["devices"])
        found(_untrusted(work.refused))
        for done, proven in enumerate(_all(work, torch, plan, twin), 1):
            summary.count(replace(proven, findings=found(proven.findings)))
            progress(done, len(work.cards))
        work.cache.save()
    form.save()
    return summary


@dataclass(frozen=True, slots=True)
class _Work:
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


def _is_form(wanted: Scope, plan: RunPlan) -> bool:
    """Whether only rules are asked for that need no run."""
    if plan.form is not None or not plan.chooses or plan.making.any:
        return bool(plan.form)
    from quiz.check.rules import needs_run

    return not needs_run(plan.asks_for, foreign=any(card.foreign for card in wanted.cards))


def _between(survey: Survey, cache: Cache, plan: RunPlan) -> Sequence[Finding]:
    """The findings between cards and between decks."""
    signs = survey.signs()
    known = None if plan.fresh else cache.between(signs, survey.cards)
    if known is None:
        from quiz.check.rules import findings_around

        known = tuple(findings_around(survey))
        cache.put_between(signs, survey.cards, known)
    return known


def _read(cards: Sequence[Card], cache: Cache, plan: RunPlan) -> _Work:
    """What there is to read, where nothing is run."""
    return _Work(None, cards, (), cache, _kept(cards, cache, plan))


def _known(cards: Sequence[Card], torch: EngineAtNeed, plan: RunPlan) -> _Work | None:
    """What there is to run as far as it is known without starting torch; None when nothing is known of it."""
    hello = None if plan.fresh else torch.known()
    return None if hello is None else _divided(cards, hello, plan)


def _prepare(torch: EngineAtNeed, twin: EngineAtNeed | None, *, sure: bool) -> None:
    """Begin to load torch, and beside it that of the twin when it is `sure` that a card is to be run."""
    torch.prepare()
    if twin is not None and sure:
        twin.prepare()


def _settled(known: _Work | None, cards: Sequence[Card], torch: EngineAtNeed, plan: RunPlan) -> _Work:
    """What there is to run: if anything is, what torch says counts, whatever was known of it. Raises EngineError."""
    if known is not None and not known.new:
        return known
    import quiz.check.proofs  # noqa: F401 (in a third of a second, while torch is loaded)

    engine = torch.engine()
    hello = engine.start()
    engine.examine()
    return _divided(cards, hello, plan)


def _divided(cards: Sequence[Card], hello: Hello, plan: RunPlan) -> _Work:
    refused = () if whole(hello) else [card for card in cards if card.foreign]
    allowed = [card for card in cards if not card.foreign] if refused else cards
    cache = Cache(plan.folder, run_on(hello, plan.draws, plan.making))
    return _Work(hello, allowed, refused, cache, _kept(allowed, cache, plan))


def _kept(cards: Sequence[Card], cache: Cache, plan: RunPlan) -> dict[int, CachedProof]:
    found = () if plan.fresh else ((card, cache.get(card)) for card in cards)
    return {id(card): proof for card, proof in found if proof is not None}


def _untrusted(cards: Sequence[Card]) -> list[Finding]:
    """A finding for each deck whose cards may not run here."""
    if not cards:
        return []
    from quiz.check.rules import untrusted

    return [untrusted(path) for path in dict.fromkeys(card.place.path for card in cards)]


def _all(work: _Work, torch: EngineAtNeed, plan: RunPlan, twin: EngineAtNeed | None) -> Iterator[Proven]:
    """The cards in their order; those known from an earlier run are not looked at again."""
    new = iter(_looked_at(work, torch, plan, twin) if work.new else ())
    for card in work.cards:
        known = work.kept.get(id(card))
        if known is not None:
            yield Proven(card, known.questions, known.skipped, known.findings, None, known.unsealed)
        else:
            yield next(new)


def _looked_at(work: _Work, torch: EngineAtNeed, plan: RunPlan, twin: EngineAtNeed | None) -> Iterator[Proven]:
    """The cards that are not known, in their order; what is found out is cached, unless another try may differ."""
    from quiz.check.proofs import may_pass, proofs, read

    found = read(work.new) if work.hello is None else proofs(work.new, torch, plan, twin)
    for proven in found:
        if work.hello is None or not any(map(may_pass, proven.findings)):
            proof = CachedProof(proven.questions, proven.skipped, proven.findings, proven.unsealed)
            work.cache.put(proven.card, proof)
        yield proven
