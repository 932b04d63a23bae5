"""What a respondent understands, in four languages, and what they choose."""

import pytest

from vocsurvey.sandbox import sentences
from vocsurvey.sandbox.ear import hear
from vocsurvey.sandbox.mood import Mood, choose, rated, valence, wrong_keys
from vocsurvey.sandbox.personas import PERSONAS
from vocsurvey.sandbox.respondent import Listener, Prompt


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Solved? For yes, press 1. For no, press 2.", {"1": "yes", "2": "no"}),
        ("Solved? For yes, press one; for no, press two.", {"1": "yes", "2": "no"}),
        ("Press 1 for yes, 2 for no.", {"1": "yes", "2": "no"}),
        ("Press 1 for yes or press 2 for no.", {"1": "yes", "2": "no"}),
        ("Yes, press 1. Partly, press 2. No, press 3.", {"1": "yes", "2": "partly", "3": "no"}),
        ("Für Ja drücken Sie die 1. Für Nein drücken Sie bitte die Taste 2.", {"1": "ja", "2": "nein"}),
        ("Wenn ja, drücken Sie 1, wenn nein, drücken Sie 2.", {"1": "ja", "2": "nein"}),
        ("Pour oui, appuyez sur le 1. Pour non, appuyez sur la touche 2.", {"1": "oui", "2": "non"}),
        ("Pour oui, tapez 1. Pour non, tapez 2.", {"1": "oui", "2": "non"}),
        ("Para sí, pulse 1. Para no, marque el 2.", {"1": "sí", "2": "no"}),
        ("Press star for the menu, then the hash key.", {}),
        ("Nothing to press here.", {}),
    ],
)
def test_keys_and_what_they_are_for(text: str, options: dict[str, str]) -> None:
    assert hear(text).options == options


@pytest.mark.parametrize(
    ("text", "scale", "ends"),
    [
        (
            "Press a number from 0 to 10, where 0 means not at all likely and 10 means extremely likely.",
            (0, 10),
            {0: "not at all likely", 10: "extremely likely"},
        ),
        ("Please rate us between one and five.", (1, 5), {}),
        (
            "For very dissatisfied, press 1. For very satisfied, press 5. Or press any number in between.",
            (1, 5),
            {1: "very dissatisfied", 5: "very satisfied"},
        ),
        (
            "Für sehr unzufrieden drücken Sie die 1, für sehr zufrieden die 5, oder eine Zahl dazwischen.",
            (1, 5),
            {1: "sehr unzufrieden", 5: "sehr zufrieden"},
        ),
        ("Drücken Sie eine Zahl von 1 bis 5.", (1, 5), {}),
        ("Eine Zahl von null bis zehn. 0 bedeutet schlecht, 10 bedeutet gut.", (0, 10), {0: "schlecht", 10: "gut"}),
        (
            "Appuyez sur un chiffre de 0 à 10. 0 signifie mauvais et 10 signifie bon.",
            (0, 10),
            {0: "mauvais", 10: "bon"},
        ),
        ("Tapez un chiffre entre 1 et 7.", (1, 7), {}),
        ("Pulse un número del 1 al 5. 1 significa malo y 5 significa bueno.", (1, 5), {1: "malo", 5: "bueno"}),
        ("It takes 3 to 5 minutes.", None, {}),
        ("We are open from 9 to 17.", None, {}),
    ],
)
def test_scales_and_their_ends(text: str, scale: tuple[int, int] | None, ends: dict[int, str]) -> None:
    heard = hear(text)
    assert (heard.scale, heard.ends) == (scale, ends)


@pytest.mark.parametrize(
    ("text", "star", "hashed"),
    [
        ("Press star at any time.", True, False),
        ("Mit der Sterntaste beenden Sie diese Anrufe.", True, False),
        ("Appuyez sur étoile, ou terminez par la touche dièse.", True, True),
        ("Pulse asterisco, y después almohadilla.", True, True),
        ("Then press the hash key.", False, True),
        ("Danach die Rautetaste.", False, True),
        ("We start now.", False, False),
    ],
)
def test_star_and_hash(text: str, star: bool, hashed: bool) -> None:
    heard = hear(text)
    assert (heard.star, heard.hash) == (star, hashed)


