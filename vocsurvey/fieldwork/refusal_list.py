"""A file of those who are not to be called: each line names a telephone, a person, a customer or an e-mail domain.

A line bars the narrowest that it names: the telephone and the person; a customer or a domain only where neither stands
there, so that an export of contacts never bars whole customers. A list of bare numbers needs no header.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from vocsurvey.fieldwork.cell import read_country, read_extension
from vocsurvey.fieldwork.phone import Line, read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal import read_who
from vocsurvey.fieldwork.spellings import KNOWN, plain
from vocsurvey.fieldwork.suppression import Scope, Subject, Who, one_line
from vocsurvey.fieldwork.table import Table

LARGEST = 5_000_000
MOST_LINES = 20_000
LONGEST_REASON = 1_000
NAMING = ("phone", "contact_id", "account_id", "domain")
COLUMNS = (*NAMING, "extension", "country", "scope", "reason")
_OWN = {
    "domain": "domain; e-mail domain; Domäne; domaine; dominio",
    "scope": "scope; reach; Umfang; Reichweite; portée; alcance",
    "reason": "reason; why; comment; remark; note; Grund; Bemerkung; raison; remarque; razón; observación",
    "phone": "do not call; dnc; Sperrnummer; gesperrte Nummer; numéro; Nummer",
    "contact_id": "contact number; Kontaktnummer; numéro de contact; número de contacto",
}
_CALLED = {plain(name): column for column, names in _OWN.items() for name in names.split(";")} | {
    plain(column): column for column in COLUMNS
}
_FROM_LISTS = {"phone": "phone", "extension": "extension", "account_country": "country"} | {
    name: name for name in ("contact_id", "account_id")
}
_SCOPES = {"": Scope.ALL_SURVEYS} | {
    word: scope
    for scope, words in (
        (Scope.ALL_SURVEYS, ("all", "all surveys", "all_surveys", "alle", "alles", "tout", "todo", "todas")),
        (
            Scope.AUTOMATED,
            ("automated", "automated only", "automated calls", "automatisch", "automatique", "automático"),
        ),
    )
    for word in words
}


@dataclass(frozen=True)
class RefusalLine:
    """One line as it was read. ``whos`` is empty exactly where ``problem`` says what is wrong with it."""

    number: int
    text: str
    whos: tuple[Who, ...] = ()
    scope: Scope = Scope.ALL_SURVEYS
    reason: str | None = None
    problem: str | None = None


def read_refusals(table: Table, country: str | None = None) -> Iterator[RefusalLine] | Problem:
    """The lines of a file, or a sentence when its header cannot be understood.

    ``country`` (ISO alpha-2) explains national numbers where a line names no country of its own.
    """
    first = next(table.lines, None)
    if first is None:
        return table.fault[1] if table.fault else Problem("The file is empty.")
    names = tuple(_column(cell) for cell in first[1])
    if not set(NAMING) & set(names):
        numbers = [isinstance(read_number(cell, country), Line) for cell in first[1]]
        if True not in numbers:
            return Problem("The first line must name the columns: phone, contact_id, account_id or domain.")
        names = tuple("phone" if place == numbers.index(True) else None for place in range(len(first[1])))
        return _lines(chain([first], table.lines), names, table, country)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        return Problem(f"The first line names {twice[0]} more than once; keep only the column that counts.")
    return _lines(table.lines, names, table, country)


def _column(cell: str) -> str | None:
    return _CALLED.get(plain(cell)) or _FROM_LISTS.get(KNOWN.get(plain(cell)) or "")


def _lines(
    lines: Iterator[tuple[int, list[str]]], names: Sequence[str | None], table: Table, country: str | None
) -> Iterator[RefusalLine]:
    for count, (number, cells) in enumerate(lines, 1):
        if count > MOST_LINES:
            yield RefusalLine(number, "", problem=f"Nothing is read from here on: split it after {MOST_LINES:,} lines.")
            return
        values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        yield _line(number, values, country)
    if table.fault:
        yield RefusalLine(table.fault[0], "", problem=table.fault[1].sentence)


def _line(number: int, values: dict[str, str], country: str | None) -> RefusalLine:
    text = ", ".join(values[name] for name in NAMING if values.get(name))[:200]
    scope = _SCOPES.get(values.get("scope", "").casefold())
    if scope is None:
        sentence = f"“{values['scope'][:40]}” is no reach; write all, or automated, or leave it blank."
        return RefusalLine(number, text, problem=sentence)
    whos = _named(values, country)
    if isinstance(whos, Problem):
        return RefusalLine(number, text, problem=whos.sentence)
    reason = values.get("reason", "")[:LONGEST_REASON]
    return RefusalLine(number, text, whos, scope, reason or None)


def _named(values: dict[str, str], country: str | None) -> tuple[Who, ...] | Problem:
    """The narrowest that a line names."""
    found: list[Who] = []
    if values.get("phone"):
        line = _telephone(values, country)
        if isinstance(line, Problem):
            return line
        found.append(line)
    wanted = [Subject.CONTACT] if found else [Subject.CONTACT, Subject.ACCOUNT, Subject.DOMAIN]
    columns = {Subject.CONTACT: "contact_id", Subject.ACCOUNT: "account_id", Subject.DOMAIN: "domain"}
    for subject in wanted:
        if text := values.get(columns[subject]):
            who = read_who(subject, text)
            return who if isinstance(who, Problem) else (*found, who)
    return tuple(found) or Problem("Nobody is named here: no number, contact, customer or domain.")


def _telephone(values: dict[str, str], country: str | None) -> Who | Problem:
    if values.get("country"):
        here = read_country(values["country"])
        if isinstance(here, Problem):
            return here
        country = here
    who = read_who(Subject.LINE, values["phone"], country)
    if isinstance(who, Problem) or who.extension or not values.get("extension"):
        return who
    extension = read_extension(values["extension"])
    return extension if isinstance(extension, Problem) else one_line(who.name, extension)
