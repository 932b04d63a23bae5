"""Choosing by mood: which of the keys that were spoken a satisfied or an angry person presses, or what they say."""

from dataclasses import dataclass
from enum import Enum

from vocsurvey.sandbox import vocabulary
from vocsurvey.sandbox.ear import Heard, count, matches


class Mood(Enum):
    """How the person feels about what is asked."""

    DELIGHTED = "delighted"
    CONTENT = "content"
    BAD = "bad"


@dataclass(frozen=True)
class Choice:
    """Keys to press, and the word to say instead of pressing them."""

    keys: str
    word: str


def valence(label: str) -> float:
    """How good a label sounds: 2 very good, 1 good, 0 no idea, -1 bad, -2 very bad.

    >>> valence("very satisfied"), valence("not at all likely"), valence("not difficult"), valence("no")
    (2.0, -1.0, 1.0, -1.0)
    """
    label = label.lower().strip()
    if not label or matches(label, vocabulary.NEITHER):
        return 0.0
    strength = 2.0 if matches(label, vocabulary.VERY) else 0.5 if matches(label, vocabulary.HALF) else 1.0
    first = label.split(maxsplit=1)[0].strip(",.;:")
    if first in vocabulary.YES:
        return strength
    if first in vocabulary.NO and len(label.split()) <= 4:
        return -strength
    bad = count(label, vocabulary.BAD)
    negated = matches(label, vocabulary.NOT)
    if bad:
        return strength if negated else -strength
    good = matches(label, vocabulary.GOOD)
    return -strength if negated else strength if good else 0.0


def rated(heard: Heard) -> bool:
    """Whether the question can be answered well or badly: a scale, or options of which one sounds good or bad."""
    return heard.scale is not None or any(
        valence(label) != 0 and not matches(label, vocabulary.CANNOT_SAY) for label in heard.options.values()
    )


def _good_end_is_high(heard: Heard) -> bool:
    if heard.scale is None:
        return True
    low, high = heard.scale
    middle = (low + high) / 2
    leaning = sum(valence(label) * (1 if value > middle else -1) for value, label in heard.ends.items())
    return leaning >= 0


def _on_scale(heard: Heard, scale: tuple[int, int], mood: Mood, luck: float) -> Choice:
    low, high = scale
    width = high - low
    if mood is Mood.DELIGHTED:
        distance = int(luck * 2) if width >= 9 else 0
    elif mood is Mood.CONTENT:
        distance = 2 + int(luck * 2) if width >= 9 else 1
    else:
        distance = width
    value = high - distance if _good_end_is_high(heard) else low + distance
    return Choice(str(value), str(value))


def _of_options(heard: Heard, mood: Mood, luck: float) -> Choice:
    meant = {key: label for key, label in heard.options.items() if not matches(label, vocabulary.CANNOT_SAY)}
    values = {key: valence(label) for key, label in (meant or heard.options).items()}
    keys = list(values)
    if len(set(values.values())) == 1 and 0 in values.values():
        key = keys[int(luck * len(keys))]
    elif mood is Mood.BAD:
        key = min(keys, key=lambda k: values[k])
    elif mood is Mood.CONTENT and any(0 < value < 2 for value in values.values()):
        key = max((k for k in keys if 0 < values[k] < 2), key=lambda k: values[k])
    else:
        key = max(keys, key=lambda k: values[k])
    return Choice(key, heard.options[key] or key)


def choose(heard: Heard, mood: Mood, luck: float) -> Choice:
    """The answer of somebody in this mood; `luck` in [0, 1) decides between equals. Not understood: key 1."""
    if heard.scale is not None:
        return _on_scale(heard, heard.scale, mood, luck)
    if heard.options:
        return _of_options(heard, mood, luck)
    return Choice("1", "yes")


def wrong_keys(heard: Heard) -> str:
    """Keys that were not offered."""
    if heard.scale is not None and heard.scale[1] >= 9:
        return "99"
    offered = set(heard.options)
    if heard.scale is not None:
        offered |= {str(value) for value in range(heard.scale[0], heard.scale[1] + 1)}
    return next((key for key in "98706543" if key not in offered), "2")
