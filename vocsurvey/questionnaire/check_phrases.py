"""Rules for the standing phrases: what each has to say, and that it names its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.finding import Finding, Marks, Path, listed
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import Alarms, FramePhrase, Phrases, Questionnaire
from vocsurvey.questionnaire.wording import fills_in

_ENDS = frozenset({"low", "high", "low_label", "high_label"})
_NEEDED: Mapping[str, frozenset[str]] = {
    "scale_keys": _ENDS,
    "scale_keys_hash": _ENDS,
    "choice_key": frozenset({"label", "key"}),
    "hour.keys": frozenset({"low", "high"}),
    "resumption.ask": frozenset({"contact.name"}),
    "resumption_inbound.ask": frozenset({"contact.name"}),
    "call_back": frozenset({"call_back.at"}),
    "switch_key": frozenset({"key"}),
}
_RANGE = frozenset({"low", "high"})
_OPTIONAL: Mapping[str, frozenset[str]] = {
    "number_keys": _RANGE,
    "number_key": _RANGE,
    # What it is about may be said once it is clear who is there, in brackets where it is not known.
    "resume": frozenset({"touchpoint.subject"}),
    "person": frozenset({"promise.by"}),
}
_CERTAIN = frozenset(name for name, fact in KNOWN_FACTS.items() if fact.certain and fact.kind == "text")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "yes_no_keys": ("1", "2"),
    "menu": ("1", "2", "3", "4", "9"),
    "right_person.keys": ("1", "2", "3"),
    "right_person_inbound.keys": ("1", "2", "3"),
    "resumption.keys": ("1", "2", "3"),
    "resumption_inbound.keys": ("1", "2", "3"),
    "when.keys": ("1", "2", "3", "4"),
    "who.keys": ("1", "2"),
}
"""The keys that a phrase explains, as the engine reads them."""
_DIGIT = re.compile(r"\b\d\b")


def phrases_sound(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Every phrase says what the engine puts into it, and otherwise only facts that are always known."""
    for language, phrases in whole.phrases.items():
        for name, path, words in _texts(phrases, ("phrases", language)):
            needed = _NEEDED.get(name, frozenset())
            allowed = needed | _OPTIONAL.get(name, frozenset()) | _CERTAIN
            names = frozenset() if name.startswith("alarms") else frozenset(fill.name for fill in fills_in(words))
            if not words.strip():
                yield marks.error(path, "empty-text", f"the phrase `{name}` is empty; write it")
            if needed - names:
                message = f"the phrase `{name}` does not say {listed(sorted(needed - names))}"
                yield marks.error(path, "phrase-fill", message)
            bare = {one.name for one in fills_in(words) if not one.bracketed and one.fallback is None}
            if name in ("resume", "person") and bare & allowed - _CERTAIN:
                message = f"the phrase `{name}` says what may not be known; put it in brackets"
                yield marks.error(path, "phrase-fill", message)
            if names - allowed:
                unknown = listed(sorted(names - allowed))
                message = f"the phrase `{name}` cannot say {unknown}; only facts that are always known"
                yield marks.error(path, "phrase-fill", message)


def keys_told(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """The phrases name their keys as the engine reads them: each once, and no other."""
    for language, phrases in whole.phrases.items():
        for name, path, words in _texts(phrases, ("phrases", language)):
            named = sorted(_DIGIT.findall(words))
            if name in _KEYS and named != sorted(_KEYS[name]):
                message = f"the phrase `{name}` has to name the keys {listed(_KEYS[name])}, each once and no other"
                yield marks.error(path, "phrase-keys", message)
            if name == "cant_say_key" and named != ["0"]:
                message = "the phrase `cant_say_key` has to name the key 0: nobody is made to answer"
                yield marks.error(path, "cant-say-key", message)
            if name == "yes_no_keys" and _crossed(words, language):
                message = "the phrase `yes_no_keys` says it the wrong way round; 1 is yes and 2 is no"
                yield marks.error(path, "keys-crossed", message)


def _crossed(words: str, language: str) -> bool:
    """Whether yes and no come in another order than their keys."""
    known = lexicon(language)
    if known is None:
        return False
    yes, no = known.yes_word.search(words), known.no_word.search(words)
    one, two = words.find("1"), words.find("2")
    return yes is not None and no is not None and (yes.start() < no.start()) != (one < two)


def _texts(phrases: Phrases, at: Path) -> Iterator[tuple[str, Path, str]]:
    """Every text of the phrases: its name, such as ``menu`` or ``hour.keys``, its place, and its words."""
    for name, value in phrases:
        fields = value if isinstance(value, FramePhrase | Alarms) else (("", value),)
        for field, said in fields:
            key = f"{name}.{field}" if field else name
            for words in (said,) if isinstance(said, str) else said or ():
                yield key, (*at, *key.split(".")), words
