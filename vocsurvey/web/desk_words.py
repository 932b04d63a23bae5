"""What stands on a caller's desk, in words: where the call is, and what is near in time."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from markupsafe import Markup

from vocsurvey.db.bridge import BridgeEnding, BridgeStatus
from vocsurvey.db.dialing import CallStatus
from vocsurvey.db.reads.bridge import BridgeView
from vocsurvey.web.words import local

ON_ITS_WAY = {
    CallStatus.PLANNED: "You are on the line. Their phone is called now.",
    CallStatus.SENDING: "You are on the line. The telephone company is being asked to ring their phone.",
    CallStatus.UNCERTAIN: "The telephone company did not answer clearly. Their phone may ring.",
    CallStatus.PLACED: "You are on the line. Their phone rings.",
}
ENDED = {
    BridgeEnding.NEVER_CONNECTED: "Your own phone was not picked up, so nobody was called. "
    "Look whether its number is right, then call again.",
    BridgeEnding.CALLER_LEFT: "Your own phone was hung up.",
    BridgeEnding.CUSTOMER_LEFT: "They hung up.",
    BridgeEnding.CLOSED: "You hung up.",
    BridgeEnding.STOPPED: "The call was stopped.",
    BridgeEnding.IDLE: "Nobody was called for a quarter of an hour, so your own phone was hung up.",
    BridgeEnding.FAILED: "The telephone company could not connect you.",
}


def clock_minutes(moment: datetime) -> Markup:
    """The time of day in the visitor's zone: for what is near."""
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{:%H:%M}</time>').format(stamp, local(moment))


def minutes_of(seconds: int) -> str:
    """Seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def line_state(line: BridgeView) -> str:
    """Where a caller's line stands, in a sentence or two."""
    if line.ending is not None:
        return ENDED[line.ending]
    if line.status is BridgeStatus.OPENING:
        return "Your own phone rings. Pick it up; then theirs is called."
    if line.status is BridgeStatus.WAITING:
        return "You are on the line alone. The next call goes out without your phone ringing."
    if line.status is BridgeStatus.CALLING:
        return ON_ITS_WAY.get(line.party.status, "They have picked up.") if line.party is not None else ""
    held = "They are on hold." if line.party is not None and line.party.held else "You are connected."
    return f"{held} You are muted: they cannot hear you." if line.muted else held


def install(app: Flask) -> None:
    """Make the words known to every template."""
    for one in (clock_minutes, minutes_of, line_state):
        app.add_template_filter(one, one.__name__)
