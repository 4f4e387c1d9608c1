"""Rules Q5, texts: missing or long explanations, missing sources, misspelt names, idle `ignore`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.card_texts import Said, prose
from quiz.check.rules.rule import RULES, Violation, rule, rule_around
from quiz.check.rules.spelling import misspelt
from quiz.check.survey import Survey
from quiz.text.suggest import quoted, suggestion

MOST_WORDS = 60
PLACEHOLDER = re.compile(
    r"\b(?:TODO|FIXME|XXX+|TBD)\b|\b(?i:lorem ipsum|example\.(?:com|org|net))\b"
    r"|^\s*(?:\.\.\.+|\?+|(?i:tbd|todo|fixme))\s*$"
)
"""A note to oneself, the filler of printers, the address that belongs to nobody; or nothing but a sign of absence."""
_DISTINCT = {"prompt": "the prompt", "hints": "a hint", "explain": "the explanation", "belief": "a belief"}
"""The texts that each have to say something else, in words; several options may have one reason."""


@rule("Q501", "nothing is explained", Severity.WARNING, form=True)
def no_explanation(evidence: Evidence) -> Iterator[Violation]:
    """A learner who was wrong wants to know the rule, and why the tempting answer fails.

    Bad:
        explain:

    Good:
        explain: It adds the number to each entry.
    """
    if not evidence.card.explain:
        yield Violation("it has no `explain`", "Say in a sentence or two why the answer is what it is.")


@rule("Q502", "no source is named", Severity.WARNING, form=True)
def no_source(evidence: Evidence) -> Iterator[Violation]:
    """The documentation page that says so lets a learner read on, and an author check.

    Bad:
        source:

    Good:
        source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
    """
    if not evidence.card.source:
        yield Violation("it has no `source`", "Name the page of the documentation that says so.")


@rule("Q503", "the explanation is long", Severity.WARNING, form=True)
def long_explanation(evidence: Evidence) -> Iterator[Violation]:
    """More than 60 words do not get read between two questions.

    Bad:
        explain: |
          First of all it must be said that the sum of a tensor and a number is a tensor that has the very same shape as
          the tensor that was given, because the number is thought of as a tensor without any dimension at all, which is
          then stretched along every dimension of the other, so that in the end each of the entries of the tensor is
          increased by the number, as one would have hoped.

    Good:
        explain: The number is broadcast over the tensor, so it is added to each entry.
    """
    words = len(evidence.card.explain.split())
    if words > MOST_WORDS:
        what = f"`explain` has {words} words, more than {MOST_WORDS}"
        yield Violation(what, "Keep the rule and why the tempting answer fails.", evidence.card.places.get("explain"))


@rule("Q504", "`ignore` names a rule that cannot be ignored", Severity.WARNING, form=True)
def idle_ignore(evidence: Evidence) -> Iterator[Violation]:
    """There is no such rule, or the card cannot be asked without it.

    Bad:
        ignore: {Q101: it has always raised}

    Good:
        ignore: {Q206: the whole grid is the point}
    """
    place = evidence.card.places.get("ignore")
    for code in evidence.card.ignore:
        if code not in RULES:
            yield Violation(f"there is no rule {code}", "Delete it from `ignore`.", place)
        elif RULES[code].firm:
            yield Violation(f"the rule {code} cannot be ignored", "Delete it from `ignore`, and fix the card.", place)


@rule("Q505", "a rule is ignored without a reason", Severity.WARNING, form=True)
def bare_ignore(evidence: Evidence) -> Iterator[Violation]:
    """The next author has to know whether the rule was wrong here, or only in the way.

    Bad:
        ignore: [Q206]

    Good:
        ignore: {Q206: the whole grid is the point}
    """
    place = evidence.card.places.get("ignore")
    for code, why in evidence.card.ignore.items():
        if not why:
            yield Violation(
                f"`ignore` gives no reason for {code}",
                f"Write `ignore: {{{code}: why it does not matter here}}`.",
                place,
            )


@rule("Q506", "torch has no such name", Severity.WARNING)
def no_such_name(evidence: Evidence) -> Iterator[Violation]:
    """Names in backticks in the prompt, the hints, the explanation or a belief are looked up in this torch. A misspelt
    name sends a learner looking for something that does not exist. Names that the card's own code uses are not
    checked.

    Bad:
        explain: "`torch.gahter` picks along a dim, and `x.unsqeeze(0)` adds one; so does `nn.Linaer`."

    Good:
        explain: "`torch.gather` picks along a dim, and `x.unsqueeze(0)` adds one; so does `nn.Linear`."
    """
    if evidence.words is not None:
        for place, name, meant in misspelt(evidence.card, evidence.words):
            fix = suggestion(meant, "Correct the name, or say it without backticks.")
            yield Violation(f"`{name}` is not in this torch", fix, place)


@rule_around("Q507", "a text is a placeholder", Severity.WARNING)
def placeholder(survey: Survey) -> Iterator[Violation]:
    """A note to oneself, filler, or the address of nothing: a learner would read it, or follow it. That goes for the
    title of a deck too. In the text of an option it may be what is asked.

    Bad:
        explain: "TODO: say why."

    Good:
        explain: It adds the number to each entry.
    """
    fix = "Write what it stands for."
    for deck in survey.decks:
        for field in ("title", "about"):
            if found := PLACEHOLDER.search(getattr(deck, field)):
                yield Violation(f"`{found[0]}` is a placeholder", fix, deck.places.get(field))
    for card in survey.cards:
        said = [(one.text, one.place) for one in prose(card) if one.field != "text"]
        for text, place in ((card.source, card.places.get("source")), *said):
            if found := PLACEHOLDER.search(text):
                yield Violation(f"`{found[0]}` is a placeholder", fix, place, card=card)


@rule("Q508", "two texts of a card say the same", Severity.WARNING, form=True)
def said_twice(evidence: Evidence) -> Iterator[Violation]:
    """A hint that is the prompt helps nobody, nor does an explanation that only asks again. A belief that was pasted
    with other code is shown for two different answers, and explains one of them wrongly.

    Bad:
        hints: ["Value of card?"]

    Good:
        hints: ["What does the number do to each entry?"]
    """
    first: dict[str, Said] = {}
    for said in prose(evidence.card):
        if said.field not in _DISTINCT:
            continue
        before = first.setdefault(" ".join(said.text.casefold().split()).rstrip(".!?"), said)
        if before is not said:
            what = f"{_DISTINCT[said.field]} says the same as {_DISTINCT[before.field]}: {quoted(said.text)}"
            yield Violation(what, "Say something that the other does not, or delete it.", said.place)
