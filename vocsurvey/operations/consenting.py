"""What a person agreed to or took back, written down by somebody: for one purpose, in words, from now on.

The ledger only grows: the latest word on a purpose is the one that holds. A "no" to being called is obeyed at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.consent import CALLING
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.opting_out import stop_cases
from vocsurvey.operations.suppressing import LineHash, pass_line, stop_ringing
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class Word:
    """What was said, and by whom it was written down. ``words``: what the person was asked or wrote, as it was.

    ``expires_at`` (aware): until when a "yes" holds; None for as long as nothing else is said.
    """

    purpose: Purpose
    granted: bool
    words: str
    source: str = "page"
    by_id: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Heard:
    """What came of it: open cases that ended or changed hands, and ids of calls to hang up after the commit."""

    consent_id: int
    cases: int
    hang_up: tuple[int, ...]


def note(
    session: Session, contact_id: int, word: Word, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Heard | Refusal:
    """Write a word down. Whoever takes back that they may be called is not called so from this moment on: open cases
    end, or go to a live caller, and phones that ring are hung up. To be called through ``Database.run``.
    """
    text = word.words.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        return Refusal(f"Write down what they said, in {SHORTEST} to {LONGEST} characters.")
    if word.expires_at is not None and (not word.granted or word.expires_at <= now):
        return Refusal("Only a yes can end, and only at a time that is still to come.")
    contact = session.get_one(Contact, contact_id)
    pass_line(session, contact.line_id)
    row = Consent(
        contact_id=contact_id,
        purpose=word.purpose,
        granted=word.granted,
        source=word.source,
        words=text,
        given_at=now,
        expires_at=word.expires_at,
        by_id=word.by_id,
    )
    session.add(row)
    session.flush()
    channel = next((channel for channel, purpose in CALLING.items() if purpose is word.purpose), None)
    if word.granted or channel is None:
        return Heard(row.id, 0, ())
    hang_up = stop_ringing(session, [Case.contact_id == contact_id], now, channel=Channel(channel))
    mine = [Case.contact_id == contact_id, Case.channel == channel]
    return Heard(row.id, stop_cases(session, mine, rules=rules, line_hash=line_hash, now=now), hang_up)
