"""Bytes of an uploaded file to text, in the encodings that spreadsheets really write, a piece at a time."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from vocsurvey.fieldwork.problem import Problem

Pieces = Callable[[], Iterable[bytes]]
"""The bytes of a file in pieces, from its beginning each time that it is asked for."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that mean nothing in Windows-1252; in Latin-1 every byte means something.
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_NOTE = "The file is not UTF-8; it was read as {}. Check the names that have accents."


@dataclass(frozen=True)
class Encoding:
    """How the bytes are text; ``note`` tells a person when it had to be guessed. ``line_ends`` counts them."""

    name: str
    line_ends: int
    note: str | None = None


def encoding_of(pieces: Pieces) -> Encoding | Problem:
    """Look through a file: UTF-8 and UTF-16 (by its byte-order mark), else Windows-1252, else Latin-1."""
    start = b""
    for piece in pieces():
        start += piece[:4]
        if len(start) >= 3:
            break
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    look = _Look(marked or "utf-8")
    for piece in pieces():
        look.at(piece)
    look.at(b"", final=True)
    if look.broken and marked:
        return Problem("The file is damaged: its text cannot be read in the encoding that it names at its start.")
    if look.nul:
        return Problem("The file is not a CSV text file; export the list as CSV (UTF-8) or XLSX and bring that.")
    if look.blank:
        return Problem("The file is empty; it needs a header line and contacts below it.")
    if not look.broken:
        return Encoding(marked or "utf-8", look.line_ends)
    windows = not look.not_windows
    return Encoding(
        "cp1252" if windows else "latin-1", look.line_ends, _NOTE.format("Windows-1252" if windows else "Latin-1")
    )


class _Look:
    """What was seen in the pieces so far."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self.broken = self.nul = self.not_windows = False
        self.blank = True
        self.line_ends = 0

    def at(self, piece: bytes, *, final: bool = False) -> None:
        self.not_windows = self.not_windows or not (piece.isascii() or _NOT_WINDOWS.search(piece) is None)
        text = None
        if not self.broken:
            try:
                text = self._decoder.decode(piece, final)
            except UnicodeDecodeError:
                self.broken = True
        if text is None:
            text = piece.decode("latin-1")
        self.nul = self.nul or "\0" in text
        self.blank = self.blank and not text.strip("\ufeff \t\r\n")
        self.line_ends += text.count("\n") or text.count("\r")


class _Stream(io.RawIOBase):
    """Pieces as a file that is read from its beginning to its end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader really gives
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def open_text(pieces: Pieces, encoding: str) -> io.TextIOWrapper:
    """The text, to be read a line at a time; line ends stay as they are."""
    buffered = io.BufferedReader(_Stream(iter(pieces())), 1 << 16)
    return io.TextIOWrapper(buffered, encoding, newline="")
