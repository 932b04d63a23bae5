"""What an undo does or did, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vocsurvey.db.imports import Kept

_TABLES = {
    "contact": ("person", "people"),
    "account": ("customer", "customers"),
    "touchpoint": ("reason to call", "reasons to call"),
    "agent": ("agent", "agents"),
    "consent": ("yes to an automated voice", "yeses to an automated voice"),
}
_REASONS = {
    Kept.CHANGED_SINCE: "somebody changed it since",
    Kept.OTHER_LIST: "another list names it too",
    Kept.CASE: "it is in a campaign",
    Kept.CONSENT: "the ledger of consents keeps it",
    Kept.FOLLOW_UP: "there is a follow-up",
    Kept.EVENT: "another program reported something of it",
    Kept.SUCCESSOR: "somebody named this person to ask instead",
    Kept.SUPPRESSION: "it is on the list of those who are not called",
    Kept.OTHER_TOUCHPOINT: "there is another reason to call",
    Kept.CONTACTS: "people stay who belong to it",
    Kept.TOUCHPOINTS: "reasons to call stay that name this agent",
    Kept.USER: "this agent signs in here",
}


@dataclass(frozen=True)
class Reason:
    """So many rows of one kind stay, and why."""

    rows: str
    why: str


def row_called(table: str, count: int = 1) -> str:
    """What people call rows of a table, without their number."""
    return _TABLES[table][count != 1]


def counted(counts: Mapping[str, int]) -> str:
    """Numbers of rows by table: “2 people, 1 customer and 2 reasons to call”; “nothing” when there are none."""
    parts = [f"{counts[table]:,} {row_called(table, counts[table])}" for table in _TABLES if counts.get(table)]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:]))) or "nothing"


def reason(kept: str) -> str:
    """Why a row stays."""
    return _REASONS[Kept(kept)]


def reasons(why: Iterable[tuple[str, str, int]]) -> tuple[Reason, ...]:
    """Table, reason and number of rows, in words."""
    return tuple(Reason(f"{count:,} {row_called(table, count)}", reason(kept)) for table, kept, count in why)
