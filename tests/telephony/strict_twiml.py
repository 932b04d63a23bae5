"""A strict reader of TwiML, written from the carrier's documentation and sharing nothing with the product.

The carrier only warns of an unknown verb or attribute and goes on wrongly; this reader refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

Check = Callable[[str], bool]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


class NotStrictError(Exception):
    """What is wrong with a document."""


def _whole(low: int, high: int) -> Check:
    return lambda value: bool(re.fullmatch(r"[0-9]{1,6}", value)) and low <= int(value) <= high


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _shaped(pattern: str) -> Check:
    return lambda value: re.fullmatch(pattern, value, re.ASCII) is not None


def _hints(value: str) -> bool:
    hints = value.split(", ")
    return len(hints) <= 500 and all(0 < len(hint) <= 100 and "," not in hint for hint in hints)


_LOCALE = _shaped("[a-z]{2,3}-[A-Z]{2}")
_URL = _shaped(r"https?://[^\s#<>\"]{3,3990}")

ATTRIBUTES: dict[str, dict[str, Check]] = {
    "Response": {},
    "Hangup": {},
    "Say": {"voice": _shaped(r"(Polly|Google)\.[A-Za-z0-9-]+|man|woman"), "language": _LOCALE, "loop": _whole(0, 100)},
    "Play": {"loop": _whole(0, 1000)},
    "Pause": {"length": _whole(1, 600)},
    "Gather": {
        "input": _one_of("dtmf", "speech", "dtmf speech"),
        "action": _URL,
        "method": _one_of("GET", "POST"),
        "timeout": _whole(1, 600),
        "numDigits": _whole(1, 32),
        "finishOnKey": _shaped("[0-9*#]{0,12}"),
        "actionOnEmptyResult": _one_of("true", "false"),
        "speechTimeout": _shaped("auto|[1-9][0-9]?"),
        "language": _LOCALE,
        "hints": _hints,
    },
    "Record": {
        "action": _URL,
        "method": _one_of("GET", "POST"),
        "timeout": _whole(1, 600),
        "maxLength": _whole(1, 14_400),
        "finishOnKey": _shaped("[0-9*#]{0,12}"),
        "playBeep": _one_of("true", "false"),
        "trim": _one_of("trim-silence", "do-not-trim"),
        "recordingStatusCallback": _URL,
        "recordingStatusCallbackMethod": _one_of("GET", "POST"),
        "recordingStatusCallbackEvent": _one_of("completed", "completed absent"),
        "transcribe": _one_of("true", "false"),
        "transcribeCallback": _URL,
    },
    "Redirect": {"method": _one_of("GET", "POST")},
    "Dial": {"action": _URL, "method": _one_of("GET", "POST"), "timeLimit": _whole(1, 86_400)},
    "Conference": {
        "participantLabel": _shaped("[A-Za-z0-9-]{1,128}"),
        "muted": _one_of("true", "false"),
        "beep": _one_of("true", "false", "onEnter", "onExit"),
        "startConferenceOnEnter": _one_of("true", "false"),
        "endConferenceOnExit": _one_of("true", "false"),
        "jitterBufferSize": _one_of("small", "medium", "large", "off"),
        "waitUrl": _URL,
        "waitMethod": _one_of("GET", "POST"),
        "statusCallback": _URL,
        "statusCallbackMethod": _one_of("GET", "POST"),
        "statusCallbackEvent": _shaped("((start|end|join|leave|mute|hold|modify)( |$)){1,7}"),
    },
}
CHILDREN: dict[str, set[str]] = {
    "Response": {"Say", "Play", "Pause", "Gather", "Hangup", "Record", "Redirect", "Dial"},
    "Dial": {"Conference"},
    "Conference": set(),
    "Gather": {"Say", "Play"},
    "Say": set(),
    "Play": set(),
    "Pause": set(),
    "Hangup": set(),
    "Record": set(),
    "Redirect": set(),
}
REQUIRED = {
    "Say": {"voice", "language"},
    "Gather": {"input", "action", "method", "timeout", "actionOnEmptyResult"},
    "Record": {"action", "method", "timeout", "maxLength", "finishOnKey"},
    "Redirect": {"method"},
    "Dial": {"action", "method", "timeLimit"},
    "Conference": {"participantLabel", "endConferenceOnExit", "waitUrl", "statusCallback", "statusCallbackEvent"},
}
TERMINAL = {"Hangup", "Redirect", "Dial"}
LANGUAGE_OF = {"Joanna": "en-US", "Amy": "en-GB", "Vicki": "de-DE", "Lea": "fr-FR", "Lucia": "es-ES"}


def read(document: str) -> ElementTree.Element:
    """The root of a document that keeps every rule. Raises NotStrictError that says which one it breaks."""
    if not document.startswith(DECLARATION):
        raise NotStrictError("the XML declaration does not come first")
    if len(document.encode()) > 64_000:
        raise NotStrictError("above 64 kB")
    try:
        root = ElementTree.fromstring(document)
    except (ElementTree.ParseError, UnicodeError) as error:
        raise NotStrictError(f"not XML: {error}") from error
    if root.tag != "Response":
        raise NotStrictError(f"the root is {root.tag}")
    _element(root)
    if not len(root):
        raise NotStrictError("nothing to do")
    return root


def _element(element: ElementTree.Element) -> None:
    known = ATTRIBUTES.get(element.tag)
    if known is None:
        raise NotStrictError(f"unknown verb {element.tag}")
    for name, value in element.attrib.items():
        if name not in known:
            raise NotStrictError(f"{element.tag} has no attribute {name}")
        if not known[name](value):
            raise NotStrictError(f"{element.tag} {name}={value!r}")
    missing = REQUIRED.get(element.tag, set()) - set(element.attrib)
    if missing:
        raise NotStrictError(f"{element.tag} lacks {sorted(missing)}")
    _text(element)
    _together(element)
    for place, child in enumerate(element):
        if child.tag not in CHILDREN[element.tag]:
            raise NotStrictError(f"{child.tag} inside {element.tag}")
        if child.tag in TERMINAL and place != len(element) - 1:
            raise NotStrictError(f"something comes after {child.tag}")
        _element(child)


def _text(element: ElementTree.Element) -> None:
    words = (element.text or "").strip()
    if element.tag == "Say":
        if not 0 < len(words) <= 3_000:
            raise NotStrictError(f"Say of {len(words)} characters")
    elif element.tag == "Conference":
        if not 0 < len(words) <= 128:
            raise NotStrictError(f"Conference with a name of {len(words)} characters")
    elif element.tag in ("Play", "Redirect"):
        if not _URL(words):
            raise NotStrictError(f"{element.tag} of {words!r}, which is no URL")
    elif words:
        raise NotStrictError(f"words directly in {element.tag}")
    if (element.tail or "").strip():
        raise NotStrictError(f"words after {element.tag}")


def _together(element: ElementTree.Element) -> None:
    """What only holds for attributes together."""
    given = element.attrib
    if element.tag == "Say":
        name = given["voice"].partition(".")[2].partition("-")[0]
        if LANGUAGE_OF.get(name, given["language"]) != given["language"]:
            raise NotStrictError(f"{given['voice']} does not speak {given['language']}")
    if element.tag == "Record":
        _record(given)
    if element.tag == "Gather":
        if ("numDigits" in given or "finishOnKey" in given) != ("dtmf" in given["input"]):
            raise NotStrictError("numDigits and finishOnKey belong to keys, and keys need them")
        if ("language" in given) != ("speech" in given["input"]):
            raise NotStrictError("language belongs to speech, and speech needs it")
        if {"speechTimeout", "hints"} & set(given) and "speech" not in given["input"]:
            raise NotStrictError("an attribute of speech without speech")


def _record(given: dict[str, str]) -> None:
    if ("transcribe" in given) != ("transcribeCallback" in given):
        raise NotStrictError("words are written down for somebody")
    if "transcribe" in given and not 2 <= int(given["maxLength"]) <= 120:
        raise NotStrictError("words are written down of 2 to 120 seconds")
    details = {"recordingStatusCallbackMethod", "recordingStatusCallbackEvent"} & set(given)
    if details and "recordingStatusCallback" not in given:
        raise NotStrictError("a detail of a callback that is not there")
