"""``vocsurvey schema``: the format for an editor that completes and explains while somebody writes."""

from __future__ import annotations

import json

import click

from vocsurvey.library import library_folder, read_bank
from vocsurvey.questionnaire.schema import schema as made


@click.command()
def schema() -> None:
    """Print the JSON Schema of questionnaires, standing phrases and the bank of questions.

    An editor with a YAML language server uses it for a file whose first line names it:

    \b
      # yaml-language-server: $schema=../docs/questionnaire.schema.json

    \b
    Example:
      vocsurvey schema > docs/questionnaire.schema.json
    """
    click.echo(json.dumps(made(read_bank(library_folder())), ensure_ascii=False, indent=2))