def test_a_question_is_known_again_behind_other_words() -> None:
    first = hear("Hello. Was it easy? For yes, press 1.")
    again = hear(
        "I did not hear anything. Here it is again. Was it easy? For yes, press 1. If you cannot say, press 0."
    )
    assert first.core == again.core == "was it easy?"
    assert hear("Please rate us now. Press a number from 1 to 5.").core == "please rate us now."
    assert hear("Press 1").core == "press 1"
    assert hear("You made it easy. How far do you agree? For yes, press 1.").about.startswith("you made it easy.")


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("very satisfied", 2.0), ("satisfied", 1.0), ("neither satisfied nor dissatisfied", 0.0),
        ("dissatisfied", -1.0), ("very dissatisfied", -2.0), ("not at all likely", -1.0), ("not difficult", 1.0),
        ("yes, partly", 0.5), ("no", -1.0), ("the price", 0.0), ("", 0.0), ("strongly disagree", -2.0),
        ("gar keine Zustimmung", -1.0), ("volle Zustimmung", 2.0), ("sehr unzufrieden", -2.0),
        ("eher zufrieden", 0.5), ("überhaupt nicht wahrscheinlich", -1.0),
        ("tout à fait d'accord", 2.0), ("pas du tout satisfait", -1.0), ("insatisfait", -1.0),
        ("muy satisfecho", 2.0), ("nada probable", -1.0), ("difícil", -1.0),
    ],
)  # fmt: skip
def test_how_good_a_label_sounds(label: str, value: float) -> None:
    assert valence(label) == value


@pytest.mark.parametrize(
    ("text", "delighted", "content", "bad"),
    [
        ("For yes, press 1. For no, press 2.", "1", "1", "2"),
        ("For no, press 1. For yes, press 2. If you cannot say, press 0.", "2", "2", "1"),
        ("For very easy, press 1. For easy, press 2. For very difficult, press 3.", "1", "2", "3"),
        ("From 1 to 5, where 1 means very satisfied and 5 means very dissatisfied.", "1", "2", "5"),
        ("From 1 to 5.", "5", "4", "1"),
        ("From 0 to 10.", "9", "7", "0"),
        ("I did not understand a word.", "1", "1", "1"),
    ],
)
def test_moods_choose(text: str, delighted: str, content: str, bad: str) -> None:
    heard = hear(text)
    moods = (Mood.DELIGHTED, Mood.CONTENT, Mood.BAD)
    assert tuple(choose(heard, mood, 0.6).keys for mood in moods) == (delighted, content, bad)


def test_topics_are_chosen_by_luck() -> None:
    heard = hear("What was it about? For the price, press 1. For the product, press 2. For delivery, press 3.")
    assert not rated(heard)
    assert {choose(heard, Mood.BAD, luck).keys for luck in (0.1, 0.5, 0.9)} == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("text", "keys"), [("From 0 to 10.", "99"), ("From 1 to 5.", "9"), ("For yes, press 9. For no, press 8.", "7")]
)
def test_wrong_keys_were_not_offered(text: str, keys: str) -> None:
    assert wrong_keys(hear(text)) == keys


MENUS = {
    "en": "To hear that again, press 1. To go back one question, press 2. "
    "If you do not want to be called again, press 9.",
    "de": "Um das noch einmal zu hören, drücken Sie die 1. Um eine Frage zurückzugehen, drücken Sie die 2. "
    "Wenn wir Sie nicht mehr anrufen sollen, drücken Sie die 9.",
    "fr": "Pour réécouter, appuyez sur le 1. Pour revenir à la question précédente, appuyez sur le 2. "
    "Pour ne plus être appelé, appuyez sur le 9.",
    "es": "Para repetir, pulse 1. Para volver a la pregunta anterior, pulse 2. Para no recibir más llamadas, pulse 9.",
}


