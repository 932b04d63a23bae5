"""What a heard thing means for what was asked. Reading never guesses: what is not certain is unreadable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vocsurvey.interview import keypad, opt_out
from vocsurvey.interview.heard import Asked as AskedFor
from vocsurvey.interview.heard import Coded, Command, Heard, Keys, Recorded, Silence, Speech
from vocsurvey.interview.state import Cue
from vocsurvey.interview.vocabulary import OUT_OF, Vocabulary, normalised, vocabulary
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.model import Asked, Attribution, Choice, Consent, Missing, Number, Open, Scale, YesNo

CERTAIN_FROM = 0.5
"""Recognised words below this confidence are not taken for an answer to a closed question."""
SHORTEST_BEGINNING = 5
"""Letters: a label is known by its first words from this length on, such as "tomorrow" for "tomorrow morning"."""
FIVE_POINTS = 5
_ENDS = ("low", "high")
_STROKE = re.compile(r"(?<=\d) ?/ ?(?=\d)")
SHORTEST_COMMENT = 1
"""Seconds, as the carrier counts them: "Price." is one; what is cut to none holds a breath or a click."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer. ``value`` is None exactly for an open question, whose answer is the ``verbatim``, or the recording of
    so many seconds."""

    value: Value | None
    verbatim: str | None = None
    recorded: int | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """The question is settled without an answer."""

    missing: Missing
    verbatim: str | None = None


@dataclass(frozen=True, slots=True)
class OptedOut:
    """An answer in one's own words with the wish not to be called again in it; the words are kept, the wish obeyed."""

    verbatim: str


@dataclass(frozen=True, slots=True)
class PutOff:
    """Nothing but the wish to be called at another time: ``value`` is that time as the step which asks for it has it,
    None where none was named."""

    value: str | None
    verbatim: str


class Sign(StrEnum):
    """What is neither an answer nor a command."""

    NOTHING = "nothing"
    STRAY = "stray"
    """A hash alone where it is no answer: it belongs to what was keyed before."""
    UNREADABLE = "unreadable"
    UNHEARD = "unheard"
    """Words that are no answer, or that the recogniser doubts."""
    CLOSED = "closed"
    """An hour at which nobody can be called back."""
    MENU = "menu"
    STOP = "stop"
    """A wish to stop, which may be meant in several ways."""
    NO_TIME = "no_time"
    """Nothing but that there is no time for more: perhaps to stop here, and no refusal."""


def repair(sign: Sign) -> Cue:
    """What is said first because of what was no answer."""
    return {Sign.NOTHING: Cue.SILENCE, Sign.UNHEARD: Cue.UNHEARD, Sign.CLOSED: Cue.NOT_THEN}.get(sign, Cue.WRONG_KEY)


Reading = Given | Withheld | OptedOut | PutOff | Command | Sign
Names = Mapping[Value, str]

_MENU = {
    "1": Command.REPEAT,
    "2": Command.BACK,
    "3": Command.SKIP,
    "4": Command.PERSON,
    "9": Command.OPT_OUT,
}


def read(question: Asked, heard: Heard, language: str, names: Names | None = None) -> Reading:
    """What was heard, as an answer to the question, a command, or a sign that it was neither.

    ``names`` are what the options of a choice go by besides their labels, by value, such as "tomorrow" for a day.
    """
    match heard:
        case Keys(digits=digits):
            return _keys(question, digits)
        case Speech(words=words, confidence=confidence):
            return _speech(question, words, confidence, language, names or {})
        case Recorded():
            return _recorded(question, heard)
        case Silence():
            return Sign.NOTHING
        case AskedFor(command=command):
            return command
        case Coded():
            return _coded(question, heard)
        case _:
            return Sign.UNREADABLE


def read_menu(heard: Heard, language: str) -> Command | None:
    """The command that was chosen from the spoken menu; None for anything else, which leads back to the question."""
    match heard:
        case Keys(digits=digits):
            return _MENU.get(digits.removesuffix("#"))
        case Speech(words=words) if opt_out.asked(words):
            return Command.OPT_OUT
        case Speech(words=words, confidence=confidence) if confidence is None or confidence >= CERTAIN_FROM:
            return vocabulary(language).choice(normalised(words))
        case AskedFor(command=command):
            return command
        case _:
            return None


def _keys(question: Asked, digits: str) -> Reading:
    before, star, chosen = digits.partition(keypad.MENU_KEY)
    if star:
        # Where several keys are collected, whoever knows the menu has chosen from it by the time that we hear the star.
        # A star in the midst of a number is a slip as likely as a wish: the menu asks, and nobody opts out by accident.
        return (None if before else _MENU.get(chosen.removesuffix("#"))) or Sign.MENU
    if isinstance(question, Open) and digits == keypad.NO_COMMENT_KEY:
        return Withheld(Missing.REFUSED)
    # The carrier keeps the hash that closes a collection of several keys to itself.
    if digits and not digits.strip("#"):
        return Sign.STRAY
    pressed = digits.removesuffix("#")
    if not pressed:
        return Sign.NOTHING
    value = keypad.value_of(question, pressed)
    if value is not None:
        return Given(value)
    if pressed == keypad.CANT_SAY_KEY and keypad.cant_say(question):
        return Withheld(Missing.DONT_KNOW)
    return Sign.UNREADABLE


def _recorded(question: Asked, comment: Recorded) -> Reading:
    """The star opens the menu, and nothing of the comment counts; the hash ends it, or says that there is none."""
    if comment.key.startswith(keypad.MENU_KEY):
        return Sign.MENU
    if not isinstance(question, Open):
        return Sign.UNREADABLE
    if comment.seconds >= SHORTEST_COMMENT:
        return Given(None, recorded=comment.seconds)
    return Withheld(Missing.REFUSED) if comment.key == keypad.NO_COMMENT_KEY else Sign.NOTHING


