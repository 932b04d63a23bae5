"""A contact list: CSV text to people, what they were served with, and every line that cannot be used.

Nothing is repaired silently and nothing is dropped silently: a line is either a row or at least one problem.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.columns import REQUIRED, delimiter_of, read_header
from vocsurvey.fieldwork.decoding import Decoded, decode
from vocsurvey.fieldwork.phone import Line, candidate_zones, read_number
from vocsurvey.fieldwork.problem import Problem

__all__ = ["Decoded", "RowProblem", "SampleRow", "decode", "read_rows"]

T = TypeVar("T")
MOST_LINES = 100_000


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one line of the file (the header is line 1); ``column`` None means the whole line."""

    line: int
    column: str | None
    sentence: str


@dataclass(frozen=True)
class SampleRow:
    """One person at one account and what the interview is about. ``at_line`` is the line in the file.

    ``line`` is the telephone. Absent facts are None; roles and kinds are the words listed in ``cell``; moments are UTC.
    """

    at_line: int
    account_id: str
    account: str
    account_country: str
    contact_id: str
    contact_name: str
    line: Line
    region: str | None = None
    tier: str | None = None
    yearly_value: Decimal | None = None
    owner_email: str | None = None
    contact_role: str | None = None
    language: str | None = None
    zone: str | None = None
    touchpoint_id: str | None = None
    touchpoint_kind: str | None = None
    touchpoint_subject: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    channel: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    agent_team: str | None = None
    agent_shift: str | None = None
    automated_voice_consent: bool | None = None


_ACCOUNT = ("account", "account_country", "region", "tier", "yearly_value", "owner_email")
_PERSON = ("account_id", "contact_name", "line", "contact_role", "language", "zone", "automated_voice_consent")


def read_rows(text: str) -> tuple[tuple[SampleRow, ...], tuple[RowProblem, ...]]:
    """Read a whole list: the good rows, and every problem in the order of the lines.

    Comma, semicolon and tab are recognised as delimiters. With a required column missing there are no rows.
    """
    problems: list[RowProblem] = []
    lines = _lines(text.removeprefix("\ufeff"), problems)
    header = next(lines, None)
    if header is None:
        return (), tuple(problems) or (RowProblem(1, None, "The file is empty; it needs a header line."),)
    names, faults = read_header(header[1])
    problems += [RowProblem(header[0], None, fault.sentence) for fault in faults]
    known = [name for name in names if name]
    if len(known) != len(set(known)) or not set(REQUIRED) <= set(known):
        return (), tuple(problems)
    rows: list[SampleRow] = []
    book = _Book()
    for number, cells in lines:
        row = _read_line(number, names, cells, problems)
        if row and not (found := book.clashes(row)):
            rows.append(row)
        elif row:
            problems += found
    if not rows and not problems:
        problems.append(RowProblem(header[0], None, "There is no contact below the header line."))
    return tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line))


def _lines(text: str, problems: list[RowProblem]) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, each with the number at which it starts; a broken quotation ends the reading."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(first), strict=True)
    started = 1
    try:
        for count, cells in enumerate(reader):
            if count > MOST_LINES:
                problems.append(RowProblem(started, None, f"The list has more than {MOST_LINES} lines; split it."))
                return
            if any(value.strip() for value in cells):
                yield started, cells
            started = reader.line_num + 1
    except csv.Error:
        sentence = "A quotation mark is out of place or never closed here, so nothing from here on can be read."
        problems.append(RowProblem(started, None, sentence))


def _read_line(
    number: int, names: tuple[str | None, ...], cells: list[str], problems: list[RowProblem]
) -> SampleRow | None:
    if len(cells) != len(names):
        sentence = f"The line has {len(cells)} fields, but the header has {len(names)}; check delimiters and quotes."
        problems.append(RowProblem(number, None, sentence))
        return None
    values = {name: value.strip() for name, value in zip(names, cells, strict=True) if name}
    reading = _Reading(number, values)
    row = reading.row()
    problems += reading.problems
    return row


