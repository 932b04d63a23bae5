"""Recordings: what a respondent said after a beep, or a call that goes on, kept as a tone of the same length, and the
words of the former beside it."""

import io
import math
import struct
import time
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from vocsurvey.sandbox import dice
from vocsurvey.sandbox.call import API_VERSION, Call, common_fields
from vocsurvey.sandbox.pace import now, rfc_2822

BY_API = "StartCallRecordingAPI"
_RATE = 8000
_PITCH = 180.0
_SYLLABLES = 4.0
_LOUDNESS = 9000


@dataclass(frozen=True)
class _Message:
    """One recording. `ready_at` is a moment of the monotonic clock: until then nobody gets it; None: it goes on."""

    seconds: int
    words: str
    ready_at: float | None
    call: Call
    made_at: datetime
    source: str = "RecordVerb"

    @property
    def ready(self) -> bool:
        """Whether it can be had."""
        return self.ready_at is not None and time.monotonic() >= self.ready_at


@dataclass
class Recordings:
    """All recordings by SID. `base_url` is where this carrier can be reached; a recording takes `delay` seconds, which
    are never sped up, until it can be fetched."""

    base_url: str = ""
    delay: float = 0.0
    _messages: dict[str, _Message] = field(default_factory=dict)
    _made: int = 0

    def keep(self, call: Call, seconds: float, words: str = "") -> dict[str, str]:
        """Keep a recording of a call, and give the fields that announce it."""
        sid = self._sid("RE", call)
        length, ready_at = max(1, round(seconds)), time.monotonic() + self.delay
        message = self._messages[sid] = _Message(length, words, ready_at, call, now())
        return self.fields(call, sid, message.seconds)

    def begin(self, call: Call) -> str:
        """A call is recorded from now on; the name of the recording."""
        sid = self._sid("RE", call)
        self._messages[sid] = _Message(0, "", None, call, now(), BY_API)
        return sid

    def finish(self, call: Call, sid: str, seconds: float) -> dict[str, str]:
        """It is recorded no longer: the fields that announce what was."""
        length, begun = max(1, round(seconds)), self._messages[sid]
        self._messages[sid] = replace(begun, seconds=length, ready_at=time.monotonic() + self.delay)
        return self.fields(call, sid, length)

    def absent(self, call: Call) -> dict[str, str]:
        """The fields of a recording that never came to be, because nobody spoke."""
        return self.fields(call, self._sid("RE", call), 0)

    def words(self, sid: str) -> str:
        """What was said in a recording."""
        return self._messages[sid].words if sid in self._messages else ""

    def sound(self, sid: str) -> bytes | None:
        """The recording as a WAV file (16 bit, 8 kHz, mono); None if there is none, or it is not ready yet."""
        message = self._messages.get(sid)
        if message is None or not message.ready:
            return None
        return tone(message.seconds)

    def of_call(self, call: Call) -> list[tuple[str, dict[str, object]]]:
        """The recordings of a call by SID, newest first, as Twilio's list shows them."""
        kept = [(sid, one) for sid, one in self._messages.items() if one.call is call]
        return [(sid, self.shown(sid)) for sid, _one in reversed(kept)]

    def shown(self, sid: str) -> dict[str, object]:
        """A recording as the API shows it."""
        message = self._messages[sid]
        ready, when = message.ready, rfc_2822(message.made_at)
        uri = f"/{API_VERSION}/Accounts/{message.call.account_sid}/Recordings/{sid}"
        return {
            "sid": sid,
            "account_sid": message.call.account_sid,
            "api_version": API_VERSION,
            "call_sid": message.call.sid,
            "conference_sid": None,
            "channels": 1,
            "date_created": when,
            "date_updated": when,
            "start_time": when,
            "duration": str(message.seconds) if ready else "-1",
            "price": None,
            "price_unit": "USD",
            "source": message.source,
            "status": "completed" if ready else "in-progress" if message.ready_at is None else "processing",
            "error_code": None,
            "encryption_details": None,
            "media_url": self.base_url + uri,
            "subresource_uris": {"transcriptions": f"{uri}/Transcriptions.json"},
            "uri": f"{uri}.json",
        }

    def delete(self, sid: str) -> bool:
        """Forget a recording; False if there is none."""
        return self._messages.pop(sid, None) is not None

    def _sid(self, prefix: str, call: Call) -> str:
        self._made += 1
        return f"{prefix}{int(dice.fraction(0, call.sid, prefix, self._made) * (1 << 52)):032x}"

    def goes_on(self, sid: str) -> bool:
        """Whether it is being recorded now."""
        return sid in self._messages and self._messages[sid].ready_at is None

    def fields(self, call: Call, sid: str, seconds: int) -> dict[str, str]:
        """What a callback says of a recording."""
        url = f"{self.base_url}/{API_VERSION}/Accounts/{call.account_sid}/Recordings/{sid}"
        return {"RecordingSid": sid, "RecordingUrl": url, "RecordingDuration": str(seconds)}


def tone(seconds: int) -> bytes:
    """A sound of that length, like somebody who speaks behind a wall, as a WAV file (16 bit, 8 kHz, mono)."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(_second() * seconds)
    return content.getvalue()


@cache
def _second() -> bytes:
    """One second of a tone that swells and fades like syllables, as 16-bit samples."""
    moments = (index / _RATE for index in range(_RATE))
    samples = (
        int(_LOUDNESS * math.sin(math.pi * _SYLLABLES * at) ** 2 * math.sin(2 * math.pi * _PITCH * at))
        for at in moments
    )
    return b"".join(struct.pack("<h", sample) for sample in samples)


def callback_fields(
    call: Call, kept: Mapping[str, str], status: str = "completed", *, source: str = "RecordVerb"
) -> dict[str, str]:
    """What a recording status callback carries."""
    return {
        "AccountSid": call.account_sid,
        "CallSid": call.sid,
        **kept,
        "RecordingStatus": status,
        "RecordingChannels": "1",
        "RecordingSource": source,
        "RecordingStartTime": rfc_2822(now()),
        "ErrorCode": "0",
    }


def transcription_fields(call: Call, kept: Mapping[str, str], words: str) -> dict[str, str]:
    """What the callback of a transcription carries; without any words it has failed."""
    sid = "TR" + kept["RecordingSid"][2:]
    return {
        **common_fields(call),
        "RecordingSid": kept["RecordingSid"],
        "RecordingUrl": kept["RecordingUrl"],
        "TranscriptionSid": sid,
        "TranscriptionStatus": "completed" if words else "failed",
        "TranscriptionText": words,
        "TranscriptionType": "fast",
        "TranscriptionUrl": kept["RecordingUrl"].rpartition("/Recordings/")[0] + f"/Transcriptions/{sid}",
    }
