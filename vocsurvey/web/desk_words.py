"""What stands on a caller's desk, in words: where the call is, and what is near in time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from vocsurvey.db.bridge import BridgeEnding, BridgeStatus
from vocsurvey.db.dialing import CallStatus
from vocsurvey.db.people import Way
from vocsurvey.db.reads.bridge import BridgeView, ColleagueView, Standing
from vocsurvey.fieldwork.plain_outcome import outcome_in_words
from vocsurvey.interview.progress import Progress
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import local

TONGUES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "sq": "Albanian", "ar": "Arabic", "bn": "Bengali",
    "bs": "Bosnian", "bg": "Bulgarian", "zh": "Chinese", "hr": "Croatian", "cs": "Czech", "da": "Danish", "nl": "Dutch",
    "et": "Estonian", "fi": "Finnish", "el": "Greek", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lv": "Latvian", "lt": "Lithuanian",
    "nb": "Norwegian", "fa": "Persian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sr": "Serbian", "sk": "Slovak", "sl": "Slovenian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip
"""Languages that somebody may turn out to speak, in English (ISO 639-1), whether or not anybody here calls in them."""
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
    BridgeEnding.FAILED: "The telephone company could not connect you, so your own phone may not have rung. "
    "Call again in a minute; if it stays so, look whether your number is right.",
}
CONNECTS = "The phone in this browser connects; then theirs is called."
ENDED_HERE = {
    BridgeEnding.NEVER_CONNECTED: "The phone in this browser did not connect, so nobody was called.",
    BridgeEnding.CALLER_LEFT: "The phone in this browser was cut off: its page was closed or loaded again, "
    "or the network is gone.",
    BridgeEnding.IDLE: "Nobody was called for a quarter of an hour, so the phone in this browser hung up.",
}


def tongue(code: str) -> str | None:
    """A language in English; None for one that we have no name for."""
    return TONGUES.get(code)


def clock_minutes(moment: datetime) -> Markup:
    """The time of day in the visitor's zone: for what is near."""
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{:%H:%M}</time>').format(stamp, local(moment))


def there_iso(moment: datetime, zone: str) -> str:
    """A moment as the clock of another zone shows it, for a form: ``2026-11-24T10:30``."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def minutes_of(seconds: int) -> str:
    """Seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def line_state(line: BridgeView) -> str:
    """Where a caller's line stands, in a sentence or two."""
    here = line.way is Way.BROWSER
    if line.ending is not None:
        return (here and ENDED_HERE.get(line.ending)) or ENDED[line.ending]
    if line.status is BridgeStatus.OPENING:
        return CONNECTS if here else "Your own phone rings. Pick it up; then theirs is called."
    if line.status is BridgeStatus.WAITING:
        how = "at once" if here else "without your phone ringing"
        return f"You are on the line alone. The next call goes out {how}."
    if line.status is BridgeStatus.CALLING:
        return ON_ITS_WAY.get(line.party.status, "They have picked up.") if line.party is not None else ""
    held = "They are on hold." if line.party is not None and line.party.held else "You are connected."
    return f"{held} You are muted: they cannot hear you." if line.muted else held


def colleague_state(it: ColleagueView) -> str:
    """Where a colleague stands who was asked into a call, in a sentence."""
    match it.stands:
        case Standing.RINGS:
            return f"The phone of {it.name} rings."
        case Standing.COMES:
            return f"{it.name} comes into the call."
        case Standing.HERE:
            return f"{it.name} is in the call, and hears you both."
        case Standing.MISSED:
            return f"{it.name} did not take the call."
    return f"{it.name} has left the call."


def progress_words(it: Progress) -> str:
    """How far an interview is: what is certain of it, and no more."""
    if it.fewest == it.most:
        return f"Question {it.number} of {it.most}"
    more = it.fewest - it.number
    return f"Question {it.number} of at most {it.most}" + (f", at least {more} more" if more else "")


def install(app: Flask) -> None:
    """Make the words known to every template."""
    for one in (clock_minutes, colleague_state, there_iso, minutes_of, line_state, progress_words):
        app.add_template_filter(one, one.__name__)


def ended_as(code: str | None) -> str:
    """How a call or a case ended, in plain words."""
    return outcome_in_words(code, runtime().rulebook.dispositions)
