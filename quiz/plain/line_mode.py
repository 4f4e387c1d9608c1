"""Line mode: drives a review session as plain lines, blocking; for screen readers, pipes and ssh.

After a question comes the answer on one line; `choose` takes letters, `arrange` numbers, each of several blanks a
line. Code and printed text take several lines, up to one that has only a full stop. An open bracket continues on the
next line, and rows that arrive together are one answer. Commands are whole lines that begin with a colon, by word or
first letters; `\\:` begins an answer with a colon. The end of input leaves, like `:quit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from quiz.answer.verdict import Unreadable
from quiz.ask import kinds
from quiz.ask.answer_form import OneLine
from quiz.ask.judge import given_up
from quiz.ask.question import Question
from quiz.engine.client import Engine, converse
from quiz.engine.confinement import FROM_ELSEWHERE
from quiz.errors import QuizError
from quiz.plain import text as words
from quiz.plain.entry import TypedLines
from quiz.plain.lines import LineInput
from quiz.plain.rating_prompt import asked_rating
from quiz.plain.signals import signals_wait
from quiz.plain.waiting import waiting
from quiz.review import carry_out, events, messages
from quiz.review.effects import Draw, Effect, Judge, KeepAnswer, Save
from quiz.review.session import Session
from quiz.review.view import Stage, View
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.store import Store
from quiz.text.numbers import counted
from quiz.text.terminal import clean

ROWS_WAIT_S = 0.3
"""When rows are pasted or piped, the next one arrives within this time."""
SIMPLE: dict[str, events.LearnerEvent] = {
    "hint": events.Hint(),
    "undo": events.Undo(),
    "skip": events.Skip(),
    "suspend": events.Suspend(),
    "bury": events.Bury(),
    "reset": events.Reset(),
    "undispute": events.Undispute(),
}


class _Leave(Exception):
    """`:quit`, or the end of input."""


class LineMode:
    """`lines` reads the typed lines, `tell` prints one line.

    `ask_rating` asks for a rating after each answer; otherwise the suggested one is given at once. `say` is called
    with what torch has to do first, when that takes a while.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        engine: Engine,
        options: Options,
        now: Callable[[], Moment],
        lines: LineInput,
        tell: Callable[[str], None],
        ask_rating: bool = False,
        say: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._session, self._store, self._engine, self._options = session, store, engine, options
        self._now, self._lines, self._tell = now, lines, tell
        self._ask_rating, self._say = ask_rating, say
        self._asked_at = 0.0
        self._posed: Question | None = None
        self._explained_bracket = False

    def run(self) -> None:
        """Review until nothing is due or the learner leaves. Raises EngineError, StoreError."""
        self._tell(words.WELCOME)
        try:
            self._step(events.Begin())
            while self._session.view.stage is not Stage.DONE:
                self._turn(self._session.view)
        except _Leave:
            pass
        except KeyboardInterrupt:
            if self._session.view.tally.reviewed:
                self._tell("")  # the prompt has the line before
                self._sum_up()
            raise
        self._sum_up()

    def _turn(self, view: View) -> None:
        if view.question is not self._posed and view.question is not None:
            self._posed = view.question
            self._tell_all(words.question_text(view, view.question))
            self._asked_at = time.monotonic()
        form = kinds.kind(view.question.card.ask).entry(view.question) if view.question is not None else None
        typed = TypedLines(form)
        while not typed.done:
            text = self._lines.read(typed.prompt)
            if text is None:
                raise _Leave
            if text.startswith(":"):
                self._command(text[1:])
                if self._session.view.question is not view.question or self._session.view.stage is not view.stage:
                    return
            elif not typed.lines and view.question is not None and _asks_for_help(text, view.question):
                self._tell_all(words.help_lines())
            else:
                typed.add(text)
                self._explain_bracket(typed)
        self._take_rows(typed)
        self._step(events.Submit(typed.given(), self._spent_ms()))
        self._settle()

    def _explain_bracket(self, typed: TypedLines) -> None:
        if typed.is_open and not self._explained_bracket:
            self._explained_bracket = True
            self._tell(words.OPEN_BRACKET)

    def _take_rows(self, typed: TypedLines) -> None:
        """Join further rows that have arrived already; the rest of what was pasted must not answer other cards."""
        while isinstance(typed.form, OneLine) and (typed.may_go_on or self._lines.is_terminal):
            following = self._lines.next_waiting(ROWS_WAIT_S if typed.may_go_on else 0)
            if following is None or not typed.takes_row(following):
                break
            self._lines.read("")
            typed.add(following)
        if self._lines.is_terminal and not self._ask_rating:
            self._drop_pasted()

    def _drop_pasted(self) -> None:
        dropped = 0
        while (following := self._lines.next_waiting(0)) is not None and not following.startswith(":"):
            self._lines.read("")
            dropped += 1
        if dropped:
            self._tell(f"Not read: {counted(dropped, 'more line')} that arrived with the answer.")

    def _command(self, text: str) -> None:
        name, word, rest = words.command(text)
        match name:
            case "give":
                self._give_up()
            case "flag" | "rate":
                self._numbered(name, rest)
            case "dispute":
                self._step(events.Dispute(rest))
            case "help":
                self._tell_all(words.help_lines())
            case "info":
                self._info()
            case "quit":
                raise _Leave
            case "":
                self._tell(words.unknown_command(word))
            case _:
                self._step(SIMPLE[name])

    def _command_at_verdict(self, text: str) -> bool:
        self._command(text)
        return self._session.view.stage is Stage.ANSWERED

    def _give_up(self) -> None:
        view = self._session.view
        if view.question is not None and view.stage is Stage.ASKING:
            verdict = given_up(kinds.kind(view.question.card.ask), view.question)
            self._step(events.GiveUp(verdict, self._spent_ms()))
            self._settle()

    def _numbered(self, name: str, rest: str) -> None:
        highest = 7 if name == "flag" else 4
        lowest = 0 if name == "flag" else 1
        if not (rest.isascii() and rest.isdigit() and len(rest) == 1 and lowest <= int(rest) <= highest):
            self._tell(f"Give a number from {lowest} to {highest}: :{name} {lowest}")
        elif name == "flag":
            self._step(events.SetFlag(int(rest)))
        else:
            self._step(events.Rerate(Rating(int(rest))))

    # Effects of the session.

    def _step(self, event: events.Event) -> None:
        moment = self._now()
        before = self._session.view
        effects = self._session.step(event, moment)
        self._tell_changes(event, before, self._session.view)
        for effect in effects:
            self._step(self._carry_out(effect, moment))

    def _tell_changes(self, event: events.Event, before: View, view: View) -> None:
        for hint in view.hints[len(before.hints) :] if view.question is before.question else ():
            self._tell(f"hint: {clean(hint)}")
        if view.retrying and not before.retrying:
            self._tell("torch took too long: trying once more ...")
        if len(view.put_aside) > len(before.put_aside):
            # A whole deck that may not run is reported once, at the end of the session.
            skipped = [row for row in view.put_aside[len(before.put_aside) :] if not row[1].startswith(FROM_ELSEWHERE)]
            if skipped:
                self._tell(clean(messages.put_aside(skipped)))
        elif view.notice and not isinstance(event, events.QUIET):
            self._tell(clean(view.notice))

    def _carry_out(self, effect: Effect, moment: Moment) -> events.Event:
        match effect:
            case Draw():
                with waiting(self._engine, self._say):
                    hello, budget = self._engine.start(), effect.card.budget
                    return converse(carry_out.draw(effect, hello), lambda job: self._engine.run(job, budget))
            case Judge():
                budget = effect.question.card.budget
                with waiting(self._engine, self._say):
                    return converse(carry_out.judge(effect), lambda job: self._engine.run(job, budget))
            case KeepAnswer() if not self._ask_rating:
                return events.Noted()  # it is rated at once
            case _:
                with signals_wait():
                    return carry_out.with_store(effect, self._store, self._options, moment)

    def _settle(self) -> None:
        """After an answer: show the verdict and save the rating, however this ends."""
        view = self._session.view
        if view.stage is not Stage.ANSWERED or view.verdict is None or view.question is None or view.suggested is None:
            return
        try:
            self._tell_all(words.verdict_text(view.question, view.verdict))
            rating = view.suggested
            if view.leech is not None and rating is Rating.AGAIN:
                self._tell(messages.becomes_leech(view.leech.lapses))
            if self._ask_rating and not view.cram:
                asked = asked_rating(view, rating, self._lines.read, self._tell, self._command_at_verdict)
                if asked is None:
                    return  # a command has taken the verdict back
                rating = asked
            self._rate(rating, view)
        except QuizError:
            raise  # an error of the store, when nothing more can be saved, or of what followed the answer
        except BaseException:
            self._keep_verdict()
            raise

    def _rate(self, rating: Rating, view: View) -> None:
        moment = self._now()
        with signals_wait():
            effects = self._session.step(events.Rate(rating), moment)
            outcomes = [self._carry_out(effect, moment) for effect in effects]
        for outcome in outcomes:
            if isinstance(outcome, events.Saved):  # only now: what is shown is on the disk
                self._tell(f"rated {rating.name.capitalize()}, next in {view.waits[rating]}\n")
            self._step(outcome)

    def _keep_verdict(self) -> None:
        """If the learner leaves after seeing a verdict, save it with the suggested rating, and say so."""
        view, moment = self._session.view, self._now()
        if view.stage is not Stage.ANSWERED or view.suggested is None:
            return
        for effect in self._session.step(events.Rate(), moment):
            if isinstance(effect, Save):
                outcome = self._carry_out(effect, moment)
                self._session.step(outcome, moment)  # it is counted; nothing more is asked
                if isinstance(outcome, events.Saved):
                    with suppress(OSError):  # the terminal may be gone
                        self._tell_all(words.rated_as_suggested(view.suggested, self._lines.is_terminal))

    def _tell_all(self, rows: Iterable[str]) -> None:
        for row in rows:
            self._tell(row)

    def _info(self) -> None:
        card = self._session.view.card
        if card is not None:
            row = self._store.rows([card.id]).get(card.id)
            self._tell(f"{card.id}  ({clean(str(card.place))})")
            self._tell_all(words.info_text(row.memory if row is not None else None))

    def _sum_up(self) -> None:
        view, moment = self._session.view, self._now()
        self._tell_all(words.end_text(view))
        if not view.cram:
            self._tell_all(map(clean, messages.not_asked(self._session.aside)))
            ahead = self._session.next_cards(study_day(moment, self._options.rollover_min))
            self._tell(words.next_text(ahead, moment))
            waiting = (messages.new_waiting(ahead), messages.new_beyond(ahead, view.tally.reviewed))
            self._tell_all(filter(None, waiting))

    def _spent_ms(self) -> int:
        return int((time.monotonic() - self._asked_at) * 1000)


def _asks_for_help(text: str, question: Question) -> bool:
    """Whether the text asks for help: `?` always does, a word does when it cannot be an answer."""
    word = text.strip()
    if word == "?":
        return True
    return word in words.HELP_WORDS and isinstance(kinds.kind(question.card.ask).read(question, word), Unreadable)
