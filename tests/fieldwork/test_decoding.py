"""Uploaded bytes to text, whatever the size of the pieces."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from vocsurvey.fieldwork.decoding import Encoding, Pieces, encoding_of, open_text
from vocsurvey.fieldwork.problem import Problem

NAME = "name;Zoë Müller\n"


def pieces(data: bytes, size: int) -> Pieces:
    """The bytes in pieces of one size."""

    def again() -> Iterable[bytes]:
        return (data[start : start + size] for start in range(0, len(data), size))

    return again


def read(data: bytes, size: int) -> tuple[str, str | None]:
    """The text of the bytes, and the note."""
    encoding = encoding_of(pieces(data, size))
    assert isinstance(encoding, Encoding), encoding
    return open_text(pieces(data, size), encoding.name).read(), encoding.note


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_needs_no_note(encoding: str, size: int) -> None:
    assert read(NAME.encode(encoding), size) == (NAME, None)


def test_both_byte_orders() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert read(mark + NAME.encode(encoding), 3) == (NAME, None)


@pytest.mark.parametrize(
    ("data", "text", "word"),
    [
        (NAME.encode("latin-1"), NAME, "Windows-1252"),
        ("5 € – Müller".encode("cp1252"), "5 € – Müller", "Windows-1252"),
        (b"M\xfcller \x81", "Müller \x81", "Latin-1"),
    ],
)
def test_western_encodings_are_read_with_a_note(data: bytes, text: str, word: str) -> None:
    for size in (1, 100):
        found, note = read(data, size)
        assert found == text
        assert word in (note or "")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a;b\0\n", "not a CSV text file"),
        (NAME.encode("utf-16-le"), "not a CSV text file"),
        (b"\xef\xbb\xbfM\xfcller", "damaged"),
        (b"\xff\xfea", "damaged"),
    ],
)
def test_what_cannot_be_read(data: bytes, word: str) -> None:
    problem = encoding_of(pieces(data, 3))
    assert isinstance(problem, Problem)
    assert word in problem.sentence


@pytest.mark.parametrize(("text", "ends"), [("a\nb\n", 2), ("a\rb\r", 2), ("a\r\nb", 1)])
def test_line_ends_are_counted(text: str, ends: int) -> None:
    encoding = encoding_of(pieces(text.encode(), 100))
    assert isinstance(encoding, Encoding)
    assert encoding.line_ends == ends
