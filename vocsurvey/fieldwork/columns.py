"""The header of a contact list: what each column is, by its usual spellings or as a person said."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import COLUMNS, KNOWN, OPTIONAL, REQUIRED, plain

__all__ = ["COLUMNS", "LEFT_OUT", "OPTIONAL", "REQUIRED", "Header", "delimiter_of", "read_header"]

LEFT_OUT = "-"
"""What a column is mapped to when nothing in it is wanted."""
_MUCH_ALIKE = 0.75
_SHOWN = 40


@dataclass(frozen=True)
class Header:
    """``names`` says what each column is (None: nothing that is used). ``faults`` make every line unreadable;
    ``remarks`` are columns that are left out although nobody said so.
    """

    cells: tuple[str, ...]
    names: tuple[str | None, ...]
    faults: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


def delimiter_of(header: str) -> str:
    """The delimiter of a header line: comma, semicolon, tab or upright line, whichever stands there most often."""
    return max((",", ";", "\t", "|"), key=header.count)


def read_header(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> Header:
    """What each column is.

    ``mapping`` goes before the usual spellings: from the column's name in the list, or its place as ``#3``, to one of
    ``COLUMNS``, or to ``-`` to leave it out. A column that was mapped to is not looked for anywhere else.
    """
    said, faults = _said(cells, mapping or {})
    taken = set(said.values())
    names = tuple(
        said.get(place) if place in said else _unless(KNOWN.get(plain(cell)), taken) for place, cell in enumerate(cells)
    )
    names = tuple(None if name == LEFT_OUT else name for name in names)
    remarks = [
        _unknown(cell)
        for place, (cell, name) in enumerate(zip(cells, names, strict=True))
        if name is None and place not in said and plain(cell) not in KNOWN and cell.strip()
    ]
    if not any(names):
        faults.append(Problem(f"No column is known here: the first line must name them, like {', '.join(REQUIRED)}."))
        return Header(tuple(cells), names, tuple(faults), ())
    faults += _doubled(cells, names)
    named = {*names, *(["contact_name"] if "last_name" in names else [])}
    if absent := [name for name in REQUIRED if name not in named]:
        verb = "is" if len(absent) == 1 else "are"
        faults.append(Problem(f"The first line must name the columns, and {', '.join(absent)} {verb} missing there."))
    return Header(tuple(cells), names, tuple(faults), tuple(remarks))


def _unless(name: str | None, taken: set[str]) -> str | None:
    return None if name in taken else name


def _said(cells: Sequence[str], mapping: Mapping[str, str]) -> tuple[dict[int, str], list[Problem]]:
    """What a person said of the columns, by their places; and what of it means nothing."""
    said: dict[int, str] = {}
    faults = []
    for key, target in mapping.items():
        places = _places(cells, key)
        if target != LEFT_OUT and target not in COLUMNS:
            faults.append(Problem(f"“{target}” is no column that is used. {_nearest(target, COLUMNS)}"))
        elif not places:
            faults.append(Problem(f"The list has no column “{key}”. {_nearest(key, [one.strip() for one in cells])}"))
        else:
            said |= dict.fromkeys(places, target)
    return said, faults


def _places(cells: Sequence[str], key: str) -> list[int]:
    if key.startswith("#") and key[1:].isascii() and key[1:].isdigit():
        place = int(key[1:]) - 1
        return [place] if 0 <= place < len(cells) else []
    return [place for place, cell in enumerate(cells) if plain(cell) == plain(key)]


def _nearest(word: str, choices: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, choices, 1, 0.4)
    return f"Did you mean “{near[0]}”?" if near else f"There is: {', '.join(choices)[:400]}."


def _unknown(cell: str) -> Problem:
    name = cell.strip()[:_SHOWN]
    near = difflib.get_close_matches(plain(cell), KNOWN, 1, _MUCH_ALIKE)
    guess = f" Is it {KNOWN[near[0]]}?" if near else ""
    return Problem(f"The column “{name}” is not known.{guess}")


def _doubled(cells: Sequence[str], names: Sequence[str | None]) -> list[Problem]:
    found = []
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        places = [place for place, one in enumerate(names) if one == name]
        listed = ", ".join(f"“{cells[place].strip()[:_SHOWN]}” (#{place + 1})" for place in places)
        found.append(Problem(f"The header has more than one column for {name}: {listed}. Say which one counts."))
    return found
