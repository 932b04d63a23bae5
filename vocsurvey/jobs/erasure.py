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
from vocsurvey.spool import Spool
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
    spool: Spool,
    firm_too: bool = False,
) -> Erased | Refusal:
    """Erase them, or say why not yet: then nobody calls them any more, and it is to be done again.

    ``spool``: what this machine keeps of their calls goes as well, also when it is done again.
    """
    with database.reading() as session:
        tokens = erasing.tokens_of(session, contact_id)
    hushed = database.run(
        lambda session: erasing.silence(session, contact_id, by_id, rules=rules, line_hash=line_hash, now=at())
    )
    if isinstance(hushed, Refusal):
        spool.forget(tokens)
        return hushed
    if carrier is not None:
        end_now(database, carrier, hushed)
    if any(spool.waiting(token) for token in tokens):
        return Refusal(
            "What was heard on a call with them while the database did not answer is still to be written down. Nobody "
            "calls them again; erase them in a minute."
        )
    erased = database.run(
        lambda session: erasing.erase(session, contact_id, by_id, line_hash=line_hash, now=at(), firm_too=firm_too)
    )
    if isinstance(erased, Erased):
        spool.forget(tokens)
    return erased
