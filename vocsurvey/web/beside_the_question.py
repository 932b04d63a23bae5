"""What can be chosen in a rehearsal beside the answers: at the menu, and at the question whether to stop."""

from __future__ import annotations

import re
from collections.abc import Mapping

MENU_KEY = "*"
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "menu": (
        ("1", "once more"),
        ("2", "back"),
        ("3", "skip"),
        ("4", "a person"),
        ("9", "never again"),
        (MENU_KEY, "back to the question"),
    ),
    "stopping": (("1", "end this call"), ("2", "go on"), ("9", "never again")),
}
"""Keys and what they do, by the step that offers them."""

_DIGIT = re.compile(r"\b\d\b")


def offered_beside(step: str, said: str) -> tuple[tuple[str, str], ...]:
    """The keys of a step that are named in what is said, with what they do; nothing at a question.

    The menu leaves out what cannot be done just now, such as the way back from the first question.
    """
    named = {MENU_KEY, *_DIGIT.findall(said)}
    return tuple((key, does) for key, does in CHOICES.get(step, ()) if key in named)
