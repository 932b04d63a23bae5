"""The recipes of docs/api.md work as they stand: their bodies are reports that are taken, and their rule is a rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cast import Cast
from flask import Flask
from programs import Program, open_follow_up

from vocsurvey.db.api import Scope
from vocsurvey.rulebook import SHIPPED, load_rulebook

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
TEMPLATES = re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)
COMMANDS = re.findall(r"^    (?:curl .*?)(-X PUT)? ?\S*/api/v1(/\S+) .*?-d '(.*?)'$", DOCS, re.DOTALL | re.MULTILINE)
FILLED = {
    "ticket.requester.phone": "+44 20 7946 0123",
    "ticket.requester.email": "nell@quince.example",
    "ticket.assignee.email": "gwen@example.com",
    "ticket.agent.email": "gwen@example.com",
    "ticket.title": "the night export",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=["zendesk", "freshdesk"])
def test_template_of_a_help_desk_is_a_report(app: Flask, cast: Cast, template: str) -> None:
    program = Program.with_scopes(app, cast, Scope.EVENTS_WRITE)
    filled = re.sub(r"{{([\w.]+)}}", lambda found: FILLED.get(found[1], f"X {found[1]}"), template)
    made = program.ask("POST", "/events", json.loads(filled))
    assert made.status_code == 201, made.text
    empty = re.sub(r"{{(ticket\.(?:via|source|title|subject|group\.name|requester\.phone))}}", "", template)
    again = re.sub(r"{{([\w.]+)}}", lambda found: FILLED.get(found[1], f"X {found[1]}"), empty)
    known = program.ask("POST", "/events", {**json.loads(again), "external_id": "another"})
    assert known.status_code == 201, known.text


def test_commands_work_as_they_stand(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast)
    assert len(COMMANDS) == DOCS.count("    curl ")
    one, owner = open_follow_up(cast)
    for method, path, body in COMMANDS:
        # What the reader has to fill in: which follow-up, and who works on it.
        here = body.replace("sam@example.com", owner)
        answer = program.ask("PUT" if method else "POST", path.replace("/4711/", f"/{one}/"), json.loads(here))
        assert answer.status_code in (200, 201), (path, answer.text)


def test_rule_in_the_text_is_a_rule(tmp_path: Path) -> None:
    text = DOCS[DOCS.index("    - name: after a closed case") :]
    shipped = (SHIPPED / "lifecycle.yaml").read_text("utf-8")
    head = shipped[: shipped.index("triggers:")]
    (tmp_path / "lifecycle.yaml").write_text(head + "triggers:\n" + text[: text.index("\n\n")] + "\n", "utf-8")
    (rule,) = load_rulebook(tmp_path).lifecycle.triggers
    assert rule.only_if == {"tier": ("gold", "silver")}
