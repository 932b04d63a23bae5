"""The message that is left on a machine: broken in every way in which it could wrong somebody who hears it later."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from breaking_words import OUR_NAME, SELLING
from mutants import LANGUAGES, Change, Original, kind

AUTOMATED = {
    "en": ("an automated message", "a message"),
    "de": ("eine automatische Nachricht", "eine Nachricht"),
    "fr": ("un message automatique", "un message"),
    "es": ("un mensaje automático", "un mensaje"),
}
"""The notice as the shipped messages have it, and what is left without it."""
STOP = {
    "en": (", or to stop these calls,", ","),
    "de": (" oder diese Anrufe zu beenden", ""),
    "fr": (", ou pour arrêter ces appels", ""),
    "es": (", o para poner fin a estas llamadas", ""),
}
CALL_BACK = {
    "en": ("please call this number back", "please write to us"),
    "de": ("rufen Sie bitte diese Nummer zurück", "schreiben Sie uns bitte"),
    "fr": ("rappelez ce numéro", "écrivez-nous"),
    "es": ("devuelva la llamada a este número", "escríbanos"),
}
ASKED = {
    "en": "How did we do?",
    "de": "Wie waren wir?",
    "fr": "Comment avons-nous fait ?",
    "es": "¿Cómo lo hicimos?",
}
ABOUT = {
    "en": "It is about {touchpoint.subject|our work}.",
    "de": "Es geht um {touchpoint.subject|unsere Arbeit}.",
    "fr": "Il s'agit de {touchpoint.subject|notre travail}.",
    "es": "Se trata de {touchpoint.subject|nuestro trabajo}.",
}


def _changed(original: Original, turn: int, change: Callable[[str, str], str]) -> Iterator[Change]:
    """The message changed in one language, another for each questionnaire and each kind."""
    for language in original.pick(LANGUAGES, turn=turn):
        data = original.fresh()
        texts = data["machine_message"]["say"]
        before, texts[language] = texts[language], change(texts[language], language)
        assert texts[language] != before, (original.name, language)
        yield Change(f"machine_message in {language}", data)


@kind("message of nobody", "message-unidentified")
def of_nobody(original: Original) -> Iterator[Change]:
    yield from _changed(original, 0, lambda text, language: text.replace("{company.name}", OUR_NAME[language]))


@kind("message that does not say how to stop", "message-no-opt-out")
def no_way_to_stop(original: Original) -> Iterator[Change]:
    yield from _changed(original, 1, lambda text, language: text.replace(*STOP[language]))


@kind("message that nobody can call back", "message-no-call-back")
def no_call_back(original: Original) -> Iterator[Change]:
    yield from _changed(original, 2, lambda text, language: text.replace(*CALL_BACK[language]))


@kind("message of a voice that could be a person", "no-automated-notice")
def not_automated(original: Original) -> Iterator[Change]:
    yield from _changed(original, 3, lambda text, language: text.replace(*AUTOMATED[language]))


@kind("message that asks", "message-question")
def asks(original: Original) -> Iterator[Change]:
    yield from _changed(original, 0, lambda text, language: f"{text} {ASKED[language]}")


@kind("message that sells", "selling", "message-question")
def sells(original: Original) -> Iterator[Change]:
    yield from _changed(original, 1, lambda text, language: f"{text} {SELLING[language][original.turn % 2]}")


@kind("message that runs on", "message-long")
def runs_on(original: Original) -> Iterator[Change]:
    yield from _changed(original, 2, lambda text, language: f"{text} {text}")


@kind("message that tells others", "message-private")
def tells_others(original: Original) -> Iterator[Change]:
    yield from _changed(original, 3, lambda text, language: f"{text} {ABOUT[language]}")


@kind("message that one language lacks", "language-gap")
def lacks_a_language(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        del data["machine_message"]["say"][language]
        yield Change(f"machine_message without {language}", data)


@kind("no message at all")
def no_message(original: Original) -> Iterator[Change]:
    data = original.fresh()
    del data["machine_message"]
    yield Change("machine_message", data, equivalent="a questionnaire need not have a message: nothing is left then")
