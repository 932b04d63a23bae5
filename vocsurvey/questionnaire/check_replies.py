"""Rules for what the standing phrases mean: each key beside what it does, and nothing that is not so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from vocsurvey.questionnaire.check_phrases import phrase_texts
from vocsurvey.questionnaire.check_words import unfair
from vocsurvey.questionnaire.clause import affirmed, negated, plain, promises, tells_how_to_stop
from vocsurvey.questionnaire.finding import Finding, Marks, Path, listed, shown
from vocsurvey.questionnaire.lexicon import Lexicon, lexicon
from vocsurvey.questionnaire.manners import HASHED, KEYED, Manners, manners
from vocsurvey.questionnaire.model import Closing, FramePhrase, Phrases, Questionnaire
from vocsurvey.questionnaire.part import Part, Text, heard_on
from vocsurvey.questionnaire.wording import fills_in

_DIGIT = re.compile(r"\b\d\b")
_SENTENCE = re.compile(r"[.?!;]")
FEWEST_CROSSED = 2
"""So many keys stand beside what another one does when they were exchanged; one alone may be said in other words."""


def phrases_fair(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """No phrase leads, sells or forces; what a phrase says beside a question is heard with it."""
    for language, phrases in whole.phrases.items():
        words = lexicon(language)
        for name, path, said in phrase_texts(phrases, ("phrases", language)):
            if words is not None and not name.startswith("alarms"):
                yield from unfair(Text(path, language, said), words, marks)


def keys_told(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """The phrases name their keys as the engine reads them: each once, and no other; and the hash key where it ends."""
    for language, phrases in whole.phrases.items():
        known = manners(language)
        for name, path, words in phrase_texts(phrases, ("phrases", language)):
            named, keys = sorted(_DIGIT.findall(words)), KEYED.get(name)
            if keys and named != sorted(keys):
                message = f"the phrase `{name}` has to name the keys {listed(keys)}, each once and no other"
                yield marks.error(path, "phrase-keys", message)
            elif keys == () and named:
                message = f"the phrase `{name}` names the key {shown(named[0])}, which nobody reads there; leave it out"
                yield marks.error(path, "phrase-keys", message)
            if name in HASHED and known is not None and not known.hash_key.search(words):
                message = f"the phrase `{name}` does not name the hash key, which ends what is keyed or said"
                yield marks.error(path, "phrase-keys", message)
            if name == "cant_say_key" and named != ["0"]:
                message = "the phrase `cant_say_key` has to name the key 0: nobody is made to answer"
                yield marks.error(path, "cant-say-key", message)


def keys_beside(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Each key stands beside what it does, and each label of a scale beside its own end."""
    for language, phrases in whole.phrases.items():
        for name, path, words in phrase_texts(phrases, ("phrases", language)):
            if name in ("scale_keys", "scale_keys_hash") and _ends_crossed(words):
                message = f"the phrase `{name}` puts the label of one end beside the key of the other; exchange them"
                yield marks.error(path, "keys-crossed", message)
        known, words_of = manners(language), lexicon(language)
        if known is not None and words_of is not None:
            yield from _beside(phrases, ("phrases", language), known, words_of, marks)


def _ends_crossed(words: str) -> bool:
    """Whether the labels come in another order than their keys."""
    first = {fill.name: place for place, fill in reversed(list(enumerate(fills_in(words))))}
    if not {"low", "high", "low_label", "high_label"} <= first.keys():
        return False
    return (first["low"] < first["high"]) != (first["low_label"] < first["high_label"])


def _beside(phrases: Phrases, at: Path, known: Manners, words: Lexicon, marks: Marks) -> Iterator[Finding]:
    stop = re.compile(f"{words.opt_out.pattern}|{words.stopping.pattern}", re.IGNORECASE)
    actions = {
        "yes_no_keys": (words.yes_word, words.no_word),
        **{name: (*each, stop) if name == "menu" else each for name, each in known.actions.items()},
    }
    for name, patterns in actions.items():
        said: str | FramePhrase | None = getattr(phrases, name)
        if said is None:
            continue
        key = f"{name}.keys" if isinstance(said, FramePhrase) else name
        spoken, path = (said.keys, (*at, name, "keys")) if isinstance(said, FramePhrase) else (said, (*at, name))
        if _keys_crossed(spoken, dict(zip(KEYED[key], patterns, strict=True))):
            message = (
                f"the phrase `{key}` says it the wrong way round; its keys are {listed(KEYED[key])} in their order"
            )
            yield marks.error(path, "keys-crossed", message)
        if isinstance(said, FramePhrase):
            yield from _answers(name, said, patterns, at, marks)
    yield from _ways_out(phrases.menu, (*at, "menu"), known, words, marks)


