"""One line of a contact list to one person at one account, or to everything that is wrong with the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.phone import Line, candidate_zones, read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import REQUIRED
from vocsurvey.fieldwork.subdivision import read_subdivision
from vocsurvey.fieldwork.wish import Week, read_wish

T = TypeVar("T")
LONGEST_CONTACT_ID = 180


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one line of the file (the header is line 1); ``column`` None means the whole line."""

    line: int
    column: str | None
    sentence: str


class SampleRow(NamedTuple):
    """One person at one account and what the interview is about. ``at_line`` is the line in the file.

    ``line`` is the telephone. Absent facts are None; roles and kinds are the words listed in ``cell``; moments are UTC.
    Without a ``contact_id`` of the list's own the telephone stands in for it.
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
    email: str | None = None
    subdivision: str | None = None
    preferred_time: Week | None = None


Readers = dict[str, Callable[[str], Any]]
READERS: Readers = {
    "account_country": cell.read_country,
    "zone": cell.read_zone,
    "yearly_value": cell.read_amount,
    "owner_email": cell.read_email,
    "language": cell.read_language,
    "email": cell.read_address,
    "preferred_time": read_wish,
    "contact_role": lambda value: cell.read_choice(value, cell.ROLES),
    "touchpoint_kind": lambda value: cell.read_choice(value, cell.KINDS),
    "automated_voice_consent": cell.read_consent,
}
"""What reads the cells of a column; the others are text, or read with the help of others."""
_LATER = frozenset(("phone", "extension", "opened_at", "closed_at", "subdivision"))


def id_by_line(line: Line) -> str:
    """The id of a contact of whom only the telephone is known (RFC 3966)."""
    return f"tel:{line.number};ext={line.extension}" if line.extension else f"tel:{line.number}"


def read_line(
    number: int, names: Sequence[str | None], cells: Sequence[str]
) -> tuple[SampleRow | None, list[RowProblem]]:
    """The row, None when the line has any problem; and its problems. ``names`` says what each cell is."""
    if len(cells) != len(names):
        sentence = f"The line has {len(cells)} fields, but the header has {len(names)}; check delimiters and quotes."
        return None, [RowProblem(number, None, sentence)]
    reading = _Reading(number, {name: value.strip() for name, value in zip(names, cells, strict=True) if name})
    row = reading.row()
    return row, reading.problems


class _Reading:
    """The reading of one line: its cells, and the problems found so far."""

    def __init__(self, number: int, values: dict[str, str]) -> None:
        self.number = number
        self.values = values
        self.problems: list[RowProblem] = []
        for column in REQUIRED:
            if not values[column]:
                self._fault(column, "The cell is empty, but it is needed.")
        if not "".join(values.values()).isprintable() or max(map(len, values.values())) > cell.LONGEST_CELL:
            for column, value in values.items():
                most = cell.LONGEST_ADDRESS if column == "email" else cell.LONGEST_CELL
                if fault := cell.check_text(value, most):
                    self._fault(column, f"The cell {fault.sentence}")
        if len(values.get("contact_id", "")) > LONGEST_CONTACT_ID:
            self._fault(
                "contact_id", f"The cell is too long for an id; at most {LONGEST_CONTACT_ID} characters are allowed."
            )
        self.spoiled = {problem.column for problem in self.problems}

    def _fault(self, column: str, sentence: str) -> None:
        self.problems.append(RowProblem(self.number, column, sentence))

    def _read(self, column: str, read: Callable[[str], T | Problem]) -> T | None:
        value = self.values.get(column)
        if not value or column in self.spoiled:
            return None
        result = read(value)
        if isinstance(result, Problem):
            self._fault(column, result.sentence)
            return None
        return result

    def row(self) -> SampleRow | None:
        """The row; None when the line has any problem."""
        facts: dict[str, Any] = {}
        for column, value in self.values.items():
            if column not in _LATER:
                read = READERS.get(column)
                facts[column] = self._read(column, read) if read else value or None
        country = facts["account_country"]
        # With the country in doubt a number is judged only when it says its country itself.
        line = self._line(country) if country or self.values["phone"].startswith("+") else None
        if "opened_at" in self.values or "closed_at" in self.values:
            self._moments(facts, line)
        place = line.country if line and line.country else country
        facts["subdivision"] = self._read("subdivision", lambda value: read_subdivision(value, place))
        if facts.get("touchpoint_id") and not self.values.get("touchpoint_kind"):
            self._fault("touchpoint_kind", f"A touchpoint needs its kind, one of {', '.join(cell.KINDS)}.")
        if self.problems or line is None:
            return None
        if not facts.get("contact_id"):
            facts["contact_id"] = id_by_line(line)
        return SampleRow(at_line=self.number, line=line, **facts)

    def _line(self, country: str | None) -> Line | None:
        line = self._read("phone", lambda value: read_number(value, country))
        extension = self._read("extension", cell.read_extension)
        if line is None or extension is None or extension == line.extension:
            return line
        if line.extension:
            self._fault("extension", f"The phone number already has the extension {line.extension}.")
        return Line(line.number, extension, line.kind, line.country)

    def _moments(self, facts: dict[str, Any], line: Line | None) -> None:
        def read(value: str) -> datetime | Problem:
            moment = cell.read_moment(value, facts.get("zone"))
            # Most moments say their offset, or the line its zone: the number is asked only when neither does.
            if facts.get("zone") is None and line and not isinstance(moment, Problem) and cell.is_local(value):
                moment = cell.read_moment(value, _only_zone(line))
            return moment

        opened_at = facts["opened_at"] = self._read("opened_at", read)
        closed_at = facts["closed_at"] = self._read("closed_at", read)
        if opened_at and closed_at and closed_at < opened_at:
            self._fault("closed_at", "The touchpoint is closed before it is opened.")


def _only_zone(line: Line) -> str | None:
    zones = candidate_zones(line)
    return zones[0] if len(zones) == 1 else None
