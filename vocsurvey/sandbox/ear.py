"""What a respondent understands of a prompt: the keys on offer and what each is said to mean, a scale and its
ends, whether star or hash was mentioned, and which question it was. An ear knows nothing but the words spoken."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from vocsurvey.sandbox import vocabulary

_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted(vocabulary.NUMBERS, key=len, reverse=True))})"
_KEY = rf"(?:{_NUMBER}|{'|'.join((*vocabulary.STAR, *vocabulary.HASH))})\b"
_PRESS = "|".join(vocabulary.PRESS)
_FILLER = rf"(?:(?:{'|'.join(vocabulary.FILLER)})\s+)*"
_PRESSED = re.compile(rf"\b(?:{_PRESS})\s+{_FILLER}({_KEY})|\b({_KEY})\s+(?:drücken|wählen|tippen)")
_AFTER = re.compile(
    rf"\b({_KEY})\s+(?:for|if|to|für|wenn|falls|pour|si|para)\s+(.+?)(?=\s*(?:,|;|\band\b|\bor\b|\bund\b|\boder\b|\bet\b|"
    rf"\bou\b|\by\b|\bo\b)?\s*(?:(?:{_PRESS})\s+)?{_FILLER}{_KEY}\s+(?:for|if|to|für|wenn|falls|pour|si|para)\b|[.;?!]|$)"
)
_MEANS = re.compile(
    rf"\b({_KEY})\s*(?:means|meaning|being|is|stands for|for|=|bedeutet|heißt|steht für|ist|für|signifie|veut dire|"
    rf"correspond à|étant|est|pour|significa|quiere decir|siendo|es|para)\s+(.+?)"
    rf"(?=,|;|\.|\s(?:and|und|et|y)\s+{_FILLER}{_KEY}|$)"
)
# "Für unzufrieden drücken Sie die 1, für zufrieden die 5": the verb is said only once.
_WITHOUT_VERB = re.compile(rf",\s*(?:for|für|pour|para)\s+([^,]+?),?\s+(?:die|the|le|la|el)\s+({_KEY})")
_UNITS = "|".join(word.replace("*", r"\w*") for word in vocabulary.MINUTES)
_SPAN = re.compile(
    rf"(?:\b(?:between|zwischen|entre)\s+({_NUMBER})\s+(?:and|und|et|y)\s+({_NUMBER})"
    rf"|\b({_NUMBER})\s*(?:to|through|bis|à|a|al|-|\u2013)\s*({_NUMBER}))\b(?!\s+(?:{_UNITS})\b)"
)
_LEAD = re.compile(
    r"^(?:[\s,;:\u2013-]|\b(?:for|if|to|when|and|or|für|wenn|um|falls|und|oder|pour|si|et|ou|para|y|o|please|bitte)\s+)+"
)


@dataclass(frozen=True)
class Heard:
    """What was understood. `options`: key → what it is for; `scale`: its ends; `ends`: what the ends mean."""

    text: str
    core: str
    about: str
    options: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[int, int] | None = None
    ends: Mapping[int, str] = field(default_factory=dict)
    star: bool = False
    hash: bool = False

    def mentions(self, words: Iterable[str]) -> bool:
        """Whether the question itself (not its instructions) has one of these words."""
        return matches(self.core, words)


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    end = r"\w*" if word.endswith("*") else ""
    return re.compile(rf"(?<!\w){re.escape(word.rstrip('*'))}{end}(?!\w)")


def count(text: str, words: Iterable[str]) -> int:
    """How many of the words occur in the text."""
    return sum(1 for word in words if _pattern(word).search(text))


def matches(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words occurs in the text."""
    return any(_pattern(word).search(text) for word in words)


def _key(word: str) -> str:
    if word in vocabulary.STAR:
        return "*"
    if word in vocabulary.HASH:
        return "#"
    return str(vocabulary.NUMBERS.get(word, word))


