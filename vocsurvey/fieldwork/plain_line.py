"""Lines of a contact list that are plainly good, read several times as fast as the thorough reading reads them all.

Every rule is the thorough reading's own (``contact_line``), from the same readers of cells; a line in which anything is
out of the ordinary is left to it. A test holds both against each other. Lines are read many at a time, a column after
the other: most of what has to be done with a cell is then done for all of them in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.contact_line import LONGEST_CONTACT_ID, READERS, SampleRow, id_by_line
from vocsurvey.fieldwork.phone import Line, plain_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import REQUIRED
from vocsurvey.fieldwork.subdivision import read_subdivision

_SLOT = {name: place for place, name in enumerate(SampleRow._fields)}
_APART = frozenset(("phone", "extension", "opened_at", "closed_at", "subdivision"))
_MOMENTS = ("opened_at", "closed_at")
_CONTACT_ID, _COUNTRY, _LINE, _ZONE = (_SLOT[name] for name in ("contact_id", "account_country", "line", "zone"))
_SUBDIVISION = _SLOT["subdivision"]
# Most cells of a column say what many others say.
_REMEMBERED = 4096

Column = list[str]
Typed = tuple[int, int, dict[str, Any], Callable[[str], Any]]


class PlainLines:
    """What the columns of a list are, worked out once for all of its lines. ``names`` as ``contact_line`` takes them;
    every column that is needed is among them.
    """

    def __init__(self, names: Sequence[str | None]) -> None:
        places = {name: place for place, name in enumerate(names) if name}
        self._needed = tuple(places[name] for name in REQUIRED)
        self._phone = places["phone"]
        self._extension, self._subdivision = places.get("extension"), places.get("subdivision")
        self._moments = tuple((_SLOT[name], places[name]) for name in _MOMENTS if name in places)
        self._touchpoint = (places.get("touchpoint_id"), places.get("touchpoint_kind"))
        alone = {name: place for name, place in places.items() if name not in _APART}
        self._texts = tuple((_SLOT[name], place) for name, place in alone.items() if name not in READERS)
        self._typed: tuple[Typed, ...] = tuple(
            (_SLOT[name], place, {}, READERS[name]) for name, place in alone.items() if name in READERS
        )

    def read(self, numbers: Sequence[int], lines: Sequence[Sequence[str]]) -> list[SampleRow | None]:
        """The rows of the lines with these numbers, each of as many cells as there are ``names``; None for one at
        which the thorough reading has to look."""
        columns = [list(map(str.strip, column)) for column in zip(*lines, strict=True)]
        odd = set(_unprintable(lines))
        for place in self._needed:
            odd.update(_blank(columns[place]))
        slots: list[Any] = [numbers, *(repeat(None) for _ in SampleRow._fields[1:])]
        for slot, place in self._texts:
            slots[slot] = columns[place] if all(columns[place]) else [value or None for value in columns[place]]
        for slot, place, known, read in self._typed:
            slots[slot] = _read_typed(columns[place], known, read, odd)
        self._read_moments(slots, columns, odd)
        self._read_lines(slots, columns, odd)
        rows: list[SampleRow | None] = list(map(SampleRow._make, zip(*slots, strict=False)))
        for place in odd:
            rows[place] = None
        return rows

    def _read_lines(self, slots: list[Any], columns: Sequence[Column], odd: set[int]) -> None:
        """The telephones, and what only they can explain."""
        lines = list(map(plain_number, columns[self._phone], slots[_COUNTRY]))
        if self._extension is not None:
            lines = list(map(_with_extension, lines, columns[self._extension]))
        slots[_LINE] = lines
        odd.update(place for place, line in enumerate(lines) if line is None)
        identified, kind = self._touchpoint
        if identified is not None:
            kinds: Iterable[int] = range(len(lines)) if kind is None else _blank(columns[kind])
            odd.update(place for place in kinds if columns[identified][place])
        if self._subdivision is not None:
            slots[_SUBDIVISION] = list(map(_part, columns[self._subdivision], lines))
            odd.update(place for place, part in enumerate(slots[_SUBDIVISION]) if isinstance(part, Problem))
        if isinstance(slots[_CONTACT_ID], repeat):
            slots[_CONTACT_ID] = [None] * len(lines)
        ids = slots[_CONTACT_ID] = list(map(_id, slots[_CONTACT_ID], lines))
        odd.update(place for place, found in enumerate(ids) if len(found) > LONGEST_CONTACT_ID)

    def _read_moments(self, slots: list[Any], columns: Sequence[Column], odd: set[int]) -> None:
        for slot, at in self._moments:
            zones = slots[_ZONE] if isinstance(slots[_ZONE], list) else repeat(None)
            found = list(map(_moment, columns[at], zones))
            odd.update(place for place, moment in enumerate(found) if isinstance(moment, Problem))
            slots[slot] = found
        if len(self._moments) == len(_MOMENTS):
            opened, closed = (slots[slot] for slot, _ in self._moments)
            odd.update(place for place, both in enumerate(zip(opened, closed, strict=True)) if _backward(*both))


def _unprintable(lines: Sequence[Sequence[str]]) -> Iterable[int]:
    """The places of the lines in which a cell is too long, or holds what nobody sees."""
    joined = list(map("".join, lines))
    if max(map(len, joined), default=0) <= cell.LONGEST_CELL and "".join(joined).isprintable():
        return
    for place, cells in enumerate(lines):
        values = list(map(str.strip, cells))
        if not "".join(values).isprintable() or max(map(len, values)) > cell.LONGEST_CELL:
            yield place


def _blank(column: Column) -> Iterable[int]:
    return () if all(column) else (place for place, value in enumerate(column) if not value)


def _read_typed(column: Column, known: dict[str, Any], read: Callable[[str], Any], odd: set[int]) -> list[Any]:
    """What the cells mean, by what was read before; those that mean nothing are odd."""
    found: list[Any] = list(map(known.get, column))
    for place, value in enumerate(column) if None in found else ():
        if found[place] is not None or not value:
            continue
        meant = known[value] if value in known else read(value)
        if isinstance(meant, Problem):
            odd.add(place)
            continue
        if len(known) < _REMEMBERED:
            known[value] = meant
        found[place] = meant
    return found


def _moment(value: str, zone: str | None) -> datetime | Problem | None:
    if not value:
        return None
    if zone is None and cell.is_local(value):
        return Problem("It is not known whose clock is meant.")
    return cell.read_moment(value, zone)


def _backward(opened: datetime | Problem | None, closed: datetime | Problem | None) -> bool:
    return isinstance(opened, datetime) and isinstance(closed, datetime) and opened > closed


def _with_extension(line: Line | None, extension: str) -> Line | None:
    if line is None or not extension:
        return line
    digits = cell.read_extension(extension)
    return None if isinstance(digits, Problem) else line._replace(extension=digits)


def _part(value: str, line: Line | None) -> str | Problem | None:
    return read_subdivision(value, line.country) if value and line is not None else None


def _id(said: str | None, line: Line | None) -> str:
    if said is not None:
        return said
    return "" if line is None else id_by_line(line)
