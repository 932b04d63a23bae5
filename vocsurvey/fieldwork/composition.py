"""What a list tells in no cell of its own: a name in two columns, and what it is about by what its ids are called."""

from __future__ import annotations

from collections.abc import Sequence

from vocsurvey.fieldwork.columns import Header
from vocsurvey.fieldwork.spellings import plain

_HALVES = ("first_name", "last_name")
# Headings that mean a whole name where they stand alone, and the other half of one beside the column of a half.
_HALF_OR_WHOLE = frozenset(("name", "nom", "nombre"))
_KINDS = {
    "support_case": """case id; ticket id; ticket; ticket number; ticket no; case number; case no; Ticketnummer;
        Ticket-Nr; Fallnummer; numéro de ticket; n° de ticket; número de ticket; número de caso; caso""",
    "order": """order id; order number; order no; Auftragsnummer; Auftrags-Nr; Bestellnummer; numéro de commande;
        n° de commande; número de pedido; pedido""",
}
_KIND_OF = {plain(heading): kind for kind, headings in _KINDS.items() for heading in headings.split(";")}


class Composition:
    """What is put together of the cells of each line, by the header. ``names`` says what the cells then are."""

    def __init__(self, header: Header) -> None:
        self._width = len(header.names)
        self._name = _parts_of_name(header)
        self._touchpoint, self._kind = _kind_by_heading(header)
        beside = ("contact_name",) * bool(self._name) + ("touchpoint_kind",) * bool(self._kind)
        left = (None if place in self._name or name in _HALVES else name for place, name in enumerate(header.names))
        self.names: tuple[str | None, ...] = (*left, *beside)
        self.note = " ".join(self._said(header)) or None
        """What is put together, for whoever brought the list; None where nothing is."""

    def cells(self, cells: Sequence[str]) -> Sequence[str] | None:
        """The cells of a line, as many as ``names``; None of a line with other cells than the header has."""
        if len(cells) != self._width:
            return None
        if not (self._name or self._kind):
            return cells
        found = list(cells)
        if self._name:
            found.append(" ".join(filter(None, (cells[place].strip() for place in self._name))))
        if self._kind:
            found.append(self._kind if cells[self._touchpoint].strip() else "")
        return found

    def _said(self, header: Header) -> Sequence[str]:
        headings = [header.cells[place].strip() for place in self._name]
        said = [f"The name is put together of “{'” and “'.join(headings)}”."] if len(headings) > 1 else []
        if self._kind:
            called = header.cells[self._touchpoint].strip()
            said.append(f"Each “{called}” is taken for {_ARTICLES[self._kind]}, as no column says otherwise.")
        return said


_ARTICLES = {"support_case": "a support case", "order": "an order"}


def _parts_of_name(header: Header) -> tuple[int, ...]:
    """The places of what makes a whole name, in order; none where one column has it."""
    first, last = (header.names.index(half) if half in header.names else None for half in _HALVES)
    whole = header.names.index("contact_name") if "contact_name" in header.names else None
    if whole is not None:
        if plain(header.cells[whole]) not in _HALF_OR_WHOLE or (first is None) == (last is None):
            return ()
        first, last = (whole, last) if first is None else (first, whole)
    return tuple(place for place in (first, last) if place is not None)


def _kind_by_heading(header: Header) -> tuple[int, str]:
    if "touchpoint_kind" in header.names or "touchpoint_id" not in header.names:
        return 0, ""
    place = header.names.index("touchpoint_id")
    return place, _KIND_OF.get(plain(header.cells[place]), "")
