"""What each TwiML element may carry: attributes, their values, its children, and whether it has text.

Source: Twilio's pages on Say, Play, Pause, Gather, Record, Dial, Conference, Redirect, Reject and Hangup.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Check = Callable[[str], bool]


def _matches(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _whole(low: int, high: int) -> Check:
    return lambda value: value.isascii() and value.isdigit() and low <= int(value) <= high


def _words(*allowed: str) -> Check:
    return lambda value: bool(value.split()) and set(value.split()) <= set(allowed)


def _hints(value: str) -> bool:
    hints = value.split(",")
    return len(hints) <= 500 and all(len(hint.strip()) <= 100 for hint in hints)


def _anything(value: str) -> bool:
    return True


_METHOD = _matches("GET|POST")
_TRUE_FALSE = _matches("true|false")
_URL = _matches(r"[^\s]+")
_LANGUAGE = _matches(r"[a-z]{2,3}(-[A-Za-z]{2,4})?(-[A-Z]{2})?")
_KEY = _matches(r"[0-9*#]?")
_LOOP = _whole(0, 1000)


@dataclass(frozen=True)
class Shape:
    """The rules of one element. `text` is one of none, required, optional."""

    attributes: Mapping[str, Check] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: str = "none"


SSML: Mapping[str, Shape] = {
    "break": Shape({"strength": _anything, "time": _matches(r"[0-9]+m?s")}),
    "emphasis": Shape({"level": _matches("strong|moderate|reduced")}, text="required"),
    "lang": Shape({"xml:lang": _LANGUAGE}, text="required"),
    "p": Shape(text="required"),
    "phoneme": Shape({"alphabet": _matches("ipa|x-sampa"), "ph": _anything}, text="required"),
    "prosody": Shape({"volume": _anything, "rate": _anything, "pitch": _anything}, text="required"),
    "s": Shape(text="required"),
    "say-as": Shape({"interpret-as": _matches("[a-z-]+"), "format": _anything}, text="required"),
    "sub": Shape({"alias": _anything}, text="required"),
    "w": Shape({"role": _anything}, text="required"),
}

_GATHER: dict[str, Check] = {
    "input": _words("dtmf", "speech"),
    "action": _URL,
    "method": _METHOD,
    "timeout": _whole(1, 600),
    "speechTimeout": lambda value: value == "auto" or _whole(1, 60)(value),
    "maxSpeechTime": _whole(1, 60),
    "finishOnKey": _KEY,
    "numDigits": _whole(1, 1000),
    "partialResultCallback": _URL,
    "partialResultCallbackMethod": _METHOD,
    "language": _LANGUAGE,
    "hints": _hints,
    "profanityFilter": _TRUE_FALSE,
    "bargeIn": _TRUE_FALSE,
    "actionOnEmptyResult": _TRUE_FALSE,
    "debug": _TRUE_FALSE,
    "dtmfDetection": _TRUE_FALSE,
    "speechModel": _matches(
        r"default|numbers_and_commands|phone_call|experimental_(conversations|utterances)|googlev2_\w+|deepgram_[\w-]+"
    ),
    "enhanced": _TRUE_FALSE,
}

_RECORD: dict[str, Check] = {
    "action": _URL,
    "method": _METHOD,
    "timeout": _whole(0, 3600),
    "finishOnKey": _matches(r"[0-9*#]*"),
    "maxLength": _whole(1, 14_400),
    "playBeep": _TRUE_FALSE,
    "trim": _matches("trim-silence|do-not-trim"),
    "recordingStatusCallback": _URL,
    "recordingStatusCallbackMethod": _METHOD,
    "recordingStatusCallbackEvent": _words("in-progress", "completed", "absent"),
    "transcribe": _TRUE_FALSE,
    "transcribeCallback": _URL,
}

_DIAL: dict[str, Check] = {
    "action": _URL,
    "answerOnBridge": _TRUE_FALSE,
    "callReason": _anything,
    "callerId": _anything,
    "hangupOnStar": _TRUE_FALSE,
    "method": _METHOD,
    "record": _matches(
        "do-not-record|(record|record-from-answer|record-from-ringing)(-dual)?|record-from-(answer|ringing)-dual|true|false"
    ),
    "recordingStatusCallback": _URL,
    "recordingStatusCallbackEvent": _words("in-progress", "completed", "absent"),
    "recordingStatusCallbackMethod": _METHOD,
    "recordingTrack": _matches("both|inbound|outbound"),
    "referMethod": _METHOD,
    "referUrl": _URL,
    "ringTone": _anything,
    "sequential": _TRUE_FALSE,
    "timeLimit": _whole(1, 86_400),
    "timeout": _whole(1, 600),
    "trim": _matches("trim-silence|do-not-trim"),
}

_CONFERENCE: dict[str, Check] = {
    "beep": _matches("true|false|onEnter|onExit"),
    "coach": _matches("CA[0-9a-fA-F]{32}"),
    "endConferenceOnExit": _TRUE_FALSE,
    "eventCallbackUrl": _URL,
    "jitterBufferSize": _matches("small|medium|large|off"),
    "maxParticipants": _whole(1, 250),
    "muted": _TRUE_FALSE,
    "participantLabel": lambda value: 0 < len(value.strip()) <= 128,
    "record": _matches("do-not-record|record-from-start|true|false"),
    "recordingConfigurationId": _anything,
    "recordingStatusCallback": _URL,
    "recordingStatusCallbackEvent": _words("in-progress", "completed", "absent"),
    "recordingStatusCallbackMethod": _METHOD,
    "region": _matches("us1|ie1|de1|sg1|br1|au1|jp1"),
    "startConferenceOnEnter": _TRUE_FALSE,
    "statusCallback": _URL,
    "statusCallbackEvent": _words("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"),
    "statusCallbackMethod": _METHOD,
    "trim": _matches("trim-silence|do-not-trim"),
    "waitMethod": _METHOD,
    "waitUrl": _matches(r"[^\s]*"),
}

SHAPES: Mapping[str, Shape] = {
    "Response": Shape(
        children=frozenset({"Say", "Play", "Pause", "Gather", "Record", "Redirect", "Reject", "Hangup", "Dial"})
    ),
    "Say": Shape({"voice": _anything, "language": _LANGUAGE, "loop": _LOOP}, children=frozenset(SSML), text="required"),
    "Play": Shape({"loop": _LOOP, "digits": _matches(r"[0-9A-D#*wW]+")}, text="optional"),
    "Pause": Shape({"length": _whole(1, 3600)}),
    "Gather": Shape(_GATHER, children=frozenset({"Say", "Play", "Pause"})),
    "Record": Shape(_RECORD),
    "Redirect": Shape({"method": _METHOD}, text="required"),
    "Dial": Shape(_DIAL, children=frozenset({"Conference"}), text="optional"),
    "Conference": Shape(_CONFERENCE, text="required"),
    "Reject": Shape({"reason": _matches("rejected|busy")}),
    "Hangup": Shape(),
    **SSML,
}

NOT_OFFERED = frozenset(
    {
        "Enqueue",
        "Leave",
        "Connect",
        "Start",
        "Stop",
        "Pay",
        "Refer",
        "Sms",
        "Queue",
        "Echo",
        "Number",
        "Client",
        "Sip",
        "Sim",
        "Application",
        "WhatsApp",
    }
)
"""Verbs and nouns that Twilio has and this carrier does not perform; refused by name."""

_POLLY = {
    "en-US": "Joanna Joey Kendra Kimberly Salli Ivy Justin Matthew Kevin Ruth Stephen Danielle Gregory",
    "en-GB": "Amy Brian Emma Arthur",
    "en-AU": "Nicole Russell Olivia",
    "en-IN": "Aditi Raveena Kajal",
    "de-DE": "Vicki Marlene Hans Daniel",
    "de-AT": "Hannah",
    "fr-FR": "Celine Lea Mathieu Remi",
    "fr-CA": "Chantal Gabrielle Liam",
    "es-ES": "Conchita Lucia Enrique Sergio",
    "es-MX": "Mia Andres",
    "es-US": "Lupe Miguel Penelope Pedro",
    "it-IT": "Carla Bianca Giorgio Adriano",
    "nl-NL": "Lotte Ruben Laura",
    "pt-BR": "Camila Vitoria Ricardo Thiago",
}
_POLLY_LANGUAGE = {name: language for language, names in _POLLY.items() for name in names.split()}


def voice_language(voice: str) -> str | None:
    """The language that a voice speaks, "" if it speaks several, None if there is no such voice."""
    if voice in {"man", "woman", "alice"}:
        return ""
    if found := re.fullmatch(r"Polly\.([A-Za-z]+?)(-Neural|-Generative)?", voice):
        return _POLLY_LANGUAGE.get(found.group(1))
    if found := re.fullmatch(r"Google\.([a-z]{2,3}-[A-Z]{2})-[\w-]+", voice):
        return found.group(1)
    return None


def longest_text(voice: str) -> int:
    """How many characters one Say may have with this voice."""
    family = voice.partition(".")[0]
    return {"Polly": 3000, "Google": 5000}.get(family, 4096)
