"""The text of the rules: one by one for `quiz check --explain`, and all as a page of Markdown (docs/rules.md)."""

from __future__ import annotations

import textwrap

from quiz.check.rules import FAMILIES
from quiz.check.rules.rule import RULES, Rule
from quiz.errors import NotFound
from quiz.text.suggest import did_you_mean, quoted

_HEAD = """\
# The rules of `quiz check`

Made by `quiz check --explain all`; each text is next to the rule's code in `quiz/check/rules/`, and the tests hold
each example against its rule. A bad and a good example are fields of a card that is otherwise sound.

`--select Q2,Q301` applies only these rules, `--ignore Q5` all but these. A card says `ignore: {Q206: why it does not
matter here}`; rules marked *firm* cannot be switched off by a card. Rules marked *form* need no run: `--no-run`
applies these alone, and where `--select` and `--ignore` leave no other, nothing is run. Warnings fail the run with
`--strict` only.
"""


def explain(code: str) -> str:
    """One rule as text for a terminal. Raises NotFound."""
    rule = RULES.get(code.upper())
    if rule is None:
        fix = did_you_mean(code, RULES, "`quiz check --explain all` lists the rules.")
        raise NotFound(f"there is no rule {quoted(code)}", fix=fix)
    lines = [f"{rule.code}  {rule.title}  ({_sort(rule)})", "", *textwrap.wrap(rule.why, 100)]
    for name, example in (("bad", rule.bad), ("good", rule.good)):
        lines += ["", f"{name}:", textwrap.indent(example, "    ")]
    return "\n".join(lines)


def page() -> str:
    """All rules as Markdown."""
    parts = [_HEAD]
    for family, title in FAMILIES.items():
        parts.append(f"## {family} {title}\n")
        for rule in (known for code, known in RULES.items() if code.startswith(family)):
            parts += [f"### {rule.code} {rule.title}\n", rule_page(rule)]
    return "\n".join(parts).rstrip()


def rule_page(rule: Rule) -> str:
    """One rule as Markdown, without its heading."""
    examples = (("Bad", rule.bad), ("Good", rule.good))
    blocks = [f"{name}:\n\n```yaml\n{example}\n```\n" for name, example in examples]
    return "\n".join([f"*{_sort(rule)}.* {_wrapped(rule.why)}\n", *blocks])


def unknown(beginning: str) -> str:
    """The fix for a word of `--select` that begins no rule's code; "" when it begins one."""
    if any(code.startswith(beginning) for code in RULES):
        return ""
    return did_you_mean(beginning, RULES, "`quiz check --explain all` lists the rules.")


def _sort(rule: Rule) -> str:
    return ", ".join([str(rule.severity), *(["firm"] if rule.firm else []), *(["form"] if rule.form else [])])


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 118)) if len(text) > 100 else text
