"""What a workbook would weigh in memory, told from its parts before anything is read.

What a ZIP says about its sizes may be a lie, so they are measured. A sheet takes room for every cell between its first
and its last one, and a text that many cells share is copied for each of them: so a few kilobytes can ask for all the
memory that there is.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LARGEST_UNPACKED = 200_000_000
_LOCAL_HEADER = struct.Struct("<26xHH")
# https://ecma-international.org/publications-and-standards/standards/ecma-376/ part 1, 18.3.1.4 (c) and 18.4.8 (si). A
# cell that is closed at once is only formatted, and takes no room.
# No pattern looks beyond the next tag: else a file of nothing but beginnings would take for ever.
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*\s)?r=["']([A-Z]{1,3})([0-9]{1,7})["'](?:[^<>]*[^<>/])?>""")
_SHARING = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*\s)?t=["']s["'][^<>]*>\s*"""
    rb"(?:<(?:\w+:)?f[^<]*(?:</[^<]*)?)?<(?:\w+:)?v[^<>]*>(\d+)<"
)
_SHARED = re.compile(rb"<(?:\w+:)?si\b")


@dataclass
class Weight:
    """``unpacked``: bytes of all parts; ``cells``: places between the first and the last cell of each sheet;
    ``shared``: bytes of shared texts, as often as cells share them.
    """

    unpacked: int = 0
    cells: int = 0
    shared: int = 0
    _lengths: list[int] = field(default_factory=list)
    _sharing: list[bytes] = field(default_factory=list)

    def add(self, part: bytes) -> None:
        """One part more."""
        self._lengths += [len(text) for text in _SHARED.split(part)[1:]]
        if places := _CELL.findall(part):
            rows = [int(row) for _, row in places]
            columns = [_number(letters) for letters in {letters for letters, _ in places}]
            self.cells += (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
            self._sharing += _SHARING.findall(part)

    def count_shared(self) -> None:
        """All parts are there: texts may stand behind the sheets that share them."""
        known = len(self._lengths)
        self.shared = sum(self._lengths[place] for place in map(int, self._sharing) if place < known)
        self._lengths.clear()
        self._sharing.clear()


def weigh(data: bytes, parts: Iterable[zipfile.ZipInfo]) -> Weight:
    """The weight of a workbook; no more is unpacked once it is more than ``LARGEST_UNPACKED``."""
    weight = Weight()
    for part in parts:
        content = bytearray()
        for piece in _content(data, part):
            content += piece
            weight.unpacked += len(piece)
            if weight.unpacked > LARGEST_UNPACKED:
                return weight
        weight.add(bytes(content))
    weight.count_shared()
    return weight


def _content(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    begin = part.header_offset
    if begin + _LOCAL_HEADER.size > len(data):
        return
    name, extra = _LOCAL_HEADER.unpack_from(data, begin)
    begin += _LOCAL_HEADER.size + name + extra
    packed = data[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not inflater.eof:
        try:
            yield inflater.decompress(packed, 1 << 20)
        except zlib.error:
            return
        packed = inflater.unconsumed_tail


def _number(letters: bytes) -> int:
    """The number of a column, from 1: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
