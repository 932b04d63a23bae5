"""What is told beside an answer, alarms that are denied, and the wish to be called back, in four languages."""

from __future__ import annotations

import pytest

from vocsurvey.followup.flag import FlagKind
from vocsurvey.followup.severity import Severity
from vocsurvey.interview.alarm import alarm_in
from vocsurvey.interview.call_wish import call_wanted
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Speech
from vocsurvey.interview.opt_out import asked
from vocsurvey.interview.reading import Given, Sign
from vocsurvey.interview.told_beside import read, refused_with_words
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Settled
from vocsurvey.library import load_library
from vocsurvey.questionnaire.model import Consent, Missing, Purpose, YesNo

QUESTIONNAIRE = load_library()["support-case"]
FIRST = QUESTIONNAIRE.question(QUESTIONNAIRE.core[0])

DENIED: dict[str, tuple[str, ...]] = {
    "en": (
        *(
            "Nobody was hurt",
            "luckily no one was injured",
            "no injuries",
            "it was not dangerous",
            "there was no accident",
        ),
        *(
            "it isn't dangerous at all",
            "without any injuries",
            "we do not want to cancel",
            "no lawyer",
        ),
        *("we are not going to cancel", "nothing dangerous happened", "We never had an accident"),
    ),
    "de": (
        *(
            "Niemand wurde verletzt",
            "Es wurde niemand verletzt",
            "Zum Glück keine Verletzten",
            "Es war nicht gefährlich",
        ),
        *("kein Unfall", "verletzt wurde niemand", "Es gab keinen Unfall", "ohne Anwalt"),
    ),
    "fr": ("Personne n'a été blessé", "pas d'accident", "ce n'est pas dangereux", "sans blessés", "aucun accident"),
    "es": ("Nadie resultó herido", "no hubo ningún accidente", "sin heridos", "no es peligroso", "ningún herido"),
}
RAISED: dict[str, dict[str, str]] = {
    "en": {
        "nobody helped when our driver was injured": "safety",
        "No, somebody was injured": "safety",
        "no, injured!": "safety",
        "it is not safe": "safety",
        "he was not only injured": "safety",
        "nobody was hurt but there was a fire in the hall": "safety",
        "we will not renew": "leaving",
        "nobody answers, we will call our lawyer": "legal",
        "I don't know whether anybody was hurt": "safety",
    },
    "de": {
        "Niemand hat geholfen als der Fahrer verletzt wurde": "safety",
        "nein, er wurde verletzt": "safety",
        "nicht nur unser Anwalt meint das": "legal",
        "niemand kommt, das ist gefährlich": "safety",
    },
    "fr": {"personne ne répond et notre technicien a été blessé": "safety", "non, un accident": "safety"},
    "es": {"nadie contesta y hubo un accidente": "safety", "no, hubo un herido": "safety"},
}


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in DENIED.items() for words in some])
def test_what_is_denied_is_no_alarm(language: str, words: str) -> None:
    assert alarm_in(words, QUESTIONNAIRE.phrases[language].alarms) is None


@pytest.mark.parametrize(
    ("language", "words", "alarm"), [(one, *said) for one, some in RAISED.items() for said in some.items()]
)
def test_a_denial_of_something_else_takes_no_alarm_back(language: str, words: str, alarm: str) -> None:
    assert alarm_in(words, QUESTIONNAIRE.phrases[language].alarms) == alarm


NO_AND_MORE: dict[str, tuple[str, ...]] = {
    "en": (
        *("No, it's still broken.", "no it is still not working", "Well, no, nobody called us", "nope they never came"),
        *("not really, we had to wait three weeks", "No, it's not fine"),
    ),
    "de": (
        "Nein, es ist immer noch kaputt",
        "nein das Gerät geht nicht",
        "leider nicht, wir warten noch",
        "Nee, gar nichts",
    ),
    "fr": ("Non, c'est toujours en panne", "non ça ne marche pas", "pas du tout, personne n'est venu"),
    "es": ("No, sigue roto", "no todavía no funciona", "para nada, nadie vino"),
}
NO_NO: dict[str, tuple[str, ...]] = {
    "en": (
        "no problem at all",
        "no yes it did",
        "No, it works fine",
        "no idea what you mean",
        "no longer relevant",
        "maybe no",
        "no",
    ),
    "de": ("nein doch ja", "nein, es funktioniert", "nein Moment mal", "kein Problem", "nein"),
    "fr": ("non, oui bien sûr", "non, c'est réglé", "non attendez un peu", "non"),
    "es": ("no sé qué decir", "no, ya funciona bien", "no me acuerdo bien", "no"),
    "pl": ("no it is still broken",),
}


