"""The length that an opening promises: not more than may be, and not much less than it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.part import Text
from vocsurvey.questionnaire.spelt_number import lengths_in

MOST_UNDERSTATED = 2
"""The usual way takes at most so many times what is said: people forgive a minute, not a trick."""


def untrue_length(text: Text, usual: timedelta, longest: timedelta, marks: Marks) -> Iterator[Finding]:
    """What an opening says that it takes fits ``longest``, which may be, and ``usual``, which it is.

    Where it says several lengths, as when the training lasted an hour, it is enough that one of them is right.
    """
    said = sorted(lengths_in(text.words, text.language), key=lambda one: one[1])
    within = [one for one in said if one[1] <= longest]
    if said and not within:
        message = f"{shown(said[0][0])}: nobody may be kept so long; at most {longest.total_seconds():.0f} s"
        yield marks.error(text.path, "length-untrue", message)
    elif within and usual > within[-1][1] * MOST_UNDERSTATED:
        message = f"{shown(within[-1][0])}, but it usually takes {usual.total_seconds():.0f} s; say so"
        yield marks.error(text.path, "length-untrue", message)
