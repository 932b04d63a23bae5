"""XLSX workbooks as spreadsheets write them, and as nobody should."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import time, timedelta

import pytest
from workbooks import DATE, MOMENT, Cell, formula, number, workbook

from vocsurvey.fieldwork import workbook as workbooks_read
from vocsurvey.fieldwork import workbook_parts
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.workbook import Workbook, open_workbook

HEADER: list[Cell] = ["account_id", "account", "country", "name", "phone"]


def opened(data: bytes) -> Workbook:
    """A workbook that can be read."""
    found = open_workbook(data)
    assert isinstance(found, Workbook), found
    return found


def refused(data: bytes) -> str:
    """The sentence with which a workbook is refused."""
    found = open_workbook(data)
    assert isinstance(found, Problem)
    return found.sentence


def test_cells_are_as_their_author_would_write_them() -> None:
    row = [
        *(4930231250.0, number("4.9302312501E10"), number("1E+30"), 120000.5, True, False),
        *(number("46112", DATE), number("46112.5861111111", MOMENT), number("0.25", MOMENT)),
        *(formula("A1&B1", "Jo Miller"), "  text ", None, "é<&>"),
    ]
    ((line, cells),) = opened(workbook({"A": [row]})).lines()
    assert line == 1
    assert cells[:6] == ["4930231250", "49302312501", "1e+30", "120000.5", "yes", "no"]
    assert cells[6:8] == ["2026-03-31", "2026-03-31 14:04:00"]
    assert cells[9:] == ["Jo Miller", "  text ", "", "é<&>"]


def test_times_and_durations_have_a_spelling() -> None:
    assert workbooks_read._text(time(6, 30)) == "06:30:00"
    assert workbooks_read._text(timedelta(hours=6)) == "6:00:00"


def test_the_sheet_whose_header_is_known_is_chosen_and_named() -> None:
    sheets: dict[str, list[list[Cell]]] = {
        "Read me": [["A list of contacts"]],
        "People": [[], HEADER, ["A1"]],
        "Old": [HEADER, ["A9"]],
        "None": [],
    }
    data = workbook(sheets, hidden_sheets=["Old"])
    book = opened(data)
    assert book.note == "Of 3 sheets, “People” was read."
    assert [line for line, _ in book.lines()] == [2, 3]
    assert opened(workbook({"A": [HEADER]})).note is None


def test_hidden_rows_are_read_and_empty_ones_are_not() -> None:
    rows: list[list[Cell]] = [HEADER, ["A1"], [], ["", " "], ["A2"]]
    book = opened(workbook({"A": rows}, hidden_rows=[2]))
    assert [(line, cells[0]) for line, cells in book.lines()] == [(1, "account_id"), (2, "A1"), (5, "A2")]


def test_merged_cells_count_as_what_is_seen_in_them() -> None:
    people: list[list[Cell]] = [["A1", "Acme", "GB", "Jo"], [None, None, None, "Bo"], ["A2", "Bolt", "GB", "Cy"]]
    rows = [HEADER, *people]
    book = opened(workbook({"A": rows}, merged=["A2:A3", "B2:B3", "C2:C3", "Z90:Z99"]))
    assert [cells[:4] for _, cells in book.lines()][1:3] == [["A1", "Acme", "GB", "Jo"], ["A1", "Acme", "GB", "Bo"]]
    assert "merged" in (book.note or "")


def test_the_ceiling_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook({"A": [HEADER, ["A1"], ["A2"]]})
    monkeypatch.setattr(workbooks_read, "MOST_ROWS", 1)
    assert refused(data) == "The sheet has more than 1 rows; split it, or save it as CSV (UTF-8)."
    monkeypatch.setattr(workbooks_read, "MOST_PARTS", 3)
    assert "more than 3 parts" in refused(data)


def _at_most_2_mb(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (workbooks_read, workbook_parts):
        monkeypatch.setattr(module, "LARGEST_UNPACKED", 2_000_000)


def test_what_only_looks_full_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[Cell]] = [HEADER, ["A1", "Acme", "GB", "Jo", "020 7946 0001"]]
    formatted = _with_rows(workbook({"A": rows}), b'<row r="1048576"><c r="A1048576" s="1"/></row>')
    assert len(list(opened(formatted).lines())) == 2
    monkeypatch.setattr(workbooks_read, "MOST_ROWS", 50)
    blank = b'<row r="900"><c r="A900" t="inlineStr"><is><t></t></is></c></row>'
    book = opened(_with_rows(workbook({"A": rows}), blank))
    assert (len(list(book.lines())), book.about) == (2, 2)
    assert "more than 50 rows" in refused(_with_rows(workbook({"A": [HEADER] * 60}), blank))


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD90000", "ZZ1048576"])
def test_a_cell_that_is_far_away_asks_for_no_memory(cell: str) -> None:
    row = re.sub("[A-Z]", "", cell)
    for written in (f'<c r="{cell}"><v>1</v></c>', f"<x:c s='1' r='{cell}' t='n'><x:v>1</x:v></x:c>"):
        data = _with_rows(workbook({"A": [HEADER]}), f'<row r="{row}">{written}</row>'.encode())
        assert len(data) < 3_000
        assert "Something stands very far from the list" in refused(data)


def test_a_long_text_that_many_cells_share_is_counted_for_each_of_them() -> None:
    texts = b"<sst><si><t>few</t></si><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, n % 2) for n in range(2, 1_100))
    data = _with_rows(workbook({"A": [HEADER]}, extra={"xl/sharedStrings.xml": texts}), rows)
    assert len(data) < 20_000
    assert "when it is unpacked" in refused(data)
    few = _with_rows(workbook({"A": [HEADER]}, extra={"xl/sharedStrings.xml": texts}), rows.replace(b"<v>1<", b"<v>0<"))
    assert workbook_parts.weigh(few, zipfile.ZipFile(io.BytesIO(few)).infolist()).shared == 1_098 * len(
        "><t>few</t></si>"
    )


def test_parts_that_are_not_where_the_archive_says_weigh_nothing() -> None:
    data = workbook({"A": [HEADER]})
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert workbook_parts.weigh(data[:10], parts).unpacked == 0


@pytest.mark.parametrize("tag", [b"<c r='A1' ", b"<si>", b"<c r='A1' t='s'><f>"])
def test_a_sheet_of_nothing_but_beginnings_takes_no_time(tag: bytes) -> None:
    weight = workbook_parts.Weight()
    weight.add(tag * 300_000)
    weight.count_shared()
    assert weight.shared == 0


def test_a_file_that_broke_off_is_told() -> None:
    data = workbook({"A": [HEADER, *([["A1", "Acme", "GB", "Jo", "020 7946 0001"]] * 200)]})
    for share in (0.3, 0.6, 0.95):
        assert "damaged" in refused(data[: int(len(data) * share)])


def _with_rows(data: bytes, rows: bytes) -> bytes:
    """The workbook with rows put in as XML at the end of its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(b"</sheetData>", rows + b"</sheetData>") if "sheet1" in name else part)
    return out.getvalue()


