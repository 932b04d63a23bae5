"""Erasing a person at their wish: nobody calls them, what is owed ends with that, and no row knows them any more.

It takes two transactions. In the first nothing rings for them any more; in the second they are blotted out, once no
call of theirs is under way or in doubt. Doing either again changes nothing.

Lock order: phone lines by id, then the contact, whom no list, program or undo changes until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.imports import AT_REST, ImportChange, ImportRun, RefusalFile
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.interview import Interview, Recording, RecordingState
from vocsurvey.db.sample import Contact, PhoneLine, SuppressionScope
from vocsurvey.fieldwork.suppression import Who
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.blotting import (
    blot_conversations,
    blot_firm,
    blot_follow_ups,
    blot_list,
    blot_person,
    blot_traces,
    names_firm,
)
from vocsurvey.operations.fetching import discard
from vocsurvey.operations.following_up import end_at_wish
from vocsurvey.operations.opting_out import Wish, bar
from vocsurvey.operations.suppressing import LineHash, pass_line, suppress, this_contact, this_line, whole_number
from vocsurvey.rulebook import Rulebook

WHY = "erased at the person's wish"
"""The reason in the list of who is not called, and in the history of what was owed to them."""


@dataclass(frozen=True)
class Erased:
    """What went, in numbers: the follow-ups that ended with it, and the recordings whose sound is deleted now.
    ``shared``: colleagues keep the line, so that only the id of the list tells who is not called.
    """

    contact_id: int
    conversations: int
    follow_ups: int
    recordings: int
    shared: bool

    @property
    def never_again(self) -> str:
        """How far nobody calls them again, in a sentence."""
        if self.shared:
            return (
                "Nobody calls them again, also when a list brings them back under the same contact number. Under "
                "another one they would be new to us, because colleagues have the same phone."
            )
        return "Nobody calls them again, also when a list brings them back."


@dataclass(frozen=True)
class ToErase:
    """What an erasure would take and end. ``shared``: colleagues have the same line, and keep its number. ``firm``: the
    customer is called like the person, and keeps that name unless somebody says otherwise.
    """

    conversations: int
    open_follow_ups: int
    recordings: int
    shared: bool
    firm: bool


def outlook(session: Session, contact: Contact) -> ToErase:
    """What there is of a person."""
    cases = select(Case.id).where(Case.contact_id == contact.id)
    interviews = select(Interview.id).where(Interview.case_id.in_(cases))
    return ToErase(
        session.scalar(select(func.count()).select_from(interviews.subquery())) or 0,
        session.scalar(
            select(func.count(FollowUp.id)).where(FollowUp.contact_id == contact.id, FollowUp.closed_at.is_(None))
        )
        or 0,
        session.scalar(select(func.count(Recording.id)).where(Recording.interview_id.in_(interviews))) or 0,
        shared(session, contact),
        names_firm(contact),
    )


def tokens_of(session: Session, contact_id: int) -> tuple[str, ...]:
    """The tokens of all calls with somebody: what is kept outside the database goes by them."""
    mine = select(Call.token).join(Attempt, Attempt.call_id == Call.id).join(Case, Case.id == Attempt.case_id)
    return tuple(session.scalars(mine.where(Case.contact_id == contact_id)))


def shared(session: Session, contact: Contact) -> bool:
    """Whether colleagues have the same line."""
    return session.scalar(select(PhoneLine.id).where(PhoneLine.id == contact.line_id, _of_others(contact))) is not None


def silence(
    session: Session, contact_id: int, by_id: int | None, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...] | Refusal:
    """Never call them again: the person, and their line unless colleagues have it. Ids of calls to be ended now."""
    contact = session.get_one(Contact, contact_id)
    if contact.erased_at is not None:
        return Refusal("They were erased already.")
    wish = Wish(_source(by_id), WHY, by_id=by_id)
    hang_up: list[int] = []
    for who in _whos(contact, _pass_lines(session, contact, but_not=set())):
        hang_up += bar(session, who, wish, rules=rules, line_hash=line_hash, now=now).hang_up
    return tuple(dict.fromkeys(hang_up))


def erase(
    session: Session,
    contact_id: int,
    by_id: int | None,
    *,
    line_hash: LineHash,
    now: datetime,
    firm_too: bool = False,
) -> Erased | Refusal:
    """Blot somebody out who is not called any more (``silence``). Refused while a call of theirs is under way.

    ``firm_too``: the customer's name as well, where it is the person's.
    """
    contact = session.get_one(Contact, contact_id)
    lines = _hold(session, contact)
    refusal = _under_way(session, contact)
    if contact.erased_at is not None or refusal is not None:
        return refusal or Refusal("They were erased already.")
    there, whos = outlook(session, contact), _whos(contact, lines)
    numbers = {contact.line.number, *(line.number for line in lines)}
    for who in whos:  # they may have another number since they were silenced
        suppress(
            session, who, scope=SuppressionScope.ALL_SURVEYS, source=_source(by_id), reason=WHY,
            line_hash=line_hash, now=now,
        )  # fmt: skip
    blot_follow_ups(session, contact)
    for follow_up in session.scalars(
        select(FollowUp).where(FollowUp.contact_id == contact.id, FollowUp.closed_at.is_(None)).order_by(FollowUp.id)
    ).all():
        end_at_wish(session, follow_up, by_id, WHY, now)
    _discard_recordings(session, contact, now)
    blot_traces(session, contact, numbers)
    blot_conversations(session, contact)
    blot_list(session, [*whos, *(whole_number(line.number) for line in lines)], line_hash)
    _blot_lines(session, contact, lines)
    if firm_too and there.firm:
        blot_firm(session, contact)
    blot_person(session, contact)
    contact.erased_at = now
    session.flush()
    return Erased(contact.id, there.conversations, there.open_follow_ups, there.recordings, there.shared)


def _source(by_id: int | None) -> str:
    return "command" if by_id is None else "page"


def _of_others(contact: Contact) -> ColumnElement[bool]:
    """Whether colleagues have a line; who stands in for a customer in a test has none."""
    standing_in = exists().where(Case.contact_id == Contact.id, Case.kind == CaseKind.TEST)
    return exists().where(Contact.line_id == PhoneLine.id, Contact.id != contact.id, ~standing_in)


def _lines_of(session: Session, contact: Contact) -> Sequence[PhoneLine]:
    """Every line that is theirs, or was, and that nobody else has: of today, of their calls, and of what lists changed.

    An image has the line of before by its number, and the one of after by its id.
    """
    called = select(Call.line_id).join(Attempt, Attempt.call_id == Call.id).join(Case, Case.id == Attempt.case_id)
    mine = (ImportChange.table_name == Contact.__tablename__, ImportChange.row_id == contact.id)
    images = session.execute(select(ImportChange.before, ImportChange.after).where(*mine)).all()
    before = {str(image.before["line_id"]).partition("x")[::2] for image in images if image.before.get("line_id")}
    after = {image.after["line_id"] for image in images if image.after.get("line_id")}
    theirs = or_(
        PhoneLine.id.in_({contact.line_id, *after}),
        PhoneLine.id.in_(called.where(Case.contact_id == contact.id)),
        tuple_(PhoneLine.number, PhoneLine.extension).in_(before),
    )
    still_plain = PhoneLine.number.not_like("+0%")
    wanted = select(PhoneLine).where(theirs, still_plain, ~_of_others(contact)).order_by(PhoneLine.id)
    return session.scalars(wanted).all()


def _pass_lines(session: Session, contact: Contact, *, but_not: set[int]) -> Sequence[PhoneLine]:
    """Queue at their lines, by id; those that are theirs alone."""
    lines = _lines_of(session, contact)
    for line_id in sorted({contact.line_id, *(line.id for line in lines)} - but_not):
        pass_line(session, line_id)
    return lines


def _hold(session: Session, contact: Contact) -> Sequence[PhoneLine]:
    """Lock their lines, then themselves; and lines that came to them before that lock was ours. Those that are theirs.

    What comes late is out of order: a deadlock is begun again by ``Database.run``.
    """
    passed: set[int] = set()
    lines: Sequence[PhoneLine] = ()
    while contact.line_id not in passed:
        lines = _pass_lines(session, contact, but_not=passed)
        passed |= {contact.line_id, *(line.id for line in lines)}
        session.refresh(contact, with_for_update=True)
    return lines


def _whos(contact: Contact, lines: Sequence[PhoneLine]) -> list[Who]:
    return [this_contact(contact), *(this_line(line) for line in lines)]


def _lists(session: Session) -> Refusal | None:
    """A list that is not done with holds people whom nobody can find in it, and would bring them back."""
    waiting = session.scalar(select(ImportRun.file_name).where(ImportRun.state.not_in(AT_REST)).limit(1))
    waiting = waiting or session.scalar(select(ImportRun.file_name).where(~ImportRun.swept).limit(1))
    waiting = waiting or session.scalar(select(RefusalFile.file_name).where(RefusalFile.content.is_not(None)).limit(1))
    if waiting is None:
        return None
    return Refusal(
        f"“{waiting}” is still being brought in or looked at, and may name them. Nobody calls them again from now on; "
        "finish it or throw it away, then erase them."
    )


def _under_way(session: Session, contact: Contact) -> Refusal | None:
    cases = select(Case.id).where(Case.contact_id == contact.id)
    mine = select(Attempt.call_id).where(Attempt.case_id.in_(cases))
    if session.scalar(select(Call.id).where(Call.id.in_(mine), Call.status.in_(OPEN_AT_CARRIER)).limit(1)) is not None:
        return Refusal(
            "A call with them is under way, or nobody is sure whether it is. Nobody calls them again; erase them "
            "once it is over."
        )
    if session.scalar(select(Inquiry.id).where(Inquiry.call_id.in_(mine), Inquiry.settled_at.is_(None)).limit(1)):
        return Refusal(
            "The carrier is still asked about a call with them, and may bring more of their words. Nobody calls them "
            "again; erase them once that is settled, on the page of uncertain calls."
        )
    waiting = select(Case.id).where(Case.contact_id == contact.id, Case.closed_at.is_(None), Case.kind != CaseKind.TEST)
    if session.scalar(waiting.limit(1)) is not None:
        return Refusal("They are still to be called. Nobody may call them first, then they can be erased.")
    return _lists(session)


def _discard_recordings(session: Session, contact: Contact, now: datetime) -> None:
    """Their sound goes here and at the carrier, by the same errand as that of a comment that was taken back."""
    cases = select(Case.id).where(Case.contact_id == contact.id)
    interviews = select(Interview.id).where(Interview.case_id.in_(cases))
    for row in session.scalars(select(Recording).where(Recording.interview_id.in_(interviews))):
        row.problem = None
        if row.state != RecordingState.UNWANTED:
            discard(row, now)
    session.flush()


def _blot_lines(session: Session, contact: Contact, lines: Sequence[PhoneLine]) -> None:
    """The numbers, in plain. That of a line which colleagues have stays theirs, and the person leaves it."""
    for row in lines:
        row.number, row.extension = f"+0{row.id}", ""
        row.kind, row.country = "other", None
    if contact.line not in lines:
        nowhere = PhoneLine(number=f"+00{contact.id}", extension="", kind="other", country=None)
        session.add(nowhere)
        session.flush()
        contact.line_id = nowhere.id
    session.flush()
    session.refresh(contact)