def _keys_crossed(spoken: str, does: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether two keys at least stand beside what others do."""
    strangers = 0
    for sentence in _SENTENCE.split(plain(spoken)):
        keys = {found.group(): found.start() for found in _DIGIT.finditer(sentence) if found.group() in does}
        if len(keys) == 1:
            (key,) = keys
            strangers += _strange(sentence, does[key], [one for other, one in does.items() if other != key])
        else:
            places = [(at, found.start()) for key, at in keys.items() if (found := does[key].search(sentence))]
            strangers += FEWEST_CROSSED * (
                sorted(place for _, place in places) != [place for _, place in sorted(places)]
            )
    return strangers >= FEWEST_CROSSED


def _strange(said: str, own: re.Pattern[str], others: Sequence[re.Pattern[str]]) -> bool:
    return own.search(said) is None and any(one.search(said) for one in others)


def _answers(
    name: str, phrase: FramePhrase, patterns: Sequence[re.Pattern[str]], at: Path, marks: Marks
) -> Iterator[Finding]:
    """What a caller clicks on stands in the order of the keys, one for each."""
    path = (*at, name, "answers")
    if len(phrase.answers) != len(patterns):
        message = f"the phrase `{name}` has {len(phrase.answers)} `answers` for {len(patterns)} keys; give one for each"
        yield marks.error(path, "phrase-keys", message)
        return
    strangers = sum(
        _strange(plain(said), own, [one for one in patterns if one is not own])
        for said, own in zip(phrase.answers, patterns, strict=True)
    )
    if strangers >= FEWEST_CROSSED:
        message = f"the `answers` of the phrase `{name}` stand in another order than its keys; exchange them"
        yield marks.error(path, "keys-crossed", message)


def _ways_out(menu: str, path: Path, known: Manners, words: Lexicon, marks: Marks) -> Iterator[Finding]:
    """The menu says in so many words that there is a person, and an end to the calls."""
    if not any(known.actions["menu"][3].search(one) for one in _SENTENCE.split(menu)):
        yield marks.error(path, "phrase-keys", "the phrase `menu` does not say that the key 4 leads to a person")
    if not tells_how_to_stop(menu, words):
        yield marks.error(path, "phrase-keys", "the phrase `menu` does not say that the key 9 ends these calls")


def replies_true(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """What is said after an opt-out, after the wish for a person and with the key 0 is what happens."""
    for language, phrases in whole.phrases.items():
        words, known, at = lexicon(language), manners(language), ("phrases", language)
        if words is None or known is None:
            continue
        if promises(phrases.opted_out, words) or not tells_how_to_stop(phrases.opted_out, words):
            message = "the phrase `opted_out` has to say that we will not call again, and promises no call"
            yield marks.error((*at, "opted_out"), "phrase-untrue", message)
        yield from _owed_true(phrases, at, words, marks)
        if not promises(phrases.person, words):
            message = "the phrase `person` has to say that a person will call back: the call ends there"
            yield marks.error((*at, "person"), "phrase-untrue", message)
        if negated(phrases.call_back, words):
            message = "the phrase `call_back` has to say that we will call then"
            yield marks.error((*at, "call_back"), "phrase-untrue", message)
        if not known.cant_say.search(phrases.cant_say_key):
            message = "the phrase `cant_say_key` has to say that 0 is for whoever cannot say"
            yield marks.error((*at, "cant_say_key"), "phrase-untrue", message)
        spoken = [("acknowledge", said) for said in phrases.acknowledge]
        for name, said in (*spoken, ("acknowledge_safety", phrases.acknowledge_safety or "")):
            yield from _cheerful(Text((*at, name), language, said), known, words, marks)


def _owed_true(phrases: Phrases, at: Path, words: Lexicon, marks: Marks) -> Iterator[Finding]:
    """Whoever is owed a call hears that somebody will call, also where no survey will."""
    for name, said in (("opted_out_owed", phrases.opted_out_owed), ("owed", phrases.owed)):
        if said is not None and not promises(said, words):
            message = f"the phrase `{name}` has to say that somebody will call: it is said to whoever is owed that"
            yield marks.error((*at, name), "phrase-untrue", message)
    if phrases.opted_out_owed is not None and not tells_how_to_stop(phrases.opted_out_owed, words):
        message = "the phrase `opted_out_owed` has to say that we will not call with questions again"
        yield marks.error((*at, "opted_out_owed"), "phrase-untrue", message)


def closing_sober(part: Part, marks: Marks) -> Iterator[Finding]:
    """Nobody who complained hears at the end that this was great."""
    if not isinstance(part.value, Closing):
        return
    for language in part.languages:
        words, known = lexicon(language), manners(language)
        for live in (False, True):
            text = heard_on(part.value.flagged, (*part.path, "flagged"), language, live=live)
            if text is not None and words is not None and known is not None:
                yield from _cheerful(text, known, words, marks)


def _cheerful(text: Text, known: Manners, words: Lexicon, marks: Marks) -> Iterator[Finding]:
    for found in affirmed(known.cheerful, text.words, words):
        message = f"{shown(found)} answers a complaint; say that you heard it, without cheer"
        yield marks.error(text.path, "cheerful-reply", message)
