"""Findings and runs as reports get them, and the published schemas that reports are held against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
from hypothesis import strategies as st

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, Severity
from quiz.check.summary import Proven, Summary
from quiz.deck.model import Card

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).resolve().parents[2]
XSD = "{http://www.w3.org/2001/XMLSchema}"


def finding(
    card: Card | None, code: str = "Q301", severity: Severity = Severity.ERROR, words: str = "amiss", line: int = 3
) -> Finding:
    path = "scene.yaml" if card is None else card.place.path
    return Finding(code, severity, path, line, 7, words, "Mend it.", card)


TEXTS = st.text(st.characters()) | st.text("\x00\x1b\ud800\u2028\ufffe\uffff\r\n\t%:,;|<>&\"'`{}[]()0A")
"""Any text, and more often one with signs that a format has a use for, or that no terminal or XML may have."""


def summary(*proven: Proven, torch: str = "2.13.0+cpu") -> Summary:
    made = Summary(DrawSet(), torch=torch, device="cpu", seconds=1.5)
    for one in proven:
        made.count(one)
        for told in one.findings:
            made.tell(told)
    return made


def by_id(card: Card) -> str:
    return card.id


def parsed_sarif(text: str) -> dict[str, Any]:
    """The run of a SARIF file that the schema of OASIS accepts."""
    whole: dict[str, Any] = json.loads(text)
    jsonschema.Draft4Validator(json.loads((DATA / "sarif-schema-2.1.0.json").read_text("utf-8"))).validate(whole)
    (run,) = whole["runs"]
    return dict(run)


def parsed_gitlab(text: str) -> list[dict[str, Any]]:
    """The issues of a Code Quality report, each with the fields that GitLab asks for, and with its own fingerprint."""
    issues: list[dict[str, Any]] = json.loads(text)
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def parsed_report(text: str) -> dict[str, Any]:
    """A JSON report in which the schema of docs/ accepts every field, and knows it."""
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    whole: dict[str, Any] = json.loads(text)
    for strict in (schema, _closed(schema)):
        jsonschema.Draft202012Validator(strict).validate(whole)
    return whole


def _closed(schema: Any) -> Any:
    """The schema that accepts only the fields it names."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return {"additionalProperties": False, **closed} if "properties" in schema else closed


def parsed_junit(text: str) -> ElementTree.Element:
    """The root of a report that has only the elements and attributes of the schema of Jenkins, and all it requires."""
    root = ElementTree.fromstring(text.split("\n", 1)[1])
    schema = ElementTree.parse(DATA / "junit-10.xsd").getroot()
    elements = {one.get("name", ""): one for one in schema.findall(f"{XSD}element")}
    pattern = schema.find(f".//{XSD}pattern")
    assert pattern is not None
    for element in root.iter():
        known = elements[element.tag]
        attributes = {one.get("name", ""): one for one in known.iter(f"{XSD}attribute")}
        required = {name for name, one in attributes.items() if one.get("use") == "required"}
        assert required <= element.attrib.keys() <= attributes.keys(), element.tag
        assert {child.tag for child in element} <= {one.get("ref") for one in known.iter(f"{XSD}element")}, element.tag
        for name, value in element.attrib.items():
            if attributes[name].get("type") == "SUREFIRE_TIME":
                assert re.fullmatch(pattern.get("value", ""), value)
    return root


def parsed_commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The workflow commands of an output as GitHub's runner reads them: name, properties, message.

    Source: https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs
    """
    for line in text.split("\n"):
        if line.startswith("::") and (end := line.find("::", 2)) >= 0:
            name, _, fields = line[2:end].partition(" ")
            pairs = (field.partition("=") for field in fields.split(","))
            yield name, {key.strip(): _unescaped(value) for key, _, value in pairs}, _unescaped(line[end + 2 :])


def _unescaped(text: str) -> str:
    """Only what the runner knows is an escape, and `%25` is read last."""
    assert set(re.findall("%(..)", text)) <= {"25", "0D", "0A", "3A", "2C"}
    return unquote(text)
