"""XLSX workbooks: one sheet as lines of text cells, within a stated ceiling.

A workbook is read into memory as a whole, so that ceiling is lower than for CSV: 20 MB, 200 MB unpacked, 100,000 rows
that hold anything, ten million cells.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import KNOWN, plain
from vocsurvey.fieldwork.workbook_parts import LARGEST_UNPACKED, weigh

LARGEST_WORKBOOK = 20_000_000
MOST_ROWS = 100_000
MOST_CELLS = 10_000_000
MOST_SHARED = 500_000_000
MOST_PARTS = 2_000
MOST_SHEETS = 20
# Above it a float does not tell every whole number from the next (IEEE 754), so digits may be lost.
_EXACT = 1 << 53

Value = int | float | str | bool | date | datetime | time | timedelta
_NO_WORKBOOK = "The file is a ZIP archive but no XLSX workbook; save the list as XLSX or CSV and bring that."
_DAMAGED = "The workbook is damaged and cannot be read; save it again as XLSX or CSV and bring that."


@dataclass(frozen=True)
class Workbook:
    """The chosen sheet, with about so many rows. ``note`` says which it is, when there was a choice, and what was done
    to it.
    """

    sheet: CalamineSheet
    note: str | None
    filled: Mapping[tuple[int, int], tuple[int, int]]
    about: int

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """The rows that hold anything, by their numbers in the sheet."""
        heads: dict[tuple[int, int], str] = {}
        wanted = frozenset(self.filled.values())
        for number, row in enumerate(self.sheet.iter_rows()):
            cells = [_text(value) for value in row]
            if self.filled:
                for column, value in enumerate(cells):
                    if (number, column) in wanted:
                        heads[number, column] = value
                    elif (head := self.filled.get((number, column))) is not None:
                        cells[column] = heads.get(head, "")
            if any(cells) and any(map(str.strip, cells)):
                yield number + 1, cells


def open_workbook(data: bytes) -> Workbook | Problem:
    """Open a workbook and choose the visible sheet whose first rows name the most columns of a contact list.

    Formulas count as the value that the spreadsheet saved. Hidden rows and columns are read like all others. Merged
    cells all have the value that is seen in them.
    """
    if problem := _unsafe(data):
        return problem
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            one.name
            for one in book.sheets_metadata
            if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
        ]
        sheets = [book.get_sheet_by_name(name) for name in names[:MOST_SHEETS]]
    except (CalamineError, XmlError, ZipError, OSError, ValueError):
        return Problem(_DAMAGED)
    filled = [sheet for sheet in sheets if sheet.start is not None]
    if not filled:
        return Problem("The workbook is empty; it needs a header line and contacts below it.")
    sheet = max(filled, key=_columns_known)
    about = _height(sheet)
    if about > MOST_ROWS + 1:  # what was only emptied counts up to here
        about = sum(1 for row in sheet.iter_rows() if any(value != "" for value in row))
    if about > MOST_ROWS + 1:
        return Problem(f"The sheet has more than {MOST_ROWS:,} rows; split it, or save it as CSV (UTF-8).")
    merged = _merged(sheet)
    return Workbook(sheet, _note(sheet.name, len(names), bool(merged)), merged, about)


def _height(sheet: CalamineSheet) -> int:
    """The number of the last row that holds anything."""
    return sheet.end[0] + 1 if sheet.end else 0


def _note(name: str, sheets: int, merged: bool) -> str | None:
    said = [f"Of {sheets} sheets, “{name}” was read."] * (sheets > 1)
    said += ["Cells that are merged all count as what stands in the first of them."] * merged
    return " ".join(said) or None


def _columns_known(sheet: CalamineSheet) -> int:
    first = next((row for row in sheet.to_python(skip_empty_area=True, nrows=20) if any(map(_text, row))), [])
    return sum(plain(_text(value)) in KNOWN for value in first)


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Each cell that merging hides → the cell whose value is seen; (row, column) from 0."""
    hidden = {}
    width, height = sheet.total_width + 1, _height(sheet)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    hidden[row, column] = (top, left)
    return hidden


def _text(value: Value) -> str:
    """A cell as its author would write it: 4930231250.0 is 4930231250, a date is 2026-03-31, true is yes."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value) if isinstance(value, int | timedelta) else value.isoformat()


def _unsafe(data: bytes) -> Problem | None:
    """Whether reading it would be dangerous."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error):
        return Problem(_DAMAGED)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        return Problem(_NO_WORKBOOK)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        return Problem(_DAMAGED)
    if any(part.flag_bits & 1 for part in parts):
        return Problem("The workbook is protected with a password; save it without one and bring that.")
    if len(parts) > MOST_PARTS:
        return Problem(f"The workbook has more than {MOST_PARTS:,} parts; save the list alone as CSV.")
    weight = weigh(data, parts)
    if weight.unpacked > LARGEST_UNPACKED or weight.shared > MOST_SHARED:
        limit = LARGEST_UNPACKED // 1_000_000
        return Problem(f"The workbook has more than {limit} MB when it is unpacked; save the list alone as CSV.")
    if weight.cells > MOST_CELLS:
        return Problem("Something stands very far from the list in the workbook; delete it, or save the list as CSV.")
    return None
