"""A contact list as a table: numbered lines of cells, from whatever kind of file people bring."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from vocsurvey.fieldwork.columns import delimiter_of
from vocsurvey.fieldwork.decoding import Pieces, encoding_of, open_text
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.workbook import LARGEST_WORKBOOK, open_workbook

LARGEST_FILE = 50_000_000
MOST_LINES = 250_000
LONGEST_LINE = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name under which Office keeps what it has encrypted; an old workbook has none such.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_LOCKED_WORKBOOK = "The workbook is protected with a password; save it without one and bring that."
_OLD_WORKBOOK = "The file is in the old format XLS; open it in a spreadsheet, save it as XLSX or CSV, and bring that."
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
)
_PAGES = frozenset((b"<html>", b"<html ", b"<table", b"<!doct", b"<?xml "))
_QUOTE = "A quotation mark is out of place or never closed here, so nothing from here on can be read."
_HUGE_CELL = "A cell that begins here is longer than 131,072 characters; perhaps a quotation mark is never closed."


@dataclass
class Table:
    """``lines``: the number of each line that holds anything, and its cells. ``about`` is roughly how many there are.

    ``fault`` is set when the reading of the lines had to end early: the line at which, and why.
    """

    lines: Iterator[tuple[int, list[str]]]
    about: int
    note: str | None = None
    fault: tuple[int, Problem] | None = field(default=None)


def open_table(pieces: Pieces) -> Table | Problem:
    """Open a CSV text or an XLSX workbook, whatever its name is; a sentence for everything else."""
    head, size = _measured(pieces)
    if size > LARGEST_FILE:
        return Problem(f"The file is larger than {LARGEST_FILE // 1_000_000} MB; split it into several files.")
    if head.startswith(_OLE):
        return Problem(_LOCKED_WORKBOOK if _LOCKED in b"".join(pieces()) else _OLD_WORKBOOK)
    if head.startswith(b"PK\x03\x04"):
        return _from_workbook(pieces, size)
    if problem := no_list(head):
        return problem
    encoding = encoding_of(pieces)
    if isinstance(encoding, Problem):
        return encoding
    table = open_csv(open_text(pieces, encoding.name), encoding.line_ends)
    table.note = encoding.note
    return table


def no_list(head: bytes) -> Problem | None:
    """Whether a file is none that could be a list, by its first bytes (64 are enough), whatever its name says."""
    what = next((what for mark, what in _OTHERS if head.startswith(mark)), None)
    if head.lstrip()[:6].lower() in _PAGES:
        what = "a web page"
    if what is None:
        return None
    return Problem(f"The file is {what} and not a contact list; export the list as CSV (UTF-8) or XLSX.")


def open_csv(text: TextIO, about: int = 0) -> Table:
    """A text with comma, semicolon, tab or upright line between its cells; a first line ``sep=;`` is understood."""
    table = Table(iter(()), about)
    table.lines = _csv_lines(text, table)
    return table


def _measured(pieces: Pieces) -> tuple[bytes, int]:
    head, size = b"", 0
    for piece in pieces():
        head = head if len(head) >= 64 else head + piece[:64]
        size += len(piece)
    return head, size


def _from_workbook(pieces: Pieces, size: int) -> Table | Problem:
    if size > LARGEST_WORKBOOK:
        limit = LARGEST_WORKBOOK // 1_000_000
        return Problem(f"The workbook is larger than {limit} MB; split it, or save it as CSV (UTF-8).")
    book = open_workbook(b"".join(pieces()))
    return book if isinstance(book, Problem) else Table(book.lines(), book.about, book.note)


class _Lines:
    """The physical lines of a text, none longer than ``LONGEST_LINE`` characters."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._returned: list[str] = []
        self.too_long = False

    def __iter__(self) -> Iterator[str]:
        while line := self._returned.pop() if self._returned else self._text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                self.too_long = True
                return
            yield line

    def put_back(self, line: str) -> None:
        self._returned.append(line)


def _csv_lines(text: TextIO, table: Table) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text)
    delimiter, started = _delimiter(lines)
    before = started - 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for count, cells in enumerate(reader):
            if count > MOST_LINES:
                table.fault = (started, Problem(f"The list has more than {MOST_LINES:,} lines; split it."))
                return
            if cells and (cells[0].strip() or any(map(str.strip, cells))):
                yield started, cells
            started = before + reader.line_num + 1
        if lines.too_long:
            sentence = f"This line has more than {LONGEST_LINE:,} characters, which no list needs."
            table.fault = (started, Problem(sentence))
    except csv.Error as error:
        table.fault = (started, Problem(_HUGE_CELL if "larger than" in str(error) else _QUOTE))


def _delimiter(lines: _Lines) -> tuple[str, int]:
    """The delimiter, by the first line that holds anything, and the number of the line at which to begin."""
    for number, line in enumerate(lines, 1):
        bare = line.removeprefix("\ufeff")
        word = bare.strip().lower()
        if len(word) == 5 and word.startswith("sep=") and word[4] in ",;|":
            return word[4], number + 1
        if word:
            lines.put_back(bare)
            return delimiter_of(bare), number
    return ",", 1
