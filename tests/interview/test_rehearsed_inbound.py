"""What people hear who call us, word for word and in four languages: nobody is told that we are calling them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from vocsurvey.fieldwork.reception import Notice
from vocsurvey.interview.persona import Persona, respondent
from vocsurvey.interview.rehearse import example_facts, played
from vocsurvey.interview.script import scripted
from vocsurvey.library import Library, load_library
from vocsurvey.rulebook import load_rulebook

GOLDEN = Path(__file__).parent / "inbound"
LANGUAGES = ("en", "de", "fr", "es")
CALLS = {
    "interview": (False, ""),
    "picks-a-time": (False, "2 2"),
    "opts-out": (False, "* 9"),
    "was-cut-off": (False, "1 1 hangup again 1 5 hangup"),
    "switchboard": (True, "2 1 1 1 hangup again 1 hangup"),
}
CALLING = re.compile(
    r"automated call|I am calling|we are calling|automatischer Anruf|rufe .* an\b|rufen Sie an|appel automatique|"
    r"j'appelle|llamada automática|le llamamos",
    re.IGNORECASE,
)


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once."""
    return load_library()


def heard(name: str, call: str, language: str) -> str:
    """A whole conversation with somebody who called us."""
    shared, keys = CALLS[call]
    facts = {**example_facts(language), "call.inbound": True, "call.shared": shared}
    tokens = [key.replace("again", "call again") for key in keys.split()]
    who = scripted(tokens) if tokens else respondent(Persona.HAPPY)
    return "".join(step.line + "\n" for step in played(shipped()[name], facts, who))


def agreed(name: str, text: str, regenerated: bool) -> None:
    """The text is the one that was agreed on."""
    page = GOLDEN / f"{name}.txt"
    if regenerated:
        GOLDEN.mkdir(exist_ok=True)
        page.write_text(text, "utf-8")
    assert text == page.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", CALLS)
def test_who_calls_back_is_spoken_to_as_one_who_called(call: str, language: str, regenerated: bool) -> None:
    text = heard("support-case", call, language)
    agreed(f"{call}-{language}", text, regenerated)
    assert not CALLING.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_interviewed_is_told_why(language: str, regenerated: bool) -> None:
    sentences = load_rulebook().reception.sentences(language)
    text = "".join(f"{notice.value}: {sentences.of(notice, 'Example Systems', '9')}\n" for notice in Notice)
    agreed(f"told-{language}", text, regenerated)


@pytest.mark.parametrize("name", sorted(load_library()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_shipped_questionnaire_tells_a_caller_that_it_is_calling(name: str, language: str) -> None:
    first = heard(name, "opts-out", language).splitlines()
    assert not [line for line in first if CALLING.search(line)]
    assert first != heard_outbound(name, language)


def heard_outbound(name: str, language: str) -> list[str]:
    """The same conversation with somebody whom we called."""
    steps = played(shipped()[name], example_facts(language), scripted(["*", "9"]))
    return [step.line for step in steps]


def test_no_agreed_conversation_is_left_over() -> None:
    wanted = {f"{call}-{language}" for call in (*CALLS, "told") for language in LANGUAGES}
    assert {page.stem for page in GOLDEN.iterdir()} == wanted
