"""The phone's keys: which key means which answer, and how keys are collected."""

from __future__ import annotations

from datetime import timedelta

from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.model import Asked, Choice, Consent, Number, Scale, YesNo

MENU_KEY = "*"
NO_COMMENT_KEY = "#"
CANT_SAY_KEY = "0"
PATIENCE = timedelta(seconds=5)
"""For the first key, and between keys: the carrier knows one time for both."""
PATIENCE_FOR_A_SCORE = timedelta(seconds=3)
"""On a scale of two digits, where a 9 is heard only when the time is up: the carrier cannot be told that nothing but a
1 has another key behind it."""
PATIENCE_FOR_THE_WALK = timedelta(minutes=1)
"""While the phone is carried to somebody."""


def max_keys(question: Asked) -> int:
    """How many keys are collected at most: the digits of the highest value, one where a single key answers."""
    match question:
        case Scale(high=high) | Number(high=high):
            return len(str(high))
        case _:
            return 1


def patience(question: Asked) -> timedelta:
    """How long to wait for a key."""
    return PATIENCE_FOR_A_SCORE if isinstance(question, Scale) and max_keys(question) > 1 else PATIENCE


def value_of(question: Asked, pressed: str) -> Value | None:
    """The value that the digits mean; None when they mean none. Leading zeros are read as people mean them."""
    if not (pressed.isascii() and pressed.isdigit()) or len(pressed) > max_keys(question):
        return None
    number = int(pressed)
    match question:
        case YesNo() | Consent():
            return {1: "yes", 2: "no"}.get(number)
        case Choice(options=options):
            return options[number - 1].id if 1 <= number <= len(options) else None
        case Scale(low=low, high=high) | Number(low=low, high=high):
            return number if low <= number <= high else None
        case _:
            return None


def cant_say(question: Asked) -> bool:
    """Whether ``0`` means: I cannot say. Only where one key is collected and 0 is not itself an answer."""
    return max_keys(question) == 1 and value_of(question, CANT_SAY_KEY) is None
