"""The format as JSON Schema, so that an editor completes and explains it while somebody writes.

Made from the model; what a docstring or a field says becomes the hover text, and ``hover`` says the rest. One schema
serves questionnaires, the file of standing phrases and the files of the bank, told apart by their keys. The dialect is
draft 7, which every editor knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vocsurvey.questionnaire.bank import BankFile
from vocsurvey.questionnaire.condition import BRANCHES
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.hover import HOVER
from vocsurvey.questionnaire.inclusion import Include
from vocsurvey.questionnaire.load import PhraseBook
from vocsurvey.questionnaire.model import Questionnaire

Node = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
_PLACE = "#/definitions/"
_TRUTH: Node = {"enum": ["yes", "no", True, False]}
_LANGUAGE: Node = {"pattern": "^[a-z]{2}(-[A-Z]{2})?$"}
_POINT = "^(0|[1-9][0-9]?)$"
_CONDITIONS = frozenset(_PLACE + model.__name__ for model in BRANCHES.values())
# Titles are only the names of keys once more, and what is the default is said in words.
_NOT_FOR_EDITORS = frozenset({"title", "default", "discriminator", "properties", "prefixItems"})


def schema(bank: Iterable[str] = ()) -> Node:
    """The schema as JSON values. ``bank`` are the names that ``include:`` suggests; others are not refused."""
    models: list[type[BaseModel]] = [Questionnaire, PhraseBook, BankFile, Include]
    _, made = models_json_schema([(model, "validation") for model in models], ref_template=_PLACE + "{model}")
    definitions: dict[str, Node] = {name: _plain(node) for name, node in made["$defs"].items()}
    definitions["Condition"] = {
        "description": "When something is asked. The key that it begins with says what is looked at.",
        "anyOf": [{"$ref": place} for place in sorted(_CONDITIONS)],
    }
    _name_facts(definitions)
    _ask_for_tests(definitions)
    _free_phrases(definitions)
    _take_from_bank(definitions, tuple(bank))
    for name, node in definitions.items():
        _explain(name, node, definitions)
    return {
        "$schema": DIALECT,
        "title": "A vocsurvey questionnaire",
        "description": "A questionnaire, its standing phrases, or a file of the bank of questions.",
        "if": {"required": ["theme"]},
        "then": {"$ref": f"{_PLACE}BankFile"},
        "else": {
            "if": {"required": ["phrases"], "maxProperties": 2},
            "then": {"$ref": f"{_PLACE}PhraseBook"},
            "else": {"$ref": f"{_PLACE}Questionnaire"},
        },
        "definitions": {name: definitions[name] for name in sorted(definitions)},
    }


def _plain(node: Any) -> Any:
    """The node as this file format has it: nothing is null, yes is a word, and keys of mappings are what they are."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    options = [one for one in node.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1:
        return _plain({**{key: value for key, value in node.items() if key != "anyOf"}, **options[0]})
    if {one.get("$ref") for one in node.get("oneOf", ())} == _CONDITIONS:
        return {**_described(node), "$ref": f"{_PLACE}Condition"}
    if node.get("type") == "boolean":
        return {**_described(node), **_TRUTH}
    plain = {key: _plain(value) for key, value in node.items() if key not in _NOT_FOR_EDITORS}
    if options:
        plain["anyOf"] = _plain(options)
    if "prefixItems" in node:
        plain["items"] = _plain(node["prefixItems"][0])
    if "properties" in node:
        plain["properties"] = {name: _plain(value) for name, value in node["properties"].items()}
    return _keyed(plain)


def _described(node: Node) -> Node:
    return {"description": node["description"]} if "description" in node else {}


def _keyed(node: Node) -> Node:
    """A mapping by its keys: points of a scale to wordings, or languages to something."""
    inner = node.get("additionalProperties")
    if node.get("type") != "object" or not isinstance(inner, dict):
        return node
    if "propertyNames" in inner:
        rest = {key: value for key, value in node.items() if key not in ("additionalProperties", "propertyNames")}
        return {**rest, "patternProperties": {_POINT: inner}, "additionalProperties": False}
    return {**node, "propertyNames": _LANGUAGE}


def _name_facts(definitions: Mapping[str, Node]) -> None:
    """Let conditions choose among the facts that there are."""
    known = {"enum": list(KNOWN_FACTS), "enumDescriptions": [fact.about for fact in KNOWN_FACTS.values()]}
    definitions["FactIs"]["properties"]["fact"] = dict(known)
    definitions["FactKnown"]["properties"]["known"] = dict(known)


def _ask_for_tests(definitions: Mapping[str, Node]) -> None:
    """A test that tests nothing passes nothing."""
    definitions["Test"]["minProperties"] = 1
    for name in ("AnswerIs", "FactIs"):
        definitions[name]["minProperties"] = 2


def _free_phrases(definitions: Mapping[str, Node]) -> None:
    """A questionnaire says single phrases differently; the house has to say them all."""
    required = definitions["Phrases"].pop("required")
    book = definitions["PhraseBook"]["properties"]["phrases"]
    book["additionalProperties"] = {"allOf": [book["additionalProperties"], {"required": required}]}
    whole = definitions["Questionnaire"]
    whole["required"] = [name for name in whole["required"] if name != "phrases"]


def _take_from_bank(definitions: dict[str, Node], names: tuple[str, ...]) -> None:
    """Let a questionnaire include questions by name, and the bank have advice beside each of its own."""
    items = definitions["Questionnaire"]["properties"]["questions"]["items"]
    kinds = [place["$ref"].removeprefix(_PLACE) for place in items["oneOf"]]
    advice = definitions.pop("Advice")
    for kind in kinds:
        beside = deepcopy(definitions[kind])
        beside["properties"].update(deepcopy(advice["properties"]))
        beside["required"] = [*beside["required"], *advice["required"]]
        definitions[f"Bank{kind}"] = beside
    definitions["BankFile"]["properties"]["questions"]["items"] = {
        "oneOf": [{"$ref": f"{_PLACE}Bank{kind}"} for kind in kinds]
    }
    items["oneOf"] = [{"$ref": f"{_PLACE}Include"}, *items["oneOf"]]
    definitions["Include"]["properties"]["include"]["examples"] = sorted(names)


def _explain(name: str, node: Node, definitions: Mapping[str, Node]) -> None:
    """Say what the thing is and what each of its keys is for."""
    model = name.removeprefix("Bank") if name != "BankFile" else name
    node["title"] = model
    node.update(_hover(node.get("description", "")))
    for key, value in node.get("properties", {}).items():
        value.update(_hover(next(_told(model, key, value, node, definitions))))


def _told(model: str, key: str, value: Node, node: Node, definitions: Mapping[str, Node]) -> Iterator[str]:
    """What there is to say about a key, best first."""
    if f"{model}.{key}" in HOVER:
        yield HOVER[f"{model}.{key}"]
    if "description" in value:
        yield value["description"]
    if key == "kind" and "const" in value:
        yield node["description"]
    if key in HOVER:
        yield HOVER[key]
    named = value.get("$ref", "").removeprefix(_PLACE)
    yield definitions.get(named, {}).get("description", "")


def _hover(text: str) -> Node:
    """The text for people, and once more as Markdown: as plain text, editors show its code with backslashes."""
    told = _sentences(text)
    return {"description": told, "markdownDescription": told}


def _sentences(text: str) -> str:
    """Paragraphs without the line breaks of the source, code in single backticks, begun and ended as a sentence is."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    told = "\n\n".join(" ".join(one.split()) for one in paragraphs).replace("``", "`")
    return told[:1].upper() + told[1:] + ("" if told.endswith((".", "`")) else ".")
