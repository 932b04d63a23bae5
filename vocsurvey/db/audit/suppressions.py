"""Nobody is called who said no. The key of the hash is not in the rows, so whoever audits brings the hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import Any

from sqlalchemy.orm import Session

from vocsurvey.db.audit.rule import TOLERANCE, Rule, Violation, select

LineHash = Callable[[str, str], str]
"""Number (E.164) and extension to the keyed hash of a suppression."""

# A person who calls back by hand about a promise does so also after an opt-out: only surveys are barred.
PERMITTED_AFTER_OPT_OUT = Rule(
    "called_after_opt_out",
    "Call {call} was permitted although suppression {suppression} was already in force.",
    """
    SELECT c.id AS call, l.number, l.extension, a.channel, SECONDS(p.granted_at) AS granted,
           cf.campaign_id AS campaign, ct.external_id AS contact, ct.email, ac.external_id AS account
    FROM call c
    JOIN dial_permit p ON p.call_id = c.id
    JOIN phone_line l ON l.id = c.line_id
    JOIN attempt a ON a.call_id = c.id
    JOIN case_file cf ON cf.id = a.case_id
    JOIN contact ct ON ct.id = cf.contact_id
    JOIN account ac ON ac.id = ct.account_id
    WHERE c.purpose IN ('interview', 'verification', 'test')
    ORDER BY c.id
    """,
)
_IN_FORCE = """
    SELECT s.id, s.line_hash, s.scope, SECONDS(s.created_at) AS began, SECONDS(s.lifted_at) AS lifted
    FROM suppression s ORDER BY s.id
"""


def called_after_opt_out(session: Session, line_hash: LineHash) -> tuple[Violation, ...]:
    """The survey calls that were permitted to a line after it was suppressed for their channel."""
    in_force: dict[str, list[tuple[int, str, float, float]]] = {}
    for row in select(session, _IN_FORCE):
        ended = inf if row["lifted"] is None else float(row["lifted"])
        in_force.setdefault(row["line_hash"], []).append((row["id"], row["scope"], float(row["began"]), ended))
    found = []
    for call in select(session, PERMITTED_AFTER_OPT_OUT.sql) if in_force else ():
        for hashed in _hashes(call, line_hash):
            for suppression, scope, began, ended in in_force.get(hashed, ()):
                barred = scope == "all_surveys" or call["channel"] == "ivr"
                tolerance = TOLERANCE.total_seconds()
                if barred and began + tolerance < float(call["granted"]) < ended - tolerance:
                    found.append(PERMITTED_AFTER_OPT_OUT.violation({"call": call["call"], "suppression": suppression}))
    return tuple(found)


def _hashes(call: Mapping[str, Any], line_hash: LineHash) -> Iterator[str]:
    """Under every name that a suppression of this call can go by: in all campaigns, and in its own."""
    _, at, domain = (call["email"] or "").strip().lower().rpartition("@")
    names = [
        (call["number"], call["extension"]),
        (call["number"], "*"),
        (f"contact:{call['contact']}", ""),
        (f"account:{call['account']}", ""),
        *([(f"domain:{domain}", "")] if at else []),
    ]
    for name, extension in names:
        yield line_hash(name, extension)
        yield line_hash(f"campaign:{call['campaign']}:{name}", extension)
