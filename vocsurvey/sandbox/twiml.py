"""The strict reader of TwiML: a document is understood completely or it is refused.

Twilio only warns of an unknown verb or attribute and goes on wrongly; here the whole document is refused, which
ends the call as an application error unless the fallback does better.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.sandbox.twiml_attributes import NOT_OFFERED, SHAPES, SSML, Shape, longest_text, voice_language
from vocsurvey.sandbox.twiml_dial import dial_of
from vocsurvey.sandbox.verbs import Dial, Gather, Hangup, Pause, Play, Record, Redirect, Say, Verb

LARGEST = 64 * 1024
PARSE_FAILURE = 12100
SCHEMA_FAILURE = 12200
CONTENT_TYPE_FAILURE = 12300

_DECLARATION = re.compile(rb"""<\?xml\s+version=["']1\.[01]["'](\s+encoding=["']([A-Za-z0-9_-]+)["'])?[^>]*\?>""")
_ABOUT_CALLBACKS = tuple(
    ("recordingStatusCallback", f"recordingStatusCallback{detail}") for detail in ("Method", "Event")
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Document:
    """What is to be done, in order."""

    verbs: tuple[Verb, ...]


@dataclass(frozen=True)
class Unreadable:
    """Why a document is refused: Twilio's error code and one sentence."""

    code: int
    message: str


class _WrongError(Exception):
    """The first thing that is wrong, as a sentence."""


def _tree(body: bytes, declared: bool) -> ElementTree.Element | Unreadable:
    if len(body) > LARGEST:
        return Unreadable(PARSE_FAILURE, f"the document has {len(body)} bytes; at most {LARGEST} are allowed")
    declaration = _DECLARATION.match(body)
    if declared and declaration is None:
        return Unreadable(PARSE_FAILURE, "the document does not begin with an XML declaration")
    if declaration and (declaration.group(2) or b"UTF-8").upper() != b"UTF-8":
        return Unreadable(PARSE_FAILURE, "the document is not declared as UTF-8")
    if b"<!DOCTYPE" in body.upper():
        return Unreadable(PARSE_FAILURE, "a document type declaration is not allowed")
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - without a DOCTYPE there are no entities to expand
    except (ElementTree.ParseError, UnicodeDecodeError, LookupError, ValueError) as error:
        return Unreadable(PARSE_FAILURE, f"the document is not well-formed XML: {error}")


def _check_text(element: ElementTree.Element, shape: Shape) -> None:
    own = (element.text or "").strip()
    if shape.text == "none" and own:
        raise _WrongError(f"<{element.tag}> must not contain text, and has {own[:40]!r}")
    if shape.text == "required" and not "".join(element.itertext()).strip():
        raise _WrongError(f"<{element.tag}> is empty")
    for child in element:
        if shape.text == "none" and (child.tail or "").strip():
            raise _WrongError(f"<{element.tag}> must not contain text, and has {(child.tail or '').strip()[:40]!r}")


def _check(element: ElementTree.Element) -> None:
    shape = SHAPES.get(element.tag)
    if shape is None:
        raise _WrongError(f"there is no verb <{element.tag}>")
    for name, value in element.attrib.items():
        check = shape.attributes.get("xml:lang" if name == _XML_LANG else name)
        if check is None:
            raise _WrongError(f"<{element.tag}> has no attribute {name!r}")
        if not check(value):
            raise _WrongError(f"<{element.tag}> has a wrong value for {name}: {value[:60]!r}")
    _check_text(element, shape)
    for child in element:
        if child.tag in NOT_OFFERED:
            raise _WrongError(f"<{child.tag}> is not offered here")
        # SSML may be nested in SSML, as in a paragraph of sentences.
        allowed = frozenset(SSML) if element.tag in SSML and shape.text == "required" else shape.children
        if child.tag in SHAPES and child.tag not in allowed:
            raise _WrongError(f"<{child.tag}> cannot be nested in <{element.tag}>")
        _check(child)


def _say(element: ElementTree.Element) -> Say:
    text = " ".join("".join(element.itertext()).split())
    voice = element.get("voice", "woman")
    speaks = voice_language(voice)
    if speaks is None:
        raise _WrongError(f"there is no voice {voice!r}")
    language = element.get("language", speaks or "en-US")
    if speaks and language != speaks:
        raise _WrongError(f"the voice {voice} speaks {speaks}, not {language}")
    if len("".join(element.itertext())) > (limit := longest_text(voice)):
        raise _WrongError(f"<Say> has more than {limit} characters")
    return Say(text, language, int(element.get("loop", "1")))


def _play(element: ElementTree.Element) -> Play:
    url = (element.text or "").strip()
    if not url and "digits" not in element.attrib:
        raise _WrongError("<Play> has neither a URL nor digits")
    if any(character.isspace() for character in url):
        raise _WrongError(f"<Play> has a URL with a space: {url[:60]!r}")
    return Play(url, element.get("digits", ""), int(element.get("loop", "1")))


def _gather(element: ElementTree.Element) -> Gather:
    number, pause = element.get("numDigits"), element.get("speechTimeout", "auto")
    return Gather(
        prompts=tuple(verb for verb in map(_verb, element) if isinstance(verb, Say | Play | Pause)),
        inputs=frozenset(element.get("input", "dtmf").split()),
        action=element.get("action"),
        method=element.get("method", "POST"),
        timeout=float(element.get("timeout", "5")),
        finish_on_key=element.get("finishOnKey", "#"),
        num_digits=int(number) if number else None,
        action_on_empty=element.get("actionOnEmptyResult") == "true",
        barge_in=element.get("bargeIn", "true") == "true",
        language=element.get("language", "en-US"),
        speech_timeout=1.0 if pause == "auto" else float(pause),
    )


def _record(element: ElementTree.Element) -> Record:
    longest = int(element.get("maxLength", "3600"))
    if element.get("transcribe") == "true" and not 2 <= longest <= 120:
        raise _WrongError("<Record> transcribes only messages of 2 to 120 seconds; set maxLength")
    for needed, attribute in (("transcribe", "transcribeCallback"), *_ABOUT_CALLBACKS):
        if attribute in element.attrib and element.get(needed, "false") == "false":
            raise _WrongError(f"<Record> ignores {attribute} without {needed}")
    return Record(
        action=element.get("action"),
        method=element.get("method", "POST"),
        max_length=float(longest),
        finish_on_key=element.get("finishOnKey", "1234567890*#"),
        timeout=float(element.get("timeout", "5")),
        beep=element.get("playBeep", "true") == "true",
        callback=element.get("recordingStatusCallback"),
        callback_method=element.get("recordingStatusCallbackMethod", "POST"),
        callback_events=frozenset(element.get("recordingStatusCallbackEvent", "completed").split()),
        transcribed=element.get("transcribe") == "true",
        transcription_callback=element.get("transcribeCallback"),
    )


def _redirect(element: ElementTree.Element) -> Redirect:
    url = (element.text or "").strip()
    if any(character.isspace() for character in url):
        raise _WrongError(f"<Redirect> has a URL with a space: {url[:60]!r}")
    return Redirect(url, element.get("method", "POST"))


def _dial(element: ElementTree.Element) -> Dial:
    try:
        return dial_of(element)
    except ValueError as error:
        raise _WrongError(f"{error}") from None


def _verb(element: ElementTree.Element) -> Verb:
    match element.tag:
        case "Say":
            return _say(element)
        case "Play":
            return _play(element)
        case "Pause":
            return Pause(int(element.get("length", "1")))
        case "Gather":
            return _gather(element)
        case "Record":
            return _record(element)
        case "Redirect":
            return _redirect(element)
        case "Dial":
            return _dial(element)
    return Hangup()


def read_twiml(body: bytes, *, declared: bool = True) -> Document | Unreadable:
    """Read one document. `declared=False` is for the Twiml parameter, which needs no XML declaration."""
    root = _tree(body, declared)
    if isinstance(root, Unreadable):
        return root
    if root.tag != "Response":
        return Unreadable(PARSE_FAILURE, f"the document is a <{root.tag}>, not a <Response>")
    try:
        _check(root)
        return Document(tuple(_verb(child) for child in root))
    except _WrongError as wrong:
        return Unreadable(SCHEMA_FAILURE, str(wrong))


def read_answer(body: bytes, headers: Mapping[str, str]) -> Document | Unreadable:
    """Read a webhook's answer: a document that is also declared as text/xml."""
    content_type = headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() != "text/xml":
        return Unreadable(CONTENT_TYPE_FAILURE, f"the content type is {content_type!r}, not text/xml")
    return read_twiml(body)
