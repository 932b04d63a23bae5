"""What is said fits the moment: what the menu offers, how a call ends, and what answers words of danger."""

from __future__ import annotations

import re
from functools import cache

import pytest

from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Silence, Speech
from vocsurvey.interview.keypad import patience
from vocsurvey.interview.passage import MAX_BACKS
from vocsurvey.interview.rehearse import example_facts
from vocsurvey.interview.transcript import Transcript
from vocsurvey.interview.turn import Course, Ending, Part
from vocsurvey.library import Library, load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Phrases, Statement

LANGUAGES = ("en", "de", "fr", "es")
CALL: dict[str, FactValue] = {"call.at": "2026-05-12T10:30"}
SHARED: dict[str, FactValue] = {**CALL, "call.shared": True}
INBOUND: dict[str, FactValue] = {**CALL, "call.inbound": True}


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once: that takes seconds."""
    return load_library()


def phrases(language: str) -> Phrases:
    return shipped()["support-case"].phrases[language]


def course(*heard: Heard, language: str = "en", call: dict[str, FactValue] = CALL) -> Course:
    """What follows from one call about a support case."""
    transcript = Transcript(occasions=(call,))
    for one in heard:
        transcript = transcript.heard(one)
    return play(shipped()["support-case"], {**example_facts(language), "contact.language": language}, transcript)


def keys(pressed: str) -> list[Heard]:
    return [Keys(key) for key in pressed.split()]


def words(course: Course) -> str:
    return " ".join(line.text for line in course.turn.lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("before", "call", "offered"),
    [
        ("", SHARED, "149"),
        ("", CALL, "149"),
        ("1", SHARED, "149"),
        ("2", CALL, "1249"),
        ("2 3", CALL, "1249"),
        ("2 4", CALL, "1249"),
        ("1", CALL, "1349"),
        ("1 1", CALL, "12349"),
        ("1 1 " + "* 2 1 " * MAX_BACKS, CALL, "1349"),
    ],
)
def test_the_menu_offers_what_can_be_done_now(
    before: str, call: dict[str, FactValue], offered: str, language: str
) -> None:
    (menu,) = course(*keys(f"{before} *"), language=language, call=call).turn.lines
    assert "".join(re.findall(r"\d", menu.text)) == offered
    assert all(sentence in phrases(language).menu for sentence in menu.text.split(". "))


def test_a_menu_of_one_sentence_is_said_whole() -> None:
    one = phrases("en").model_copy(update={"menu": "1 again, 2 back, 3 skip, 4 a person, 9 no more calls."})
    whole = shipped()["support-case"].model_copy(update={"phrases": {**shipped()["support-case"].phrases, "en": one}})
    turn = play(whole, {}, Transcript(occasions=(CALL,)).heard(Keys("*"))).turn
    assert turn.lines[0].text == one.menu


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ((Silence(),) * 3, "gone_quiet"),
        ((Keys("7"), Silence(), Silence()), "gone_quiet"),
        ((Keys("7"),) * 3, "give_up"),
        ((Silence(), Silence(), Speech("the blue one")), "give_up"),
    ],
)
def test_silence_and_wrong_keys_end_in_words_of_their_own(heard: tuple[Heard, ...], said: str, language: str) -> None:
    assert words(course(Keys("1"), *heard, language=language)) == getattr(phrases(language), said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_called_us_was_not_interrupted(language: str) -> None:
    no_time: tuple[Heard, ...] = (Keys("2"), Silence(), Silence(), Silence())
    assert words(course(*no_time, language=language, call=INBOUND)) == phrases(language).not_now_inbound
    assert words(course(*no_time, language=language)) == shipped()["support-case"].opening.not_now.say[language]


HURT = {
    "en": ("The machine caught fire.", "Our lawyer will write to you."),
    "de": ("Ein Kollege wurde verletzt.", "Unser Anwalt schreibt Ihnen."),
    "fr": ("Un collègue a été blessé.", "Notre avocat vous écrira."),
    "es": ("Hubo un incendio en la nave.", "Nuestro abogado les escribirá."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_danger_are_not_answered_like_a_late_delivery(language: str) -> None:
    safe, legal = HURT[language]
    reached = [*keys("1 2 1 1"), *keys("2")]
    assert course(*reached, language=language).turn.ask is not None
    danger = course(*reached, Speech(safe), language=language)
    assert danger.turn.lines[0].part is Part.ACKNOWLEDGE
    assert danger.turn.lines[0].text == phrases(language).acknowledge_safety
    other = course(*reached, Speech(legal), language=language)
    assert other.turn.lines[0].text in phrases(language).acknowledge


@pytest.mark.parametrize(
    ("language", "length"),
    [("en", "a few minutes"), ("de", "wenige Minuten"), ("fr", "quelques minutes"), ("es", "unos minutos")],
)
def test_a_shared_line_hears_at_once_why_how_long_and_how_to_stop(language: str, length: str) -> None:
    said = words(course(language=language, call=SHARED))
    assert length in said
    star = {"en": "star", "de": "Sterntaste", "fr": "étoile", "es": "asterisco"}[language]
    assert star in said
    assert len(said.split()) < 75


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("before", ["2 4", "2 4 1"])
def test_nobody_is_called_back_about_somebody_who_is_not_there(before: str, language: str) -> None:
    call: dict[str, FactValue] = {**CALL, "promise.by": "2026-05-13T12:00"}
    left = course(*keys(f"{before} * 4"), language=language, call=call)
    assert left.ending is Ending.PERSON
    gone = before == "2 4 1"
    assert (words(left) == phrases(language).corrected) is gone
    assert (left.promised is None) is gone


def test_a_score_is_not_waited_for_longer_than_an_answer_of_one_key() -> None:
    waits = {}
    for question in shipped()["relationship"].questions:
        if not isinstance(question, Statement):
            waits[question.id] = patience(question).total_seconds()
    assert waits["nps"] == 3
    assert {wait for name, wait in waits.items() if name != "nps"} == {5}


@pytest.mark.parametrize(
    ("own", "spoken_around", "offered"),
    [("de", "en", ["en"]), ("de", "en,fr", ["en", "fr"]), ("de", "", []), ("pl", "de", ["de"])],
)
def test_languages_are_offered_again_to_whoever_did_not_answer(
    own: str, spoken_around: str, offered: list[str]
) -> None:
    call: dict[str, FactValue] = {**CALL, "contact.languages": spoken_around}
    for silent in ((), (Silence(),), (Silence(), Keys("5"))):
        turn = course(*silent, language=own, call=call).turn
        assert [line.language for line in turn.lines if line.language not in (None, turn.language)] == offered


def test_their_own_language_is_offered_back_to_whoever_left_it() -> None:
    call: dict[str, FactValue] = {**CALL, "contact.languages": "en"}
    switched = course(Keys("8"), language="fr", call=call).turn
    assert switched.language == "en"
    assert [line.language for line in switched.lines if line.language] == ["fr"]
