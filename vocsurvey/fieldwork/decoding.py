"""Bytes of an uploaded file to text, in the encodings that spreadsheets really write."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from vocsurvey.fieldwork.problem import Problem

LARGEST_FILE = 20_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Decoded:
    """The text without its byte-order mark; ``note`` tells a person when the encoding had to be guessed."""

    text: str
    note: str | None = None


def decode(data: bytes) -> Decoded | Problem:
    """Read UTF-8 and UTF-16 (by its byte-order mark), else Windows-1252, else Latin-1, with a note for the last two."""
    if len(data) > LARGEST_FILE:
        return Problem(f"The file is larger than {LARGEST_FILE // 1_000_000} MB; split it into several files.")
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        decoded = Decoded(data.decode(encoding or "utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        if encoding:
            return Problem("The file is damaged: its text cannot be read in the encoding that it names at its start.")
        decoded = _western(data)
    if "\0" in decoded.text:
        return Problem("The file is not a CSV text file; export the list as CSV (UTF-8) and bring that.")
    if not decoded.text.strip():
        return Problem("The file is empty; it needs a header line and contacts below it.")
    return decoded


def _western(data: bytes) -> Decoded:
    note = "The file is not UTF-8; it was read as {}. Check the names that have accents."
    try:
        return Decoded(data.decode("cp1252"), note.format("Windows-1252"))
    except UnicodeDecodeError:
        return Decoded(data.decode("latin-1"), note.format("Latin-1"))
