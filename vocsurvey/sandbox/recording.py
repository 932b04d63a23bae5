"""Recordings: what a respondent said after a beep, kept as a silence of the same length."""

import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field

from vocsurvey.sandbox import dice
from vocsurvey.sandbox.call import API_VERSION, Call
from vocsurvey.sandbox.pace import now, rfc_2822

_RATE = 8000


@dataclass
class Recordings:
    """All recordings by SID, with their length in seconds. `base_url` is where this carrier can be reached."""

    base_url: str = ""
    lengths: dict[str, int] = field(default_factory=dict)

    def keep(self, call: Call, seconds: float) -> dict[str, str]:
        """Keep a recording of a call, and give the fields that announce it."""
        number = int(dice.fraction(0, call.sid, len(self.lengths)) * (1 << 52))
        sid = f"RE{number:032x}"
        self.lengths[sid] = max(1, round(seconds))
        url = f"{self.base_url}/{API_VERSION}/Accounts/{call.account_sid}/Recordings/{sid}"
        return {"RecordingSid": sid, "RecordingUrl": url, "RecordingDuration": str(self.lengths[sid])}

    def sound(self, sid: str) -> bytes | None:
        """The recording as a WAV file (16 bit, 8 kHz, mono); None if there is no such recording."""
        if sid not in self.lengths:
            return None
        content = io.BytesIO()
        with wave.open(content, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(_RATE)
            file.writeframes(bytes(2 * _RATE * self.lengths[sid]))
        return content.getvalue()


def callback_fields(call: Call, kept: Mapping[str, str]) -> dict[str, str]:
    """What a recording status callback carries."""
    return {
        "AccountSid": call.account_sid,
        "CallSid": call.sid,
        **kept,
        "RecordingStatus": "completed",
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
        "RecordingStartTime": rfc_2822(now()),
        "ErrorCode": "0",
    }