def test_a_bomb_is_refused_although_it_lies_about_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    _at_most_2_mb(monkeypatch)
    honest = workbook({"A": [HEADER]}, extra={"xl/media/image1.bin": bytes(50_000_000)})
    assert len(honest) < 100_000
    assert refused(honest) == "The workbook has more than 2 MB when it is unpacked; save the list alone as CSV."
    size = struct.pack("<L", 50_000_000)
    assert honest.count(size) >= 2
    lying = honest.replace(size, struct.pack("<L", 10))
    assert "more than 2 MB when it is unpacked" in refused(lying)


def test_parts_that_are_stored_or_broken_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO(workbook({"A": [HEADER]}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("stored.bin", bytes(3_000_000))
    assert [cells for _, cells in opened(out.getvalue()).lines()] == [HEADER]
    _at_most_2_mb(monkeypatch)
    assert "when it is unpacked" in refused(out.getvalue())
    monkeypatch.undo()
    broken = workbook({"A": [HEADER]}, extra={"odd.bin": b"abc" * 4000})
    packed = zlib.compressobj(wbits=-15)
    body = packed.compress(b"abc" * 4000) + packed.flush()
    assert broken.count(body) == 1
    assert open_workbook(broken.replace(body, b"\xff" * len(body))) is not None


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    out = io.BytesIO(workbook({"A": [HEADER]}))
    with zipfile.ZipFile(out, "a", method) as archive:
        archive.writestr("odd.bin", b"abc")
    assert "damaged" in refused(out.getvalue())


def test_what_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("list.csv", "a,b")
    assert "is a ZIP archive but no XLSX workbook" in refused(out.getvalue())
    assert "damaged" in refused(b"PK\x03\x04 and nothing else")
    assert "is empty" in refused(workbook({"A": [], "B": []}))
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert "damaged" in refused(out.getvalue())


def test_a_locked_part_is_told() -> None:
    data = bytearray(workbook({"A": [HEADER]}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert "protected with a password" in refused(bytes(data))
