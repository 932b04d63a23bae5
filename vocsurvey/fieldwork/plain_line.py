"""Lines of a contact list that are plainly good, read several times as fast as the thorough reading reads them all.

Every rule is the thorough reading's own (``contact_line``), from the same readers of cells; a line in which anything is
out of the ordinary is left to it. A test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.contact_line import LONGEST_CONTACT_ID, READERS, SampleRow, id_by_line
from vocsurvey.fieldwork.phone import Line, plain_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import REQUIRED
from vocsurvey.fieldwork.subdivision import read_subdivision

_SLOT = {name: place for place, name in enumerate(SampleRow._fields)}
_BLANK: tuple[None, ...] = (None,) * len(_SLOT)
_APART = frozenset(("phone", "extension", "opened_at", "closed_at", "subdivision"))
_CONTACT_ID, _COUNTRY, _LINE, _ZONE = (_SLOT[name] for name in ("contact_id", "account_country", "line", "zone"))
_SUBDIVISION = _SLOT["subdivision"]
# Most cells of a column say what many others say.
_REMEMBERED = 4096

Typed = tuple[int, int, dict[str, Any], Callable[[str], Any]]


class PlainLines:
    """What the columns of a list are, worked out once for all of its lines. ``names`` as ``contact_line`` takes them;
    every column that is needed is among them.
    """

    def __init__(self, names: Sequence[str | None]) -> None:
        places = {name: place for place, name in enumerate(names) if name}
        self._width = len(names)
        self._needed = tuple(places[name] for name in REQUIRED)
        self._phone = places["phone"]
        self._extension, self._subdivision = places.get("extension"), places.get("subdivision")
        self._moments = tuple((_SLOT[name], places[name]) for name in ("opened_at", "closed_at") if name in places)
        self._touchpoint = (places.get("touchpoint_id"), places.get("touchpoint_kind"))
        alone = {name: place for name, place in places.items() if name not in _APART}
        self._texts = tuple((_SLOT[name], place) for name, place in alone.items() if name not in READERS)
        self._typed: tuple[Typed, ...] = tuple(
            (_SLOT[name], place, {}, READERS[name]) for name, place in alone.items() if name in READERS
        )

    def read(self, number: int, cells: Sequence[str]) -> SampleRow | None:
        """The row of line ``number``; None when the thorough reading has to look."""
        if len(cells) != self._width:
            return None
        values = list(map(str.strip, cells))
        whole = "".join(values)
        if not whole.isprintable() or (len(whole) > cell.LONGEST_CELL < max(map(len, values))):
            return None
        for place in self._needed:
            if not values[place]:
                return None
        slots: list[Any] = [number, *_BLANK[1:]]
        for slot, place in self._texts:
            slots[slot] = values[place] or None
        if not self._read_typed(slots, values) or not self._read_moments(slots, values):
            return None
        return self._whole(slots, values)

    def _whole(self, slots: list[Any], values: Sequence[str]) -> SampleRow | None:
        """The row, with what only its telephone can explain."""
        line = self._line(values, slots[_COUNTRY])
        identified, kind = self._touchpoint
        if line is None or (identified is not None and values[identified] and (kind is None or not values[kind])):
            return None
        slots[_LINE] = line
        if self._subdivision is not None and values[self._subdivision]:
            part = read_subdivision(values[self._subdivision], line.country)
            if isinstance(part, Problem):
                return None
            slots[_SUBDIVISION] = part
        contact_id = slots[_CONTACT_ID]
        if contact_id is None:
            slots[_CONTACT_ID] = id_by_line(line)
        elif len(contact_id) > LONGEST_CONTACT_ID:
            return None
        return SampleRow._make(slots)

    def _read_typed(self, slots: list[Any], values: Sequence[str]) -> bool:
        for slot, place, known, read in self._typed:
            value = values[place]
            if not value:
                continue
            found = known.get(value)
            if found is None:
                found = read(value)
                if isinstance(found, Problem):
                    return False
                if len(known) < _REMEMBERED:
                    known[value] = found
            slots[slot] = found
        return True

    def _read_moments(self, slots: list[Any], values: Sequence[str]) -> bool:
        read: list[datetime] = []
        for slot, place in self._moments:
            if not values[place]:
                continue
            moment = cell.read_moment(values[place], slots[_ZONE])
            if isinstance(moment, Problem) or (slots[_ZONE] is None and cell.is_local(values[place])):
                return False
            slots[slot] = moment
            read.append(moment)
        return len(read) < 2 or read[0] <= read[1]

    def _line(self, values: Sequence[str], country: str) -> Line | None:
        line = plain_number(values[self._phone], country)
        extension = values[self._extension] if self._extension is not None else ""
        if line is None or not extension:
            return line
        digits = cell.read_extension(extension)
        return None if isinstance(digits, Problem) else line._replace(extension=digits)
