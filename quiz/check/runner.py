"""One run of `quiz check`: files first, then card by card; each finding is reported at once, then the summary.

What an earlier run has found out is taken from the cache; the rules, and what runs cards, are loaded for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from quiz.check.cache import FORM, Cache
from quiz.check.card_prover import CardProver
from quiz.check.finding import Finding
from quiz.check.run_plan import RunPlan
from quiz.check.scope import Scope
from quiz.check.summary import Summary
from quiz.check.survey import Survey
from quiz.deck.model import Card
from quiz.engine.at_need import EngineAtNeed


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
    summary = Summary(plan.draws, form=is_form(wanted.cards, plan))

    def found(all_found: Sequence[Finding]) -> tuple[Finding, ...]:
        reported = tuple(finding for finding in all_found if plan.wants(finding))
        for finding in reported:
            summary.tell(finding)
            tell(finding)
        return reported

    form = Cache(plan.folder, FORM)
    prover = CardProver(wanted.cards, torch, plan, twin, form=form if summary.form else None)
    prover.prepare()
    found(of_files(wanted, form, plan))
    if wanted.cards:
        progress(0, len(wanted.cards))
        work = prover.work()
        if work.hello is not None:
            summary.torch, summary.device = work.hello["torch"], ", ".join(work.hello["devices"])
        found(untrusted(work.refused))
        for done, proven in enumerate(prover.prove(work.cards), 1):
            summary.count(replace(proven, findings=found(proven.findings)))
            progress(done, len(work.cards))
        prover.save()
    form.save()
    return summary


def is_form(cards: Sequence[Card], plan: RunPlan) -> bool:
    """Whether only rules are asked for that need no run."""
    if plan.form is not None or not plan.chooses or plan.making.any:
        return bool(plan.form)
    from quiz.check.rules import needs_run

    return not needs_run(plan.asks_for, foreign=any(card.foreign for card in cards))


def of_files(wanted: Scope, form: Cache, plan: RunPlan) -> list[Finding]:
    """The findings on files that could not be read as decks, between decks and between cards: nothing is run for them.

    Those between cards are cached in `form`.
    """
    found: list[Finding] = []
    if wanted.problems:
        from quiz.check.rules import schema

        found += [schema(problem) for problem in wanted.problems]
    return [*found, *_between(wanted.survey(), form, plan)]


def _between(survey: Survey, cache: Cache, plan: RunPlan) -> Sequence[Finding]:
    """The findings between cards and between decks."""
    signs = survey.signs()
    known = None if plan.fresh else cache.between(signs, survey.cards)
    if known is None:
        from quiz.check.rules import findings_around

        known = tuple(findings_around(survey))
        cache.put_between(signs, survey.cards, known)
    return known


def untrusted(cards: Sequence[Card]) -> list[Finding]:
    """A finding for each deck whose cards may not run here."""
    if not cards:
        return []
    from quiz.check.rules import untrusted

    return [untrusted(path) for path in dict.fromkeys(card.place.path for card in cards)]