def _speech(question: Asked, words: str, confidence: float | None, language: str, names: Names) -> Reading:
    said = normalised(words)
    if not said:
        return Sign.NOTHING
    certain = confidence is None or confidence >= CERTAIN_FROM
    known = vocabulary(language)
    command = known.command(said) if certain else None
    if isinstance(question, Open):
        return _opted_out(words) or command or Given(None, words.strip())
    value = _spoken_value(question, words, language, names) if certain else None
    if value is not None:
        return Given(value)
    if opt_out.asked(words):
        return Command.OPT_OUT
    if certain and not {said, known.plain(said)}.isdisjoint(known.cant_say):
        return Withheld(Missing.DONT_KNOW)
    return command or Sign.UNHEARD


def _opted_out(words: str) -> OptedOut | Command | None:
    """Not to be called again, in words of any confidence: to mishear that does less harm than not to hear it."""
    if not opt_out.asked(words):
        return None
    return OptedOut(words.strip()) if opt_out.tells_more(words) else Command.OPT_OUT


def _spoken_value(
    question: YesNo | Consent | Scale | Choice | Number, words: str, language: str, names: Names
) -> Value | None:
    known, said = vocabulary(language), normalised(words)
    match question:
        case YesNo() | Consent():
            either = {said, known.plain(said)}
            return "yes" if either & {*known.yes} else "no" if either & {*known.no} else None
        case Choice(options=options):
            labels = [(one.id, normalised(one.label.get(language, ""))) for one in options]
            also = [(value, normalised(name)) for value, name in names.items()]
            time = known.time(said)
            chosen = _chosen([*labels, *also], said, known) or (time if time in {one.id for one in options} else None)
            return chosen or _of_staff(question, said, language)
        case Scale():
            return _checked(question, _point(question, words, language))
        case _:
            return _checked(question, known.number(said))


def _point(question: Scale, words: str, language: str) -> int | None:
    """The point of a scale: by its label, as the one beside an end, by its number, or as so many out of the highest."""
    known, said = vocabulary(language), normalised(words)
    for one in dict.fromkeys((said, known.plain(said), known.bare(said))):
        labelled = [value for value, label in question.labels.items() if normalised(label.get(language, "")) == one]
        found = _only(labelled) if labelled else _beside(question, one, language)
        if found is not None:
            return _whole(found)
    number = known.number(said)
    share = known.point(normalised(_STROKE.sub(f" {OUT_OF} ", words))) if number is None else None
    return share[0] if share is not None and share[1] == question.high else number


def _chosen(labels: Sequence[tuple[Value, str]], said: str, known: Vocabulary) -> Value | None:
    """The option whose label was said: whole, else without what stands around it, else by the words that it alone
    begins with."""
    bare = known.bare(said)
    for fits in (
        lambda label: label == said,
        lambda label: known.bare(label) == bare,
        lambda label: len(bare) >= SHORTEST_BEGINNING and known.bare(label).startswith(f"{bare} "),
    ):
        found = tuple(dict.fromkeys(value for value, label in labels if fits(label)))
        if found:
            return _only(found)
    return None


def _of_staff(question: Choice, said: str, language: str) -> Value | None:
    """ "The employee" among what something was about is the answer, and no wish to speak with one: the option that is
    about the agent, or the only one whose label has the word."""
    name = vocabulary(language).of_staff(said)
    if name is None or all(one.attribution is None for one in question.options):
        return None
    agents = [one.id for one in question.options if one.attribution is Attribution.AGENT]
    labelled = [one.id for one in question.options if name in normalised(one.label.get(language, "")).split()]
    return _only(agents) or _only(labelled)


def _beside(question: Scale, said: str, language: str) -> int | None:
    """On five points of which the ends are "very satisfied" and the like, "satisfied" is the point beside the end."""
    if question.high - question.low != FIVE_POINTS - 1 or len(question.labels) > len(_ENDS):
        return None
    very = vocabulary(language).very
    ends = {point: normalised(question.labels[point].get(language, "")) for point in question.labels}
    inner = {question.low: question.low + 1, question.high: question.high - 1}
    return next((inner[point] for point, label in ends.items() if very and label == f"{very} {said}"), None)


def _only(values: Sequence[Value]) -> Value | None:
    return values[0] if len(values) == 1 else None


def _coded(question: Asked, coded: Coded) -> Reading:
    verbatim = (coded.verbatim or "").strip() or None
    if coded.missing is not None:
        return Withheld(Missing(coded.missing), verbatim) if coded.value is None else Sign.UNREADABLE
    if isinstance(question, Open):
        return _coded_words(coded.value, verbatim)
    value = _checked(question, coded.value)
    return Sign.UNREADABLE if value is None else Given(value, verbatim)


def _coded_words(value: Value | None, verbatim: str | None) -> Reading:
    words = verbatim or (value.strip() if isinstance(value, str) else None)
    if words:
        return Given(None, words)
    return Sign.NOTHING if value is None or value == "" else Sign.UNREADABLE


def _checked(question: YesNo | Consent | Scale | Choice | Number, value: Value | None) -> Value | None:
    """The value when the question has it, else None. A form brings numbers as text: they are read as numbers."""
    match question:
        case YesNo() | Consent():
            return value if value in ("yes", "no") else None
        case Choice(options=options):
            return value if value in {option.id for option in options} else None
        case _:
            number = _whole(value)
            return number if number is not None and question.low <= number <= question.high else None


def _whole(value: Value | None) -> int | None:
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else None
    return None if isinstance(value, bool) else value
