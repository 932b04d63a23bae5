"""Words after the spoken menu, and "stop", "goodbye", "English please" and "nobody", which answer nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from vocsurvey.interview.asking import ask_of
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Recorded, Silence, Speech
from vocsurvey.interview.opt_out import asked
from vocsurvey.interview.reading import Sign, read_menu
from vocsurvey.interview.rehearse import rehearse
from vocsurvey.interview.state import State
from vocsurvey.interview.stopping import Wish, confirmed, wanted
from vocsurvey.interview.tongue_wish import wished
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Questionnaire

QUESTIONNAIRE = load_library()["support-case"]
FIRST = QUESTIONNAIRE.core[0]
LANGUAGES = ("en", "de", "fr", "es")
FACTS: dict[str, FactValue] = {"contact.name": "Ann Archer", "company.name": "Example Systems"}
CALL: dict[str, FactValue] = {"call.at": "2026-11-17T10:00", "call_back.days": "2026-11-18", "call_back.hours": "9.10"}

MENU: dict[Command, dict[str, tuple[str, ...]]] = {
    Command.REPEAT: {
        "en": ("repeat", "Again, please", "Say that again", "hear it again", "the question again"),
        "de": ("wiederholen", "noch einmal bitte", "nochmal", "die Frage", "Frage wiederholen"),
        "fr": ("répétez", "encore une fois", "répéter la question", "réécouter"),
        "es": ("repita", "otra vez", "de nuevo", "oírlo otra vez"),
    },
    Command.BACK: {
        "en": ("back", "go back", "Previous", "previous question", "one back"),
        "de": ("zurück", "eine Frage zurück", "vorherige Frage", "zurückgehen"),
        "fr": ("retour", "en arrière", "question précédente", "précédente"),
        "es": ("atrás", "volver", "la anterior", "pregunta anterior"),
    },
    Command.SKIP: {
        "en": ("skip", "skip this question", "next", "Leave it out, please"),
        "de": ("überspringen", "auslassen", "nächste Frage", "diese Frage auslassen"),
        "fr": ("passer", "question suivante", "suivante", "sautez"),
        "es": ("saltar", "siguiente", "siguiente pregunta", "omitir"),
    },
    Command.PERSON: {
        "en": ("a person", "Person, please", "I want to speak to a person", "somebody", "agent", "speak to a person"),
        "de": ("ein Mensch", "mit einem Menschen sprechen", "Mitarbeiter", "jemand", "eine Person bitte"),
        "fr": ("une personne", "quelqu'un", "parler à quelqu'un", "un conseiller", "un humain"),
        "es": ("una persona", "hablar con alguien", "un agente", "operadora", "alguien"),
    },
    Command.OPT_OUT: {
        "en": ("stop calling me", "don't call me again", "never again", "No more calls!", "remove me", "Never."),
        "de": ("rufen Sie mich nicht mehr an", "nie wieder", "keine Anrufe mehr", "nicht mehr anrufen"),
        "fr": ("ne m'appelez plus", "plus jamais", "plus d'appels", "ne plus appeler"),
        "es": ("no me llamen más", "nunca más", "no más llamadas", "no llamar más"),
    },
}


@pytest.mark.parametrize(
    ("command", "language", "words"),
    [(one, language, words) for one, all_ in MENU.items() for language, some in all_.items() for words in some],
)
def test_after_the_menu_words_choose_as_keys_do(command: Command, language: str, words: str) -> None:
    assert read_menu(Speech(words), language) is command


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_and_the_question_whether_to_stop_listen_for_words_that_they_understand(language: str) -> None:
    basis = Basis(QUESTIONNAIRE, FACTS).on(CALL, language)
    menu = ask_of(basis, State(in_menu=True), live=False)
    assert menu is not None
    assert menu.speech
    assert all(read_menu(Speech(one), language) for one in menu.hints)
    stopping = ask_of(basis, State(stopping=True), live=False)
    assert stopping is not None
    assert (stopping.step, stopping.speech, stopping.max_keys) == ("stopping", True, 1)
    assert {str(confirmed(Speech(one), language)) for one in stopping.hints} >= {str(Wish.END), str(Wish.ON)}


STOPS: dict[str, tuple[str, ...]] = {
    "en": (
        *(
            "Stop.",
            "stop it",
            "please stop",
            "Stop, please!",
            "I said stop",
            "stop the call",
            "end the survey",
            "goodbye",
            "bye",
        ),
        *(
            "I want to stop",
            "let's stop here",
            "that's enough",
            "not interested",
            "no, stop",
            "stop stop",
            "hang up",
            "I'm done",
        ),
    ),
    "de": (
        *(
            "Stopp!",
            "Stop",
            "halt",
            "aufhören",
            "Hören Sie auf",
            "Schluss jetzt",
            "es reicht",
            "kein Interesse",
            "tschüss",
        ),
        *("das Gespräch beenden", "Ich möchte aufhören", "Auf Wiederhören", "jetzt reicht's", "Nein, stopp"),
    ),
    "fr": (
        "Stop",
        "Arrêtez",
        "arrêtez ça",
        "ça suffit",
        "pas intéressé",
        "au revoir",
        "Je veux arrêter",
        "on arrête",
        "assez",
    ),
    "es": (
        "Basta",
        "¡Basta ya!",
        "pare",
        "stop",
        "no me interesa",
        "adiós",
        "quiero terminar",
        "ya está bien",
        "cuelgue",
    ),
}


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in STOPS.items() for words in some])
def test_a_bare_stop_is_asked_about_at_any_question_and_opts_nobody_out(language: str, words: str) -> None:
    assert wanted(Speech(words), language)
    assert not wanted(Speech(words, 0.4), language)
    assert not asked(words)
    assert confirmed(Speech(words), language) in (Wish.END, Wish.REFUSED)


@pytest.mark.parametrize(
    "words",
    [
        "stop the printer from jamming",
        "we had to stop working",
        "it stopped",
        "they never stop",
        "the bus stop",
        "don't stop",
    ],
)
def test_what_only_has_the_word_in_it_is_no_wish_to_stop(words: str) -> None:
    assert not wanted(Speech(words), "en")


CONFIRMED: list[tuple[Heard, str, Wish | Command | Sign]] = [
    (Keys("1"), "en", Wish.END),
    (Keys("2#"), "en", Wish.ON),
    (Keys("9"), "en", Command.OPT_OUT),
    (Keys("3"), "en", Sign.UNREADABLE),
    (Keys("#"), "en", Sign.NOTHING),
    (Keys("*"), "en", Sign.MENU),
    (Silence(), "en", Sign.NOTHING),
    (Speech(" "), "en", Sign.NOTHING),
    (Recorded("RE1", 3), "en", Sign.UNREADABLE),
    (Coded("yes"), "en", Sign.UNREADABLE),
    (Asked(Command.PERSON), "en", Command.PERSON),
    (Speech("a person please"), "en", Command.PERSON),
    (Speech("Stop calling me", 0.1), "en", Command.OPT_OUT),
    (Speech("yes", 0.1), "en", Sign.UNHEARD),
    (Speech("perhaps"), "en", Sign.UNHEARD),
    *((Speech(words), "en", Sign.UNHEARD) for words in ("No thank you.", "no, thanks", "OK")),
    *((Speech(words), "en", Command.REPEAT) for words in ("pardon", "sorry?", "what was that")),
    *(
        (Speech(words), "en", Wish.END)
        for words in ("I have to go", "No, I have to go now", "no time", "not now", "later", "don't go on")
    ),
    *(
        (Speech(words), "de", Wish.END)
        for words in ("keine Zeit", "ich muss los", "ich muss jetzt los", "nicht weiter")
    ),
    *((Speech(words), "fr", Wish.END) for words in ("je n'ai pas le temps", "ne continuez pas")),
    *((Speech(words), "es", Wish.END) for words in ("no tengo tiempo", "no siga", "No continúe.")),
    (Speech("Nein danke"), "de", Sign.UNHEARD),
    (Speech("Wie bitte?"), "de", Command.REPEAT),
    (Speech("Non, merci"), "fr", Sign.UNHEARD),
    (Speech("Pardon ?"), "fr", Command.REPEAT),
    (Speech("No, gracias"), "es", Sign.UNHEARD),
    *((Speech(words), "en", Wish.END) for words in ("Yes.", "yes, stop", "yes please", "yes, goodbye")),
    *(
        (Speech(words), "en", Wish.ON)
        for words in ("No.", "go on", "no, go on", "yes, go on", "continue please", "don't stop")
    ),
    *((Speech(words), "de", Wish.ON) for words in ("Nein", "weiter", "nein, machen Sie weiter", "ja, weiter")),
    *((Speech(words), "fr", Wish.ON) for words in ("Non", "continuez", "non, on continue", "vous pouvez continuer")),
    *((Speech(words), "es", Wish.ON) for words in ("No", "siga", "no, continúe", "podemos seguir")),
    *((Speech(words), language, Wish.END) for language, words in (("de", "Ja"), ("fr", "Oui"), ("es", "Sí"))),
]


@pytest.mark.parametrize(("heard", "language", "wish"), CONFIRMED)
def test_what_is_answered_to_whether_to_stop(heard: Heard, language: str, wish: Wish | Command | Sign) -> None:
    assert confirmed(heard, language) is wish


def course(*heard: Heard | str, questionnaire: Questionnaire = QUESTIONNAIRE) -> Course:
    """After this was heard, a string being keys."""
    transcript = Transcript(channel=Channel.IVR, occasions=(CALL,))
    for one in heard:
        transcript = transcript.heard(Keys(one) if isinstance(one, str) else one)
    return play(questionnaire, FACTS, transcript)


def step_of(after: Course) -> str | None:
    return None if after.turn.ask is None else after.turn.ask.step


STOP = Speech("stop")


def test_who_says_stop_is_asked_once_and_then_the_call_ends_goes_on_or_is_the_last() -> None:
    asked_once = course("1", STOP)
    assert (step_of(asked_once), asked_once.settled) == ("stopping", ())
    assert "To end this call, press 1" in asked_once.turn.lines[-1].text
    assert course("1", STOP, "1").ending is Ending.REFUSED
    assert course("1", STOP, STOP).ending is Ending.REFUSED
    assert course("1", STOP, "9").ending is Ending.OPTED_OUT
    assert course("1", STOP, Speech("stop calling me")).ending is Ending.OPTED_OUT
    assert step_of(course("1", STOP, "2")) == FIRST
    assert step_of(course("1", STOP, "2", "1")) != FIRST
    assert step_of(course("1", STOP, "*")) == "menu"
    assert step_of(course(STOP)) == "stopping"
    assert step_of(course(STOP, Speech("go on"))) == "good_time"
    assert step_of(course("1", "*", STOP)) == "stopping"
    assert step_of(course("1", "*", Speech("hm"))) == FIRST


def test_three_tries_at_whether_to_stop_are_the_end() -> None:
    assert step_of(course("1", STOP, "7", Silence())) == "stopping"
    assert course("1", STOP, "7", Silence(), Speech("hm")).ending is Ending.REFUSED


LEFT_OFF: list[tuple[tuple[Heard | str, ...], Ending | None]] = [
    (("1",), None),
    (("1", STOP), Ending.REFUSED),
    (("1", STOP, Silence()), Ending.REFUSED),
    (("1", STOP, "*"), Ending.REFUSED),
    (("1", STOP, "2"), None),
    (("1", STOP, "*", "1"), None),
    (("1", "*"), None),
    ((STOP,), Ending.REFUSED),
    (("2",), Ending.NOT_NOW),
    (("2", STOP), Ending.REFUSED),
    (("2", STOP, "2"), Ending.NOT_NOW),
    (("2", "4", "1", STOP), Ending.LEFT),
    (("1", STOP, "9"), Ending.OPTED_OUT),
]


@pytest.mark.parametrize(("heard", "ending"), LEFT_OFF)
def test_who_says_stop_and_hangs_up_has_refused(heard: Sequence[Heard | str], ending: Ending | None) -> None:
    assert course(*heard).dropped is ending


FRESH: list[tuple[Heard | str, ...]] = [
    (Speech("banana"), Speech("banana"), STOP, Silence(), Silence()),
    (STOP, Silence(), Silence(), "2", Silence(), Silence()),
    (STOP, Silence(), Silence(), "*", "1", Silence(), Silence()),
]


@pytest.mark.parametrize("heard", FRESH)
def test_the_question_and_whether_to_stop_have_their_own_tries(heard: Sequence[Heard | str]) -> None:
    assert course("1", *heard).ending is None


def test_to_go_on_is_no_silence_however_often_the_question_was_repeated() -> None:
    repeated = (Speech("say that again"),) * 5
    assert course("1", *repeated, STOP, "2").turn.lines[0].text == course("1").turn.lines[0].text


def test_whoever_goes_on_at_the_start_hears_again_in_full_who_calls() -> None:
    opening = course().turn.lines
    assert course(STOP, "2").turn.lines == opening
    assert course(STOP, Speech("go on")).turn.lines == opening
    assert len(course("1", STOP, "2").turn.lines) == len(course("1").turn.lines)


PINNED = QUESTIONNAIRE.model_copy(
    update={"phrases": {code: one.model_copy(update={"stopping": None}) for code, one in QUESTIONNAIRE.phrases.items()}}
)
NEVER_ENDING: list[tuple[Heard | str, ...]] = [
    (STOP,),
    (STOP, "*"),
    ("*", STOP),
    (STOP, "2"),
    (STOP, "*", "1"),
    (STOP, Silence(), Silence(), "2"),
]


@pytest.mark.parametrize("questionnaire", [QUESTIONNAIRE, PINNED])
@pytest.mark.parametrize("round_", NEVER_ENDING)
def test_nobody_says_stop_for_ever(round_: Sequence[Heard | str], questionnaire: Questionnaire) -> None:
    assert course("1", *(tuple(round_) * 12), questionnaire=questionnaire).ending is not None


@pytest.mark.parametrize("heard", [(STOP,), ("*",), (STOP, "*")])
def test_the_language_changes_without_losing_what_was_asked(heard: Sequence[Heard | str]) -> None:
    before, german = course("1", *heard), course("1", *heard, Speech("Deutsch bitte"))
    assert (step_of(german), german.turn.language) == (step_of(before), "de")
    assert course("1", *heard, Speech("Deutsch bitte"), "1").settled == ()
    tongues = (Speech("Deutsch bitte"), Speech("English please")) * 6
    assert course("1", *heard, *tongues).ending is not None


def test_whoever_asks_for_it_again_hears_again_whether_to_stop() -> None:
    again = course("1", STOP, Speech("pardon"))
    assert (step_of(again), again.turn.lines) == ("stopping", course("1", STOP).turn.lines)
    assert course("1", STOP, *(Speech("pardon"),) * 3).ending is Ending.REFUSED


LEAVING: dict[str, tuple[str, ...]] = {
    "en": ("I have to go now", "I'm driving, I can't talk", "not now", "I am busy", "call me back later"),
    "de": ("ich muss jetzt los", "keine Zeit"),
    "fr": ("je n'ai plus le temps",),
    "es": ("tengo que irme",),
}


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in LEAVING.items() for words in some])
def test_whoever_has_to_go_in_the_middle_is_asked_whether_to_stop(language: str, words: str) -> None:
    assert wanted(Speech(words), language, leaving=True)
    assert not wanted(Speech(words), language)
    assert not wanted(Speech(words, 0.4), language, leaving=True)


def test_to_have_no_time_is_a_stop_at_a_closed_question_alone() -> None:
    busy = Speech("I have to go now")
    assert step_of(course("1", busy)) == "stopping"
    assert step_of(course(busy)) == "when"


IN_HASTE = {
    "en": (
        "I have to go",
        "I'm driving",
        "I'm in a meeting right now",
        "I have to go, bye",
        "Sorry, I must go. Goodbye.",
    ),
    "de": (
        "ich muss los",
        "ich fahre gerade",
        "ich habe keine Zeit",
        "ich muss los, tschüss",
        "Ich muss weg. Auf Wiederhören.",
    ),
    "fr": ("je dois y aller", "je suis au volant", "je n'ai pas le temps", "je dois y aller, au revoir"),
    "es": ("tengo que irme", "estoy conduciendo", "no tengo tiempo", "tengo que irme, adiós"),
}
AGREED: dict[str, tuple[str, ...]] = {
    "en": ("Yes.", "yes, stop", "yes, goodbye", "stop", "I have to go"),
    "de": ("Ja.", "ja, tschüss", "ich muss los"),
    "fr": ("Oui", "oui, au revoir"),
    "es": ("Sí", "sí, adiós"),
}
UNINTERESTED = {"en": "not interested", "de": "kein Interesse", "fr": "pas intéressé", "es": "no me interesa"}


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in IN_HASTE.items() for words in some])
def test_who_has_to_go_and_ends_the_call_has_refused_nothing(language: str, words: str) -> None:
    haste, tongue = Speech(words), {"de": "Deutsch bitte", "fr": "en français", "es": "en español"}.get(language)
    before: tuple[Heard | str, ...] = ("1",) if tongue is None else (Speech(tongue), "1")
    assert (step_of(course(*before, haste)), course(*before, haste).turn.language) == ("stopping", language)
    assert course(*before, haste).dropped is Ending.NOT_NOW
    ended = course(*before, haste, "1")
    assert (ended.ending, ended.turn.lines[-1]) == (Ending.NOT_NOW, course(*before, STOP, "1").turn.lines[-1])
    for yes in AGREED[language]:
        assert course(*before, haste, Speech(yes)).ending is Ending.NOT_NOW, yes
    assert course(*before, haste, Speech(UNINTERESTED[language])).ending is Ending.REFUSED
    assert course(*before, haste, Silence(), Silence(), Silence()).ending is Ending.NOT_NOW
    assert course(*before, haste, "9").ending is Ending.OPTED_OUT
    assert step_of(course(*before, haste, "2")) == FIRST


def test_only_what_was_said_last_counts_and_stop_is_a_refusal_whatever_is_said_with_it() -> None:
    busy = Speech("I have to go")
    assert course("1", busy, "2", STOP).dropped is Ending.REFUSED
    assert course("1", STOP, "2", busy).dropped is Ending.NOT_NOW
    assert course("1", STOP, busy).ending is Ending.REFUSED
    assert course("1", Speech("Stop it, I have no time"), "1").ending is Ending.REFUSED
    assert course("1", *((STOP, "2") * 5), busy).ending is Ending.NOT_NOW


def test_where_the_menu_stands_for_the_question_to_have_to_go_again_is_no_refusal_either() -> None:
    busy = Speech("I have to go")
    assert step_of(course("1", busy, questionnaire=PINNED)) == "menu"
    assert course("1", busy, questionnaire=PINNED).dropped is Ending.NOT_NOW
    assert course("1", busy, busy, questionnaire=PINNED).ending is Ending.NOT_NOW
    assert course("1", busy, STOP, questionnaire=PINNED).ending is Ending.REFUSED
    assert step_of(course("1", "*", busy)) == FIRST


def test_a_second_stop_means_it() -> None:
    assert course("1", STOP, STOP, questionnaire=PINNED).ending is Ending.REFUSED
    assert course("1", STOP, "*", STOP).ending is Ending.REFUSED
    assert course("1", STOP, questionnaire=PINNED).dropped is Ending.REFUSED
    assert course("1", *((STOP, "2") * 5), "1").ending is None
    assert course("1", *((STOP, "2") * 5), STOP).ending is Ending.REFUSED


def test_a_bare_stop_is_no_comment() -> None:
    reason = next(one.id for one in QUESTIONNAIRE.questions if one.kind == "open")
    heard: list[Heard | str] = ["1"]
    while step_of(course(*heard)) != reason:
        heard.append("2" if course(*heard).turn.ask.kind in ("yes_no", "consent") else "1")  # type: ignore[union-attr]
        assert len(heard) < 20
    assert step_of(course(*heard, STOP)) == "stopping"
    assert step_of(course(*heard, Speech("It broke."))) != reason
    assert course(*heard, STOP, "1").ending is Ending.REFUSED


def test_words_that_were_pinned_before_lead_to_the_menu() -> None:
    assert step_of(course("1", STOP, questionnaire=PINNED)) == "menu"


def test_a_rehearsal_tells_what_a_key_means_there() -> None:
    lines = "\n".join(rehearse(QUESTIONNAIRE, FACTS, ["1", "say:stop", "2", "say:stop", "7", "1"]))
    assert "presses 2 (go on)" in lines
    assert "presses 1 (end the call)" in lines


TONGUES: dict[str, Sequence[str]] = {
    "en": ("English please", "in English", "Do you speak English?", "auf Englisch bitte", "anglais", "¿habla inglés?"),
    "de": ("Deutsch bitte", "auf Deutsch", "German please", "allemand s'il vous plaît", "Sprechen Sie Deutsch?"),
    "fr": ("en français s'il vous plaît", "français", "French please", "Parlez-vous français ?", "auf Französisch"),
    "es": ("español por favor", "en español", "Spanish please", "¿Habla español?", "spanisch bitte"),
}


@pytest.mark.parametrize(("tongue", "words"), [(one, words) for one, some in TONGUES.items() for words in some])
def test_another_language_is_asked_for_in_words(tongue: str, words: str) -> None:
    assert wished(Speech(words), ("de", "en-GB", "fr", "es")) == {"en": "en-GB"}.get(tongue, tongue)
    assert wished(Speech(words, 0.4), LANGUAGES) is None
    assert wished(Speech(words), ()) is None


def test_the_language_changes_at_any_question_and_the_one_that_is_spoken_is_no_wish() -> None:
    after = course("1", Speech("Deutsch bitte"))
    assert (after.turn.language, step_of(after)) == ("de", FIRST)
    assert course("1", Speech("English please")).turn.language == "en"
    assert course("1", Speech("English please")).turn.lines[0].text == QUESTIONNAIRE.phrases["en"].unheard[0]  # type: ignore[index]
    assert course("1", Speech("it was Greek to me")).turn.language == "en"


NOBODY: dict[str, tuple[str, ...]] = {
    "en": (
        "Stop.",
        "Goodbye.",
        "I don't know",
        "nobody",
        "No one.",
        "no",
        "not interested",
        "there's nobody",
        "no idea",
    ),
    "de": ("Stopp", "Auf Wiederhören", "Weiß ich nicht", "niemand", "nein", "kein Interesse", "keine Ahnung"),
    "fr": ("Stop", "Au revoir", "Je ne sais pas", "personne", "non", "pas intéressé", "aucune idée"),
    "es": ("Basta", "Adiós", "No lo sé", "nadie", "no", "no me interesa", "ni idea"),
}


def successor(language: str, *words: str) -> Course:
    """Whom to ask for, after somebody said that the person has left."""
    transcript = Transcript(channel=Channel.IVR, occasions=(CALL,))
    heard: tuple[Heard, ...] = (Keys("2"), Keys("4"), Keys("1"), *map(Speech, words))
    for one in heard:
        transcript = transcript.heard(one)
    return play(QUESTIONNAIRE, {**FACTS, "contact.language": language}, transcript)


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, some in NOBODY.items() for words in some])
def test_nobody_is_nobodys_name(language: str, words: str) -> None:
    after = successor(language, words)
    assert (after.ending, after.successor) == (Ending.LEFT, None)


@pytest.mark.parametrize("words", ["yes", "hello?", "one moment", "who is this?", "what?", "three", "wrong number"])
def test_what_is_no_name_is_asked_again(words: str) -> None:
    again = successor("en", words)
    assert (step_of(again), again.successor) == ("successor", None)
    assert successor("en", words, "Paula Brandt").successor == "Paula Brandt"


def test_a_name_is_a_name_and_a_language_is_none() -> None:
    for name in ("Paula Brandt", "ask for Mr. Stopford", "Herr Klar aus dem Einkauf", "Angela Noe"):
        assert successor("en", name).successor == name
    other = successor("en", "Deutsch bitte")
    assert (other.turn.language, step_of(other)) == ("de", "successor")
