"""Whatever people bring as a contact list: lines of cells, or a sentence."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterable

import pytest
from workbooks import workbook

from vocsurvey.fieldwork import table
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.table import Table, open_csv, open_table

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def opened(data: bytes) -> Table:
    """The table of a file."""
    found = open_table(lambda: [data])
    assert isinstance(found, Table), found
    return found


def cells(data: bytes) -> list[tuple[int, list[str]]]:
    """All lines of a file."""
    return list(opened(data).lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    lines = [["Größe", "b", "c"], ["1", "zwei\xa0", "3"]]
    data = end.join(delimiter.join(line) for line in lines).encode(encoding)
    found = opened(data)
    assert [line for _, line in found.lines] == lines
    assert found.fault is None
    assert ("Windows-1252" in (found.note or "")) is (encoding == "cp1252")


def test_lines_keep_their_numbers() -> None:
    assert cells(b'\n\na,b\n\n,\n"1\n2",3\n4,5\n') == [(3, ["a", "b"]), (6, ["1\n2", "3"]), (8, ["4", "5"])]


def test_a_spreadsheets_hint_on_the_delimiter_is_understood() -> None:
    assert cells(b"sep=;\na,1;b\n") == [(2, ["a,1", "b"])]
    assert cells(b"\n \nsep=|\na|b\n") == [(4, ["a", "b"])]
    assert cells(b"sep==\na,b\n")[0] == (1, ["sep=="])


def test_nothing_at_all() -> None:
    assert list(open_csv(io.StringIO("")).lines) == []
    assert list(open_csv(io.StringIO("\n \n")).lines) == []


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b'a,b\n1,2\n"3,4\n', 3, "never closed"),
        (b'a,b\n1,2\n3,"4"x\n', 3, "out of place"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", 2, "longer than 131,072 characters"),
        (b"a,b\n1," + b"x" * 10_000_000 + b"\n", 2, "more than 1,000,000 characters"),
        (b'a,b\n1,"' + b"x\n" * 100_000, 2, "perhaps a quotation mark is never closed"),
    ],
)
def test_what_ends_the_reading(data: bytes, line: int, word: str) -> None:
    found = opened(data)
    list(found.lines)
    assert found.fault is not None
    assert found.fault[0] == line
    assert word in found.fault[1].sentence


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"a,b\0c\n", "not a CSV text file"),
        (PICTURE, "is a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(30), "is a picture"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"  <!DOCTYPE html><table>", "is a web page"),
        (OLD, "old format XLS"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
    ],
)
def test_what_is_no_list_gets_one_sentence(data: bytes, word: str) -> None:
    problem = open_table(lambda: [data[:40], data[40:]])
    assert isinstance(problem, Problem)
    assert word in problem.sentence


def test_files_that_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LARGEST_WORKBOOK", 1_000_000)
    monkeypatch.setattr(table, "LARGEST_FILE", 3_000_000)
    assert open_table(lambda: [b"x" * 3_000_001]) == Problem(
        "The file is larger than 3 MB; split it into several files."
    )
    large = workbook({"A": [["a"]]}) + bytes(1_000_000)
    assert open_table(lambda: [large]) == Problem(
        "The workbook is larger than 1 MB; split it, or save it as CSV (UTF-8)."
    )


def test_a_workbook_is_a_table_whatever_its_name_is() -> None:
    assert cells(workbook({"A": [["a", "b"], [], [1.0, 2.5]]})) == [(1, ["a", "b"]), (3, ["1", "2.5"])]


def test_memory_is_flat() -> None:
    line = b"A1;Acme;GB;Jo Miller;020 7946 0001;a subject of some length\n"
    size = 60_000

    def pieces() -> Iterable[bytes]:
        return (line * 1000 for _ in range(size // 1000))

    tracemalloc.start()
    found = open_table(pieces)
    assert isinstance(found, Table)
    count = sum(1 for _ in found.lines)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, found.about) == (size, size)
    assert peak < 1_000_000 < len(line) * size
