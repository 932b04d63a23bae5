"""The borders between a webhook's parameters, which its signature does not fix.

The carrier signs names and values run together, so ``Digits=5`` and a parameter called ``Digits5`` have one signature,
and so have ``CallerZip=20001``, ``Digits=5`` and ``CallerZip=20001Digits5``. Whoever replays a signed request could
make a key press disappear that way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Params = Sequence[tuple[str, str]]

GUARDED = (
    "Digits",
    "SpeechResult",
    "CallStatus",
    "AnsweredBy",
    "ParticipantLabel",
    "SequenceNumber",
    "StatusCallbackEvent",
    "RecordingDuration",
    "RecordingSid",
    "RecordingStatus",
    "TranscriptionStatus",
    "TranscriptionText",
)

LISTED = frozenset(
    {
        *GUARDED,
        "AccountSid",
        "ApiVersion",
        "CallDuration",
        "CallSid",
        "CallSidEndingConference",
        "CallbackSource",
        "Called",
        "Caller",
        "CallerName",
        "Coaching",
        "ConferenceSid",
        "Confidence",
        "DialCallDuration",
        "DialCallStatus",
        "Direction",
        "Duration",
        "EndConferenceOnExit",
        "ErrorCode",
        "ErrorUrl",
        "FinishedOnKey",
        "ForwardedFrom",
        "FriendlyName",
        "From",
        "Hold",
        "MachineDetectionDuration",
        "Muted",
        "ParentCallSid",
        "ParticipantCallStatus",
        "ParticipantLabelEndingConference",
        "ParticipantLabel",
        "Reason",
        "ReasonConferenceEnded",
        "ReasonParticipantLeft",
        "RecordingChannels",
        "RecordingSource",
        "RecordingStartTime",
        "RecordingUrl",
        "Room",
        "SipResponseCode",
        "StartConferenceOnEnter",
        "StatusCallbackEvent",
        "Timestamp",
        "To",
        "TranscriptionSid",
        "TranscriptionType",
        "TranscriptionUrl",
    }
)

# Only these hold words that somebody chose freely, and none of them stands before a guarded name in the signed order.
_FREE = frozenset({"SpeechResult", "StableSpeechResult", "UnstableSpeechResult", "ErrorUrl", "TranscriptionText"})

_SWALLOWED = re.compile(
    r"Digits[0-9*#A-D]|SpeechResult"
    r"|CallStatus(queued|initiated|ringing|in-progress|completed|busy|no-answer|failed|canceled)"
    r"|AnsweredBy(human|machine|fax|unknown)|SequenceNumber[0-9]"
    r"|ParticipantLabel(caller|customer)|StatusCallbackEvent(conference|participant)-"
    r"|Recording(Duration[0-9]|SidRE|Status(in-progress|completed|absent|failed))"
    r"|Transcription(Status(in-progress|completed|failed)|Text)"
)


def intact(params: Params) -> bool:
    """Whether no border has been moved: listed names come at most once, no unlisted name begins with a guarded one,
    and no value has swallowed a guarded parameter. Other unknown names are fine: the carrier sends many.
    """
    names = [name for name, _ in params]
    listed = [name for name in names if name in LISTED]
    if len(set(listed)) < len(listed):
        return False
    if any(name.startswith(GUARDED) for name in names if name not in LISTED):
        return False
    return not any(_SWALLOWED.search(value) for name, value in params if name not in _FREE)
