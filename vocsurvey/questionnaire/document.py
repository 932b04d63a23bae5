"""A YAML file read as text: plain values and their places, or why the file is refused.

Only the event stream of the parser is used. Nothing is constructed, resolved, merged or looked up by it, so that a
file means what it shows: every plain scalar is text, except decimal integers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

import yaml

from vocsurvey.questionnaire.finding import Finding, Marks, Path, shown

LARGEST_FILE = 256 * 1024
MOST_NODES = 20_000
DEEPEST = 20

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_TAB = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
# Also refused: characters that are line breaks to YAML and to no editor, and halves of a surrogate pair.
# So are those that take no room, or turn the direction of writing round: what is read is not what is there.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f"
)
_NEVER = f"\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff{_UNSEEN}"
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_NEVER}]|\r(?!\n)")
_FORBIDDEN_VALUE = re.compile(f"[\x00-\x08\x0b-\x1f{_NEVER}]")
_HINTS = (
    ("mapping values are not allowed", "there is a second `: ` here; put the text in quotes"),
    ("could not find expected ':'", "a key without a colon"),
    ("found unexpected end of stream", "a quote is opened and never closed"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("unacceptable character", "a character that YAML does not allow"),
    ("unknown escape character", "a backslash that means nothing; double it or use single quotes"),
    ("found character", "a text cannot begin with this character; put it in quotes"),
    ("expected '<document start>'", "the text goes on where it should have ended; check the indentation"),
    ("expected ',' or", "a bracket is not closed, a comma is missing, or a text needs quotes"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file (dict, list, str, int), their marks, and what is wrong but did not stop the reading."""

    data: object
    marks: Marks
    findings: tuple[Finding, ...]


def read(text: str, file: str) -> Document | tuple[Finding, ...]:
    """The values of a YAML text. Bounded in time and memory whatever the text is; never raises."""
    refusal = _refusal(text, file)
    if refusal:
        return (refusal,)
    # The parser in C is ten times as fast; the other one says more exactly what is wrong, and with an escape too.
    quick = None if "\\" in text or not hasattr(yaml, "CSafeLoader") else _read(text, file, yaml.CSafeLoader)
    return quick or _read(text, file, yaml.SafeLoader) or ()


