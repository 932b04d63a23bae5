"""What is said next on a call, with all that the edge needs to say it."""

from __future__ import annotations

from dataclasses import dataclass

from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.interview.turn import Course, Turn


@dataclass(frozen=True)
class Spoken:
    """What to say now on which leg, and the digest it comes from.

    ``gates`` are the bits of the carrier state, ``order`` the key by which options are rotated. To act on after the
    commit: ``hang_up`` are ids of calls to end, ``flagged`` the ids of the flags that this exchange raised.
    """

    turn: Turn
    course: Course
    digest: str
    leg: int
    gates: int
    order: str
    hang_up: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()


def spoken_of(
    interview: Interview,
    attempt: Attempt,
    course: Course,
    hang_up: tuple[int, ...] = (),
    flagged: tuple[int, ...] = (),
) -> Spoken:
    """The turn that a course has come to, on the leg of an attempt."""
    assert attempt.leg is not None
    return Spoken(
        course.turn,
        course,
        interview.questionnaire_digest,
        attempt.leg,
        _gates(interview, course),
        str(interview.facts.get("case.key") or ""),
        hang_up,
        flagged,
    )


def _gates(interview: Interview, course: Course) -> int:
    """The bits of docs/carrier-state.md: what holds the recommendation question back, so far."""
    flagged = any(answer.negative for answer in course.standing_answers)
    complaint = interview.facts.get("touchpoint.kind") == "complaint"
    aggrieved = interview.facts.get("follow_up.open") is True or course.alarmed
    return flagged << 0 | aggrieved << 1 | complaint << 2
