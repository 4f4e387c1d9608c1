"""How `quiz check` runs: once, on several releases of torch, or again whenever a file changes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click

from quiz.app.check_engines import check_engines
from quiz.app.home import Home
from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding
from quiz.check.mutate.making import Making
from quiz.check.report import text as reports
from quiz.check.run_plan import RunPlan, jobs_here
from quiz.check.runner import run
from quiz.check.scope import Scope, named, scope
from quiz.check.shard import card_times
from quiz.check.summary import Run, Summary
from quiz.check.watch import changes
from quiz.cli._progress import ProgressBar
from quiz.deck.model import Card
from quiz.engine.at_need import EngineAtNeed


@dataclass(frozen=True)
class CheckOptions:
    """The options of the command line."""

    draws: int
    seed: int
    jobs: int | None
    strict: bool
    verbose: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    shard: tuple[int, int] | None
    times: tuple[Path, ...]
    fresh: bool
    update: bool
    fix: bool
    yes: bool
    watch: bool
    mutants: bool
    rewrites: bool
    isolate: bool
    no_run: bool
    format_: str
    device: str


class Proving:
    """What to prove and how to report it."""

    def __init__(self, home: Home, words: Sequence[str], wishes: CheckOptions, began: float) -> None:
        self.home = home
        self.words = words
        self.wishes = wishes
        self.began = began
        self._found: list[Finding] = []
        draws = DrawSet(wishes.draws, wishes.seed)
        self.plan = RunPlan(
            draws,
            wishes.jobs or jobs_here(),
            wishes.select,
            wishes.ignore,
            home.places.cache,
            wishes.fresh or wishes.update,
            Making(wishes.mutants, wishes.rewrites),
            True if wishes.no_run else False if wishes.update else None,
            not wishes.isolate,
        )

    def once(self, python: str) -> int:
        """Prove, report, and return the exit code. Raises NotFound, EngineError."""
        with ExitStack() as stack:
            torch, twin = self._engines(python, stack)
            summary = self._run(self._scope(), torch, twin)
            if not self.wishes.update and not self.wishes.fix:
                return summary.exit_code(self.wishes.strict)
        if self.wishes.fix:
            from quiz.cli._check_fix import fix

            summary.forgive(fix(summary, self._found, self.wishes.yes))
            return summary.exit_code(self.wishes.strict)
        from quiz.cli._check_update import update

        settled = {(id(change.proven), change.rule): change.proven for change in update(summary, self.wishes.yes)}
        for (_, rule), proven in settled.items():
            summary.forgive(finding for finding in proven.findings if finding.code == rule)
        return summary.exit_code(self.wishes.strict)

    def compare(self, pythons: Sequence[str]) -> int:
        """Prove on each interpreter, and report in one table where they differ. Raises NotFound, EngineError."""
        from quiz.check.report import releases

        wanted = self._scope()
        runs: list[tuple[Summary, list[Finding]]] = []
        for python in pythons:
            with ExitStack() as stack:
                torch, twin = self._engines(python, stack)
                began, found = time.monotonic(), list[Finding]()
                with ProgressBar() as progress:
                    summary = run(wanted, torch, self.plan, found.append, _shown(progress), twin)
                summary.seconds = time.monotonic() - began
                runs.append((summary, found))
                if found and self.wishes.format_ == "text":
                    click.echo(f"on torch {summary.torch}:\n")
                    click.echo("".join(reports.text(finding, self._naming, _paint) + "\n\n" for finding in found))
        summaries = [summary for summary, _ in runs]
        if self._report(runs):
            click.echo("\n".join([*map(reports.summary_line, summaries), "", *releases.table(summaries)]))
        return max(summary.exit_code(self.wishes.strict) for summary in summaries)

    def watch(self, python: str) -> None:
        """Prove, and prove again what changes, until Ctrl-C. A file that is being written is read when it is done."""
        with ExitStack() as stack:
            torch, twin = self._engines(python, stack)
            for paths in changes(self._paths, time.sleep):
                self.began = time.monotonic()
                if paths:
                    click.echo(f"\n{', '.join(paths)} changed")
                if not self._run(self._scope(), torch, twin).form:
                    for engine in (torch, twin):  # the next change is to be proven at once
                        engine.prepare()
                # After the first round only changed cards are run, whatever was asked for the first.
                self.plan = replace(self.plan, fresh=False)

    def _engines(self, python: str, stack: ExitStack) -> tuple[EngineAtNeed, EngineAtNeed]:
        """The engine and its twin, which end with the stack."""
        torch, twin = check_engines(self.home, python, self.wishes.device, keep=True)
        return stack.enter_context(torch), stack.enter_context(twin)

    def _scope(self) -> Scope:
        wanted = scope(self.home.library, self.words)
        if not self.wishes.shard:
            return wanted
        return wanted.shard(*self.wishes.shard, card_times(self.wishes.times))

    def _paths(self) -> list[str]:
        return [deck.path for deck in self._scope().decks]

    def _run(self, wanted: Scope, torch: EngineAtNeed, twin: EngineAtNeed) -> Summary:
        progress = ProgressBar()
        found = self._found = []

        def tell(finding: Finding) -> None:
            found.append(finding)
            progress.hide()
            if self.wishes.format_ == "text":
                click.echo(reports.text(finding, self._naming, _paint) + "\n")
            elif self.wishes.format_ == "github":  # at once: a job may be ended before the run is
                from quiz.check.report.github import workflow_commands

                click.echo(workflow_commands([(Summary(self.plan.draws), [finding])]))

        with progress:
            summary = run(wanted, torch, self.plan, tell, _shown(progress), twin)
        summary.seconds = time.monotonic() - self.began
        if self._report([(summary, found)], annotated=True):
            for one in summary.proven if self.wishes.verbose else ():
                for line in filter(None, (reports.unsealed(one, _paint), reports.not_shared(one, _paint))):
                    click.echo(line)
            click.echo(reports.summary_line(summary))
        return summary

    def _report(self, runs: Sequence[Run], *, annotated: bool = False) -> bool:
        """Print the runs for another program, if one is to read them. Whether lines for people may follow.

        `annotated` is whether GitHub has the findings already.
        """
        if self.wishes.format_ == "text":
            return True
        from quiz.check.report import formats, github

        known = annotated and self.wishes.format_ == "github"
        if whole := github.closing(runs) if known else formats.report(self.wishes.format_, runs, self._naming):
            click.echo(whole)
        # GitHub takes its commands out of any other lines.
        return self.wishes.format_ == "github"

    def _naming(self, card: Card) -> str:
        return named(self.home.library, card)


def _shown(progress: ProgressBar) -> Callable[[int, int], None]:
    return lambda done, total: progress.show(f"proving {done:,}/{total:,}", done, total)


def _paint(text: str, style: str) -> str:
    """Paint a text; `style` is a colour or "bold". Plain when there is no terminal, or colour is turned off."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, bold=True) if style == "bold" else click.style(text, fg=style)