@pytest.mark.parametrize("language", sorted(MENUS))
@pytest.mark.parametrize(("persona", "key"), [("optout", "9"), ("corrects", "2"), ("repeats", "1"), ("angry", "1")])
def test_everybody_finds_their_way_in_the_menu(language: str, persona: str, key: str) -> None:
    listener = Listener(PERSONAS[persona], 1, "+12025550101")
    reaction = listener.attend(Prompt(MENUS[language], language, 10.0))
    assert [press.key for press in reaction.presses] == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Is now a good time? For yes, press 1. For no, press 2.", "1"),
        ("Passt es Ihnen gerade? Für Ja drücken Sie die 1. Für Nein drücken Sie die 2.", "1"),
        ("Est-ce un bon moment ? Pour oui, appuyez sur le 1. Pour non, appuyez sur le 2.", "1"),
        ("¿Es un buen momento? Para sí, pulse 1. Para no, pulse 2.", "1"),
        ("Was it solved? For yes, press 1. For no, press 2.", "2"),
    ],
)
def test_the_angry_are_polite_about_the_time(text: str, key: str) -> None:
    reaction = Listener(PERSONAS["angry"], 1, "+12025550101").attend(Prompt(text, "en-US", 5.0))
    assert [press.key for press in reaction.presses] == [key]


@pytest.mark.parametrize("language", ["en-US", "de-DE", "fr-FR", "es-ES"])
def test_open_questions_are_answered_in_their_language(language: str) -> None:
    prompt = Prompt("Why?", language, 1.0, speech_allowed=True)
    spoken = {
        name: Listener(PERSONAS[name], 1, "+12025550101").attend(prompt).speech
        for name in ("happy", "angry", "content")
    }
    texts = {speech.text for speech in spoken.values() if speech}
    assert len(texts) == 3
    assert sentences.spoken("yes", language) in {"yes", "ja", "oui", "sí"}


def test_options_said_before_the_gather_are_remembered() -> None:
    listener = Listener(PERSONAS["angry"], 1, "+12025550101")
    reaction = listener.attend(Prompt("", "en-US", 0.5, before="Was it solved? For yes, press 1. For no, press 2."))
    assert [press.key for press in reaction.presses] == ["2"]


def test_what_is_said_outside_is_overheard() -> None:
    listener = Listener(PERSONAS["optout"], 1, "+12025550101")
    assert listener.overhear("Press star for the menu.") is None
    reaction = listener.attend(Prompt("Solved? For yes, press 1.", "en-US", 5.0))
    assert [press.key for press in reaction.presses] == ["*"]


def test_without_a_word_of_star_nobody_presses_it() -> None:
    for name in ("optout", "corrects", "repeats"):
        listener = Listener(PERSONAS[name], 1, "+12025550101")
        for question in ("Solved?", "Easy?", "Fast?"):
            reaction = listener.attend(Prompt(f"{question} For yes, press 1. For no, press 2.", "en-US", 5.0))
            assert [press.key for press in reaction.presses] == ["1"]


def test_whoever_has_complained_hangs_up_at_the_next_words() -> None:
    listener = Listener(PERSONAS["leaves"], 1, "+12025550101")
    listener.attend(Prompt("Solved? For yes, press 1. For no, press 2.", "en-US", 5.0))
    assert listener.overhear("Thank you, and goodbye.") == 0.6
    again = listener.attend(Prompt("Solved? For yes, press 1. For no, press 2.", "en-US", 5.0))
    assert [press.key for press in again.presses] == ["2"]
    assert listener.attend(Prompt("Easy? For yes, press 1.", "en-US", 5.0)).leaves_at == 0.6
