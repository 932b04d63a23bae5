"""What stands on a caller's desk, in words: where the call is, and what is near in time."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from markupsafe import Markup

from vocsurvey.db.dialing import CallStatus
from vocsurvey.web.words import local, plain

ON_ITS_WAY = {
    CallStatus.PLANNED: "The call is ready. It goes out as soon as your phone is connected.",
    CallStatus.SENDING: "The telephone company is being asked to ring their phone.",
    CallStatus.UNCERTAIN: "The telephone company did not answer clearly. Their phone may ring.",
    CallStatus.PLACED: "Their phone rings.",
    CallStatus.LIVE: "You are connected.",
}


def clock_minutes(moment: datetime) -> Markup:
    """The time of day in the visitor's zone: for what is near."""
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{:%H:%M}</time>').format(stamp, local(moment))


def minutes_of(seconds: int) -> str:
    """Seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def call_state(code: str) -> str:
    """Where a caller's call is, in a sentence."""
    return ON_ITS_WAY[CallStatus(code)] if code in set(ON_ITS_WAY) else f"The call is {plain(code)}."


def install(app: Flask) -> None:
    """Make the words known to every template."""
    for one in (clock_minutes, minutes_of, call_state):
        app.add_template_filter(one, one.__name__)
