"""After an answer that cannot wait, the automated voice offers a person, where one is at hand."""

from __future__ import annotations

from functools import cache

import pytest

from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.offering import FACT
from vocsurvey.interview.rehearse import example_facts
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import Library, load_library
from vocsurvey.questionnaire.condition import FactValue

LANGUAGES = ("en", "de", "fr", "es")
UNCARED: tuple[Heard, ...] = tuple(map(Keys, ("1", "1", "1", "5", "7", "2")))
"""All is well but for whether we cared, which a decision maker denies: critical."""
YES = {"en": "yes please", "de": "ja bitte", "fr": "oui volontiers", "es": "sí por favor"}
NO = {"en": "no thanks", "de": "nein danke", "fr": "non merci", "es": "no gracias"}
CALL: dict[str, FactValue] = {"call.at": "2026-05-12T10:30", "promise.by": "2026-05-13T12:00", FACT: True}


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once: that takes seconds."""
    return load_library()


def course(*heard: Heard, language: str = "en", at_hand: bool = True, decisive: bool = True) -> Course:
    """What follows from one call, of a decision maker or somebody else."""
    facts = {**example_facts(language), "contact.language": language, "contact.decision_maker": decisive}
    transcript = Transcript(occasions=({**CALL, FACT: at_hand or None},))
    for one in heard:
        transcript = transcript.heard(one)
    return play(shipped()["support-case"], facts, transcript)


def step(found: Course) -> str:
    return found.turn.ask.step if found.turn.ask is not None else ""


def words(found: Course) -> str:
    return " ".join(line.text for line in found.turn.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_at_hand_is_offered_after_a_critical_answer_and_after_no_other(language: str) -> None:
    offered = course(*UNCARED, language=language)
    phrases = shipped()["support-case"].phrases[language]
    assert step(offered) == "offer"
    assert phrases.offer is not None
    assert phrases.offer.keys in words(offered)
    assert str(example_facts(language)["company.name"]) in words(offered)
    following = course(*UNCARED, language=language, at_hand=False)
    assert step(following) not in ("", "offer")
    assert step(course(*UNCARED[:-1], Keys("1"), language=language)) != "offer"
    assert step(course(*UNCARED, language=language, decisive=False)) == step(following)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", ["key", "words"])
def test_yes_puts_them_through_and_no_goes_on_where_it_would_have_gone(by: str, language: str) -> None:
    yes, no = (Keys("1"), Keys("2")) if by == "key" else (Speech(YES[language]), Speech(NO[language]))
    through = course(*UNCARED, yes, language=language)
    assert through.ending is Ending.PERSON
    assert through.promised is not None, "where nobody is reached after all, they are promised a call"
    plain, on = course(*UNCARED, language=language, at_hand=False), course(*UNCARED, no, language=language)
    assert step(on) == step(plain)
    assert [(one.question, one.value) for one in on.settled] == [(one.question, one.value) for one in plain.settled]
    assert on.ending is None


@pytest.mark.parametrize("heard", [Silence(), Asked(Command.SKIP)])
def test_who_says_nothing_to_it_goes_on(heard: Heard) -> None:
    assert step(course(*UNCARED, heard)) == step(course(*UNCARED, at_hand=False))


def test_what_is_no_answer_is_asked_twice_more_and_then_left() -> None:
    assert step(course(*UNCARED, Keys("7"), Keys("7"))) == "offer"
    assert step(course(*UNCARED, *(Keys("7"),) * 3)) == step(course(*UNCARED, at_hand=False))


def test_who_missed_a_key_can_go_back_and_is_offered_it_once_only() -> None:
    back = course(*UNCARED, Keys("*"), Keys("2"))
    assert step(back) == "cared"
    well = course(*UNCARED, Keys("*"), Keys("2"), Keys("1"))
    assert step(well) == step(course(*UNCARED[:-1], Keys("1")))
    again = course(*UNCARED, Keys("*"), Keys("2"), Keys("2"))
    assert step(again) == step(course(*UNCARED, at_hand=False)), "once in a call"


def test_who_stops_there_hears_who_calls_and_by_when() -> None:
    stopped = course(*UNCARED, Speech("stop"), Keys("1"))
    assert stopped.ending is Ending.REFUSED
    assert stopped.promised is not None


def test_a_caller_is_a_person_already() -> None:
    facts = {**example_facts("en"), "contact.decision_maker": True}
    transcript = Transcript(channel=Channel.LIVE, occasions=(CALL,))
    for value in ("yes", "yes", "yes", "5", "7", "no"):
        transcript = transcript.heard(Coded(value=value))
    found = play(shipped()["support-case"], facts, transcript)
    assert step(found) not in ("", "offer")


def test_after_the_last_question_of_all_the_goodbye_follows_the_offer() -> None:
    whole = shipped()["support-case"]
    cared = whole.question("cared")
    short = whole.model_copy(update={"questions": (cared,), "core": ("cared",)})
    facts = {**example_facts("en"), "contact.decision_maker": True}
    transcript = Transcript(occasions=(CALL,)).heard(Keys("1")).heard(Keys("2"))
    assert step(play(short, facts, transcript)) == "offer"
    assert play(short, facts, transcript.heard(Keys("2"))).ending is Ending.COMPLETED
    assert play(short, facts, transcript.heard(Keys("1"))).ending is Ending.PERSON
