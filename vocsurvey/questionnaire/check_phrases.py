"""Rules for the standing phrases: the facts that each has to say, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.finding import Finding, Marks, Path, listed
from vocsurvey.questionnaire.model import Alarms, CallerReplies, FramePhrase, Phrases, Questionnaire
from vocsurvey.questionnaire.wording import fills_in, hollow

_ENDS = frozenset({"low", "high", "low_label", "high_label"})
_NEEDED: Mapping[str, frozenset[str]] = {
    "scale_keys": _ENDS,
    "scale_keys_hash": _ENDS,
    "choice_key": frozenset({"label", "key"}),
    "resumption.ask": frozenset({"contact.name"}),
    "resumption_inbound.ask": frozenset({"contact.name"}),
    "call_back": frozenset({"call_back.at"}),
    "switch_key": frozenset({"key"}),
    "opted_out_owed": frozenset({"promise.by"}),
    "owed": frozenset({"promise.by"}),
}
_RANGE = frozenset({"low", "high"})
_HOURS = frozenset({"hours"})
_OPTIONAL: Mapping[str, frozenset[str]] = {
    "number_keys": _RANGE,
    "number_key": _RANGE,
    "hour.keys": _HOURS,
    # What it is about may be said once it is clear who is there, in brackets where it is not known.
    "resume": frozenset({"touchpoint.subject"}),
    "why_calling": frozenset({"touchpoint.subject"}),
    "person": frozenset({"promise.by"}),
    "opted_out_owed": frozenset({"owner.name"}),
    "owed": frozenset({"owner.name"}),
}
_CERTAIN = frozenset(name for name, fact in KNOWN_FACTS.items() if fact.certain and fact.kind != "yes_no")


def phrases_sound(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Every phrase says what the engine puts into it, and otherwise only facts that are always known."""
    for language, phrases in whole.phrases.items():
        for name, path, words in phrase_texts(phrases, ("phrases", language)):
            names = frozenset() if name.startswith("alarms") else frozenset(fill.name for fill in fills_in(words))
            needed = (_RANGE if names & _RANGE else _HOURS) if name == "hour.keys" else _NEEDED.get(name, frozenset())
            allowed = needed | _OPTIONAL.get(name, frozenset()) | _CERTAIN
            if hollow(words):
                yield marks.error(path, "empty-text", f"the phrase `{name}` says nothing; write it")
            if needed - names:
                message = f"the phrase `{name}` does not say {listed(sorted(needed - names))}"
                yield marks.error(path, "phrase-fill", message)
            bare = {one.name for one in fills_in(words) if not one.bracketed and one.fallback is None}
            if name in ("resume", "why_calling", "person", "opted_out_owed", "owed") and bare & allowed - _CERTAIN:
                message = f"the phrase `{name}` says what may not be known; put it in brackets"
                yield marks.error(path, "phrase-fill", message)
            if names - allowed:
                unknown = listed(sorted(names - allowed))
                message = f"the phrase `{name}` cannot say {unknown}; only facts that are always known"
                yield marks.error(path, "phrase-fill", message)


def phrase_texts(phrases: Phrases, at: Path) -> Iterator[tuple[str, Path, str]]:
    """Every text of the phrases: its name, such as ``menu`` or ``hour.keys``, its place, and its words."""
    for name, value in phrases:
        if name == "audio":
            continue
        fields = value if isinstance(value, FramePhrase | Alarms | CallerReplies) else (("", value),)
        for field, said in fields:
            key = f"{name}.{field}" if field else name
            for words in (said,) if isinstance(said, str) else said or ():
                yield key, (*at, *key.split(".")), words
