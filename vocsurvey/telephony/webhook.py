"""What the carrier tells us: whether it is really the carrier, and what it says, in our words.

Readers never raise. What identifies a call or moves its status must be well formed; what only adds detail
(a time, a duration, a code) is None when it cannot be read, because a terminal status must not be lost over it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from twilio.request_validator import RequestValidator

from vocsurvey.interview.heard import Keys, Recorded, Silence, Speech
from vocsurvey.telephony.borders import Params, intact
from vocsurvey.telephony.carrier import (
    GREETING_PATIENCE,
    AnsweredBy,
    CallProgress,
    answered_by_of,
    progress_of,
)
from vocsurvey.telephony.characters import plain
from vocsurvey.telephony.recorded import recorded_in

MOST_WORDS = 5_000  # a minute of fast speech, the longest that is recognised at once, stays under 2,000 characters
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)
MOST_KEYS = 32  # several times as many as we ever collect at once
_KEYS = re.compile(r"[0-9*#]*", re.ASCII)
_STRANGE = re.compile(r"[^0-9*#]", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_NUMBER_CALLED = re.compile(r"\+[1-9][0-9]{5,14}", re.ASCII)
# What stands for a caller's number that is not shown: words, keyed in. No telephone has such a number.
# https://help.twilio.com/articles/223179988
_WITHHELD = frozenset(("+266696687", "+7378742833", "+2562533", "+8566696", "+8656696", "+86282452253"))
_CONFIDENCE = re.compile(r"(0|1|0?\.[0-9]{1,20}|[01]\.[0-9]{1,20})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why a webhook cannot be read, without its content."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody, or something, picked up; or, inbound, somebody called us."""

    carrier_sid: str
    progress: CallProgress
    to: str
    from_number: str
    inbound: bool
    answered_by: AnsweredBy | None


@dataclass(frozen=True, slots=True)
class TurnHeard:
    """What was heard at one position. ``refused``: why keys that were sent count as silence, without the keys."""

    carrier_sid: str
    heard: Keys | Speech | Recorded | Silence
    progress: CallProgress
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How far the call has come. ``sequence`` counts from 0; ``at`` is aware UTC; ``duration`` only when over."""

    carrier_sid: str
    progress: CallProgress
    sequence: int | None
    at: datetime | None
    duration: timedelta | None
    answered_by: AnsweredBy | None
    sip_code: int | None
    error_code: int | None


@dataclass(frozen=True, slots=True)
class FellBack:
    """The carrier could not use our answer. Whether it repeats what was heard is not documented: mostly None."""

    carrier_sid: str
    error_code: int | None
    error_url: str | None
    heard: Keys | Speech | Recorded | None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class MachineVerdict:
    """What asynchronous machine detection decided.

    ``greeting_ended``: the machine has begun to record. ``greeting_endless``: it was listened for that as long as we
    asked, in vain.
    """

    carrier_sid: str
    answered_by: AnsweredBy
    greeting_ended: bool = False
    greeting_endless: bool = False


@dataclass(frozen=True, slots=True)
class CalledUs:
    """Somebody calls one of our numbers, or did: ``progress`` tells. ``from_number`` is None when withheld."""

    carrier_sid: str
    progress: CallProgress
    from_number: str | None
    to: str
    heard: Keys | Speech | None
    refused: str | None = None


class _Form(dict[str, list[str]]):
    """Parameters by name, as the SDK's validator wants them."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def check(signature: str | None, url: str, params: Params, tokens: Sequence[str]) -> bool:
    """Whether the carrier signed this request with one of the tokens (two, while the token is being changed).

    ``url`` is the configured public URL with the raw path and query (``CarrierUrls.received``). Borders between
    parameters that the signature leaves open must be where they belong (``borders``).
    https://www.twilio.com/docs/usage/security#validating-requests
    """
    if not signature or not intact(params):
        return False
    form = _Form()
    for name, value in params:
        form.setdefault(name, []).append(value)
    try:
        # Every token is tried, so that the time taken does not tell which one matched; an empty one signs for anybody.
        verdicts = [bool(RequestValidator(token).validate(url, form, signature)) for token in tokens if token]
    except (ValueError, UnicodeError):
        return False
    return any(verdicts)


def read_answer(params: Params) -> Answered | Malformed:
    """The request for the first turn."""
    fields = dict(params)
    call = _call(fields)
    if isinstance(call, Malformed):
        return call
    carrier_sid, progress = call
    return Answered(
        carrier_sid,
        progress,
        fields.get("To", "")[:64],
        fields.get("From", "")[:64],
        fields.get("Direction") == "inbound",
        answered_by_of(fields.get("AnsweredBy")),
    )


