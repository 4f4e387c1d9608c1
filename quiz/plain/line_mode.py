"""The review as plain lines: for screen readers, pipes and ssh. Drives `session.py`, blocking.

After a question comes the answer on one line; `choose` takes letters, `arrange` numbers, each of several blanks a line.
Code and what is printed run over several lines, up to one that holds a single full stop. Commands are whole lines that
begin with a colon, by word or first letters; `\\:` begins an answer with a colon. The end of input leaves, as `:quit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from quiz.answer.verdict import Verdict
from quiz.ask import kinds
from quiz.ask.judge import given_up
from quiz.ask.lines import answer_lines, question_lines, verdict_lines
from quiz.ask.question import Question
from quiz.engine.client import Engine, converse
from quiz.plain.entry import Typing, expected
from quiz.review import carry_out, events, messages
from quiz.review.effects import Draw, Effect, Judge
from quiz.review.session import Session
from quiz.review.view import NextCards, Stage, View
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.store import Store
from quiz.text import markdown
from quiz.text.durations import duration
from quiz.text.numbers import counted
from quiz.text.terminal import clean, line

COMMANDS = {
    "hint": "the next hint; a right answer then counts as Hard",
    "give": "give up and see the answer",
    "undo": "take back the last thing done today",
    "skip": "ask this card later in this session",
    "suspend": "do not ask this card any more (:undo brings it back)",
    "bury": "not before tomorrow",
    "flag": "mark the card: `:flag 1` to 7, 0 takes the flag away",
    "dispute": "the last verdict is wrong: keep it for the author of the deck",
    "info": "what is known of this card",
    "rate": "rate the last answer otherwise: `:rate 1` Again, 2 Hard, 3 Good, 4 Easy",
    "reset": "make the card new again; its history is kept",
    "help": "these lines",
    "quit": "leave; everything is saved already",
}
SIMPLE: dict[str, events.Event] = {
    "hint": events.Hint(),
    "undo": events.Undo(),
    "skip": events.Skip(),
    "suspend": events.Suspend(),
    "bury": events.Bury(),
    "reset": events.Reset(),
    "dispute": events.Dispute(),
}


class _Leave(Exception):
    """`:quit`, or the end of input."""


class Plain:
    """`read(prompt)` gives the next line, None at the end of input; `tell` prints one line.

    `ask_rating` asks for a rating after each answer; otherwise the suggested one is given at once.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        engine: Engine,
        options: Options,
        now: Callable[[], Moment],
        read: Callable[[str], str | None],
        tell: Callable[[str], None],
        ask_rating: bool = False,
    ) -> None:
        self._session, self._store, self._engine, self._options = session, store, engine, options
        self._now, self._read, self._tell = now, read, tell
        self._ask_rating = ask_rating
        self._asked_at = 0.0
        self._told: object = None
        self._rated = ""

    def run(self) -> None:
        """Review until nothing is due or the learner leaves. Raises EngineError, StoreError."""
        try:
            self._step(events.Begin())
            while self._session.view.stage is not Stage.DONE:
                self._turn(self._session.view)
        except _Leave:
            pass
        self._sum_up()

    def _turn(self, view: View) -> None:
        if view.question is not self._told and view.question is not None:
            self._told = view.question
            self._pose(view, view.question)
            self._asked_at = time.monotonic()
        entry = kinds.kind(view.question.card.ask).entry(view.question) if view.question is not None else None
        typing = Typing(entry)
        while not typing.done:
            text = self._read(typing.prompt)
            if text is None:
                raise _Leave
            if not text.startswith(":"):
                typing.add(text)
                continue
            self._command(text[1:])
            if self._session.view.question is not view.question or self._session.view.stage is not view.stage:
                return
        self._step(events.Submit(typing.given(), self._spent_ms()))
        self._settle()

    def _command(self, text: str) -> None:
        word, _, rest = text.strip().partition(" ")
        name = next((known for known in COMMANDS if word and known.startswith(word.lower())), "")
        if name == "give":
            question = self._session.view.question
            if question is not None:
                verdict = given_up(kinds.kind(question.card.ask), question)
                self._step(events.GiveUp(verdict, self._spent_ms()))
                self._settle()
        elif name in ("flag", "rate"):
            self._numbered(name, rest.strip())
        elif name == "help":
            self._help()
        elif name == "info":
            self._info()
        elif name == "quit":
            raise _Leave
        elif name:
            self._step(SIMPLE[name])
        else:
            self._tell(
                f"There is no command :{line(word, 40)}. :help lists them; an answer that begins with : is typed \\:"
            )

    def _numbered(self, name: str, rest: str) -> None:
        highest = 7 if name == "flag" else 4
        lowest = 0 if name == "flag" else 1
        if not (rest.isascii() and rest.isdigit() and len(rest) == 1 and lowest <= int(rest) <= highest):
            self._tell(f"Give a number from {lowest} to {highest}: :{name} {lowest}")
        elif name == "flag":
            self._step(events.SetFlag(int(rest)))
        else:
            self._step(events.Rerate(Rating(int(rest))))

    # The session's effects.

    def _step(self, event: events.Event) -> None:
        moment = self._now()
        hints, aside = len(self._session.view.hints), len(self._session.view.put_aside)
        effects = self._session.step(event, moment)
        view = self._session.view
        for hint in view.hints[hints:]:
            self._tell(f"hint: {clean(hint)}")
        if len(view.put_aside) > aside:
            self._tell(clean(messages.put_aside(view.put_aside[aside:])))
        elif view.notice and not isinstance(event, events.QUIET):
            self._tell(clean(view.notice))
        for effect in effects:
            outcome = self._carry_out(effect, moment)
            if isinstance(outcome, events.Saved) and self._rated:
                self._tell(self._rated)  # only now: what is told is on the disk
            self._rated = ""
            self._step(outcome)

    def _carry_out(self, effect: Effect, moment: Moment) -> events.Event:
        match effect:
            case Draw():
                hello, budget = self._engine.start(), effect.card.budget
                return converse(carry_out.draw(effect, hello), lambda job: self._engine.run(job, budget))
            case Judge():
                budget = effect.question.card.budget
                return converse(carry_out.judge(effect), lambda job: self._engine.run(job, budget))
            case _:
                return carry_out.with_store(effect, self._store, self._options, moment)

    def _settle(self) -> None:
        """After an answer: tell the verdict and save the rating."""
        view = self._session.view
        if view.stage is not Stage.ANSWERED or view.verdict is None or view.question is None or view.suggested is None:
            return
        self._judged(view.question, view.verdict)
        rating = view.suggested
        if view.leech is not None and rating is Rating.AGAIN:
            self._tell(f"Forgotten {view.leech.lapses} times: rated Again, it is suspended as a leech.")
        if self._ask_rating and not view.cram:
            rating = self._asked_rating(view, rating)
        if not view.cram:
            self._rated = f"rated {rating.name.capitalize()}, next in {view.waits[rating]}\n"
        self._step(events.Rate(rating))

    def _asked_rating(self, view: View, suggested: Rating) -> Rating:
        choices = "   ".join(f"{int(r)} {r.name.capitalize()} {view.waits[r]}" for r in Rating)
        while True:
            given = self._read(f"{choices}   (Enter: {int(suggested)}) ")
            if given is None:
                return suggested
            if not given.strip():
                return suggested
            if given.strip() in ("1", "2", "3", "4"):
                return Rating(int(given))
            self._tell("Give 1, 2, 3 or 4.")

    # Words.

    def _pose(self, view: View, question: Question) -> None:
        left = view.remaining
        state = "new" if view.new else "review"
        self._tell(f"== {question.card.id} · {state} · left: {left.new} new, {left.learning} learning, {left.due} due")
        for row in question_lines(question):
            self._tell(row)
        self._tell(f"({expected(kinds.kind(question.card.ask).entry(question))})")

    def _judged(self, question: Question, verdict: Verdict) -> None:
        self._tell("right." if verdict.right else "wrong." if verdict.got else "given up.")
        for row in (*verdict_lines(question, verdict), *answer_lines(question, verdict)):
            self._tell(row)
        if question.explain:
            for row in markdown.lines(question.explain):
                self._tell(row)
        if question.card.source:
            self._tell(clean(question.card.source))

    def _help(self) -> None:
        for name, what in COMMANDS.items():
            self._tell(f"  :{name:8} {what}")

    def _info(self) -> None:
        card = self._session.view.card
        if card is None:
            return
        row = self._store.rows([card.id]).get(card.id)
        memory = row.memory if row is not None else None
        self._tell(f"{card.id}  ({clean(str(card.place))})")
        if memory is None:
            self._tell("  new: not answered yet")
        else:
            self._tell(f"  {memory.phase}, answered {memory.reps} times, forgotten {memory.lapses} times")
            self._tell(f"  stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10")

    def _sum_up(self) -> None:
        view, moment = self._session.view, self._now()
        tally = view.tally
        if view.stage is Stage.DONE:
            self._tell("All done for now." if tally.reviewed else "Nothing is due.")
        if tally.reviewed:
            hints = f" · {counted(tally.hints, 'hint')}" if tally.hints else ""
            self._tell(f"{tally.reviewed:,} reviewed · {tally.right:,} right{hints} · {duration(tally.ms / 1000)}")
        for card, reason in view.put_aside:
            self._tell(f"put aside: {clean(card)}: {clean(reason)}")
        if view.cram:
            return
        for row in messages.not_asked(self._session.aside):
            self._tell(clean(row))
        self._tell(next_text(self._session.next_cards(study_day(moment, self._options.rollover_min)), moment))

    def _spent_ms(self) -> int:
        return int((time.monotonic() - self._asked_at) * 1000)


def next_text(ahead: NextCards, moment: Moment) -> str:
    """What comes next, as one sentence."""
    parts = []
    if ahead.steps and ahead.first_ms is not None:
        minutes = max(0, -(-(ahead.first_ms - moment.at_ms) // 60_000))
        when = f"in {duration(minutes * 60, whole_minutes=True)}" if minutes else "now"
        parts.append(f"{counted(ahead.steps, 'card')} {when}")
    if ahead.tomorrow:
        siblings = f" ({messages.siblings_text(ahead.buried_siblings)})" if ahead.buried_siblings else ""
        parts.append(f"{counted(ahead.tomorrow, 'card')} tomorrow{siblings}")
    elif ahead.next_day is not None and not ahead.steps:
        from quiz.schedule.day import day_text

        parts.append(f"{counted(ahead.next_count, 'card')} on {day_text(ahead.next_day)}")
    if ahead.deferred:
        parts.append(f"{counted(ahead.deferred, 'card')} put off because today is full")
    return f"next: {', '.join(parts)}" if parts else "next: nothing is scheduled yet"
