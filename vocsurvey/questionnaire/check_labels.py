"""Rules for what can be chosen: options and labels, and the keys that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from vocsurvey.questionnaire.clause import plain
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.lexicon import Lexicon, lexicon
from vocsurvey.questionnaire.model import Attribution, Choice, Option, Questionnaire, Scale
from vocsurvey.questionnaire.part import Part, wordings
from vocsurvey.questionnaire.spelt_number import number_of

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d{1,9}")
FEWEST_STEPS = 3
"""So many labels that follow from each other make a scale of a list."""


def options_meant(part: Part, marks: Marks) -> Iterator[Finding]:
    """No option says what a key of its own says everywhere: that one cannot say, yes, or no."""
    question = part.value
    if not isinstance(question, Choice):
        return
    for index, option in enumerate(question.options):
        for language, label in option.label.items():
            words, path = lexicon(language), (*part.path, "options", index, "label", language)
            if words is None:
                continue
            if words.cant_say_label.match(label.strip()):
                message = f"{shown(label)}: the key 0 says that everywhere; remove the option"
                yield marks.error(path, "option-cant-say", message)
            for key, pattern in ((1, words.yes_word), (2, words.no_word)):
                if index + 1 != key and pattern.fullmatch(label.strip(" .!")):
                    message = f"{shown(label)} has the key {index + 1} here and {key} everywhere else"
                    yield marks.error(path, "key-meaning", message)


def attributions_meant(part: Part, marks: Marks) -> Iterator[Finding]:
    """An option is attributed to what its name and its words say; what stands for all the rest, to nothing."""
    question = part.value
    for index, option in enumerate(question.options if isinstance(question, Choice) else ()):
        given, path = option.attribution, (*part.path, "options", index, "attribution")
        if given is None:
            continue
        for named, said in _meanings(option):
            if said is None:
                message = f"{shown(named)} stands for all the rest, so it is about no one thing; remove `attribution`"
                yield marks.error(path, "attribution-crossed", message)
                break
            if said is not given:
                message = f"{shown(named)} is charged to {shown(given.value)}; set `attribution: {said.value}`"
                yield marks.error(path, "attribution-crossed", message)
                break


def _meanings(option: Option) -> Iterator[tuple[str, Attribution | None]]:
    """What an option is certainly about, by its id and by its labels: None is no one thing."""
    if option.id in set(Attribution):
        yield option.id, Attribution(option.id)
        return
    for language, label in option.label.items():
        words = lexicon(language)
        if words is None:
            continue
        if words.other_label.fullmatch(label.strip()):
            yield label, None
        for pattern, meant in (
            (words.product_label, Attribution.PRODUCT),
            (words.price_label, Attribution.PRICE),
            (words.delivery_label, Attribution.DELIVERY),
        ):
            if pattern.match(label.strip()):
                yield label, meant


def rotation_harmless(part: Part, marks: Marks) -> Iterator[Finding]:
    """Only a list without an order is rotated, and what stands for all the rest stays at its end."""
    question = part.value
    if not isinstance(question, Choice) or not question.rotate:
        return
    for language in part.languages:
        words = lexicon(language)
        labels = [option.label.get(language, "").strip() for option in question.options]
        if words is None:
            continue
        if _ordered(labels, words):
            message = "these options are a scale; remove `rotate`, a scale keeps its order"
            yield marks.warning((*part.path, "rotate"), "rotate-ordered", message)
        for index, label in enumerate(labels):
            if not question.options[index].stays and words.other_label.match(label):
                message = f"{shown(label)} stands for all the rest; set `stays: yes`, or it is read out among them"
                yield marks.warning((*part.path, "options", index), "other-moves", message)


def _ordered(labels: list[str], words: Lexicon) -> bool:
    if sum(1 for label in labels if words.ordered_label.match(label)) >= FEWEST_STEPS:
        return True
    numbers = [int(found.group()) for label in labels if (found := _NUMBER.search(label))]
    return len(numbers) >= FEWEST_STEPS and numbers in (sorted(numbers), sorted(numbers, reverse=True))


def ends_meant(part: Part, marks: Marks) -> Iterator[Finding]:
    """The label of the good end sounds good, and that of the other does not."""
    scale = part.value
    if not isinstance(scale, Scale):
        return
    good, bad = (scale.high, scale.low) if scale.good_end == "high" else (scale.low, scale.high)
    for language in part.languages:
        words = lexicon(language)
        ends = [scale.labels.get(point, {}).get(language, "") for point in (good, bad)]
        if words is not None and (_sense(ends[0], words), _sense(ends[1], words)) == (False, True):
            message = f"{good} is the good end, but it means {shown(ends[0])}; exchange the labels or set `good_end`"
            yield marks.error((*part.path, "labels"), "label-direction", message)
        elif words is not None and ends[0] != ends[1] and _sense(ends[0], words) is _sense(ends[1], words) is not None:
            message = f"{shown(ends[0])} and {shown(ends[1])} mean the same way; let one end be good and the other bad"
            yield marks.error((*part.path, "labels"), "label-direction", message)


def _sense(label: str, words: Lexicon) -> bool | None:
    """True for what sounds good, False for what sounds bad, None for what sounds like neither."""
    if words.bad_label.search(label):
        return False
    return True if words.good_label.search(label) else None


def labels_telling(part: Part, marks: Marks) -> Iterator[Finding]:
    """A label says in words what it means, and no two points of a scale mean the same."""
    for path, wording, _ in wordings(part):
        for language, label in wording.items() if "labels" in path or path[-1] == "label" else ():
            if label.strip() and (not _LETTER.search(plain(label)) or number_of(label, language) is not None):
                message = f"{shown(label)} is a number and no meaning; say in words what it stands for"
                yield marks.error((*path, language), "label-wordless", message)
    labels = part.value.labels if isinstance(part.value, Scale) else {}
    for language in part.languages:
        first: dict[str, int] = {}
        for point, wording in sorted(labels.items()):
            label = " ".join(_WORD.findall(wording.get(language, "").casefold()))
            if label and first.setdefault(label, point) != point:
                message = f"{point} has the label of {first[label]}; say what each of them means"
                yield marks.error((*part.path, "labels", point, language), "label-same", message)


def keys_steady(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Two lists that share options have them in the same order, so that a key that was learnt stays right."""
    fixed = [(i, one) for i, one in enumerate(whole.questions) if isinstance(one, Choice) and not one.rotate]
    first: dict[tuple[str, str], str] = {}
    for index, choice in fixed:
        ids = [option.id for option in choice.options]
        for earlier, later in combinations(ids, 2):
            if (later, earlier) in first and (earlier, later) not in first:
                other = shown(first[later, earlier])
                message = f"{shown(later)} comes after {shown(earlier)} here and before it in {other}"
                yield marks.error(("questions", index, "options"), "key-meaning", message)
                break
        for pair in combinations(ids, 2):
            first.setdefault(pair, choice.id)
