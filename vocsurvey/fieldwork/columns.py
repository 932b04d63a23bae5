"""The columns of a contact list: their names, the spellings that we accept for them, and the header that holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vocsurvey.fieldwork.problem import Problem

REQUIRED = ("account_id", "account", "account_country", "contact_id", "contact_name", "phone")
OPTIONAL = (
    "region",
    "tier",
    "yearly_value",
    "owner_email",
    "contact_role",
    "extension",
    "language",
    "zone",
    "touchpoint_id",
    "touchpoint_kind",
    "touchpoint_subject",
    "opened_at",
    "closed_at",
    "channel",
    "agent_id",
    "agent_name",
    "agent_team",
    "agent_shift",
    "automated_voice_consent",
)
_SYNONYMS = {
    "account_id": ("customer id", "customer number", "company id", "account number"),
    "account": ("account name", "customer", "customer name", "company", "company name"),
    "account_country": ("country", "country code", "customer country"),
    "region": ("account region", "customer region"),
    "tier": ("account tier", "segment"),
    "yearly_value": ("annual value", "yearly revenue", "annual revenue", "revenue", "arr"),
    "owner_email": ("account owner", "owner", "account owner email", "owner e-mail"),
    "contact_id": ("person id", "contact number"),
    "contact_name": ("contact", "name", "full name", "person"),
    "contact_role": ("role", "buying role"),
    "phone": ("phone number", "telephone", "telephone number", "tel", "number", "contact phone"),
    "extension": ("ext", "phone extension"),
    "language": ("lang", "contact language"),
    "zone": ("time zone", "timezone", "tz"),
    "touchpoint_id": ("case id", "ticket id", "ticket", "case number", "order id"),
    "touchpoint_kind": ("touchpoint type", "touchpoint", "kind"),
    "touchpoint_subject": ("subject", "ticket subject", "case subject"),
    "opened_at": ("opened", "created", "created at", "start"),
    "closed_at": ("closed", "resolved", "resolved at", "end"),
    "channel": ("touchpoint channel", "contact channel"),
    "agent_id": ("agent number", "employee id"),
    "agent_name": ("agent", "employee"),
    "agent_team": ("team",),
    "agent_shift": ("shift",),
    "automated_voice_consent": ("consent", "robocall consent", "ivr consent", "automated consent"),
}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_KNOWN = {_plain(column): column for column in (*REQUIRED, *OPTIONAL)} | {
    _plain(spelling): column for column, spellings in _SYNONYMS.items() for spelling in spellings
}


def delimiter_of(header: str) -> str:
    """The delimiter of a header line: comma, semicolon or tab, whichever stands there most often."""
    return max((",", ";", "\t"), key=header.count)


def read_header(cells: Sequence[str]) -> tuple[tuple[str | None, ...], tuple[Problem, ...]]:
    """What each column is (None for one that is not known), and every problem of the header."""
    names = tuple(_KNOWN.get(_plain(cell)) for cell in cells)
    problems = [
        Problem(
            f"The column “{cell.strip()[:40]}” is not known; remove it, or name it as “vocsurvey import --help” does."
        )
        for cell, name in zip(cells, names, strict=True)
        if name is None
    ]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        problems.append(Problem(f"The header has more than one column for {', '.join(twice)}."))
    if absent := [name for name in REQUIRED if name not in names]:
        verb = "is" if len(absent) == 1 else "are"
        problems.append(Problem(f"The first line must name the columns, and {', '.join(absent)} {verb} missing there."))
    return names, tuple(problems)
