"""Nothing but "I have to go", "call me later" or "a person": understood as what it is, at open questions too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest

from vocsurvey.interview.call_wish import call_wanted
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Speech
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing

LIBRARY = load_library()
OWED = ("support-case", ("1", "2", "2", "2", "5", "2"))
"""At the question what to put right, after answers for which somebody calls."""
CALL: dict[str, FactValue] = {
    "call.at": "2026-11-17T10:00",  # a Tuesday
    "call_back.in_an_hour": "2026-11-17T11:00",
    "call_back.tomorrow_morning": "2026-11-18T09:00",
    "call_back.days": "2026-11-18,2026-11-19,2026-11-20",
    "call_back.hours": "9.10.11,9.10.15,9.10",
    "promise.by": "2026-11-18T12:00",
}


def course(where: tuple[str, tuple[str, ...]], *heard: Heard | str, language: str = "en") -> Course:
    name, before = where
    transcript = Transcript(channel=Channel.IVR, occasions=(CALL,))
    for one in (*before, *heard):
        transcript = transcript.heard(Keys(one) if isinstance(one, str) else one)
    facts: dict[str, FactValue] = {"contact.name": "Ann Archer", "contact.language": language, "owner.name": "Olga"}
    return play(LIBRARY[name], facts, transcript)


def content(language: str = "en", *heard: Heard | str) -> Course:
    """At an open question of somebody who has nothing to complain of."""
    keys: tuple[str, ...] = ("1",)
    while (ask := course(("delivery", keys), language=language).turn.ask) is not None and ask.kind != "open":
        keys = (*keys, {"scale": "5" if ask.high == 5 else "7" if ask.high == 7 else "10"}.get(ask.kind, "1"))
    assert ask is not None, "it has an open question for everybody"
    return course(("delivery", keys), *heard, language=language)


def at(moment: str) -> datetime:
    """Local to the person, as the engine has it."""
    return datetime.fromisoformat(moment)


def step_of(after: Course) -> str | None:
    return None if after.turn.ask is None else after.turn.ask.step


GOING = {
    "en": ("I have to go", "Sorry, I've got to go now.", "I'm in a meeting", "I don't have time", "I can't talk now"),
    "de": ("ich muss los", "ich muss jetzt auflegen", "ich habe keine Zeit", "Entschuldigung, ich muss weg"),
    "fr": ("je dois y aller", "je dois raccrocher", "je n'ai pas le temps", "je suis en réunion"),
    "es": ("tengo que irme", "no tengo tiempo", "estoy en una reunión"),
}
LATER = {
    "en": ("call me later", "please call me back later", "not now", "another time please", "can you call me later"),
    "de": ("rufen Sie mich später an", "rufen Sie bitte später an", "später bitte", "jetzt nicht"),
    "fr": ("rappelez-moi plus tard", "plus tard s'il vous plaît", "pas maintenant", "une autre fois"),
    "es": ("llámeme más tarde", "más tarde por favor", "en otro momento", "ahora no"),
}
TIMED = {
    "en": ("call me on Thursday at three", "could you call me back Thursday at three please"),
    "de": ("rufen Sie mich am Donnerstag um drei an", "können Sie mich Donnerstag um 15 Uhr zurückrufen"),
    "fr": ("rappelez-moi jeudi à quinze heures", "vous pouvez me rappeler jeudi à trois heures"),
    "es": ("llámeme el jueves a las tres", "me puede llamar el jueves a las tres"),
}
TOMORROW = {
    "en": "call me tomorrow",
    "de": "rufen Sie mich morgen an",
    "fr": "rappelez-moi demain",
    "es": "llámeme mañana",
}
PERSON = {
    "en": ("can I speak to a person", "can you put me through to a human", "no, let me talk to a manager"),
    "de": ("kann ich mit einem Menschen sprechen", "können Sie mich bitte mit jemandem verbinden"),
    "fr": ("je peux parler à quelqu'un", "pouvez-vous me passer un conseiller"),
    "es": ("quiero hablar con una persona", "me puede pasar con alguien"),
}
COMMENTS = {
    "en": (
        "I have to go through three menus",
        "no time",
        "not available",
        "tomorrow",
        "they said call me later but no",
    ),
    "de": ("ich muss los und deshalb war es schlecht", "keine Zeit", "morgen", "er sagte später rufe ich Sie an"),
    "fr": ("je dois y aller trois fois par semaine", "pas le temps", "demain", "ils disent toujours plus tard et rien"),
    "es": ("tengo que irme a otra tienda para todo", "mañana", "siempre dicen más tarde y no llaman"),
}


def each(table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, words) for language, some in table.items() for words in some]


@pytest.mark.parametrize(("language", "words"), each(GOING))
def test_who_has_to_go_is_asked_whether_to_stop_and_hears_the_promise(language: str, words: str) -> None:
    after = course(OWED, Speech(words), language=language)
    assert (step_of(after), after.ending) == ("stopping", None)
    ended = course(OWED, Speech(words), "1", language=language)
    assert (ended.ending, ended.promised) == (Ending.NOT_NOW, at("2026-11-18T12:00"))
    assert "Olga" in ended.turn.lines[0].text
    assert step_of(course(OWED, Speech(words), "2", language=language)) == "reason"
    assert step_of(content(language, Speech(words))) == "stopping"


@pytest.mark.parametrize(("language", "words"), [*each(LATER), *each(TIMED)])
def test_who_is_owed_a_call_hears_who_calls_and_the_wish_is_kept(language: str, words: str) -> None:
    after = course(OWED, Speech(words), language=language)
    assert (after.ending, after.promised) == (Ending.NOT_NOW, at("2026-11-18T12:00"))
    assert "Olga" in after.turn.lines[0].text
    assert after.standing_answers[-1].verbatim == words


@pytest.mark.parametrize(("language", "words"), each(LATER))
def test_who_is_owed_nothing_is_asked_for_the_time(language: str, words: str) -> None:
    before = content(language)
    after = content(language, Speech(words))
    assert (step_of(after), after.ending, after.put_off) == ("when", None, True)
    assert after.codes == before.codes
    agreed = content(language, Speech(words), "2")
    assert (agreed.ending, agreed.call_back) == (Ending.CALL_BACK, at("2026-11-18T09:00"))


@pytest.mark.parametrize(("language", "words"), each(TIMED))
def test_a_time_that_is_named_is_agreed(language: str, words: str) -> None:
    assert content(language, Speech(words)).call_back == at("2026-11-19T15:00")


@pytest.mark.parametrize(("language", "words"), TOMORROW.items())
def test_tomorrow_is_the_time_that_is_offered_first(language: str, words: str) -> None:
    assert content(language, Speech(words)).call_back == at("2026-11-18T09:00")


def test_a_closed_question_is_put_off_too_and_keeps_the_words_beside_it() -> None:
    closed = ("support-case", ("1", "1"))
    assert course(closed, Speech("call me on Thursday at three")).call_back == at("2026-11-19T15:00")
    assert step_of(course(closed, Speech("call me later"))) == "when"
    owed = ("support-case", ("1", "2"))
    after = course(owed, Speech("call me later"))
    [kept] = [one for one in after.standing_answers if one.verbatim]
    assert (after.ending, kept.missing, kept.verbatim) == (Ending.NOT_NOW, Missing.NO_INPUT, "call me later")


@pytest.mark.parametrize(("language", "words"), each(PERSON))
def test_a_person_is_a_person_at_an_open_question(language: str, words: str) -> None:
    assert course(OWED, Speech(words), language=language).ending is Ending.PERSON
    assert content(language, Speech(words)).ending is Ending.PERSON


@pytest.mark.parametrize(("language", "words"), each(COMMENTS))
def test_a_comment_that_mentions_it_is_a_comment(language: str, words: str) -> None:
    after = course(OWED, Speech(words), language=language)
    assert (step_of(after), after.standing_answers[-1].verbatim) == ("attribution", words)


def test_what_was_not_heard_for_certain_is_a_comment_and_never_an_end() -> None:
    after = course(OWED, Speech("call me later", 0.3))
    assert (step_of(after), after.standing_answers[-1].verbatim) == ("attribution", "call me later")


@pytest.mark.parametrize(("language", "words"), [*each(PERSON), *((tag, some[0]) for tag, some in LATER.items())])
def test_in_a_comment_that_is_written_down_later_it_is_somebodys_to_answer(language: str, words: str) -> None:
    assert call_wanted(words)


@pytest.mark.parametrize(("language", "words"), each(COMMENTS))
def test_a_comment_that_is_written_down_and_mentions_it_asks_for_no_call(language: str, words: str) -> None:
    assert not call_wanted(words)


def test_an_hour_beside_a_not_now_is_agreed() -> None:
    assert content("en", Speech("I'm busy, call me in an hour")).call_back == at("2026-11-17T11:00")


STAFF = {
    "en": ("representative", "the agent", "operator", "an employee", "well, the representative"),
    "de": ("Mitarbeiter", "der Mitarbeiter", "die Mitarbeiterin", "ein Berater", "Kundendienst"),
    "fr": ("conseiller", "le conseiller", "l'agent", "un opérateur"),
    "es": ("el agente", "operadora", "la representante", "un empleado"),
}
ASKING = {
    "en": ("representative, please", "I want to speak to a representative"),
    "de": ("Mitarbeiter bitte", "ich möchte mit einem Mitarbeiter sprechen"),
    "fr": ("un conseiller s'il vous plaît", "je voudrais parler à un conseiller"),
    "es": ("un agente por favor", "quiero hablar con un agente"),
}


@pytest.mark.parametrize(("language", "words"), each(STAFF))
def test_the_employee_among_what_it_was_about_is_the_answer(language: str, words: str) -> None:
    attribution = (OWED[0], (*OWED[1], "#"))
    assert step_of(course(attribution, language=language)) == "attribution"
    after = course(attribution, Speech(words), language=language)
    assert (after.ending, dict(after.codes).get("attribution")) == (Ending.COMPLETED, "agent")


@pytest.mark.parametrize(("language", "words"), each(ASKING))
def test_who_asks_for_one_gets_one(language: str, words: str) -> None:
    attribution = (OWED[0], (*OWED[1], "#"))
    assert course(attribution, Speech(words), language=language).ending is Ending.PERSON


def test_nobody_in_particular_is_no_answer_and_elsewhere_the_word_asks_for_a_person() -> None:
    attribution = (OWED[0], (*OWED[1], "#"))
    assert "attribution" not in dict(course(attribution, Speech("someone else")).codes)
    assert course(("support-case", ("1",)), Speech("representative")).ending is Ending.PERSON
