"""The JSON Schema: it is kept up to date, explains every key, takes what is shipped and refuses what is mistyped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator
from specimen import GOOD, altered, good

from vocsurvey.cli.commands import program
from vocsurvey.library import library_folder
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.hover import HOVER
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.schema import schema

COMMITTED = Path(__file__).parents[2] / "docs" / "questionnaire.schema.json"
FILES = sorted(library_folder().rglob("*.yaml"))
MADE = schema()
VALIDATOR = Draft7Validator(MADE)


class Editor(yaml.SafeLoader):
    """YAML 1.2 as a language server reads it: only true, false, null and numbers are not text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (as the class above it has it)
        sign: [(tag, pattern) for tag, pattern in pairs if tag.rpartition(":")[2] in ("int", "float", "null")]
        for sign, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def read(text: str) -> Any:
    """The values of a YAML text, its keys as text, as JSON has them."""
    return json.loads(json.dumps(yaml.load(text, Editor)))


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(read(text))]


def properties() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, definition in MADE["definitions"].items():
        for key, value in definition.get("properties", {}).items():
            yield name, key, value


def test_it_is_a_schema_and_its_places_are_there() -> None:
    Draft7Validator.check_schema(MADE)
    text = json.dumps(MADE)
    for name in MADE["definitions"]:
        assert text.count(f'"#/definitions/{name}"') >= 1 or name == "Test", f"{name} is used nowhere"
    for part in text.split('"$ref": "#/definitions/')[1:]:
        assert part.partition('"')[0] in MADE["definitions"]


def test_the_committed_copy_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(program, ["schema"], prog_name="vocsurvey")
    assert printed.exit_code == 0
    assert printed.stdout == COMMITTED.read_text("utf-8"), "run: vocsurvey schema > docs/questionnaire.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_passes(path: Path) -> None:
    assert complaints(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_names_the_schema_in_its_first_line(path: Path) -> None:
    up = "../" * len(path.relative_to(library_folder()).parts)
    first = path.read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={up}docs/questionnaire.schema.json"


def test_every_key_is_explained_in_a_sentence() -> None:
    things = [(name, "", definition) for name, definition in MADE["definitions"].items()]
    for name, key, value in (*things, *properties()):
        told = value.get("description", "")
        assert told.endswith((".", "`")), f"{name}.{key}: {told!r}"
        assert told[0].isupper() or told[0] in "`", f"{name}.{key}: {told!r}"
        assert "``" not in told
        assert value["markdownDescription"] == told
        assert "\n" not in told.replace("\n\n", "")


def test_no_explanation_is_left_over() -> None:
    keys = {name for model, key, _ in properties() for name in (key, f"{model}.{key}")}
    assert set(HOVER) <= keys


def test_every_key_of_the_model_is_known() -> None:
    definitions = MADE["definitions"]
    assert set(definitions["Questionnaire"]["properties"]) == set(Questionnaire.model_fields)
    assert {"is", "is_in", "at_most", "at_least"} <= set(definitions["AnswerIs"]["properties"])
    assert definitions["FactIs"]["properties"]["fact"]["enum"] == list(KNOWN_FACTS)
    facts = definitions["FactKnown"]["properties"]["known"]
    assert len(facts["enumDescriptions"]) == len(facts["enum"])


def test_the_names_of_the_bank_are_suggested_and_no_others_refused() -> None:
    made = schema(["cared", "about"])
    suggested = made["definitions"]["Include"]["properties"]["include"]
    assert suggested["examples"] == ["about", "cared"]
    text = altered("  - id: bridge\n    kind: statement\n    say: {en: One more thing.}\n", "  - include: elsewhere\n")
    assert not list(Draft7Validator(made).iter_errors(read(text)))


def test_a_good_file_passes_with_and_without_phrases_of_its_own() -> None:
    assert complaints(GOOD) == []
    assert complaints(altered("core: [", "phrases: {en: {skipped: Gladly.}}\ncore: [")) == []
    assert (
        complaints(altered("flags:\n      - rule: uncared", "flags:\n      - severity: low\n        rule: uncared"))
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        altered("  - id: why\n", "  - id: why\n    colour: red\n"),
        altered("opening:\n", "opening:\n  colour: red\n"),
        altered("core: [", "colour: red\ncore: ["),
        altered("core: [", "phrases: {en: {colour: red}}\ncore: ["),
        altered("when: {at_most: 2}", "when: {at_most: 2, colour: red}"),
        altered("when: {at_most: 2}", "when: {}"),
        altered("{answer: csat, at_most: 3}", "{answer: csat}"),
        altered("{answer: csat, at_most: 3}", "{answer: csat, colour: 3}"),
        altered("{fact: account.tier, is: gold}", "{fact: account.colour, is: gold}"),
        altered("{fact: account.tier, is: gold}", "{all: []}"),
        altered("ask_if: {flagged: yes}", "ask_if: {flagged: perhaps}"),
        altered("kind: open", "kind: opne"),
        altered("      1: {en: bad}", "      one: {en: bad}"),
        altered("      1: {en: bad}", "      01: {en: bad}\n      100: {en: worst}"),
        altered("title: {en: After a visit}", "title: After a visit"),
        altered("title: {en: After a visit}", "title: {english: After a visit}"),
        altered("format: 1", "format: 2"),
        altered("format: 1\n", ""),
        altered("closing:\n", "closign:\n"),
        altered("high: 20", "high: many"),
        altered("  - id: bridge\n    kind: statement\n", "  - include: bridge\n    kind: statement\n"),
        "format: 1\nphrases: {en: {menu: x}}\n",
        "format: 1\ntheme: x\nlanguages: [en]\nquestions: [{id: a, kind: open, say: {en: x}}]\n",
        "[]",
    ],
)
def test_what_is_mistyped_is_refused(text: str) -> None:
    assert complaints(text)


def test_a_house_must_say_every_phrase() -> None:
    phrases = good().phrases["en"].model_dump(mode="json", exclude_none=True)

    def passes(said: dict[str, Any]) -> bool:
        return VALIDATOR.is_valid({"format": 1, "phrases": {"en": said}})

    assert passes(phrases)
    inbound = {"resume_inbound", "right_person_inbound", "resumption_inbound", "opted_out_owed", "owed"}
    inbound |= {"gone_quiet", "acknowledge_safety", "not_now_inbound"}
    spared = {"alarms", "called_back", "number_key", "recorded_words", "resumption", "unheard", "not_then", "offer"}
    spared |= {"stopping", "who_calls", "why_calling", "how_long", "automated", "confidential", "caller", *inbound}
    for missing in phrases:
        assert passes({key: phrase for key, phrase in phrases.items() if key != missing}) is (missing in spared)


def test_a_question_of_the_bank_has_its_advice_and_one_of_a_questionnaire_has_none() -> None:
    advice = "use_when: Always., do_not_use_when: Never., source: Practice."
    question = "{id: why, kind: open, say: {en: Why}, %s}"
    bank = f"format: 1\ntheme: reasons\nlanguages: [en]\nquestions: [{question % advice}]\n"
    assert complaints(bank) == []
    assert complaints(altered("    kind: open\n", "    kind: open\n    source: Practice.\n"))
