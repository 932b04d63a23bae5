"""What the carrier remembers of a call after its end: the request that made it, and every webhook that it sent us.

It shows this from some minutes after the end, for about a month. A list that is empty, or that lacks the request which
made the call, is not whole yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from vocsurvey.interview.heard import Keys, Recorded, Speech
from vocsurvey.telephony.carrier import Asked, Remembered
from vocsurvey.telephony.webhook import TurnHeard, read_turn

_PLACING = re.compile(r"/Accounts/[^/]+/Calls(\.json)?$", re.ASCII)
_URLS = ("url", "statuscallback", "fallbackurl")
# What a webhook calls them; among the events they are written in small letters.
_NAMES = {
    "callsid": "CallSid",
    "callstatus": "CallStatus",
    "digits": "Digits",
    "speechresult": "SpeechResult",
    "confidence": "Confidence",
    "recordingsid": "RecordingSid",
    "recordingurl": "RecordingUrl",
    "recordingduration": "RecordingDuration",
}


def read_events(events: Iterable[tuple[object, object]]) -> Remembered:
    """The events (request, response) as the carrier shows them. Never raises: what cannot be read is left out."""
    ordered: list[str] = []
    asked: list[Asked] = []
    for request, response in events:
        if not isinstance(request, Mapping) or not isinstance(url := request.get("url"), str):
            continue
        fields = dict(_fields(request.get("parameters")))
        if _PLACING.search(url.partition("?")[0]):
            ordered += [fields[name] for name in _URLS if name in fields]
        else:
            asked.append(Asked(url, _heard(fields), _good(response)))
    return Remembered(tuple(ordered), tuple(asked))


def _fields(parameters: object) -> Iterator[tuple[str, str]]:
    if isinstance(parameters, Mapping):
        for name, value in parameters.items():
            if isinstance(name, str) and isinstance(value, str):
                yield name.replace("_", "").lower(), value


def _heard(fields: Mapping[str, str]) -> Keys | Speech | Recorded | None:
    read = read_turn([(_NAMES[name], value) for name, value in fields.items() if name in _NAMES])
    return read.heard if isinstance(read, TurnHeard) and isinstance(read.heard, Keys | Speech | Recorded) else None


def _good(response: object) -> bool:
    code = response.get("response_code") if isinstance(response, Mapping) else None
    return str(code).startswith("2")
