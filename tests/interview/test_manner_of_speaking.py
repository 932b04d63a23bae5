"""The same answer, in as many ways as people say it on the phone; and what only resembles it is no answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.engine import play
from vocsurvey.interview.frame import frame_question, names_of
from vocsurvey.interview.heard import Command, Heard, Keys, Speech
from vocsurvey.interview.reading import Given, Reading, Sign, read
from vocsurvey.interview.state import Frame
from vocsurvey.interview.transcript import Channel, Exchange, Transcript
from vocsurvey.interview.turn import Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.model import AnyQuestion, Asked, Statement

TODAY = date(2026, 11, 17)  # a Tuesday
OCCASION = {
    "call.at": "2026-11-17T10:00",
    "call_back.days": "2026-11-18,2026-11-19,2026-11-20,2026-11-23,2026-11-24",
    "call_back.hours": "9.10.11.13,9.10,9.10,9.10,9.10",
}
BASES = {
    language: Basis(load_library()["support-case"], {}).on(OCCASION, language) for language in ("en", "de", "fr", "es")
}


def question(**more: Any) -> Asked:
    """A question in all four languages."""
    say = dict.fromkeys(BASES, "?")
    asked: AnyQuestion = TypeAdapter(AnyQuestion).validate_python({"id": "q", "say": say, **more})
    assert not isinstance(asked, Statement)
    return asked


def scale(low: int, high: int) -> Asked:
    """A scale whose ends have labels."""
    ends = {low: dict.fromkeys(BASES, "bad"), high: dict.fromkeys(BASES, "good")}
    return question(kind="scale", low=low, high=high, labels=ends)


YES_NO, FIVE, TEN = question(kind="yes_no"), scale(1, 5), scale(0, 10)
OPEN = question(kind="open")


def said(frame: Frame, language: str, words: str) -> Reading:
    """What words mean at a step of the frame."""
    basis = BASES[language]
    return read(frame_question(basis, frame), Speech(words), language, names_of(basis, frame))


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [
        *(("en", words, "2026-11-19") for words in ("Thursday", "thursday please", "On Thursday.", "this Thursday")),
        *(("en", words, "2026-11-19") for words in ("um, Thursday works for me", "I'd say Thursday, thank you")),
        *(("en", words, "2026-11-18") for words in ("tomorrow", "Tomorrow would be great", "well, Wednesday then")),
        *(("de", words, "2026-11-19") for words in ("am Donnerstag", "Donnerstag bitte", "Donnerstag passt mir gut")),
        *(
            ("de", words, "2026-11-19")
            for words in ("Am liebsten am Donnerstag.", "kommenden Donnerstag", "Also Donnerstag")
        ),
        *(("de", words, "2026-11-18") for words in ("morgen", "Morgen, bitte", "am Mittwoch wäre gut")),
        *(
            ("fr", words, "2026-11-19")
            for words in ("jeudi", "le jeudi", "jeudi s'il vous plaît", "plutôt jeudi", "ce jeudi")
        ),
        *(("fr", words, "2026-11-18") for words in ("demain", "mercredi me convient", "euh mercredi, merci")),
        *(("es", words, "2026-11-19") for words in ("jueves", "el jueves", "el jueves por favor", "este jueves")),
        *(("es", words, "2026-11-18") for words in ("mañana", "pues el miércoles", "mejor el miércoles, gracias")),
    ],
)
def test_a_day(language: str, words: str, day: str) -> None:
    assert said(Frame.DAY, language, words) == Given(day)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "next Thursday"), ("en", "not Thursday"), ("en", "Sunday"), ("en", "Thursday or Friday"), ("en", "today")],
)
def test_another_day_than_those_offered_is_asked_again(language: str, words: str) -> None:
    assert said(Frame.DAY, language, words) is Sign.UNHEARD


TIMES = {
    "in_an_hour": {
        "en": (
            "in an hour",
            "in one hour",
            "In 1 hour please",
            "an hour from now",
            "in about an hour",
            "in sixty minutes",
        ),
        "de": (
            "in einer Stunde",
            "in 1 Stunde",
            "in etwa einer Stunde bitte",
            "in 60 Minuten",
            "ja gut, in einer Stunde",
        ),
        "fr": ("dans une heure", "d'ici une heure", "dans 1 heure s'il vous plaît", "dans environ une heure"),
        "es": ("dentro de una hora", "en una hora", "en una hora por favor", "dentro de 60 minutos"),
    },
    "tomorrow_morning": {
        "en": (
            "tomorrow",
            "tomorrow morning",
            "tomorrow morning please",
            "first thing tomorrow",
            "tomorrow in the morning",
        ),
        "de": (
            "morgen",
            "morgen früh",
            "Morgen früh, bitte",
            "morgen Vormittag",
            "gleich morgen früh",
            "morgen am Vormittag",
        ),
        "fr": ("demain", "demain matin", "demain matin, merci", "demain à la première heure", "demain dans la matinée"),
        "es": ("mañana", "mañana por la mañana", "mañana temprano", "mañana a primera hora por favor"),
    },
    "another_time": {
        "en": (
            "another time",
            "some other time",
            "later",
            "next week",
            "on Thursday",
            "tomorrow afternoon",
            "Friday please",
        ),
        "de": (
            "zu einer anderen Zeit",
            "ein andermal",
            "später",
            "am Donnerstag",
            "nächste Woche",
            "morgen Nachmittag",
        ),
        "fr": (
            "à un autre moment",
            "une autre fois",
            "plus tard",
            "jeudi",
            "la semaine prochaine",
            "demain après-midi",
        ),
        "es": ("en otro momento", "otro día", "más tarde", "el jueves", "la semana que viene", "mañana por la tarde"),
    },
}


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [(value, language, one) for value, all_ in TIMES.items() for language, some in all_.items() for one in some],
)
def test_when_to_call_instead(value: str, language: str, words: str) -> None:
    if words == "ja gut, in einer Stunde":  # more than an answer
        assert said(Frame.WHEN, language, words) is Sign.UNHEARD
    else:
        assert said(Frame.WHEN, language, words) == Given(value)


SCORES: list[tuple[Asked, str, str, int]] = [
    *(
        (FIVE, "en", words, 5)
        for words in ("five out of five", "5 out of 5", "5/5", "five stars", "I'd give it a five")
    ),
    *((FIVE, "en", words, 4) for words in ("four of five please", "I would say four", "a four, thanks", "well, 4")),
    *((TEN, "en", words, 10) for words in ("ten out of ten", "10/10", "ten points", "it's a ten")),
    *((TEN, "en", words, 8) for words in ("8 / 10", "an eight", "I'd say eight out of ten", "number eight")),
    *(
        (FIVE, "de", words, 5)
        for words in ("fünf von fünf", "5 von 5 Punkten", "ich gebe eine fünf", "fünf Sterne", "5/5")
    ),
    *(
        (TEN, "de", words, 9)
        for words in ("neun von zehn", "eine glatte neun", "also neun bitte", "ich würde sagen neun")
    ),
    *((FIVE, "fr", words, 5) for words in ("cinq sur cinq", "5 sur 5", "cinq étoiles", "je dirais cinq", "5/5")),
    *(
        (TEN, "fr", words, 7)
        for words in ("sept sur dix", "disons sept", "euh sept s'il vous plaît", "je donne un sept")
    ),
    *(
        (FIVE, "es", words, 5)
        for words in ("cinco de cinco", "cinco sobre cinco", "5 de 5", "un cinco", "cinco estrellas")
    ),
    *((TEN, "es", words, 8) for words in ("ocho de diez", "le doy un ocho", "pues ocho", "yo diría ocho", "8/10")),
]


@pytest.mark.parametrize(("asked", "language", "words", "value"), SCORES)
def test_a_score(asked: Asked, language: str, words: str, value: int) -> None:
    assert read(asked, Speech(words), language) == Given(value)


@pytest.mark.parametrize(
    "words", ["five out of ten", "eight out of five", "4 5", "five or four", "out of five", "6/6", "no"]
)
def test_what_is_no_point_of_this_scale_is_asked_again(words: str) -> None:
    assert read(FIVE, Speech(words), "en") is Sign.UNHEARD


COMMANDS: dict[Command, dict[str, tuple[str, ...]]] = {
    Command.PERSON: {
        "en": ("operator", "Operator, please!", "a real person", "an agent please", "Can I please speak to somebody?"),
        "de": ("Vermittlung", "einen Mitarbeiter bitte", "Ich möchte bitte mit jemandem sprechen", "ein Mensch bitte"),
        "fr": (
            "opérateur",
            "un conseiller s'il vous plaît",
            "Je voudrais parler à quelqu'un",
            "passez-moi un responsable",
        ),
        "es": ("operadora", "un agente por favor", "Quisiera hablar con una persona", "páseme con alguien"),
    },
    Command.REPEAT: {
        "en": ("what was that?", "Could you repeat that, please?", "sorry?", "once more please", "what?"),
        "de": ("Noch einmal bitte", "Wie bitte?", "Können Sie das bitte wiederholen?", "was?"),
        "fr": ("Pardon ?", "Pouvez-vous répéter, s'il vous plaît ?", "encore une fois", "comment ?"),
        "es": ("¿Cómo?", "¿Puede repetir, por favor?", "otra vez", "¿Perdón?"),
    },
    Command.SKIP: {
        "en": ("skip", "skip this question please"),
        "de": ("nächste Frage", "überspringen bitte"),
        "fr": ("question suivante", "passer"),
        "es": ("siguiente pregunta", "saltar por favor"),
    },
    Command.BACK: {
        "en": ("go back", "previous question please"),
        "de": ("zurück", "vorherige Frage bitte"),
        "fr": ("retour", "question précédente"),
        "es": ("atrás", "la pregunta anterior"),
    },
}


@pytest.mark.parametrize("asked", [YES_NO, TEN, OPEN], ids=["yes_no", "scale", "open"])
@pytest.mark.parametrize(
    ("command", "language", "words"),
    [(one, language, words) for one, all_ in COMMANDS.items() for language, some in all_.items() for words in some],
)
def test_a_request(asked: Asked, command: Command, language: str, words: str) -> None:
    assert read(asked, Speech(words), language) is command


@pytest.mark.parametrize(
    "words",
    [
        "the operator was rude",
        "the agent",
        "well, the manager",
        "your support agent called me back",
        "we need more staff",
        "a person would have been nice to talk to about this",
    ],
)
def test_a_comment_about_people_is_no_request_for_one(words: str) -> None:
    assert read(OPEN, Speech(words), "en") == Given(None, words)


def test_a_label_is_stronger_than_a_request() -> None:
    labels = {"who": "the operator", "what": "the product"}
    options = [{"id": value, "label": dict.fromkeys(BASES, label)} for value, label in labels.items()]
    assert read(question(kind="choice", options=options), Speech("operator please"), "en") == Given("who")


AROUND = {
    "en": (("um", "well", "please", "okay"), ("please", "thank you", "thanks")),
    "de": (("also", "ähm", "bitte", "na ja"), ("bitte", "danke", "vielen Dank")),
    "fr": (("euh", "alors", "eh bien"), ("s'il vous plaît", "merci")),
    "es": (("pues", "eh", "a ver"), ("por favor", "gracias")),
}
PLAIN = {
    "en": {"yes": "yes", "not at all": "no", "of course": "yes"},
    "de": {"ja": "yes", "überhaupt nicht": "no", "auf jeden fall": "yes"},
    "fr": {"oui": "yes", "pas du tout": "no", "bien sûr": "yes"},
    "es": {"sí": "yes", "para nada": "no", "claro que sí": "yes"},
}


@given(st.data())
def test_fillers_and_courtesies_change_nothing(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(sorted(AROUND)))
    before, behind = AROUND[language]
    answer, value = data.draw(st.sampled_from(sorted(PLAIN[language].items())))
    words = " ".join(
        (
            *data.draw(st.lists(st.sampled_from(before), max_size=3)),
            answer,
            *data.draw(st.lists(st.sampled_from(behind), max_size=2)),
        )
    )
    assert read(YES_NO, Speech(words), language) == Given(value)


@given(language=st.sampled_from(sorted(AROUND)), data=st.data())
def test_fillers_alone_are_no_answer(language: str, data: st.DataObject) -> None:
    before, behind = AROUND[language]
    empty = [one for one in (*before, *behind) if one != "okay"]  # which is a yes
    words = " ".join(data.draw(st.lists(st.sampled_from(empty), min_size=1, max_size=4)))
    asked = data.draw(st.sampled_from([YES_NO, FIVE, TEN]))
    assert not isinstance(read(asked, Speech(words), language), Given)


def test_a_call_back_is_agreed_without_a_key() -> None:
    spoken = ("not right now", "thursday please", "on Thursday", "at ten o'clock, thank you")
    heard: tuple[Heard, ...] = (Keys("2"), *(Speech(one) for one in spoken[1:]))
    exchanges = tuple(Exchange(at, 1, Channel.IVR, one) for at, one in enumerate(heard))
    course = play(
        load_library()["support-case"],
        {"contact.name": "Ann Archer"},
        Transcript(exchanges, 1, Channel.IVR, (OCCASION,)),
    )
    assert (course.ending, course.call_back) == (Ending.CALL_BACK, datetime.fromisoformat("2026-11-19T10:00"))
