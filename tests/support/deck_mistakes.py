"""A table of what an author can get wrong in a deck, each with the place and the words of the message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """`old` of the good deck becomes `new`; the first problem then stands at `line:column` and says these things."""

    name: str
    old: str
    new: str
    line: int
    column: int
    what: str
    fix: str


HINTS = "    hints:\n"  # in line 32; what is put before it is there
RAISES = "raises: TypeError"
TRUE_IF = '        true_if: "x.t().data_ptr() == x.data_ptr()"\n'
OPTION = '      - {text: "x.clone()", true_if: "x.clone().data_ptr() == x.data_ptr()"}\n'

MISTAKES = [
    # YAML
    Mistake("a tab for indentation", "    ask: predict", "\task: predict", 15, 1, "a tab", "spaces"),
    Mistake("a text that begins with a backtick", "Value of `out`?", "`out`?", 17, 13, "begin with `", "quotes"),
    Mistake("a text that begins with a percent sign", "Value of", "%x", 17, 13, "begin with %", "quotes"),
    Mistake("a colon within a text", "Value of `out`?", "Value: of: x", 17, 18, "no `:` here", "in quotes"),
    Mistake("a quote never closed", "old-views", '"old', 55, 10, "never closed", "Close it"),
    Mistake("a quote closed lines below", "Value of `out`?", '"Value', 17, 13, "closed only in line 19", "Close it"),
    Mistake("a quote the next one closes", "Value of `out`?", '"V\n    torch: ">=2"', 17, 13, "in line 18", "Close it"),
    Mistake("text after a closing quote", "Value of", '"a" b', 17, 17, "goes on after", "in quotes"),
    Mistake("a bracket never closed", "[S1, create.02]", "[S1", 39, 13, "[ is never closed", "Close it"),
    Mistake("a comma in an unquoted text of { }", '"x.clone()"', "f(1, 2)", 52, 21, "has no `2)`", "in quotes"),
    Mistake("an unknown escape", "Value of `out`?", '"a\\d"', 17, 15, "escape", "single quotes"),
    Mistake("an escape that makes a bell", "Value of `out`?", '"\\x07"', 17, 13, "U+0007", "single quotes"),
    Mistake("an unquoted release condition", '"<3"', ">=3", 53, 12, "> or |", "in quotes"),
    Mistake("a line dedented too little", "      out = x.s", "     out = x.s", 24, 6, "indentation", "as many spaces"),
    Mistake("a card dedented too little", "  - id: views", " - id: views", 42, 2, "indentation", "as many spaces"),
    Mistake("a key without its colon", HINTS, "    hintz\n" + HINTS, 32, 5, "without its `:`", "`key: text`"),
    Mistake("a key twice", HINTS, "    ask: predict\n" + HINTS, 32, 5, "twice, first in line 15", "Keep one"),
    Mistake("an alias", "Value of `out`?", "*x", 17, 13, "`*x` is a YAML alias", "Write the content out"),
    Mistake("an anchor", "Value of", "&x y", 17, 13, "`&x` is a YAML anchor", "begins with `&`"),
    Mistake("a tag", "Value of", "!!python/name:os.system x", 17, 13, "`!!python/name:os.system` is", "Delete it"),
    Mistake("a merge key", HINTS, "    <<: {a: b}\n" + HINTS, 32, 5, "merge key", "Write the fields out"),
    Mistake("a list as a key", HINTS, "    [a]: b\n" + HINTS, 32, 5, "cannot be a key", "plain words"),
    Mistake("a control character", "Value of", "Value\x07of", 17, 18, "U+0007", "Delete it"),
    Mistake("a mark that reorders text", "Value of", "Value\u202eof", 17, 18, "U+202E", "Delete it"),
    # the deck
    Mistake("no format", "format: 1\n", "", 1, 1, "needs `format`", "Add `format`"),
    Mistake("a format to come", "format: 1", "format: 2", 1, 9, "has format `2`", "Update quiz"),
    Mistake("a format that is no number", "format: 1", "format: one", 1, 9, "cannot be `one`", "Write 1"),
    Mistake("a deck name with spaces", "deck: demo", "deck: My Deck", 2, 7, "`My Deck`", "small letters"),
    Mistake("no title", "title: A demonstration\n", "", 1, 1, "needs `title`", "Add `title`"),
    Mistake("a misspelt key of the deck", "about:", "abuot:", 4, 1, "has no `abuot`", "`about`"),
    Mistake("a card's key at the top", "order: 3", "prompt: x", 5, 1, "has no `prompt`", "below `cards`"),
    Mistake("an order that is no number", "order: 3", "order: 1:30", 5, 8, "cannot be `1:30`", "whole number"),
    Mistake("a deck that requires itself", "[create]", "[demo]", 6, 12, "require itself", "Delete `demo`"),
    Mistake("a release without a condition", '">=2.4"', "2.4", 7, 8, "`2.4` is not a condition", ">=2.6"),
    Mistake("an unknown device", "[cpu, cuda]", "[cpu, cudda]", 8, 16, "cannot be `cudda`", "`cuda`"),
    Mistake("tags that are no list", "tags: [demo]", "tags: demo", 9, 7, "is a list", "Write [demo]"),
    Mistake("a tag twice", "[demo]", "[demo, demo]", 9, 14, "twice", "Delete one"),
    Mistake("setup that is not Python", "import torch\n", "import\n", 11, 9, "`setup` is not Python", "Correct"),
    Mistake("a drawn value in setup", "import torch\n", "import $n\n", 11, 10, "no meaning in `setup`", "in `code`"),
    # every card
    Mistake("a card that is no map", "  - id: sum", "  - hello\n  - id: sum", 14, 5, "a card is a map", "`key: value`"),
    Mistake("no id", "id: sum-to-n\n    ask", "ask", 14, 5, "needs `id`", "Add `id`"),
    Mistake("an id with capitals", "id: sum-to-n", "id: Sum", 14, 9, "`Sum` cannot be `id`", "small letters"),
    Mistake("an id twice", "id: views", "id: sum-to-n", 42, 9, "another card, in line 14", "name of its own"),
    Mistake("no kind", "    ask: predict\n", "", 14, 5, "needs `ask`", "Add `ask`"),
    Mistake("an unknown kind", "ask: predict", "ask: predit", 15, 10, "no kind `predit`", "`predict`"),
    Mistake("an empty prompt", "Value of `out`?", "", 17, 12, "`prompt` is empty", "Write a text"),
    Mistake("a misspelt key", "misconceptions", "misconception", 26, 5, "has no `misconception`", "`misconceptions`"),
    Mistake("a key of another kind", HINTS, "    options: [a]\n" + HINTS, 32, 5, "no `options`", "`ask: choose`"),
    Mistake("a key of the deck", HINTS, "    setup: x\n" + HINTS, 32, 5, "no `setup`", "top of the deck"),
    Mistake("hints that are no list", "hints:\n      - Where", "hints: Where", 32, 12, "is a list", "`- `"),
    Mistake("a source that is no address", "source: https://", "source: ", 37, 13, "cannot be `source`", "address"),
    Mistake("a budget with a unit", "budget: 2.5", "budget: 5s", 41, 13, "cannot be `5s`", "from 0.1 to 600"),
    Mistake("a budget beyond all patience", "budget: 2.5", "budget: 1e9", 41, 13, "cannot be `1e9`", "to 600"),
    Mistake("an unknown sibling", "[views]", "[veiws]", 40, 16, "no card here has the id `veiws`", "`views`"),
    Mistake("a card as its own sibling", "[views]", "[sum-to-n]", 40, 16, "its own sibling", "Delete"),
    Mistake("a past that is still here", "was: old-views", "was: sum-to-n", 55, 10, "still here", "Delete this"),
    Mistake("a rule that is none", "[Q204]", "[204]", 56, 14, "`204` cannot be `ignore`", "Q204"),
    # drawn values
    Mistake("a name that is not drawn", "arange($n)\n", "arange($m)\n", 23, 24, "`$m` is not drawn", "`m` to `draw`"),
    Mistake("a misspelt name in a text", "The end", "The $nn end", 35, 11, "`$nn` is not drawn", "`$n`"),
    Mistake("a list where an expression stands", '"rng.randint(2, 9)"', "[1, 2]", 19, 10, "not a list", "in quotes"),
    Mistake("a statement as an expression", '"rng.randint(2, 9)"', '"n = 3"', 19, 13, "expression", "`setup`"),
    Mistake("an expression cut short", "2, 9)", "2, 9", 19, 22, "never closed", "Correct the Python"),
    Mistake("a keyword as a name", "      n:", "      class:", 19, 7, "Python keeps the word", "another name"),
    Mistake("rng as a name", "      n:", "      rng:", 19, 7, "`rng` cannot be drawn", "another name"),
    Mistake("a dollar before a drawn name", "      n:", "      $n:", 19, 7, "`$n` is not a name", "without the dollar"),
    Mistake("a hyphen in a drawn name", "      n:", "      n-1:", 19, 7, "`n-1` is not a name", "letters, digits"),
    Mistake("a dollar in an expression", '"n + 1"', '"$n + 1"', 20, 11, "no meaning in `k`", "without the dollar"),
    Mistake("a dollar in require", '"n != k"', '"n != $k"', 21, 20, "no meaning in `require`", "without the dollar"),
    # predict
    Mistake("an unknown form", "form: value", "form: Shape", 16, 11, "cannot be `Shape`", "`shape`"),
    Mistake("code that is not Python", "out = x.sum()", "out = x.sum(", 24, 18, "'(' was never closed", "Correct"),
    Mistake("code without line breaks", "code: |\n      x =", "code: >\n      x =", 22, 11, "not Python", "`|`"),
    Mistake("code that assigns to a value", "out = x.sum()", "$n = x.sum()", 24, 7, "cannot be assigned", "stands for"),
    Mistake("code that gives no value", "      out\n", "      out = 3\n", 22, 11, "end in an expression", "last line"),
    Mistake("an exception misspelt", "raises: TypeError", "raises: TypeEror", 30, 17, "an exception", "`TypeError`"),
    Mistake("an exception too wide", "raises: TypeError", "raises: Exception", 30, 17, "any mistake pass", "the class"),
    Mistake("null as an exception", "raises: TypeError", "raises: null", 30, 17, "`raises` is null", "the class"),
    Mistake("a belief without its outcome", "\n        raises: TypeError", "", 29, 17, "needs `code` or", "Give"),
    Mistake("a belief with two outcomes", "raises: TypeError", f"{RAISES}\n        code: x", 29, 17, "both", "Give"),
    Mistake("a belief that gives no value", '"torch.arange($n + 1).sum()"', '"x = 1"', 27, 9, "end in", "End its"),
    Mistake("a strange comparison", "dtype: exact", "dtype: close", 31, 22, "cannot be `close`", "`exact`"),
    Mistake("too many digits", "digits: 4", "digits: 40", 31, 37, "cannot be `40`", "from 1 to 17"),
    # choose
    Mistake("an unknown selection", "select: all", "select: any", 44, 13, "cannot be `any`", "`all`"),
    Mistake("an option twice", '"x.clone()", true', '"x.t()", true', 52, 9, "`x.t()` is here twice", "Keep one"),
    Mistake("an option without its truth", TRUE_IF, "", 49, 9, "needs `true_if`", "Add `true_if`"),
    Mistake("a misspelt key of an option", "        true_if", "        true", 50, 9, "has no `true`", "`true_if`"),
    Mistake("a single option", OPTION, "", 49, 7, "at least 2", "Add"),
    Mistake("a claim where all is computed", "select: all", "expect: x", 44, 5, "no `expect`", "`ask: predict`"),
]  # fmt: skip