def read_inbound(params: Params) -> CalledUs | Malformed:
    """The request for what to say to somebody who calls us, what they answered, or the report that it is over.

    Withheld numbers come as words, or as words keyed in.
    """
    fields = dict(params)
    call = _call(fields)
    if isinstance(call, Malformed):
        return call
    heard, refused = _heard(fields)
    ours, theirs = fields.get("To", ""), fields.get("From", "")
    if fields.get("Direction") != "inbound" or not _NUMBER_CALLED.fullmatch(ours):
        return Malformed("This is not a call to one of our numbers.")
    carrier_sid, progress = call
    shown = _NUMBER_CALLED.fullmatch(theirs) and theirs not in _WITHHELD
    return CalledUs(carrier_sid, progress, theirs if shown else None, ours, heard, refused)


def read_turn(params: Params) -> TurnHeard | Malformed:
    """What was heard: keys before words, because a key is the surer of the two; with a recording, all that it says.

    Keys that no phone has are refused, and the call goes on as after silence: the question is put again, and whoever
    sends nothing else comes to the polite end after three tries. An error would be spoken to the person on the line.
    """
    fields = dict(params)
    call = _call(fields)
    if isinstance(call, Malformed):
        return call
    heard, refused = _spoken(fields)
    carrier_sid, progress = call
    return TurnHeard(carrier_sid, heard or Silence(), progress, refused)


def read_status(params: Params) -> StatusReport | Malformed:
    """A report of progress."""
    fields = dict(params)
    call = _call(fields)
    if isinstance(call, Malformed):
        return call
    sequence = fields.get("SequenceNumber")
    if sequence is not None and not _NUMBER.fullmatch(sequence):
        return Malformed("SequenceNumber is not a number.")
    carrier_sid, progress = call
    seconds = _number(fields.get("CallDuration"))
    return StatusReport(
        carrier_sid,
        progress,
        _number(sequence),
        _moment(fields.get("Timestamp")),
        None if seconds is None else timedelta(seconds=seconds),
        answered_by_of(fields.get("AnsweredBy")),
        _number(fields.get("SipResponseCode")),
        _number(fields.get("ErrorCode")),
    )


def read_fallback(params: Params) -> FellBack | Malformed:
    """The carrier's report that it could not use our answer, and a request for something else to say."""
    fields = dict(params)
    carrier_sid = fields.get("CallSid", "")
    if not _CALL_SID.fullmatch(carrier_sid):
        return Malformed("CallSid is missing or not a call's.")
    heard, refused = _spoken(fields)
    error_url = fields.get("ErrorUrl") or None
    return FellBack(carrier_sid, _number(fields.get("ErrorCode")), error_url and error_url[:4_100], heard, refused)


def read_machine(params: Params) -> MachineVerdict | Malformed:
    """The callback of asynchronous machine detection, which carries no status."""
    fields = dict(params)
    carrier_sid = fields.get("CallSid", "")
    if not _CALL_SID.fullmatch(carrier_sid):
        return Malformed("CallSid is missing or not a call's.")
    word = fields.get("AnsweredBy", "")
    answered_by = answered_by_of(word)
    if answered_by is None:
        return Malformed("AnsweredBy is missing.")
    milliseconds = _number(fields.get("MachineDetectionDuration")) or 0
    in_vain = timedelta(milliseconds=milliseconds) >= GREETING_PATIENCE
    return MachineVerdict(
        carrier_sid,
        answered_by,
        greeting_ended=word.startswith("machine_end"),
        greeting_endless=answered_by is AnsweredBy.UNKNOWN and in_vain,
    )


def _call(fields: dict[str, str]) -> tuple[str, CallProgress] | Malformed:
    carrier_sid = fields.get("CallSid", "")
    if not _CALL_SID.fullmatch(carrier_sid):
        return Malformed("CallSid is missing or not a call's.")
    progress = progress_of(fields.get("CallStatus"))
    return (carrier_sid, progress) if progress else Malformed("CallStatus is missing or not a status that we know.")


def _spoken(fields: dict[str, str]) -> tuple[Keys | Speech | Recorded | None, str | None]:
    comment = recorded_in(fields)
    return _heard(fields) if comment is None else (comment, None)


def _heard(fields: dict[str, str]) -> tuple[Keys | Speech | None, str | None]:
    """What was heard, and why keys were refused. What is refused is not told: it may be a number of somebody's."""
    digits = fields.get("Digits", "")
    if len(digits) > MOST_KEYS:
        return None, f"{len(digits)} keys at once, and nothing takes more than {MOST_KEYS}"
    if not _KEYS.fullmatch(digits):
        strange = len(_STRANGE.findall(digits))
        return None, f"{strange} of {len(digits)} are not 0 to 9, star or hash"
    if digits:
        return Keys(digits), None
    words = plain(fields.get("SpeechResult", ""))[:MOST_WORDS].rstrip()
    if not words:
        return None, None
    confidence = fields.get("Confidence", "")
    sure = float(confidence) if _CONFIDENCE.fullmatch(confidence) else None
    return Speech(words, sure if sure is not None and sure <= 1 else None), None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def _moment(text: str | None) -> datetime | None:
    """RFC 2822 as aware UTC. ``-0000`` says UTC of an unknown place, which Python reads as naive."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
