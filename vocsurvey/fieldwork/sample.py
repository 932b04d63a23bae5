"""A contact list: its header, and each of its lines as people and what they were served with.

Nothing is repaired silently and nothing is dropped silently: a line is either a row or at least one problem.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from vocsurvey.fieldwork.clash import Ledger, person_key, touchpoint_key
from vocsurvey.fieldwork.columns import Header, read_header
from vocsurvey.fieldwork.composition import Composition
from vocsurvey.fieldwork.contact_line import RowProblem, SampleRow, read_line
from vocsurvey.fieldwork.plain_line import PlainLines
from vocsurvey.fieldwork.table import Table, open_csv

__all__ = ["ContactList", "ListLine", "RowProblem", "SampleRow", "open_list", "read_rows"]

_AT_ONCE = 500
"""Lines that are read together."""


class ListLine(NamedTuple):
    """One line as it was read: its number, its cells, and the row that it is or everything wrong with it."""

    number: int
    cells: Sequence[str]
    row: SampleRow | None
    problems: tuple[RowProblem, ...] = ()


class ContactList:
    """A list whose header was read. Going through ``lines`` reads the rest, once, a line at a time."""

    def __init__(self, table: Table, header: Header, at_line: int) -> None:
        self.table = table
        self.header = header
        self.at_line = at_line
        self._composition = Composition(header)

    @property
    def note(self) -> str | None:
        """What was done with the file and its columns that whoever brought it should know; None for nothing."""
        return " ".join(filter(None, (self.table.note, self._composition.note))) or None

    @property
    def remarks(self) -> tuple[RowProblem, ...]:
        """What is wrong with the header."""
        return tuple(
            RowProblem(self.at_line, None, one.sentence) for one in (*self.header.remarks, *self.header.faults)
        )

    def lines(self, after: int = 0) -> Iterator[ListLine]:
        """The lines below the header, and beyond line ``after``; none when the header has a fault."""
        if self.header.faults:
            return
        plain = PlainLines(self._composition.names)
        wanted = ((number, cells) for number, cells in self.table.lines if number > after)
        while some := list(islice(wanted, _AT_ONCE)):
            rows = self._plain_rows(plain, some)
            for number, cells in some:
                row = rows.get(number)
                yield ListLine(number, cells, row) if row else self._read(number, cells)
        if self.table.fault and self.table.fault[0] > after:
            number, problem = self.table.fault
            yield ListLine(number, (), None, (RowProblem(number, None, problem.sentence),))

    def _plain_rows(
        self, plain: PlainLines, lines: Sequence[tuple[int, Sequence[str]]]
    ) -> Mapping[int, SampleRow | None]:
        """By its number the row of each line that could be read quickly."""
        whole = {number: found for number, cells in lines if (found := self._composition.cells(cells)) is not None}
        return dict(zip(whole, plain.read(tuple(whole), tuple(whole.values())), strict=True)) if whole else {}

    def _read(self, number: int, cells: Sequence[str]) -> ListLine:
        """A line in which something is out of the ordinary."""
        if tuple(map(str.strip, cells)) == tuple(map(str.strip, self.header.cells)):
            sentence = "The header stands here once more, as where two lists were put together; take the line out."
            return ListLine(number, cells, None, (RowProblem(number, None, sentence),))
        fitted = self._fitted(cells)
        whole = self._composition.cells(fitted)
        if whole is None:  # which read_line says
            whole, names = fitted, self.header.names
        else:
            names = self._composition.names
        row, problems = read_line(number, names, whole)
        return ListLine(number, cells, row, tuple(problems))

    def _fitted(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells as many as the header's, where only blank or unnamed ones at the end are too many or missing:
        spreadsheets write them or not, line by line."""
        names = self.header.names
        named = max((place for place, name in enumerate(names, 1) if name), default=0)
        if len(cells) > len(names) and not "".join(cells[len(names) :]).strip():
            return cells[: len(names)]
        return [*cells, *[""] * (len(names) - len(cells))] if len(cells) >= named else cells


def open_list(table: Table, mapping: Mapping[str, str] | None = None) -> ContactList | RowProblem:
    """Read the header of a list; ``mapping`` as ``read_header`` takes it. A sentence when there is no line at all."""
    header = next(table.lines, None)
    if header is None:
        number, sentence = 1, "The file is empty; it needs a header line."
        if table.fault:
            number, sentence = table.fault[0], table.fault[1].sentence
        return RowProblem(number, None, sentence)
    return ContactList(table, read_header(header[1], mapping), header[0])


def read_rows(text: str) -> tuple[tuple[SampleRow, ...], tuple[RowProblem, ...]]:
    """Read a whole CSV text at once: the good rows, and every problem in the order of the lines."""
    given = open_list(open_csv(io.StringIO(text, newline="")))
    if isinstance(given, RowProblem):
        return (), (given,)
    rows: list[SampleRow] = []
    problems = list(given.remarks)
    ledger = Ledger()
    for line in given.lines():
        problems += line.problems
        if line.row and not (found := ledger.clashes(line.row, person_key(line.row), touchpoint_key(line.row))):
            rows.append(line.row)
        elif line.row:
            problems += found
    if not rows and not problems:
        problems.append(RowProblem(given.at_line, None, "There is no contact below the header line."))
    return tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line))