NO_NO_EITHER: dict[str, str] = {
    "en": "no I have to go now|no wrong number|no I don't know|no can you repeat the question|"
    "no I did not understand the question|no let me speak to a manager|no everything is sorted now|"
    "no they really cared|"
    "no she was lovely|no I can't hear you|no I can't complain|no there was not any problem|no it was not bad|"
    "no no it works fine|no I couldn't be better|no we have never had any issues",
    "de": "nein weiß ich nicht|nein geben Sie mir einen Menschen|nein das klappt jetzt|nein falsche Nummer|"
    "nein ich habe Sie nicht verstanden|nein da kann ich mich nicht beschweren|nein es gab keine Probleme|"
    "nein und das klappt jetzt gut|nein das war nicht schlecht",
    "fr": "non je ne sais pas|non passez-moi quelqu'un|non ça va mieux maintenant|non tout est rentré dans l'ordre|"
    "non je n'ai pas compris|non je n'ai pas eu de problème|non il n'y a plus de problème|"
    "non je ne peux pas me plaindre",
    "es": "no hubo ningún problema|no fue ningún problema|no entendí la pregunta|no le he oído|no sabría decirle|"
    "no cabe duda|no lo puedo negar|no oigo nada|no entendí nada|no no hubo ningún problema",
}
NO_BORNE_OUT: dict[str, str] = {
    "en": "no I'm still waiting for the part|no it's broken|no they haven't called|no it never worked|"
    "no and it took three weeks|no not really it took weeks|not at all it took weeks|no no it still fails",
    "de": "nein ich warte noch auf das Teil|nein das ist kaputt|nein und es hat drei Wochen gedauert|"
    "leider nicht, es kam spät",
    "fr": "non personne n'est venu|non c'est encore en panne|malheureusement non, on attend",
    "es": "no vino nadie|no funciona nada|no porque tardó mucho|no sigue igual de mal",
}


def each(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, words) for language, some in table.items() for words in some.split("|")]


@pytest.mark.parametrize(("language", "words"), each(NO_NO_EITHER))
def test_what_only_begins_with_a_no_is_asked_again(language: str, words: str) -> None:
    assert not refused_with_words(words, language)
    assert isinstance(FIRST, YesNo)
    assert "no" not in {one.value for one in course(Speech(words), language=language).standing_answers}


@pytest.mark.parametrize(("language", "words"), each(NO_BORNE_OUT))
def test_a_no_that_is_borne_out_is_a_no(language: str, words: str) -> None:
    assert refused_with_words(words, language)


UNRECORDED = {
    "en": "no don't record me|I'd rather not be recorded|please don't record this|I would prefer not to|I don't agree",
    "de": "nein nehmen Sie mich nicht auf|bitte nicht aufnehmen|lieber nicht aufzeichnen|ich möchte das lieber nicht",
    "fr": "non ne m'enregistrez pas|je ne veux pas être enregistré|je préfère que vous ne m'enregistriez pas",
    "es": "no me graben|prefiero que no|no quiero que me graben",
}
CONSENT = next(
    one
    for questionnaire in load_library().values()
    for one in questionnaire.questions
    if isinstance(one, Consent) and one.purpose is Purpose.RECORDING
)


