"""Which parameters the REST API knows, and what their values may be.

Source: Twilio's OpenAPI description of api.v2010 (Apache-2.0), operations CreateCall, UpdateCall and ListCall.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.refusal import Refusal

Check = Callable[[str], str | None]
"""Says what is wrong with a value, or None."""

REPEATABLE = frozenset({"StatusCallbackEvent", "RecordingStatusCallbackEvent"})

NOT_OFFERED = (
    "ApplicationSid",
    "Byoc",
    "CallToken",
    "CallerId",
    "ClientNotificationUrl",
    "Record",
    "RecordingChannels",
    "RecordingStatusCallback",
    "RecordingStatusCallbackEvent",
    "RecordingStatusCallbackMethod",
    "RecordingTrack",
    "SipAuthPassword",
    "SipAuthUsername",
    "Trim",
)
"""Known to Twilio and refused here by name, so that nobody believes that they work."""


def _anything(value: str) -> str | None:
    return None


def one_of(*allowed: str) -> Check:
    """A value that is one of these."""

    def check(value: str) -> str | None:
        return None if value in allowed else f"must be one of {', '.join(allowed)}"

    return check


def _whole(low: int, high: int) -> Check:
    def check(value: str) -> str | None:
        fits = value.isascii() and value.isdigit() and low <= int(value) <= high
        return None if fits else f"must be a whole number from {low} to {high}"

    return check


def _matching(pattern: str, words: str) -> Check:
    def check(value: str) -> str | None:
        return None if re.fullmatch(pattern, value) else f"must be {words}"

    return check


def _event(value: str) -> str | None:
    if " " in value or "," in value:
        return "must be repeated once per event, not joined into one value"
    return one_of("initiated", "ringing", "answered", "completed")(value)


def is_moment(value: str) -> str | None:
    """A date, or a date and time."""
    return None if read_moment(value) is not None else "must be a date or an ISO 8601 date and time"


def read_moment(value: str) -> datetime | date | None:
    """A date (the whole day, UTC) or an aware date and time; None if the text is neither."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


is_method = one_of("GET", "POST")
_STATUS = one_of("queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled")

CREATE: Mapping[str, Check] = {
    **dict.fromkeys(NOT_OFFERED, _anything),
    "To": _anything,
    "From": _anything,
    "Url": _anything,
    "Method": is_method,
    "Twiml": lambda value: None if len(value) <= 4000 else "must be at most 4000 characters",
    "FallbackUrl": _anything,
    "FallbackMethod": is_method,
    "StatusCallback": _anything,
    "StatusCallbackEvent": _event,
    "StatusCallbackMethod": is_method,
    "SendDigits": _matching(r"[0-9A-D#*wW]{1,32}", "1 to 32 of the characters 0-9 A-D # * w W"),
    "Timeout": _whole(1, 600),
    "TimeLimit": _whole(1, 86_400),
    "MachineDetection": one_of("Enable", "DetectMessageEnd"),
    "MachineDetectionTimeout": _whole(3, 59),
    "MachineDetectionSpeechThreshold": _whole(1000, 6000),
    "MachineDetectionSpeechEndThreshold": _whole(500, 5000),
    "MachineDetectionSilenceTimeout": _whole(2000, 10_000),
    "AsyncAmd": one_of("true", "false"),
    "AsyncAmdStatusCallback": _anything,
    "AsyncAmdStatusCallbackMethod": is_method,
    "CallReason": _anything,
}

UPDATE: Mapping[str, Check] = {
    "Url": _anything,
    "Method": is_method,
    "Status": one_of("canceled", "completed"),
    "FallbackUrl": _anything,
    "FallbackMethod": is_method,
    "StatusCallback": _anything,
    "StatusCallbackMethod": is_method,
    "Twiml": lambda value: None if len(value) <= 4000 else "must be at most 4000 characters",
    "TimeLimit": _whole(1, 86_400),
}

RECORD: Mapping[str, Check] = {
    "RecordingStatusCallback": _anything,
    "RecordingStatusCallbackMethod": is_method,
    "RecordingStatusCallbackEvent": one_of("in-progress", "completed", "absent"),
    "RecordingChannels": one_of("mono", "dual"),
    "RecordingTrack": one_of("inbound", "outbound", "both"),
    "Trim": one_of("trim-silence", "do-not-trim"),
}
"""Of a call that goes on: operation CreateCallRecording."""

STOP_RECORDING: Mapping[str, Check] = {"Status": one_of("stopped")}
"""Operation UpdateCallRecording; pauses are not offered by this carrier."""

PAGING: Mapping[str, Check] = {"PageSize": _whole(1, 1000), "Page": _whole(0, 10**9), "PageToken": _anything}

LIST: Mapping[str, Check] = {
    **PAGING,
    **{name + sign: is_moment for name in ("StartTime", "EndTime") for sign in ("", "<", ">")},
    "To": _anything,
    "From": _anything,
    "ParentCallSid": _anything,
    "Status": _STATUS,
}


def first_fault(pairs: Sequence[tuple[str, str]], known: Mapping[str, Check]) -> Refusal | None:
    """The first parameter that is unknown (rule C8), given twice, or has a wrong value; None if all are well."""
    seen: set[str] = set()
    for name, value in pairs:
        if name not in known:
            return Refusal(refusal.BAD_PARAMETER, f"Unknown parameter {name!r}")
        if name in seen and name not in REPEATABLE:
            return Refusal(refusal.BAD_PARAMETER, f"Parameter {name} is given twice")
        seen.add(name)
        if (fault := known[name](value)) is not None:
            return Refusal(refusal.BAD_PARAMETER, f"{name} {fault}; it is {value!r}")
    return None
