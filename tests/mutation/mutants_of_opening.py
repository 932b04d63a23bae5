"""The opening, the closing and the standing phrases: what a person who is phoned is owed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from breaking_words import AUTOMATED, FAREWELL, OUR_NAME, RECORDED
from mutants import LANGUAGES, Change, Original, Plain, kind

CHANNELS = ("say", "caller")


def _heard(original: Original, turn: int = 0) -> tuple[str, str]:
    """A channel and a language, another pair for each of the eight questionnaires."""
    return CHANNELS[(original.turn // len(LANGUAGES) + turn) % 2], LANGUAGES[(original.turn + turn) % len(LANGUAGES)]


def _opening(original: Original, change: Callable[[str, str], str]) -> Iterator[Change]:
    """The opening changed in two languages, in one of them on the caller's channel."""
    for turn in range(2):
        channel, language = _heard(original, turn)
        data = original.fresh()
        texts = data["opening"][channel]
        before, texts[language] = texts[language], change(texts[language], language)
        assert texts[language] != before, (original.name, channel, language)
        yield Change(f"{channel} in {language}", data)


@kind("no identification", "no-identification")
def no_identification(original: Original) -> Iterator[Change]:
    yield from _opening(original, lambda text, language: text.replace("{company.name}", OUR_NAME[language]))


@kind("no opt-out", "no-opt-out")
def no_opt_out(original: Original) -> Iterator[Change]:
    """The last sentence says how to stop; what a caller reads says it in half a sentence."""
    for turn in range(2):
        channel, language = _heard(original, turn)
        data = original.fresh()
        kept, _, _ = data["opening"][channel][language].rpartition(", " if channel == "caller" else ". ")
        data["opening"][channel][language] = f"{kept}."
        yield Change(f"{channel} in {language}", data)
    phrase = {
        "ask": "Hello, this is {company.name} for {contact.name}. Is now a good time to go on?",
        "keys": "This is an automated call. For yes, press 1. To pass the phone on, press 2. For no, press 3.",
        "answers": ["yes", "I will pass the phone on", "not now"],
    }
    yield Change("what begins a later call", phrased(original, "en", {"resumption": phrase}))
    for name in ("right_person", "right_person_inbound"):
        said = {
            "ask": "Hello, this is {company.name}, for {contact.name}. Is that you?",
            "keys": "An automated call. If it is you, press 1. To pass it on, press 2. If not possible, press 3.",
            "answers": ["I am", "I will pass the phone on", "that is not possible"],
        }
        yield Change(f"what a shared line hears first: {name}", phrased(original, "en", {name: said}))


@kind("no automated notice", "no-automated-notice")
def no_automated_notice(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        texts = data["opening"]["say"]
        notice, left = AUTOMATED[language]
        assert notice in texts[language], (original.name, language)
        texts[language] = texts[language].replace(notice, left)
        yield Change(language, data)


@kind("caller without words of their own", "person-as-machine")
def caller_without_words(original: Original) -> Iterator[Change]:
    data = original.fresh()
    del data["opening"]["caller"]
    yield Change("in any language", data)
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        del data["opening"]["caller"][language]
        yield Change(f"in {language}", data)


@kind("no length", "no-length")
def no_length(original: Original) -> Iterator[Change]:
    for turn in range(2):
        channel, language = _heard(original, turn)
        data = original.fresh()
        sentences = data["opening"][channel][language].rstrip().rstrip(".").split(". ")
        timed = [one for one in sentences if "minut" not in one.lower()]
        assert len(timed) < len(sentences), (original.name, channel, language)
        data["opening"][channel][language] = ". ".join(timed) + "."
        yield Change(f"{channel} in {language}", data)


@kind("recording only announced", "recording-unasked")
def recording_unasked(original: Original) -> Iterator[Change]:
    for change in _opening(original, lambda text, language: f"{text.rstrip()} {RECORDED[language]}"):
        assert isinstance(change.broken, dict)
        asked = [one for one in change.broken["questions"] if one.get("purpose") != "recording"]
        yield replace(change, broken={**change.broken, "questions": asked})


def _closing(original: Original, text: Callable[[str], str]) -> Iterator[Change]:
    channel, language = _heard(original)
    calm = channel == "say"
    data = original.fresh()
    closing = data["closing"] if calm else data["closing"]["flagged"]
    closing["say"][language] = text(language)
    yield Change(f"{'closing' if calm else 'closing.flagged'} in {language}", data)


@kind("closing without thanks", "no-thanks")
def closing_without_thanks(original: Original) -> Iterator[Change]:
    yield from _closing(original, lambda language: f"{{contact.name}}. {FAREWELL[language]} {{owner.name|}}")


@kind("closing without a name", "no-name")
def closing_without_name(original: Original) -> Iterator[Change]:
    thanks = {"en": "Thank you.", "de": "Vielen Dank.", "fr": "Merci.", "es": "Gracias."}
    yield from _closing(original, lambda language: f"{thanks[language]} {FAREWELL[language]}")


@kind("closing without a promise", "no-promise")
def closing_without_promise(original: Original) -> Iterator[Change]:
    thanks = {"en": "Thank you", "de": "Vielen Dank", "fr": "Merci", "es": "Gracias"}
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        words = f"{thanks[language]}, {{contact.name}}. {FAREWELL[language]}"
        data["closing"]["flagged"]["say"][language] = words
        yield Change(language, data)
    data = original.fresh()
    data["closing"]["flagged"]["say"]["en"] = "Thank you, {contact.name}. {owner.name|We} will call you tomorrow."
    yield Change("a time of its own in en", data)


CROSSED = {
    "en": "For no, press 1. For yes, press 2.",
    "de": "Für Nein: Taste 1. Für Ja: Taste 2.",
    "fr": "Pour non, tapez 1. Pour oui, tapez 2.",
    "es": "Para no, pulse 1. Para sí, pulse 2.",
}


def phrased(original: Original, language: str, phrases: Plain) -> Plain:
    """The questionnaire with standing phrases of its own in one language, beside those that it may have already."""
    data = original.fresh()
    data.setdefault("phrases", {}).setdefault(language, {}).update(phrases)
    return data


@kind("keys of yes and no exchanged", "keys-crossed")
def keys_crossed(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        data = phrased(original, language, {"yes_no_keys": CROSSED[language]})
        yield Change(language, data)


@kind("key of a phrase lost", "phrase-keys")
def phrase_keys(original: Original) -> Iterator[Change]:
    data = phrased(original, "en", {"menu": "To hear that again, press 1. To go back, press 2. To skip, press 3."})
    yield Change("menu: nobody to speak with, no way to stop", data)
    data = phrased(original, "en", {"yes_no_keys": "For yes, press 1. For no, press 3."})
    yield Change("yes_no_keys: a key that is not read", data)


@kind("nobody may say that they cannot", "cant-say-key")
def cant_say(original: Original) -> Iterator[Change]:
    data = phrased(original, "en", {"cant_say_key": "If you cannot say, take the middle."})
    yield Change("cant_say_key", data)


@kind("phrase that does not say its fill", "phrase-fill")
def phrase_fill(original: Original) -> Iterator[Change]:
    data = phrased(original, "en", {"choice_key": "Press {key}."})
    yield Change("choice_key without its label", data)
    data = phrased(original, "de", {"person": "{owner.name} ruft Sie an."})
    yield Change("person with a fact that may be unknown", data)


@kind("one acknowledgement only", "too-few")
def acknowledge_once(original: Original) -> Iterator[Change]:
    data = phrased(original, "en", {"acknowledge": ["We are sorry to hear that."]})
    yield Change("acknowledge", data)