class _Reading:
    """The reading of one line: its cells, and the problems found so far."""

    def __init__(self, number: int, values: dict[str, str]) -> None:
        self.number = number
        self.values = values
        self.problems: list[RowProblem] = []
        for column, value in values.items():
            if fault := cell.check_text(value):
                self._fault(column, f"The cell {fault.sentence}")
            elif column in REQUIRED and not value:
                self._fault(column, "The cell is empty, but it is needed.")
        self.spoiled = {problem.column for problem in self.problems}

    def _fault(self, column: str, sentence: str) -> None:
        self.problems.append(RowProblem(self.number, column, sentence))

    def _text(self, column: str) -> str | None:
        return self.values.get(column) or None

    def _read(self, column: str, read: Callable[[str], T | Problem]) -> T | None:
        value = self._text(column)
        if value is None or column in self.spoiled:
            return None
        result = read(value)
        if isinstance(result, Problem):
            self._fault(column, result.sentence)
            return None
        return result

    def row(self) -> SampleRow | None:
        """The row; None when the line has any problem."""
        country = self._read("account_country", cell.read_country)
        # With the country in doubt a number is judged only when it says its country itself.
        judged = country or (self._text("phone") or "").startswith("+")
        line = self._line(country) if judged else None
        zone = self._read("zone", cell.read_zone)
        local = zone or _only_zone(line)
        facts: dict[str, object] = {
            **{column: self._text(column) for column in self.values if column != "phone" and column != "extension"},
            "account_country": country,
            "line": line,
            "zone": zone,
            "yearly_value": self._read("yearly_value", cell.read_amount),
            "owner_email": self._read("owner_email", cell.read_email),
            "language": self._read("language", cell.read_language),
            "contact_role": self._read("contact_role", lambda value: cell.read_choice(value, cell.ROLES)),
            "touchpoint_kind": self._read("touchpoint_kind", lambda value: cell.read_choice(value, cell.KINDS)),
            "opened_at": self._read("opened_at", lambda value: cell.read_moment(value, local)),
            "closed_at": self._read("closed_at", lambda value: cell.read_moment(value, local)),
            "automated_voice_consent": self._read("automated_voice_consent", cell.read_consent),
        }
        self._check_touchpoint(facts)
        return None if self.problems else SampleRow(at_line=self.number, **facts)  # type: ignore[arg-type]

    def _line(self, country: str | None) -> Line | None:
        line = self._read("phone", lambda value: read_number(value, country))
        extension = self._read("extension", cell.read_extension)
        if line is None or extension is None or extension == line.extension:
            return line
        if line.extension:
            self._fault("extension", f"The phone number already has the extension {line.extension}.")
        return Line(line.number, extension, line.kind, line.country)

    def _check_touchpoint(self, facts: dict[str, object]) -> None:
        opened_at, closed_at = facts["opened_at"], facts["closed_at"]
        if isinstance(opened_at, datetime) and isinstance(closed_at, datetime) and closed_at < opened_at:
            self._fault("closed_at", "The touchpoint is closed before it is opened.")
        if self._text("touchpoint_id") and not self._text("touchpoint_kind"):
            self._fault("touchpoint_kind", "A touchpoint needs its kind.")


def _only_zone(line: Line | None) -> str | None:
    zones = candidate_zones(line) if line else ()
    return zones[0] if len(zones) == 1 else None


class _Book:
    """What the lines so far said of each account and person, so that one that says otherwise is noticed."""

    def __init__(self) -> None:
        self.accounts: dict[str, SampleRow] = {}
        self.people: dict[str, SampleRow] = {}
        self.lines: dict[tuple[str, str, Line], SampleRow] = {}
        self.cases: dict[tuple[str, str | None], SampleRow] = {}

    def clashes(self, row: SampleRow) -> list[RowProblem]:
        """Every way in which the row contradicts or repeats an earlier one; a row without any is remembered."""
        account = self.accounts.get(row.account_id)
        person = self.people.get(row.contact_id)
        double = self.lines.get((row.account_id, row.contact_name.casefold(), row.line))
        case = self.cases.get((row.contact_id, row.touchpoint_id))
        found = []
        if account and (differs := _differing(account, row, _ACCOUNT)):
            found.append(self._clash(row, "account_id", f"The account has another {differs}", account))
        if person and (differs := _differing(person, row, _PERSON)):
            found.append(self._clash(row, "contact_id", f"The contact has another {differs}", person))
        elif double and double.contact_id != row.contact_id:
            found.append(self._clash(row, "contact_id", "The same person stands under another contact_id", double))
        elif case:
            found.append(self._clash(row, None, "The same contact with the same touchpoint stands already", case))
        if not found:
            self.accounts.setdefault(row.account_id, row)
            self.people.setdefault(row.contact_id, row)
            self.lines.setdefault((row.account_id, row.contact_name.casefold(), row.line), row)
            self.cases.setdefault((row.contact_id, row.touchpoint_id), row)
        return found

    @staticmethod
    def _clash(row: SampleRow, column: str | None, what: str, earlier: SampleRow) -> RowProblem:
        return RowProblem(row.at_line, column, f"{what} in line {earlier.at_line}.")


def _differing(one: SampleRow, other: SampleRow, names: tuple[str, ...]) -> str:
    """The names of the facts that differ, in words; "" when all agree."""
    differ = [name for name in names if getattr(one, name) != getattr(other, name)]
    return ", ".join("phone" if name == "line" else name for name in differ)
