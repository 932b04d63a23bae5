"""The verdict over a whole database: every rule, every violation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.audit.agreements import AGREEMENTS
from vocsurvey.db.audit.bridges import BRIDGES
from vocsurvey.db.audit.calls import CALLS
from vocsurvey.db.audit.cases import CASES
from vocsurvey.db.audit.conversations import CONVERSATIONS
from vocsurvey.db.audit.desks import DESKS
from vocsurvey.db.audit.follow_ups import FOLLOW_UPS
from vocsurvey.db.audit.inquiries import INQUIRIES
from vocsurvey.db.audit.lists import LISTS
from vocsurvey.db.audit.recordings import RECORDINGS
from vocsurvey.db.audit.rule import Rule, Violation
from vocsurvey.db.audit.suppressions import LineHash, called_after_opt_out

RULES: tuple[Rule, ...] = (
    *CALLS, *BRIDGES, *INQUIRIES, *CONVERSATIONS, *FOLLOW_UPS, *AGREEMENTS, *RECORDINGS, *CASES, *LISTS, *DESKS
)  # fmt: skip


def audit(session: Session, now: datetime, line_hash: LineHash | None) -> tuple[Violation, ...]:
    """Prove the promises from the rows; an empty tuple means that all of them are kept.

    ``now`` (aware) tells what is overdue. ``line_hash`` is the keyed hash of suppressed lines; without it (None) the
    one rule about calls after an opt-out is skipped. Reads only.
    """
    found = [violation for rule in RULES for violation in rule.offenders(session, now)]
    if line_hash is not None:
        found.extend(called_after_opt_out(session, line_hash))
    return tuple(found)
