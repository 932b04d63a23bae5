"""A recording, as the carrier's webhooks speak of it: after the tone, when it is ready, when its words are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.heard import Recorded
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.characters import plain

MOST_WORDS = 4_000
LARGEST_RECORDING = 4 * 1024 * 1024
"""Bytes: two minutes on two channels at 8 kHz and 16 bits."""
LARGEST_TAPE = 64 * 1024 * 1024
"""Bytes: a call of an hour on one channel."""
RECORDING_SID = re.compile(r"RE[0-9a-fA-F]{32}", re.ASCII)
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,5}", re.ASCII)
_KEYS = re.compile(r"[0-9*#]?", re.ASCII)
HUNG_UP = "hangup"


@dataclass(frozen=True, slots=True)
class RecordingReport:
    """What became of a recording: ``ready`` to be fetched, or not there at all."""

    carrier_sid: str
    recording_sid: str
    seconds: int
    ready: bool


@dataclass(frozen=True, slots=True)
class TapeReport:
    """The recording of a call ``begins``, or is over: ``ready`` to be fetched, or not there at all."""

    recording_sid: str
    seconds: int
    begins: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class WordsReport:
    """What the carrier understood of a recording; None when it understood nothing."""

    carrier_sid: str
    recording_sid: str
    words: str | None


def recorded_in(fields: Mapping[str, str]) -> Recorded | None:
    """The comment that a request for the next turn brings; None when it brings none.

    The name of the recording is the last part of its address where the carrier does not give it by itself. Hanging up
    ends a recording like a key does; which it was makes no difference to what was said.
    """
    sid = fields.get("RecordingSid") or fields.get("RecordingUrl", "").rpartition("/")[2]
    digits = fields.get("Digits", "")
    key = "" if digits == HUNG_UP else digits
    if not RECORDING_SID.fullmatch(sid) or not _KEYS.fullmatch(key):
        return None
    return Recorded(sid, _seconds(fields), key)


def read_recording(params: Params) -> RecordingReport | None:
    """The report that a recording can be fetched, or never can; None for one that cannot be read, or is of no end."""
    fields = dict(params)
    sids = _sids(fields)
    status = fields.get("RecordingStatus")
    if sids is None or status not in ("completed", "absent", "failed"):
        return None
    return RecordingReport(*sids, _seconds(fields), status == "completed")


def read_tape(params: Params) -> TapeReport | None:
    """The carrier's word on the recording of a call that goes on; None for one that cannot be read."""
    fields = dict(params)
    sids, status = _sids(fields), fields.get("RecordingStatus")
    if sids is None or status not in ("in-progress", "completed", "absent", "failed"):
        return None
    return TapeReport(sids[1], _seconds(fields), begins=status == "in-progress", ready=status == "completed")


def read_words(params: Params) -> WordsReport | None:
    """The words of a recording; None for a report that cannot be read."""
    fields = dict(params)
    sids = _sids(fields)
    if sids is None:
        return None
    words = plain(fields.get("TranscriptionText", ""))[:MOST_WORDS].strip()
    return WordsReport(*sids, words if words and fields.get("TranscriptionStatus") == "completed" else None)


def why_no_sound(status: int, content: bytes, largest: int) -> str | None:
    """What is wrong with what the carrier gave when it was asked for a sound; None for a WAV file of good length."""
    if status != 200:
        return f"The carrier answered with HTTP {status} when asked for the recording."
    if len(content) > largest:
        return "The recording is larger than it can be."
    wave = content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    return None if wave else "What the carrier gave for the recording is no sound."


def _sids(fields: Mapping[str, str]) -> tuple[str, str] | None:
    call, recording = fields.get("CallSid", ""), fields.get("RecordingSid", "")
    return (call, recording) if _CALL_SID.fullmatch(call) and RECORDING_SID.fullmatch(recording) else None


def _seconds(fields: Mapping[str, str]) -> int:
    text = fields.get("RecordingDuration", "")
    return int(text) if _SECONDS.fullmatch(text) else 0