@pytest.mark.parametrize(("language", "words"), each(UNRECORDED))
def test_a_no_to_being_recorded_is_one_in_many_words(language: str, words: str) -> None:
    assert read(CONSENT, Speech(words), language, QUESTIONNAIRE.phrases["en"].alarms) == Given("no")
    assert isinstance(FIRST, YesNo)
    assert read(CONSENT, Speech("yes why not, if I must"), language, QUESTIONNAIRE.phrases["en"].alarms) is Sign.UNHEARD
    assert read(CONSENT, Speech(words), "pl", QUESTIONNAIRE.phrases["en"].alarms) is Sign.UNHEARD


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in NO_AND_MORE.items() for words in some])
def test_a_no_with_a_sentence_behind_it_is_a_no_and_the_words_are_kept(language: str, words: str) -> None:
    assert refused_with_words(words, language)
    settled = answered(Speech(words), language=language)
    assert (settled.value, settled.verbatim, settled.negative) == ("no", words, True)


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in NO_NO.items() for words in some])
def test_what_may_be_something_else_is_no_such_no(language: str, words: str) -> None:
    assert not refused_with_words(words, language)


def course(*heard: Heard, language: str = "en") -> Course:
    """After it was said that now is a good time, and then this."""
    transcript = Transcript(channel=Channel.IVR).heard(Keys("1"))
    for one in heard:
        transcript = transcript.heard(one)
    return play(QUESTIONNAIRE, {"contact.language": language}, transcript)


def answered(*heard: Heard, language: str = "en") -> Settled:
    assert isinstance(FIRST, YesNo)
    (settled,) = course(*heard, language=language).standing_answers
    return settled


def test_an_alarm_at_a_closed_question_is_kept_and_heeded() -> None:
    settled = answered(Speech("There was a fire in the hall"))
    assert (settled.value, settled.missing, settled.verbatim) == (
        None,
        Missing.NO_INPUT,
        "There was a fire in the hall",
    )
    assert settled.flag is not None
    assert (settled.flag.kind, settled.flag.rule, settled.flag.severity) == (
        FlagKind.ALARM,
        "safety_words",
        Severity.CRITICAL,
    )
    both = answered(Speech("No, and our driver was injured"))
    assert both.flag is not None
    assert (both.value, both.negative, both.flag.severity) == ("no", True, Severity.CRITICAL)
    denied = answered(Speech("No, nothing works, but nobody was hurt"))
    assert denied.flag is not None
    assert denied.flag.severity is not Severity.CRITICAL


def test_what_the_recogniser_doubts_and_what_says_nothing_is_asked_again() -> None:
    for doubtful in (Speech("There was a fire", 0.3), Speech("the weather is fine")):
        again = course(doubtful)
        assert (again.standing_answers, again.turn.ask and again.turn.ask.step) == ((), FIRST.id)


WISHES = (
    *(
        "Call me back today.",
        "please call me",
        "It broke. Could you call me back?",
        "I need a call",
        "and call us tomorrow",
    ),
    *("someone should call me", "Rufen Sie mich bitte zurück", "rufen Sie mich heute noch an", "Ich bitte um Rückruf"),
    *(
        "Rappelez-moi aujourd'hui",
        "pouvez-vous me rappeler",
        "Je voudrais être rappelé",
        "Llámeme hoy",
        "quiero que me llamen",
    ),
)
NO_WISHES = (
    *("you never call me back", "they did not call me", "why did nobody call me", "I had to call them three times"),
    *("don't call me", "Warum rufen Sie mich nie zurück", "Sie rufen nie an", "ne me rappelez pas", "no me llamen más"),
    *("they call me names", "the call was good", "a quick call would have helped"),
)


@pytest.mark.parametrize("words", WISHES)
def test_the_wish_to_be_called_is_heard(words: str) -> None:
    assert call_wanted(words)
    assert not asked(words)


@pytest.mark.parametrize("words", NO_WISHES)
def test_what_is_no_wish_to_be_called_is_none(words: str) -> None:
    assert not call_wanted(words)


def comment(words: str) -> Settled:
    """The comment that somebody content gives, or the first open question that they come to."""
    heard: list[Heard] = []
    while (ask := course(*heard).turn.ask) is not None and ask.kind != "open":
        heard.append(Keys("2" if ask.kind == "consent" or ask.step == FIRST.id else "1"))
    return course(*heard, Speech(words)).standing_answers[-1]


def test_somebody_answers_for_a_call_that_was_asked_for() -> None:
    settled = comment("It was late. Please call me back today.")
    assert settled.flag is not None
    assert (settled.flag.rule, settled.flag.severity, settled.grave) == ("call_words", Severity.HIGH, False)
    assert comment("It was late.").flag is None
