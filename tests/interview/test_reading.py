"""What a heard thing means, and that nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter
from questionnaires_at_random import support

from vocsurvey.interview import vocabulary
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.reading import Given, OptedOut, Reading, Sign, Withheld, read, read_menu
from vocsurvey.interview.vocabulary import normalised
from vocsurvey.questionnaire.model import AnyQuestion, Missing

DONT_KNOW = Withheld(Missing.DONT_KNOW)
UNREADABLE = Sign.UNREADABLE
UNHEARD = Sign.UNHEARD
NOTHING = Sign.NOTHING

KEYED: list[tuple[str, str, Reading]] = [
    ("cared", "1", Given("yes")),
    ("cared", "2", Given("no")),
    ("cared", "2#", Given("no")),
    ("cared", "3", UNREADABLE),
    ("cared", "01", UNREADABLE),
    ("cared", "0", DONT_KNOW),
    ("cared", "#", Sign.STRAY),
    ("cared", "##", Sign.STRAY),
    ("cared", "", NOTHING),
    ("cared", "*", Sign.MENU),
    ("cared", "**", Sign.MENU),
    ("cared", "*5", Sign.MENU),
    ("cared", "1*", Sign.MENU),
    ("cared", "²", UNREADABLE),
    ("csat", "5", Given(5)),
    ("csat", "6", UNREADABLE),
    ("csat", "0", DONT_KNOW),
    ("nps", "0", Given(0)),
    ("nps", "7", Given(7)),
    ("nps", "07", Given(7)),
    ("nps", "10", Given(10)),
    ("nps", "10#", Given(10)),
    ("nps", "11", UNREADABLE),
    ("nps", "007", UNREADABLE),
    ("nps", "#", Sign.STRAY),
    ("nps", "100", UNREADABLE),
    ("nps", "1*", Sign.MENU),
    ("nps", "10*", Sign.MENU),
    ("nps", "*9", Command.OPT_OUT),
    ("nps", "1*9", Sign.MENU),
    ("nps", "1*", Sign.MENU),
    ("nps", "*3#", Command.SKIP),
    ("nps", "*7", Sign.MENU),
    ("about", "1", Given("product")),
    ("about", "2", Given("price")),
    ("about", "3", UNREADABLE),
    ("about", "0", DONT_KNOW),
    ("calls", "12", Given(12)),
    ("calls", "0", UNREADABLE),
    ("calls", "31", UNREADABLE),
    ("words", "#", Withheld(Missing.REFUSED)),
    ("words", "0", DONT_KNOW),
    ("words", "5", UNREADABLE),
    ("words", "", NOTHING),
]


@pytest.mark.parametrize(("question", "digits", "expected"), KEYED)
def test_keys(question: str, digits: str, expected: Reading) -> None:
    assert read(Basis(support(), {}).asked(question), Keys(digits), "en") == expected


SPOKEN: list[tuple[str, str, str, Reading]] = [
    ("cared", "en", "Yes.", Given("yes")),
    ("cared", "en", "NO THANK YOU!", Given("no")),
    ("cared", "de", "Nein", Given("no")),
    ("cared", "fr", "Oui", Given("yes")),
    ("cared", "es", "¡Sí!", Given("yes")),
    ("cared", "en", "yes and no", UNHEARD),
    ("cared", "pl", "yes", UNHEARD),
    ("cared", "en", "  ", NOTHING),
    ("cared", "en", "not sure", DONT_KNOW),
    ("cared", "de", "Weiß nicht.", DONT_KNOW),
    ("cared", "en", "Stop calling me!", Command.OPT_OUT),
    ("cared", "en", "please stop calling me", Command.OPT_OUT),
    ("csat", "de", "Keine Anrufe mehr!", Command.OPT_OUT),
    ("nps", "fr", "Ne me rappelez plus", Command.OPT_OUT),
    ("about", "es", "No me llame más", Command.OPT_OUT),
    ("calls", "pl", "take me off your list", Command.OPT_OUT),
    ("words", "en", "Stop calling me!", Command.OPT_OUT),
    (
        "words",
        "en",
        "I told them to stop calling my colleague",
        Given(None, "I told them to stop calling my colleague"),
    ),
    (
        "words",
        "en",
        " It never worked, so please stop calling me. ",
        OptedOut("It never worked, so please stop calling me."),
    ),
    ("words", "de", "Wie bitte?", Command.REPEAT),
    ("cared", "de-AT", "Wie bitte?", Command.REPEAT),
    ("csat", "en", "very satisfied", Given(5)),
    ("csat", "de", "Sehr unzufrieden", Given(1)),
    ("csat", "en", "four", Given(4)),
    ("csat", "en", "nine", UNHEARD),
    ("nps", "en", "ten", Given(10)),
    ("nps", "en", "9" * 5000, UNHEARD),
    ("about", "en", "the price", Given("price")),
    ("about", "en", "price", Given("price")),
    ("about", "de", "Preis", Given("price")),
    ("about", "en", "pri", UNHEARD),
    ("cared", "en", "Absolutely!", Given("yes")),
    ("cared", "en", "Yes, it has.", Given("yes")),
    ("cared", "en", "No, it hasn’t.", Given("no")),
    ("cared", "de", "Ja, natürlich", Given("yes")),
    ("cared", "de", "Nein, überhaupt nicht.", Given("no")),
    ("cared", "fr", "Oui, bien sûr", Given("yes")),
    ("cared", "fr", "Non, pas vraiment", Given("no")),
    ("cared", "es", "¡Claro que sí!", Given("yes")),
    ("cared", "es", "No, para nada", Given("no")),
    ("csat", "en", "satisfied", Given(4)),
    ("csat", "en", "dissatisfied", Given(2)),
    ("csat", "de", "unzufrieden", Given(2)),
    ("csat", "en", "five please", Given(5)),
    ("csat", "en", "a four", Given(4)),
    ("nps", "en", "certainly not", UNHEARD),
    ("calls", "en", "eleven", Given(11)),
    ("calls", "en", "ten o'clock", Given(10)),
    ("calls", "en", "two in the afternoon", Given(14)),
    ("calls", "en", "2 p.m.", Given(14)),
    ("calls", "en", "9 a.m.", Given(9)),
    ("calls", "en", "noon", Given(12)),
    ("calls", "en", "fifty", UNHEARD),
    ("calls", "en", "at some o'clock", UNHEARD),
    ("calls", "de", "vierzehn", Given(14)),
    ("calls", "de", "um zehn Uhr", Given(10)),
    ("calls", "fr", "quatorze heures", Given(14)),
    ("calls", "fr", "à vingt et une heures", Given(21)),
    ("calls", "es", "a las once", Given(11)),
    ("calls", "es", "a las dos de la tarde", Given(14)),
    ("cared", "en", "a person please", Command.PERSON),
    ("calls", "en", "12", Given(12)),
    ("words", "en", " It was fine. ", Given(None, "It was fine.")),
    ("words", "en", "yes", Given(None, "yes")),
    ("words", "en", "", NOTHING),
]


@pytest.mark.parametrize(("question", "language", "words", "expected"), SPOKEN)
def test_speech(question: str, language: str, words: str, expected: Reading) -> None:
    assert read(Basis(support(), {}).asked(question), Speech(words), language) == expected


def test_words_that_the_recogniser_doubts_are_no_answer_but_may_be_a_comment() -> None:
    basis = Basis(support(), {})
    assert read(basis.asked("cared"), Speech("no", 0.49), "en") is UNHEARD
    assert read(basis.asked("cared"), Speech("no", 0.5), "en") == Given("no")
    assert read(basis.asked("words"), Speech("no", 0.1), "en") == Given(None, "no")
    assert read(basis.asked("words"), Speech("pardon", 0.1), "en") == Given(None, "pardon")


@pytest.mark.parametrize("question", ["cared", "csat", "about", "nps", "calls", "words"])
def test_not_to_be_called_again_is_heard_at_any_confidence(question: str) -> None:
    asked = Basis(support(), {}).asked(question)
    assert read(asked, Speech("stop calling me", 0.01), "en") is Command.OPT_OUT


def test_words_that_are_an_answer_are_the_answer_whatever_they_ask() -> None:
    options = [{"id": "none", "label": {"en": "No more calls"}}, {"id": "one", "label": {"en": "One call"}}]
    assert read(_question(kind="choice", options=options), Speech("no more calls"), "en") == Given("none")


def _question(**given: Any) -> Any:
    return TypeAdapter(AnyQuestion).validate_python({"id": "q", "say": {"en": "?"}, **given})


def test_a_label_that_two_options_share_is_not_certain() -> None:
    options = [{"id": "cpp", "label": {"en": "C++"}}, {"id": "c", "label": {"en": "C"}}]
    assert read(_question(kind="choice", options=options), Speech("c"), "en") is UNHEARD


def test_a_label_is_known_by_first_words_that_are_its_own() -> None:
    words = {"morning": "tomorrow morning", "hour": "in an hour", "time": "another time", "person": "another person"}
    options = [{"id": value, "label": {"en": label}} for value, label in words.items()]
    asked = _question(kind="choice", options=options)
    assert read(asked, Speech("Tomorrow"), "en") == Given("morning")
    assert read(asked, Speech("another"), "en") is UNHEARD
    assert read(asked, Speech("in"), "en") is UNHEARD


def test_only_on_five_points_between_two_ends_is_there_a_point_beside_the_end() -> None:
    ends = {1: {"en": "very hard"}, 7: {"en": "very easy"}}
    assert read(_question(kind="scale", low=1, high=7, labels=ends), Speech("easy"), "en") is UNHEARD
    all_five = {n: {"en": name} for n, name in enumerate(("very bad", "poor", "so so", "good", "very good"), 1)}
    assert read(_question(kind="scale", low=1, high=5, labels=all_five), Speech("bad"), "en") is UNHEARD
    assert read(_question(kind="scale", low=1, high=5, labels=all_five), Speech("good"), "en") == Given(4)


def test_on_a_scale_of_two_digits_without_zero_zero_is_a_wrong_key() -> None:
    assert read(_question(kind="scale", low=1, high=10, labels={}), Keys("0"), "en") is UNREADABLE


CODED: list[tuple[str, Coded, Reading]] = [
    ("cared", Coded("yes"), Given("yes")),
    ("cared", Coded("no", verbatim=" never "), Given("no", "never")),
    ("cared", Coded("maybe"), UNREADABLE),
    ("cared", Coded(), UNREADABLE),
    ("cared", Coded(verbatim="well"), UNREADABLE),
    ("cared", Coded(missing="dont_know"), DONT_KNOW),
    ("cared", Coded(missing="refused", verbatim="no time"), Withheld(Missing.REFUSED, "no time")),
    ("cared", Coded("yes", missing="refused"), UNREADABLE),
    ("csat", Coded(5), Given(5)),
    ("csat", Coded("5"), Given(5)),
    ("csat", Coded(6), UNREADABLE),
    ("csat", Coded(True), UNREADABLE),
    ("csat", Coded("five"), UNREADABLE),
    ("csat", Coded("1" * 5000), UNREADABLE),
    ("about", Coded("price"), Given("price")),
    ("about", Coded("weather"), UNREADABLE),
    ("words", Coded(verbatim="fine"), Given(None, "fine")),
    ("words", Coded("fine"), Given(None, "fine")),
    ("words", Coded(), NOTHING),
    ("words", Coded("", verbatim=" "), NOTHING),
    ("words", Coded(5), UNREADABLE),
    ("words", Coded(missing="refused"), Withheld(Missing.REFUSED)),
]


@pytest.mark.parametrize(("question", "coded", "expected"), CODED)
def test_coded(question: str, coded: Coded, expected: Reading) -> None:
    assert read(Basis(support(), {}).asked(question), coded, "en") == expected


MENU: list[tuple[Heard, Command | None]] = [
    (Keys("1"), Command.REPEAT),
    (Keys("2"), Command.BACK),
    (Keys("3"), Command.SKIP),
    (Keys("4"), Command.PERSON),
    (Keys("9#"), Command.OPT_OUT),
    (Keys("5"), None),
    (Keys("*"), None),
    (Silence(), None),
    (Speech("one"), None),
    (Speech("repeat"), Command.REPEAT),
    (Speech("repeat", 0.4), None),
    (Speech("stop calling me", 0.1), Command.OPT_OUT),
    (Coded("yes"), None),
    (Asked(Command.BACK), Command.BACK),
]


@pytest.mark.parametrize(("heard", "expected"), MENU)
def test_menu(heard: Heard, expected: Command | None) -> None:
    assert read_menu(heard, "en") is expected


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_known_word_is_in_the_form_that_is_compared_and_means_one_thing(language: str) -> None:
    known = vocabulary.vocabulary(language)
    numbers = [name for names in known.numbers for name in names]
    words = [*known.yes, *known.no, *numbers, *known.cant_say, *(known.commands or {})]
    assert words == [normalised(word) for word in words]
    assert len(set(words)) == len(words)
    assert len(known.numbers) == 24