def _read(
    text: str, file: str, loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]
) -> Document | tuple[Finding, ...] | None:
    """The values by one of the two parsers; None when it is the one in C and the text is not YAML."""
    reading = _Reading(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            reading.take(event)
    except _Refused as refused:
        return (*reading.findings, refused.finding)
    except yaml.YAMLError as error:
        return (*reading.findings, _syntax(error, file)) if loader is yaml.SafeLoader else None
    except (ValueError, OverflowError):
        line, col = reading.last
        return (*reading.findings, Finding(file, line, col, "error", "yaml-syntax", "an escape names no character"))
    if not reading.started:
        return (Finding(file, 1, 1, "error", "empty-file", "the file is empty"),)
    return Document(reading.root, Marks(file, reading.places), tuple(reading.findings))


def _refusal(text: str, file: str) -> Finding | None:
    if len(text) > LARGEST_FILE or len(text.encode("utf-8", "replace")) > LARGEST_FILE:
        message = f"the file is larger than {LARGEST_FILE // 1024} kB; split it"
        return Finding(file, 1, 1, "error", "file-too-large", message)
    if text.startswith("\ufeff"):
        message = "the file begins with a byte-order mark; save it as UTF-8 without one"
        return Finding(file, 1, 1, "error", "byte-order-mark", message)
    if found := _FORBIDDEN.search(text):
        message = f"the character U+{ord(found.group()[0]):04X} is not allowed; is this a text file?"
        return Finding(file, *_place(text, found.start()), "error", "control-character", message)
    if found := _TAB.search(text):
        line, _ = _place(text, found.start())
        col = text.index("\t", found.start()) - found.start() + 1
        return Finding(file, line, col, "error", "tab", "a tab is used for indentation; use spaces")
    return None


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _syntax(error: yaml.YAMLError, file: str) -> Finding:
    problem = str(getattr(error, "problem", None) or "")
    mark = getattr(error, "problem_mark", None)
    line, col = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    plain = next((hint for sign, hint in _HINTS if sign in problem), problem or "the parser gave up here")
    return Finding(file, line, col, "error", "yaml-syntax", f"this is not YAML: {plain}")


class _Refused(Exception):
    """Raised inside this module only: the reading stops here."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Frame:
    """A mapping or a list that is being filled. ``key`` is the mapping's key that waits for its value."""

    container: dict[str | int, object] | list[object]
    path: Path
    seen: set[str] = field(default_factory=set)
    key: str | int | None = None


class _Reading:
    """The values built so far, while events come in."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.places: dict[tuple[str, ...], tuple[int, int]] = {}
        self.root: object = None
        self.started = False
        self.last = (1, 1)
        self._frames: list[_Frame] = []
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        mark = cast(yaml.Mark, event.start_mark)
        self.last = (mark.line + 1, mark.column + 1)
        match event:
            case yaml.DocumentStartEvent():
                self._begin(event)
            case yaml.AliasEvent():
                raise self._refused("yaml-alias", "an alias (`*`) is used; write the value out")
            case yaml.NodeEvent():
                self._node(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._frames.pop()

    def _begin(self, event: yaml.DocumentStartEvent) -> None:
        if self.started:
            raise self._refused("yaml-documents", "a second document begins here (`---`); one file holds one")
        if event.version or event.tags:
            raise self._refused("yaml-directive", "directives (`%`) are not allowed")
        self.started = True

    def _node(self, event: yaml.NodeEvent) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._refused("yaml-too-many", f"more than {MOST_NODES} values; split the file")
        if event.anchor is not None:
            self._report("yaml-anchor", "an anchor (`&`) is used; write the value out where it is needed")
        if getattr(event, "tag", None) is not None:
            self._report("yaml-tag", "a tag (`!`) is used; values are text or whole numbers, put text in quotes")
        if self._expects_key():
            self._key(event)
            return
        path = self._path()
        self.places.setdefault(tuple(str(part) for part in path), self.last)
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event))
        else:
            self._open(event, path)

    def _expects_key(self) -> bool:
        return bool(self._frames) and isinstance(self._frames[-1].container, dict) and self._frames[-1].key is None

    def _key(self, event: yaml.NodeEvent) -> None:
        frame = self._frames[-1]
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refused("yaml-key", "a key has to be a word, not a list or a mapping")
        key = self._scalar(event)
        if key == "<<":
            raise self._refused("yaml-merge", "a merge key (`<<`) is used; write the keys out")
        if str(key) in frame.seen:
            self._report("duplicate-key", f"{shown(key)} is written twice in the same place; keep one")
        frame.seen.add(str(key))
        frame.key = key
        self.places.setdefault(tuple(str(part) for part in (*frame.path, key)), self.last)

    def _scalar(self, event: yaml.ScalarEvent) -> str | int:
        value: str = event.value
        if found := _FORBIDDEN_VALUE.search(value):
            code = f"U+{ord(found.group()):04X}"
            raise self._refused("control-character", f"an escape stands for the character {code}, which is not allowed")
        plain = not event.style and _INTEGER.fullmatch(value)  # the two parsers say "plain" in two ways
        return int(value) if plain else value

    def _path(self) -> Path:
        if not self._frames:
            return ()
        frame = self._frames[-1]
        return (*frame.path, len(frame.container) if frame.key is None else frame.key)

    def _put(self, value: object) -> None:
        if not self._frames:
            self.root = value
            return
        frame = self._frames[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
        else:
            # The first of two equal keys is kept, so that what follows is judged once.
            frame.container.setdefault(cast("str | int", frame.key), value)
            frame.key = None

    def _open(self, event: yaml.NodeEvent, path: Path) -> None:
        if len(self._frames) >= DEEPEST:
            raise self._refused("yaml-too-deep", f"nested more than {DEEPEST} levels deep")
        container: dict[str | int, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(container)
        self._frames.append(_Frame(container, path))

    def _report(self, rule: str, message: str) -> None:
        self.findings.append(Finding(self.file, *self.last, "error", rule, message))

    def _refused(self, rule: str, message: str) -> _Refused:
        return _Refused(Finding(self.file, *self.last, "error", rule, message))
