"""A customer said what it was mostly about: their follow-up goes to whom the rules name for that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.operations.reowning import give_as_said
from vocsurvey.rulebook import Rulebook

FACT = "attribution"


def attribute(session: Session, interview: Interview, rules: Rulebook, now: datetime) -> bool:
    """Whether the open follow-up of an interview changed hands, because of what the customer named just now.

    Costs nothing where no rule of ownership asks for it.
    """
    if FACT not in rules.ownership.facts:
        return False
    row = follow_up_of(session, interview.case, lock=True)
    return row is not None and row.closed_at is None and give_as_said(session, row, rules, now)
