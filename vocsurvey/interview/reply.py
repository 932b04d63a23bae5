"""What people reply to the steps around the questions, and the form in which the ways of saying it are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAME = "NAME"
"""Stands in a way of saying something for the person whom we asked for, by any part of the name."""


class Reply(StrEnum):
    """What one piece of an utterance says.

    ``SPEAKING``: it is I. ``WILLING``: go ahead. ``PASSED_ON``: one moment. ``BUSY``: not now. ``UNAVAILABLE``: they
    cannot come to the phone. ``WRONG_PERSON``: you are mistaken, which may be about the number or about who works
    there. ``REFUSED``: I do not want to take part. ``STOPPED``: stop, enough, goodbye. ``ONWARD``: go on. The last
    three are times for a call-back.
    """

    YES = "yes"
    SPEAKING = "speaking"
    WILLING = "willing"
    NO = "no"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    PASSED_ON = "passed_on"
    WRONG_NUMBER = "wrong_number"
    WRONG_PERSON = "wrong_person"
    LEFT = "left"
    REFUSED = "refused"
    STOPPED = "stopped"
    ONWARD = "onward"
    IN_AN_HOUR = "in_an_hour"
    TOMORROW_MORNING = "tomorrow_morning"
    ANOTHER_TIME = "another_time"


TIMES = frozenset((Reply.IN_AN_HOUR, Reply.TOMORROW_MORNING, Reply.ANOTHER_TIME))


@dataclass(frozen=True, slots=True)
class Ways:
    """One language. ``said`` are patterns over normalised words, each for a whole piece of an utterance, such as
    "this is she" in "yes, this is she"; ``between`` are patterns of what may stand between two pieces and means
    nothing; ``titles`` what goes before a name. ``hints`` are examples for a recogniser. Patterns too: ``now``, by
    which a piece is of this moment; ``until``, by which it asks for another time, or tells when somebody is back;
    ``denied``, two pieces of which the first takes the second back. ``assent``: what alone means go ahead, and beside
    anything else nothing."""

    said: Mapping[Reply, tuple[str, ...]]
    hints: Mapping[Reply, tuple[str, ...]]
    between: tuple[str, ...]
    titles: tuple[str, ...]
    now: str
    until: str
    denied: str
    assent: tuple[str, ...] = ()