def _label(text: str) -> str:
    """What is said before a key, without the words that lead it in."""
    return _LEAD.sub("", text).strip(" ,;:\u2013-")


def _options_of_sentence(sentence: str) -> dict[str, str]:
    """The label of a key is said before it ("for yes, press 1"), or after it if the sentence begins with the key."""
    pressed = [(match, _key(match.group(1) or match.group(2))) for match in _PRESSED.finditer(sentence)]
    if not pressed:
        return {}
    options: dict[str, str] = {}
    if not _label(sentence[: pressed[0][0].start()]):
        for match in _AFTER.finditer(sentence):
            options.setdefault(_key(match.group(1)), match.group(2).strip(" ,"))
    if not options:
        previous = 0
        for match, key in pressed:
            options.setdefault(key, _label(sentence[previous : match.start()]))
            previous = match.end()
    for match in _WITHOUT_VERB.finditer(sentence):
        options.setdefault(_key(match.group(2)), match.group(1).strip())
    for _match, key in pressed:
        options.setdefault(key, "")
    return options


def _options(text: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for sentence in re.split(r"[.?!;](?:\s|$)", text):
        for key, label in _options_of_sentence(sentence).items():
            options[key] = options.get(key) or label
    return options


def _scale(text: str, options: Mapping[str, str]) -> tuple[int, int] | None:
    """The last "from 0 to 10", or the two ends that were offered with "any number in between"."""
    keys = sorted(int(key) for key, label in options.items() if key.isdigit() and label)
    found = (keys[0], keys[-1]) if len(keys) >= 2 and matches(text, vocabulary.BETWEEN) else None
    for match in _SPAN.finditer(text):
        low, high = (int(_key(number)) for number in match.groups() if number is not None)
        if 2 <= high - low <= 10 and high <= 10:
            found = (low, high)
    return found


def _ends(text: str, scale: tuple[int, int]) -> dict[int, str]:
    ends: dict[int, str] = {}
    for match in _MEANS.finditer(text):
        key = _key(match.group(1))
        if key.isdigit() and scale[0] <= int(key) <= scale[1]:
            ends.setdefault(int(key), match.group(2).strip())
    return ends


def _core(text: str) -> tuple[str, str]:
    """The question itself (the last sentence with a question mark, else the last that asks for no key), and the
    same with the sentence before it, which often holds the statement that the question is about."""
    sentences = [sentence.strip() for sentence in re.split(r"(?<=[.?!])\s+", text) if sentence.strip()]
    asked = [sentence for sentence in sentences if sentence.endswith("?")]
    plain = [s for s in sentences if not re.search(rf"\b(?:{_PRESS})\b", s) and not _MEANS.search(s)]
    chosen = asked or plain
    if not chosen:
        return text, text
    place = len(sentences) - 1 - sentences[::-1].index(chosen[-1])
    return chosen[-1], " ".join(sentences[max(0, place - 1) : place + 1])


@lru_cache(maxsize=2048)
def hear(spoken: str) -> Heard:
    """Understand one prompt, in any of the four languages."""
    text = " ".join(spoken.lower().replace("\u2019", "'").split())
    options = _options(text)
    said = {key: label for key, label in options.items() if not matches(label, vocabulary.CANNOT_SAY)}
    scale = _scale(text, said)
    ends: dict[int, str] = {}
    if scale is not None:
        ends = _ends(text, scale)
        for key, label in options.items():
            if key.isdigit() and scale[0] <= int(key) <= scale[1] and label:
                ends.setdefault(int(key), label)
        inside = {str(value) for value in range(scale[0], scale[1] + 1)}
        options = {key: label for key, label in options.items() if key not in inside}
    core, about = _core(text)
    return Heard(
        text=text,
        core=core,
        about=about,
        options={key: label for key, label in options.items() if key.isdigit()},
        scale=scale,
        ends=ends,
        star=matches(text, vocabulary.STAR),
        hash=matches(text, vocabulary.HASH),
    )
