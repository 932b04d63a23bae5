"""One route timed by hand: every word that the engine says on it, and nothing else, is in the estimate."""

from __future__ import annotations

import pytest

from vocsurvey.interview.basis import MOST_SWITCHES
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Speech
from vocsurvey.interview.rehearse import EXAMPLE_FACTS
from vocsurvey.interview.transcript import Transcript
from vocsurvey.library import load_library
from vocsurvey.questionnaire.duration import MOST_OFFERED, OTHER_LANGUAGES, RIGHT_PERSON, durations

FACTS = {
    **EXAMPLE_FACTS,
    # Of the usual length: four words each.
    "touchpoint.subject": "the blue label printer",
    "promise.by": "tomorrow at noon sharp",
    "contact.languages": "en,de,fr,es",
}
PERSON = (
    "Hello, this is Example Systems. We would like to ask Maria Keller for an opinion of our work, in a few minutes. "
    "Is that you?"
)
PERSON_KEYS = (
    "This is an automated call. Press star at any time to stop these calls. If it is you, press 1. "
    "To pass the phone on, press 2. If that is not possible, press 3."
)
OPENING = (
    "Hello Maria Keller, this is an automated call from Example Systems. You told us about a problem with the blue "
    "label printer, and we have worked on it. It takes at most two minutes. Press star at any time to speak with a "
    "person or to stop these calls."
)
GOOD_TIME = "Is now a good time?"
YES_NO = "For yes, press 1. For no, press 2."
GERMAN, FRENCH = "Für Deutsch drücken Sie die 8.", "Pour le français, tapez 7."
PUT_RIGHT = "Has that problem been put right?"
SORRY, PLAINLY = "We are sorry to hear that.", "Thank you for saying so plainly."
CARED = "Did you feel that we genuinely cared about putting it right?"
REASON, REASON_KEYS = "What do you still need from us?", "Say it in your own words, or press hash."
CLOSING = (
    "Thank you, Maria Keller. So we are not done yet. Anna Schmidt will call you by tomorrow at noon sharp to put it "
    "right. Goodbye."
)
SILENCE = "I did not hear anything. Here it is again."


def spoken(*heard: Heard, shared: bool = False) -> list[str]:
    """Everything that is said, in order, on a line of one's own or a shared one."""
    facts = {**FACTS, "call.shared": shared}
    questionnaire, transcript = load_library()["verification"], Transcript()
    lines: list[str] = []
    for one in (*heard, None):
        course = play(questionnaire, facts, transcript)
        lines += [line.text for line in course.turn.lines]
        if one is not None:
            transcript = transcript.heard(one)
    return lines


def seconds(*texts: str) -> float:
    """Seconds to say so much, at 2.5 words a second."""
    return sum(len(text.split()) for text in texts) / 2.5


def asked(question: str, keys: str, answer: float = 3) -> float:
    """What a question takes by the automated voice: said, now and then repeated, answered, now and then not heard."""
    said = seconds(question, keys)
    return said * 1.08 + answer + 0.10 * (5 + said + seconds(SILENCE)) + 1


def test_the_longest_route_is_what_a_watch_would_say() -> None:
    heard = (Keys("1"), Keys("2"), Keys("2"), Speech("Call me."))
    route = [OPENING, GOOD_TIME, YES_NO, GERMAN, FRENCH, PUT_RIGHT, YES_NO, SORRY, CARED, YES_NO, PLAINLY]
    route += [REASON, REASON_KEYS, CLOSING]
    assert spoken(*heard) == route
    taken = (
        seconds(OPENING) + 1
        + asked(GOOD_TIME, YES_NO)
        + seconds(GERMAN, FRENCH)
        + asked(PUT_RIGHT, YES_NO) + seconds(SORRY)
        + asked(CARED, YES_NO) + seconds(PLAINLY)
        + asked(REASON, REASON_KEYS, answer=20)
        + seconds(CLOSING) + 1
    )  # fmt: skip
    found = durations(load_library()["verification"], "en", live=False)
    assert found.longest_way.asked == ("put_right", "cared", "reason")
    assert found.longest.total_seconds() == pytest.approx(taken, abs=0.06)
    assert found.longest_estimated == found.longest


def test_a_shared_line_takes_the_question_who_it_is_and_the_offer_of_languages_again() -> None:
    assert spoken(Keys("1"), shared=True)[:4] == [PERSON, PERSON_KEYS, GERMAN, FRENCH]
    more = asked(PERSON, PERSON_KEYS) + seconds(GERMAN, FRENCH)
    found = durations(load_library()["verification"], "en", live=False)
    assert (found.longest_shared - found.longest).total_seconds() == pytest.approx(more, abs=0.11)
    assert found.per_question[RIGHT_PERSON].total_seconds() == pytest.approx(more, abs=0.06)
    assert found.per_question[OTHER_LANGUAGES].total_seconds() == pytest.approx(seconds(GERMAN, FRENCH), abs=0.06)


def test_as_many_languages_are_timed_as_are_offered() -> None:
    assert MOST_OFFERED == MOST_SWITCHES
