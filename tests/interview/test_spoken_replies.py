"""What people say to whether it is they and whether now is a good time, in as many ways as they do, in four languages.

A wrong yes is worse than one more question: what is not certain, or contradicts itself, is no reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.interview.asking import ask_of
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.engine import play
from vocsurvey.interview.frame_reply import REFUSED, SOMEBODY_ELSE, meant
from vocsurvey.interview.heard import Keys, Speech
from vocsurvey.interview.replies import LONGEST, hints, replied
from vocsurvey.interview.reply import Reply
from vocsurvey.interview.state import Frame, State
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue

LANGUAGES = ("en", "de", "fr", "es")
QUESTIONNAIRE = load_library()["support-case"]
FACTS = {"contact.name": "Ann Archer", "company.name": "Example Systems"}
CALL = {
    "call.at": "2026-11-17T10:00",
    "call_back.in_an_hour": "2026-11-17T11:00",
    "call_back.tomorrow_morning": "2026-11-18T09:00",
    "call_back.days": "2026-11-18,2026-11-19",
    "call_back.hours": "9.10,9.10",
}

RIGHT_PERSON: dict[str, dict[str, tuple[str, ...]]] = {
    "speaking": {
        "en": (
            *(
                "Yes.",
                "yeah",
                "Speaking.",
                "Yes, speaking",
                "This is she.",
                "This is he",
                "yes this is she",
                "That's me!",
            ),
            *(
                "This is Ann",
                "Ann Archer speaking",
                "yes, I am",
                "it's me",
                "You're speaking to her",
                "Mrs. Archer speaking",
            ),
            *("Yes, this is Ann Archer speaking.", "well, yes, that's me", "hello, this is she", "I'm Ann"),
        ),
        "de": (
            *("Ja.", "ja, am Apparat", "Am Apparat.", "Das bin ich", "Ja, das bin ich.", "bin ich", "Ja, bin ich!"),
            *("Hier ist Frau Archer", "ja, hier spricht Archer", "Ich bin's", "selbst am Apparat", "Archer am Apparat"),
            *("genau", "Ja genau, am Apparat", "Guten Tag, am Apparat"),
        ),
        "fr": (
            *(
                "Oui.",
                "Oui, c'est moi",
                "C'est moi",
                "c'est elle-même",
                "C’est elle même",
                "lui-même",
                "oui, elle-même",
            ),
            *(
                "c'est bien moi",
                "Ann Archer à l'appareil",
                "Oui, c'est Madame Archer",
                "tout à fait",
                "je suis Ann Archer",
            ),
            *("Bonjour, oui c'est moi",),
        ),
        "es": (
            *(
                "Sí.",
                "Sí, soy yo",
                "Soy yo.",
                "Al habla",
                "sí, al habla",
                "yo misma",
                "Sí, yo mismo",
                "con ella",
                "la misma",
            ),
            *("Soy Ann Archer", "sí, habla con ella", "Le habla Ann", "correcto", "Hola, soy yo", "al aparato"),
        ),
    },
    "unavailable": {
        "en": (
            *(
                "No.",
                "nope",
                "No, she's not here",
                "She isn't in today",
                "He's in a meeting.",
                "Sorry, she's out",
                "not here",
            ),
            *(
                "Ann is on holiday",
                "No, I'm not",
                "I'm driving",
                "I'm busy right now",
                "she's busy at the moment",
                "not now",
            ),
            *(
                "No, this is Bob",
                "Sorry, he's not at his desk right now",
                "Archer is on vacation",
                "Speaking, but I'm driving",
            ),
        ),
        "de": (
            *("Nein.", "Nein, sie ist nicht da", "Er ist gerade nicht im Haus", "Sie ist leider im Urlaub", "nicht da"),
            *(
                "Frau Archer ist in einer Besprechung",
                "Nein, bin ich nicht",
                "Ist gerade in einer Besprechung",
                "jetzt nicht",
            ),
            *(
                "Tut mir leid, sie ist krank",
                "Ich bin am Steuer",
                "Die Kollegin ist heute nicht da",
                "nein, hier ist Meier",
            ),
        ),
        "fr": (
            *(
                "Non.",
                "Elle n'est pas là",
                "Non, il n'est pas là aujourd'hui",
                "Elle est en réunion",
                "Il est en vacances",
            ),
            *(
                "Désolé, elle est absente",
                "Madame Archer n'est pas disponible",
                "non, ce n'est pas moi",
                "pas maintenant",
            ),
            *("Elle n'est malheureusement pas là", "Ann Archer est en déplacement", "je suis au volant"),
        ),
        "es": (
            *("No.", "No está", "No, no está aquí", "Ella está en una reunión", "Está de vacaciones", "no soy yo"),
            *("Lo siento, está ocupada", "La señora Archer no está en la oficina", "Ahora no puedo", "Ha salido"),
            *("No, ahora mismo no está", "No se encuentra", "estoy conduciendo"),
        ),
    },
    "passed_on": {
        "en": (
            "One moment, please",
            "Hold on",
            "I'll get her",
            "Just a second, I'll put you through",
            "No, one moment please",
        ),
        "de": (
            "Einen Moment bitte",
            "Moment, ich verbinde",
            "Augenblick",
            "bleiben Sie dran",
            "Nein, Moment, ich hole sie",
        ),
        "fr": ("Un instant", "Ne quittez pas", "Un moment, je vous la passe", "Non, je vais la chercher"),
        "es": ("Un momento", "No cuelgue", "Un momento, ahora se pone", "Espere, le paso con ella"),
    },
    "wrong_number": {
        "en": (
            "Wrong number",
            "No, wrong number.",
            "Sorry, you've got the wrong number",
            "There's nobody by that name here",
        ),
        "de": (
            "Falsche Nummer",
            "Nein, da haben Sie sich verwählt",
            "Sie haben die falsche Nummer",
            "falsch verbunden",
        ),
        "fr": (
            "Faux numéro",
            "Non, c'est un faux numéro",
            "Vous vous trompez de numéro",
            "vous avez le mauvais numéro",
        ),
        "es": (
            "Número equivocado",
            "No, se ha equivocado de número",
            "No es este número",
            "Tiene el número equivocado",
        ),
    },
    SOMEBODY_ELSE: {
        "en": (
            "Wrong person",
            "No, you have the wrong person",
            "She's not here any more",
            "I don't know her",
            "you are mistaken",
        ),
        "de": ("Da sind Sie bei mir falsch", "Nein, falsche Person", "Kenne ich nicht", "Sie ist nicht mehr da"),
        "fr": ("Vous vous trompez", "Non, vous faites erreur", "Elle n'est plus là", "je ne la connais pas"),
        "es": ("No, se ha equivocado", "Se equivoca", "Ya no está aquí", "no la conozco", "persona equivocada"),
    },
    "left": {
        "en": (
            "She no longer works here",
            "Ann has left the company",
            "No, he's retired",
            "She doesn't work here anymore",
        ),
        "de": (
            "Sie arbeitet nicht mehr hier",
            "Frau Archer ist nicht mehr bei uns",
            "Er hat die Firma verlassen",
            "Er ist in Rente",
        ),
        "fr": ("Elle ne travaille plus ici", "Non, il a quitté l'entreprise", "Elle est partie à la retraite"),
        "es": ("Ya no trabaja aquí", "Ella ha dejado la empresa", "No, se ha jubilado"),
    },
    REFUSED: {
        "en": (
            "Not interested",
            "No thanks, not interested",
            "Yes, but I'm not interested",
            "I don't want to take part",
        ),
        "de": (
            "Kein Interesse",
            "Nein danke, kein Interesse",
            "Ich bin nicht interessiert",
            "Ich möchte nicht teilnehmen",
        ),
        "fr": ("Pas intéressé", "Non merci, ça ne m'intéresse pas", "Je ne souhaite pas participer"),
        "es": ("No me interesa", "No, gracias, no me interesa", "No quiero participar", "no hago encuestas"),
    },
    "in_an_hour": {
        "en": (
            "In an hour",
            "She'll be back in an hour",
            "No, call back in an hour",
            "I'm in a meeting, call me in an hour",
        ),
        "de": ("In einer Stunde", "Jetzt nicht, in einer Stunde", "Sie ist in einer Stunde wieder da"),
        "fr": ("Dans une heure", "Non, dans une heure", "Elle est de retour dans une heure"),
        "es": ("En una hora", "Ahora no, dentro de una hora", "Llámeme en una hora"),
    },
    "tomorrow_morning": {
        "en": ("She's not here, try tomorrow", "Tomorrow morning, please"),
        "de": ("Nein, morgen früh", "Sie ist morgen wieder da"),
        "fr": ("Elle n'est pas là, rappelez demain", "demain matin"),
        "es": ("No está, llame mañana", "mañana por la mañana"),
    },
}
GOOD_TIME: dict[str, dict[str, tuple[str, ...]]] = {
    "yes": {
        "en": (
            "Yes",
            "Sure.",
            "Go ahead",
            "Sure, go ahead",
            "Yes, that's fine",
            "Fire away!",
            "Okay, but be quick",
            "yes speaking",
        ),
        "de": ("Ja", "Ja, gerne", "Passt", "Ja, passt gut", "Legen Sie los", "Ja, aber bitte schnell", "In Ordnung"),
        "fr": ("Oui", "Allez-y", "Oui, allez-y", "D'accord", "Oui, mais faites vite", "Je vous écoute"),
        "es": ("Sí", "Adelante", "Sí, dígame", "Vale, adelante", "Está bien", "Sí, pero que sea rápido"),
    },
    "no": {
        "en": (
            *(
                "No",
                "Not now",
                "later",
                "I'm busy",
                "I'm driving",
                "I'm in a meeting",
                "No, I'm in the middle of something",
            ),
            *(
                "Yes, but I'm driving",
                "It's not a good time",
                "I don't have time right now",
                "can you call me back later",
            ),
            *("Sorry, bad time", "call me later", "No, not really", "she's not here"),
        ),
        "de": (
            *(
                "Nein",
                "Jetzt nicht",
                "später",
                "Ich habe keine Zeit",
                "Gerade schlecht",
                "Ich bin im Auto",
                "Ich fahre gerade",
            ),
            *(
                "Ja, aber ich bin in einer Besprechung",
                "Es passt gerade nicht",
                "Im Moment ist es ungünstig",
                "Passt nicht",
            ),
            *("Rufen Sie später wieder an", "Tut mir leid, keine Zeit"),
        ),
        "fr": (
            *(
                "Non",
                "Pas maintenant",
                "plus tard",
                "Je suis occupée",
                "Je suis au volant",
                "Je conduis",
                "Je suis en réunion",
            ),
            *(
                "Ce n'est pas le bon moment",
                "Je n'ai pas le temps",
                "Rappelez-moi plus tard",
                "Oui, mais je suis en réunion",
            ),
        ),
        "es": (
            *(
                "No",
                "Ahora no",
                "más tarde",
                "Estoy ocupado",
                "Estoy conduciendo",
                "Estoy en una reunión",
                "No puedo ahora",
            ),
            *("No es un buen momento", "No tengo tiempo", "Llámeme más tarde", "Sí, pero estoy en una reunión"),
        ),
    },
    **{value: RIGHT_PERSON[value] for value in ("wrong_number", "left", REFUSED, "in_an_hour", "tomorrow_morning")},
}


def _spoken(table: dict[str, dict[str, tuple[str, ...]]]) -> list[tuple[str, str, str]]:
    return [(value, language, one) for value, all_ in table.items() for language, some in all_.items() for one in some]


def meaning(frame: Frame, language: str, words: str, confidence: float | None = None) -> str | None:
    basis = Basis(QUESTIONNAIRE, FACTS).on(CALL, language)
    return meant(basis, frame, Speech(words, confidence))


@pytest.mark.parametrize(("value", "language", "words"), _spoken(RIGHT_PERSON))
def test_whether_it_is_they(value: str, language: str, words: str) -> None:
    assert meaning(Frame.RIGHT_PERSON, language, words) == value


@pytest.mark.parametrize(("value", "language", "words"), _spoken(GOOD_TIME))
def test_whether_now_is_a_good_time(value: str, language: str, words: str) -> None:
    assert meaning(Frame.GOOD_TIME, language, words) == value


UNCERTAIN: dict[str, tuple[str, ...]] = {
    "en": (
        *(
            "who is this?",
            "what is it about?",
            "this is Bob",
            "Bob speaking",
            "yes and no",
            "no, yes",
            "Yes, she is not here",
        ),
        *(
            "no, this is she",
            "speaking, wrong number",
            "she's here",
            "maybe",
            "one moment, she's not here",
            "hello?",
            "okay",
            "go ahead",
        ),
        *(
            "in an hour or tomorrow",
            "tomorrow, in an hour",
            "wrong number, she no longer works here",
            "Annabel speaking",
        ),
        *("not interested, in an hour", "not interested, one moment", "wrong number, tomorrow", "I am not sure"),
    ),
    "de": (
        "wer ist da?",
        "hier ist Meier",
        "Meier am Apparat",
        "ja nein",
        "Ja, sie ist nicht da",
        "vielleicht",
        "Hallo?",
        "sie ist da",
    ),
    "fr": (
        "qui est à l'appareil ?",
        "c'est Bernard",
        "Bernard à l'appareil",
        "oui et non",
        "peut-être",
        "Allô ?",
        "elle est là",
    ),
    "es": ("¿quién es?", "soy Bernardo", "Bernardo al habla", "sí y no", "quizá", "¿Hola?", "está aquí"),
}


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in UNCERTAIN.items() for words in some])
def test_what_is_not_certain_is_no_reply_to_whether_it_is_they(language: str, words: str) -> None:
    assert meaning(Frame.RIGHT_PERSON, language, words) is None


@pytest.mark.parametrize(
    "words", ["speaking", "one moment", "this is she", "yes, one moment", "maybe", "I am not sure"]
)
def test_what_does_not_say_that_now_is_good_is_no_yes(words: str) -> None:
    assert meaning(Frame.GOOD_TIME, "en", words) is None


def test_doubtful_words_an_opt_out_and_long_ones_are_left_to_others() -> None:
    assert meaning(Frame.RIGHT_PERSON, "en", "speaking", 0.49) is None
    assert meaning(Frame.RIGHT_PERSON, "en", "speaking", 0.5) == "speaking"
    assert meaning(Frame.RIGHT_PERSON, "en", "not interested, no more calls") is None
    assert replied(" ".join(["yes"] * LONGEST), "en") == {Reply.YES}
    assert replied(" ".join(["yes"] * (LONGEST + 1)), "en") == frozenset()
    assert replied("", "en") == frozenset()
    assert meaning(Frame.DAY, "en", "not interested") is None
    assert meant(Basis(QUESTIONNAIRE, FACTS), None, Speech("yes")) is None
    assert meant(Basis(QUESTIONNAIRE, FACTS), Frame.RIGHT_PERSON, Keys("1")) is None


def test_a_language_without_a_list_and_a_person_without_a_name_are_served_by_keys_and_labels() -> None:
    assert replied("yes", "pl") == frozenset()
    assert hints("pl") == {}
    assert replied("this is Ann", "en") == frozenset()
    assert replied("this is Ann", "en-GB", "Ann") == {Reply.SPEAKING}


@given(
    language=st.sampled_from(LANGUAGES),
    pieces=st.lists(st.sampled_from(sorted(set(_spoken(RIGHT_PERSON)))), min_size=2, max_size=3),
)
def test_no_yes_is_heard_where_anything_else_was_said_with_it(
    language: str, pieces: list[tuple[str, str, str]]
) -> None:
    said = [(value, words) for value, spoken_in, words in pieces if spoken_in == language]
    heard = meaning(Frame.RIGHT_PERSON, language, " ".join(words for _, words in said))
    if any(value != "speaking" for value, _ in said):
        assert heard != "speaking"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("frame", [Frame.RIGHT_PERSON, Frame.RESUMPTION, Frame.GOOD_TIME, Frame.WHEN, Frame.WHO])
def test_the_carrier_is_told_what_is_likely_to_be_said_and_that_is_understood(frame: Frame, language: str) -> None:
    ask = ask_of(Basis(QUESTIONNAIRE, FACTS).on(CALL, language), State(frame=frame, language=language), live=False)
    assert ask is not None
    assert ask.speech
    examples = [one for some in hints(language).values() for one in some]
    assert set(hints(language)["wrong_number"]) <= set(ask.hints) <= {*ask.hints, *examples}  # type: ignore[index]
    assert all(replied(one, language) for one in examples)


def course(*words: str, at: Frame = Frame.GOOD_TIME, call: dict[str, str] = CALL, later: bool = False) -> Course:
    """After these words, on a line that only they use unless ``at`` says otherwise; ``later``: on a second call."""
    occasion: Mapping[str, FactValue] = {**call, **({"call.shared": True} if at is Frame.RIGHT_PERSON else {})}
    transcript = Transcript(channel=Channel.IVR, occasions=(occasion, occasion))
    if later:
        transcript = Transcript(transcript.heard(Keys("1")).exchanges, 2, Channel.IVR, transcript.occasions)
    for one in words:
        transcript = transcript.heard(Speech(one))
    return play(QUESTIONNAIRE, FACTS, transcript)


def step_of(after: Course) -> str | None:
    return None if after.turn.ask is None else after.turn.ask.step


def test_a_reply_leads_where_its_key_would_lead_and_spares_the_questions_between() -> None:
    person = Frame.RIGHT_PERSON
    first = QUESTIONNAIRE.core[0]
    assert step_of(course("speaking", at=person)) == "good_time"
    assert step_of(course("speaking", "go ahead", at=person)) == first
    assert step_of(course("no", at=person)) == "when"
    assert step_of(course("I'm driving")) == "when"
    assert step_of(course("hold on", at=person)) == "right_person"
    assert step_of(course("no, you are mistaken", at=person)) == "who"
    assert step_of(course("no, you are mistaken", "she no longer works here", at=person)) == "successor"
    assert course("no, wrong number", at=person).ending is Ending.WRONG_PERSON
    assert course("not now", "wrong number").ending is Ending.WRONG_PERSON
    assert course("she no longer works here").gone is Ending.LEFT
    assert course("I'm busy, call me in an hour").call_back == datetime.fromisoformat("2026-11-17T11:00")
    assert course("tomorrow").call_back == datetime.fromisoformat("2026-11-18T09:00")
    assert step_of(course("she's not in, call on Thursday", at=person)) == "day"
    assert step_of(course("who?", at=person)) == "right_person"


def test_who_is_not_interested_is_let_go_without_being_taken_off_the_list() -> None:
    for after in (course("not interested"), course("not now", "I'm not interested"), course("no interest", later=True)):
        assert (after.ending, after.settled) == (Ending.REFUSED, ())
        assert "we will not keep you" in after.turn.lines[-1].text


def test_without_the_hour_a_time_is_a_not_now() -> None:
    assert course("in an hour", call={}).ending is Ending.NOT_NOW


def test_on_a_later_call_who_is_it_is_asked_for_the_time_and_goes_on_where_it_stopped() -> None:
    assert step_of(course(later=True)) == "resumption"
    first = step_of(course("yes", later=True))
    after = course("this is she", later=True)
    assert step_of(after) == "good_time"
    assert len([line for line in after.turn.lines if line.part.value == "speech"]) == 1
    assert step_of(course("this is she", "go ahead", later=True)) == first
    assert [line.text for line in course("this is she", "yes", later=True).turn.lines] == [
        line.text for line in course("yes", later=True).turn.lines
    ]
    assert step_of(course("this is she", "I'm driving", later=True)) == "when"


NOT_THEN: dict[str, tuple[str, ...]] = {
    "en": (
        "I'm busy tomorrow",
        "she's not here tomorrow",
        "tomorrow I can't",
        "I'm on a call tomorrow",
        "tomorrow, no",
    ),
    "de": ("morgen geht nicht", "morgen bin ich im Urlaub", "in einer Stunde ist schlecht"),
    "fr": ("demain je ne peux pas", "je suis occupé demain"),
    "es": ("mañana no puedo", "estoy ocupado mañana"),
}
THEN: dict[str, tuple[str, ...]] = {
    "en": (
        *("not now, tomorrow", "not now tomorrow", "no, tomorrow", "no tomorrow", "I'm busy, tomorrow"),
        *("I'm busy but tomorrow", "call me tomorrow", "tomorrow, I'm busy now", "I'm in a meeting, try tomorrow"),
        *("she's back tomorrow", "tomorrow please call me", "I can't today, tomorrow"),
    ),
    "de": ("jetzt nicht, morgen", "nicht jetzt morgen", "nein, morgen", "heute nicht, morgen"),
    "fr": ("pas maintenant, demain", "rappelez-moi demain", "non, demain"),
    "es": ("ahora no, mañana", "llámeme mañana", "no, mañana"),
}
NEITHER: dict[str, tuple[str, ...]] = {
    "en": ("it's not a bad time", "I'm not in a meeting", "no, it's not a bad time"),
    "de": ("es ist nicht schlecht", "ich bin nicht beschäftigt"),
    "es": ("no es mal momento", "no estoy ocupado"),
}
BUSY: dict[str, tuple[str, ...]] = {
    "en": ("no, I'm busy", "I'm not free", "no, I'm in a meeting"),
    "de": ("nein, ich bin beschäftigt", "jetzt nicht, ich bin im Auto"),
    "es": ("no, estoy ocupado", "No. Es mal momento."),
}


def in_all(some: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, words) for language, said in some.items() for words in said]


@pytest.mark.parametrize(("language", "words"), in_all(NOT_THEN))
def test_a_time_that_does_not_suit_is_no_appointment(language: str, words: str) -> None:
    assert replied(words, language) == frozenset()


@pytest.mark.parametrize(("language", "words"), in_all(THEN))
def test_a_time_beside_a_not_now_is_one(language: str, words: str) -> None:
    assert replied(words, language) == {Reply.TOMORROW_MORNING}


@pytest.mark.parametrize(("language", "words"), in_all(NEITHER))
def test_a_denied_excuse_is_none(language: str, words: str) -> None:
    assert replied(words, language) == frozenset()


@pytest.mark.parametrize(("language", "words"), in_all(BUSY))
def test_a_no_before_an_excuse_is_no_denial(language: str, words: str) -> None:
    assert replied(words, language) & {Reply.BUSY, Reply.UNAVAILABLE}


def test_ok_alone_is_willing_and_says_nothing_beside_anything_else() -> None:
    assert replied("OK.", "en") == {Reply.WILLING}
    assert replied("ok, wrong number", "en") == {Reply.WRONG_NUMBER}
