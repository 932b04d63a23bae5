"""Rules for the two channels: the automated voice and the caller ask for the same, and recorded voices are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocsurvey.questionnaire.check_words import bare
from vocsurvey.questionnaire.finding import Finding, Marks, listed, nearest, shown
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import Choice, Question, Questionnaire, Scale
from vocsurvey.questionnaire.part import Part, Text, heard_on, spoken_in
from vocsurvey.questionnaire.recording import (
    Prompt,
    all_prompts,
    content_type,
    phrase_prompts,
    prompts,
    prompts_of,
)
from vocsurvey.questionnaire.wording import fills_in


def channels_agree(part: Part, marks: Marks) -> Iterator[Finding]:
    """What a caller reads means what the automated voice says: the same numbers, fills, ends, choices and negation."""
    for path, spoken in spoken_in(part):
        for language in part.languages:
            automated = heard_on(spoken, path, language, live=False)
            live = heard_on(spoken, path, language, live=True)
            if automated is None or live is None or automated.words == live.words:
                continue
            other = ", ".join(_differences(part, spoken is part.value, automated, live))
            if other:
                both = f"the automated voice says {shown(automated.words)}, the caller {shown(live.words)}"
                yield marks.warning(live.path, "channels-differ", f"other {other}: {both}")


def _differences(part: Part, entire: bool, one: Text, two: Text) -> Iterator[str]:
    """In what the texts differ. ``entire``: they are the part itself, not something that it carries with it."""
    if _facts(one) != _facts(two):
        yield "facts"
    if _numbers(part, one) != _numbers(part, two):
        yield "numbers"
    words = lexicon(one.language)
    if words is not None and (isinstance(part.value, Question) or not entire):
        negated = [bool(words.negation.search(bare(part, text))) for text in (one, two)]
        if negated[0] != negated[1]:
            yield "negation"
    if isinstance(part.value, Choice):
        labels = {option.label.get(one.language, "").strip().lower() for option in part.value.options} - {""}
        named = [{label for label in labels if label in text.words.lower()} for text in (one, two)]
        if named[0] != named[1] and not all(each in (set(), labels) for each in named):
            yield "choices"
    if isinstance(part.value, Scale) and _crossed(part.value, two):
        yield "ends of the scale"


def _crossed(scale: Scale, text: Text) -> bool:
    """Whether the text reads out both ends of the scale with the label of one at the number of the other."""
    words = text.words.lower()
    numbers = [re.search(rf"\b{end}\b", words) for end in (scale.low, scale.high)]
    labels = [scale.labels.get(end, {}).get(text.language, "").strip().lower() for end in (scale.low, scale.high)]
    places = [found.start() for found in numbers if found] + [words.find(label) for label in labels if label]
    if len(places) < 4 or -1 in places:
        return False
    low, high, low_label, high_label = places
    return (low < high) != (low_label < high_label)


def _facts(text: Text) -> frozenset[str]:
    return frozenset(fill.name.replace(".first_name", ".name") for fill in fills_in(text.words))


def _numbers(part: Part, text: Text) -> frozenset[int]:
    """The numbers that are said; not the ends of a scale, which a caller reads out and the keys say otherwise."""
    words = lexicon(text.language)
    if words is None:
        return frozenset()
    ends = {part.value.low, part.value.high} if isinstance(part.value, Scale) else set()
    said = (found.group().lower() for found in words.spelt_number.finditer(bare(part, text)))
    return frozenset(words.numbers.get(word, int(word[:9]) if word.isdigit() else 0) for word in said) - ends


def voices_whole(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Where some prompts of a language are recorded, all that can be are; a voice that breaks into another startles."""
    for language in whole.languages:
        said, standing = tuple(prompts(whole, language)), tuple(phrase_prompts(whole, language))
        if not any(one.file for one in (*said, *standing)):
            continue
        lacking = [one.place.removeprefix("phrases.") for one in standing if one.file is None and one.recordable]
        if lacking:
            message = f"the synthetic voice says these standing phrases in {shown(language)}: {listed(lacking)}"
            yield marks.warning(("phrases", language), "audio-gap", message)
        for one in said:
            if one.file is None and one.recordable:
                message = (
                    f"other prompts are recorded in {shown(language)} and this is not; the synthetic voice says it"
                )
                yield marks.warning(one.path, "audio-gap", message)


def files_apart(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """One recorded file says one thing, in one language; and the same words are recorded once."""
    said: dict[str, tuple[str, str]] = {}
    recorded: dict[tuple[str, str], str] = {}
    for language in whole.languages:
        for one in all_prompts(whole, language):
            if one.file is None:
                continue
            place, words = one.named_at, (language, " ".join(one.words.split()))
            other = said.setdefault(one.file, words)
            if other != words:
                message = (
                    f"{shown(one.file)} says {shown(other[1])} already, and here are other words; record another file"
                )
                yield marks.error(place, "audio-shared", message)
            first = recorded.setdefault(words, one.file)
            if first != one.file:
                message = f"the same words are in {shown(first)} already; name that file, so that they sound the same"
                yield marks.warning(place, "audio-twice", message)


def recordings_true(part: Part, marks: Marks) -> Iterator[Finding]:
    """A recording says the same to everybody, and its file has a name that the carrier can fetch it by."""
    for language in part.languages:
        for one in prompts_of(part, language):
            yield from _true(one, marks)


def phrase_recordings_true(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """The same of the standing phrases; and what has a file is a phrase that is said."""
    for language in whole.languages:
        said = tuple(phrase_prompts(whole, language))
        for one in said:
            yield from _true(one, marks)
        known = [one.named_at[-1] for one in said]
        for name in whole.phrases[language].audio or {}:
            if name not in known:
                meant = nearest(name, [str(one) for one in known])
                message = f"there is no phrase {shown(name)} that is said" + (
                    f"; perhaps {shown(meant)}" if meant else ""
                )
                yield marks.error(("phrases", language, "audio", name), "audio-name", message)


def _true(one: Prompt, marks: Marks) -> Iterator[Finding]:
    if one.file is None or not one.file.strip():
        return
    if content_type(one.file) is None:
        message = (
            f"{shown(one.file)} cannot be the name of a recording; use letters, digits, `-` and `_`, "
            "and end it with `.wav` or `.mp3`"
        )
        yield marks.error(one.named_at, "audio-name", message)
    if one.facts:
        said = listed(f"{{{fact}}}" for fact in one.facts)
        yield marks.error(one.named_at, "audio-varies", f"the words hold {said}, which no recording can say")
