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
from vocsurvey.interview.told_beside import refused_with_words
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Settled
from vocsurvey.library import load_library
from vocsurvey.questionnaire.model import Missing, YesNo

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
