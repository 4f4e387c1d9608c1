"""The JSON report as JSON Schema, for programs that read it: `quiz schema --report`."""

from __future__ import annotations

from typing import Any

from quiz.check.finding import Severity
from quiz.check.report.json_report import VERSION

Schema = dict[str, Any]
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": "string"}
_VERSION: Schema = {"const": VERSION, "description": "Changes when a field goes or gets another meaning."}
_CODE: Schema = {"type": "string", "pattern": "^Q[0-9]{3}$", "description": "The rule."}


def report_schema() -> Schema:
    """The whole schema as plain JSON values. A later report of the same version may have more fields."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:torchquiz:report:{VERSION}",
        "title": f"The report of quiz check --format json, version {VERSION}",
        "anyOf": [{"$ref": "#/$defs/run"}, {"$ref": "#/$defs/runs"}],
        "$defs": {
            "run": _object(
                "A run on one interpreter.",
                version=_VERSION,
                summary=_summary(),
                findings=_list(_finding()),
                checks=_list(_check()),
                cards=_list(_card()),
            ),
            "runs": _object(
                "Runs on several interpreters.",
                version=_VERSION,
                torch=_described(_list(_TEXT), "The release of each run."),
                differ=_described(
                    {"type": "object", "additionalProperties": _list(_TEXT)},
                    'Of each card on which the runs differ, the result of each: "proven", "skipped" or codes of rules.',
                ),
                runs=_list({"$ref": "#/$defs/run"}),
            ),
        },
    }


def _summary() -> Schema:
    counts = "cards questions skipped errors warnings checks sealed mutants killed equivalent rewrites"
    return _object(
        "The run as a whole. What is skipped is not counted in `cards`; of the `checks`, `sealed` are.",
        **dict.fromkeys(counts.split(), _COUNT),
        torch=_described(_TEXT, 'The release; "" when nothing was run.'),
        device=_TEXT,
        run=_described({"type": "boolean"}, "False when only the rules that need no run were applied."),
        draws=_COUNT,
        seed=_COUNT,
        seconds=_described({"type": "number", "minimum": 0}, "Wall time."),
    )


def _finding() -> Schema:
    return _object(
        "One thing to fix.",
        code=_CODE,
        title=_TEXT,
        severity={"enum": [str(severity) for severity in Severity]},
        card=_described(_or_null(_TEXT), "Null when no single card is meant."),
        path=_TEXT,
        line=_described(_COUNT, "From 1; 0 when the whole file is meant."),
        column=_described(_COUNT, "In code points from 1; 0 when the whole file is meant."),
        message=_TEXT,
        seed=_described(_or_null(_COUNT), "A draw that shows it; null when every draw does."),
        **{
            "mend": _described(_TEXT, "The fix."),
            "try": _described(_or_null(_TEXT), "The command that shows the question."),
        },
    )


def _check() -> Schema:
    made = _object("A card that has a check.", card=_TEXT, sealed={"type": "boolean"})
    made["properties"]["unsealed"] = _described(_TEXT, "Why it is not sealed.")
    return made


def _card() -> Schema:
    statuses = (
        "failed: an error was found. skipped: it is for another torch or device. proven: it was run. read: nothing was "
        "run. All but the first are without an error."
    )
    return _object(
        "A card, in the order of the decks.",
        card=_TEXT,
        path=_TEXT,
        line=_described({"type": "integer", "minimum": 1}, "Where the card begins."),
        digest=_described(_TEXT, "Changes when what is asked, judged or explained changes."),
        status=_described({"enum": ["proven", "failed", "skipped", "read"]}, statuses),
        questions=_COUNT,
        ms=_described(
            _or_null({"type": "number", "minimum": 0}),
            "Milliseconds: of each draw its slowest child, summed. Null when the card was not run now.",
        ),
        last_ms=_described(
            _or_null({"type": "number", "minimum": 0}),
            "The same, of this run or of the earlier one in which the card was proven. Null when it is not known.",
        ),
        cached=_described({"type": "boolean"}, "Whether the result is that of an earlier run."),
    )


def _object(about: str, **properties: Schema) -> Schema:
    return {"type": "object", "description": about, "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _described(schema: Schema, about: str) -> Schema:
    return {**schema, "description": about}
