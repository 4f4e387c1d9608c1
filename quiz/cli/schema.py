"""`quiz schema`: print the deck format, or that of a report, as JSON Schema."""

from __future__ import annotations

import json

import click


@click.command(short_help="Print the deck format as JSON Schema, for editors.")
@click.option("--report", is_flag=True, help="That of `quiz check --format json` instead.")
def command(report: bool) -> None:
    """Print the deck format as JSON Schema.

    An editor with a YAML language server completes and checks a deck whose first line names the schema:

        # yaml-language-server: $schema=../docs/deck.schema.json
    """
    if report:
        from quiz.check.report.json_report_schema import report_schema as schema
    else:
        from quiz.library.json_schema import schema

    click.echo(json.dumps(schema(), indent=1, ensure_ascii=False))
