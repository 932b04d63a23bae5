"""Erasing a person, from the page and the command alike: hushed first, then blotted out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from vocsurvey.db.session import Database
from vocsurvey.jobs.hanging_up import end_now
from vocsurvey.operations import erasing
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.erasing import Erased
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook
from vocsurvey.telephony.carrier import Carrier


def erase_person(
    database: Database,
    carrier: Carrier | None,
    contact_id: int,
    by_id: int | None,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    at: Callable[[], datetime],
) -> Erased | Refusal:
    """Erase them, or say why not yet: then nobody calls them any more, and it is to be done again."""
    hushed = database.run(
        lambda session: erasing.silence(session, contact_id, by_id, rules=rules, line_hash=line_hash, now=at())
    )
    if isinstance(hushed, Refusal):
        return hushed
    if carrier is not None:
        end_now(database, carrier, hushed)
    return database.run(lambda session: erasing.erase(session, contact_id, by_id, line_hash=line_hash, now=at()))
