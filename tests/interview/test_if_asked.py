"""What a caller answers to somebody who asks: in the language that is spoken, from the phrases of the questionnaire."""

from __future__ import annotations

import pytest

from vocsurvey.interview.if_asked import Wondered, if_asked
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.recording import phrase_prompts

QUESTIONNAIRE = load_library()["support-case"]
FACTS: dict[str, FactValue] = {
    "contact.name": "Ann Archer",
    "company.name": "Example Systems",
    "touchpoint.subject": "the label printer",
}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_everything_that_may_be_asked_has_an_answer_in_every_language(language: str) -> None:
    answers = {one.asked: one.text for one in if_asked(QUESTIONNAIRE, FACTS, {}, language, confided=True)}
    assert list(answers) == list(Wondered)
    assert "Example Systems" in answers[Wondered.WHO_CALLS]
    assert "Example Systems" in answers[Wondered.WHOSE_NUMBER]
    assert not any("{" in text or "[" in text for text in answers.values())


def test_what_it_is_about_is_said_once_it_is_clear_who_is_there() -> None:
    answers = {one.asked: one.text for one in if_asked(QUESTIONNAIRE, FACTS, {}, "en", confided=True)}
    assert "the label printer" in answers[Wondered.WHY_CALLING]
    answers = {one.asked: one.text for one in if_asked(QUESTIONNAIRE, FACTS, {}, "en", confided=False)}
    assert "label printer" not in " ".join(answers.values())
    assert answers[Wondered.WHY_CALLING].startswith("We ask our customers")


def test_a_questionnaire_that_is_older_than_an_answer_leaves_it_out() -> None:
    phrases = QUESTIONNAIRE.phrases["en"].model_copy(update={"caller": None, "how_long": None})
    older = QUESTIONNAIRE.model_copy(update={"phrases": {**QUESTIONNAIRE.phrases, "en": phrases}})
    asked = [one.asked for one in if_asked(older, FACTS, {}, "en", confided=True)]
    assert asked == [Wondered.WHO_CALLS, Wondered.WHY_CALLING, Wondered.CONFIDENTIAL]


def test_the_automated_voice_needs_no_recording_of_what_only_callers_say() -> None:
    assert not any(one.place.startswith("phrases.caller") for one in phrase_prompts(QUESTIONNAIRE, "en"))
