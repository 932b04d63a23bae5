"""Uploaded bytes to text."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork import decoding
from vocsurvey.fieldwork.decoding import Decoded, decode
from vocsurvey.fieldwork.problem import Problem

NAME = "name;Zoë Müller\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_needs_no_note(encoding: str) -> None:
    assert decode(NAME.encode(encoding)) == Decoded(NAME, None)


def test_both_byte_orders() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert decode(mark + NAME.encode(encoding)) == Decoded(NAME)


@pytest.mark.parametrize(
    ("data", "text", "word"),
    [
        (NAME.encode("latin-1"), NAME, "Windows-1252"),
        ("5 € – Müller".encode("cp1252"), "5 € – Müller", "Windows-1252"),
        (b"M\xfcller \x81", "Müller \x81", "Latin-1"),
    ],
)
def test_western_encodings_are_read_with_a_note(data: bytes, text: str, word: str) -> None:
    decoded = decode(data)
    assert isinstance(decoded, Decoded)
    assert decoded.text == text
    assert word in (decoded.note or "")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04\x00\x00", "not a CSV text file"),
        (NAME.encode("utf-16-le"), "not a CSV text file"),
        (b"\xef\xbb\xbfM\xfcller", "damaged"),
        (b"\xff\xfea", "damaged"),
    ],
)
def test_what_cannot_be_read(data: bytes, word: str) -> None:
    problem = decode(data)
    assert isinstance(problem, Problem)
    assert word in problem.sentence


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LARGEST_FILE", 3_000_000)
    problem = decode(b"x" * 3_000_001)
    assert problem == Problem("The file is larger than 3 MB; split it into several files.")
