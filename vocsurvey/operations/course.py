"""An interview replayed from its rows."""

from __future__ import annotations

from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.pinned import pinned_to
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import from_row
from vocsurvey.interview.transcript import Channel, Exchange, Transcript
from vocsurvey.interview.turn import Course


def course_of(interview: Interview, attempt: Attempt) -> Course:
    """Replay an interview as it stands on an attempt's leg."""
    questionnaire = pinned_to(interview)
    return play(questionnaire, interview.facts, transcript_of(interview, attempt.leg or 1, Channel(attempt.channel)))


def transcript_of(interview: Interview, leg: int, channel: Channel) -> Transcript:
    """The transcript that the rows hold, with the leg that is on the line."""
    return Transcript(
        tuple(
            Exchange(row.position, row.leg, Channel(row.channel), from_row(row.heard)) for row in interview.exchanges
        ),
        leg,
        channel,
        tuple(interview.occasions),
    )
