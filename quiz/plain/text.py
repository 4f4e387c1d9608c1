"""The texts of line mode: commands, questions, verdicts, and the end of a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz.ask import kinds
from quiz.ask.lines import answer_lines, question_lines, verdict_lines
from quiz.plain.entry import END, expected
from quiz.review import messages
from quiz.review.view import Stage
from quiz.text import markdown
from quiz.text.durations import duration
from quiz.text.numbers import counted
from quiz.text.terminal import clean, line

if TYPE_CHECKING:
    from quiz.answer.verdict import Verdict
    from quiz.ask.question import Question
    from quiz.review.view import NextCards, View
    from quiz.schedule.memory import Memory, Moment, Rating

COMMANDS = {
    "hint": "the next hint; Hard is then suggested for a right answer",
    "give": "give up and see the answer",
    "undo": "undo the last action of today",
    "skip": "ask this card later in this session",
    "suspend": "do not ask this card any more (:undo brings it back)",
    "bury": "not before tomorrow",
    "flag": "mark the card: `:flag 1` to 7, 0 removes the flag",
    "dispute": "the last verdict is wrong: `:dispute WHY` keeps it, and why, for the author of the deck",
    "undispute": "take that back",
    "info": "what is known of this card",
    "rate": "change the last rating, or give the one that is asked for: `:rate 1` Again, 2 Hard, 3 Good, 4 Easy",
    "reset": "make the card new again; its history is kept",
    "help": "these lines; so do `?`, `h` and `help`",
    "quit": "leave; everything is saved already",
}
WELCOME = "Type an answer, or a command: :hint, :give (give up), :skip, :undo, :quit. `?` or :help lists them all."
OPEN_BRACKET = f"A bracket is open: the answer goes on with the next line. A single {END} on a line ends it."


HELP_WORDS = ("?", "h", "help")
ANSWERED_ALREADY = "The question is answered: rate it with 1, 2, 3 or 4, or open it again with :undo."


def command(text: str) -> tuple[str, str, str]:
    """The name of the command that a line after its colon gives, "" when there is none; its first word; the rest."""
    word, _, rest = text.strip().partition(" ")
    name = next((known for known in COMMANDS if word and known.startswith(word.lower())), "")
    return name, word, rest.strip()


def help_lines() -> Iterator[str]:
    """All commands, and how answers are typed."""
    yield "A command is a whole line, by its word or its first letters:"
    yield from (f"  :{name:10} {what}" for name, what in COMMANDS.items())
    yield f"Code and what is printed end with a line that has only {END}"
    yield "An answer that begins with : is typed \\: and one that is a ? is typed \\?"


def unknown_command(word: str) -> str:
    """The message about a colon and a word that is not a command."""
    return f"There is no command :{line(word, 40)}. :help lists them; an answer that begins with : is typed \\:"


def question_text(view: View, question: Question) -> Iterator[str]:
    """The head of a question, the question, and how to answer."""
    left = view.remaining
    if view.cram:
        yield f"== {question.card.id} · {messages.CRAM} · left: {left.due}"
    else:
        state = view.state or "new"
        yield f"== {question.card.id} · {state} · left: {left.new} new, {left.learning} learning, {left.due} due"
    yield from question_lines(question)
    yield f"({expected(kinds.kind(question.card.ask).entry(question))})"
    for hint in view.hints:
        yield f"hint: {clean(hint)}"
    if view.given:
        yield "you had answered:"
        given = view.given if isinstance(view.given, str) else "\n".join(view.given)
        yield from (f"  {row}" for row in clean(given).split("\n"))


def verdict_text(question: Question, verdict: Verdict) -> Iterator[str]:
    """Whether the answer is right, what is wrong with it, the truth and the explanation."""
    yield "right." if verdict.right else "wrong." if verdict.got else "given up."
    yield from verdict_lines(question, verdict)
    yield from answer_lines(question, verdict)
    if question.explain:
        yield from markdown.lines(question.explain)
    if question.card.source:
        yield clean(question.card.source)


def rated_as_suggested(rating: Rating, below_prompt: bool) -> Iterator[str]:
    """Said when the learner leaves at a verdict; `below_prompt` when a prompt has the present line."""
    if below_prompt:
        yield ""
    yield f"rated {rating.name.capitalize()}, as suggested; it is saved."


def info_text(memory: Memory | None) -> Iterator[str]:
    """The memory of a card."""
    if memory is None:
        yield "  new: not answered yet"
        return
    yield f"  {memory.phase}, answered {counted(memory.reps, 'time')}, forgotten {counted(memory.lapses, 'time')}"
    yield f"  stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10"


def end_text(view: View) -> Iterator[str]:
    """The counts of this session, and which cards it could not ask."""
    tally = view.tally
    if view.cram:
        yield messages.CRAM
    if view.stage is Stage.DONE:
        yield "All done for now." if tally.reviewed else "Nothing is due."
    if tally.reviewed:
        done = "practised" if view.cram else "reviewed"
        hints = f" · {counted(tally.hints, 'hint')}" if tally.hints else ""
        yield f"{tally.reviewed:,} {done} · {tally.right:,} right{hints} · {duration(tally.ms / 1000)}"
    for names, reason in messages.by_reason(view.put_aside):
        yield f"skipped: {clean(names)}: {clean(reason)}"


def next_text(following: NextCards, moment: Moment) -> str:
    """What comes next, as one sentence."""
    parts = []
    if following.steps and following.first_ms is not None:
        minutes = max(0, -(-(following.first_ms - moment.at_ms) // 60_000))
        when = f"in {duration(minutes * 60, whole_minutes=True)}" if minutes else "now"
        parts.append(f"{counted(following.steps, 'card')} {when}")
    if following.tomorrow:
        parts.append(f"{counted(following.tomorrow, 'card')} tomorrow")
    elif following.next_day is not None and not following.steps:
        from quiz.schedule.day import day_text

        parts.append(f"{counted(following.next_count, 'card')} on {day_text(following.next_day)}")
    if following.deferred:
        parts.append(f"{counted(following.deferred, 'card')} put off because today is full")
    return f"next: {', '.join(parts)}" if parts else "next: nothing is scheduled yet"
