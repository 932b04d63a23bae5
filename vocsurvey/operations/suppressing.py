"""Lines, people and customers that are not called any more: at once, everywhere, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.sample import Account, Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.suppression import (
    LineHash,
    Scope,
    Subject,
    Suppressed,
    Who,
    domain_of,
    one_account,
    one_contact,
    one_line,
    this_domain,
    whole_number,
)

__all__ = [
    "IN_FORCE",
    "LineHash",
    "Noted",
    "Who",
    "note_down",
    "pass_line",
    "people_of",
    "stop_ringing",
    "suppress",
    "suppress_line",
    "suppressed",
    "suppressions",
    "this_account",
    "this_contact",
    "this_domain",
    "this_line",
    "whole_number",
]

_RINGING = (CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED)
IN_FORCE = Suppression.lifted_at.is_(None)


@dataclass(frozen=True)
class Noted:
    """A suppression that is in force. ``new``: it was not before. ``hang_up``: ids of calls that are with the carrier,
    each marked to be hung up after the commit.
    """

    row: Suppression
    new: bool
    hang_up: tuple[int, ...]


def this_line(line: PhoneLine) -> Who:
    """A number with its extension."""
    return one_line(line.number, line.extension)


def this_contact(contact: Contact) -> Who:
    """A person, at whatever number; known again by the external id."""
    return one_contact(contact.external_id)


def this_account(account: Account) -> Who:
    """A customer with all its contacts; known again by the external id."""
    return one_account(account.external_id)


def pass_line(session: Session, line_id: int) -> PhoneLine:
    """Lock a line by updating its row: permits and opt-outs for it queue here, on both databases."""
    session.execute(
        update(PhoneLine).where(PhoneLine.id == line_id).values(passages=PhoneLine.passages + 1),
        execution_options={"synchronize_session": False},
    )
    return session.execute(
        select(PhoneLine).where(PhoneLine.id == line_id).execution_options(populate_existing=True)
    ).scalar_one()


def suppress_line(
    session: Session,
    line_id: int,
    *,
    scope: SuppressionScope,
    source: str,
    reason: str,
    line_hash: LineHash,
    now: datetime,
    but_not_call: int | None = None,
) -> tuple[int, ...]:
    """Never call this line again: ``suppress`` for a line that there is. ``but_not_call`` is not hung up: the call in
    which the person said so gets its goodbye.
    """
    who = this_line(pass_line(session, line_id))
    return note_down(
        session,
        who,
        scope=scope,
        source=source,
        reason=reason,
        line_hash=line_hash,
        now=now,
        but_not_call=but_not_call,
    ).hang_up


def suppress(
    session: Session,
    who: Who,
    *,
    scope: SuppressionScope,
    source: str,
    reason: str,
    line_hash: LineHash,
    now: datetime,
    campaign_id: int | None = None,
) -> tuple[int, ...]:
    """Never call them again: for any survey, or for one campaign only. Whoever it concerns may not be there yet.

    Planned calls are refused at their permit, which reads the same rows, and appointments are off. Returns the ids of
    the calls that are with the carrier, each marked to be hung up. ``opting_out.bar`` ends the open cases as well.
    """
    return note_down(
        session, who, scope=scope, source=source, reason=reason, line_hash=line_hash, now=now, campaign_id=campaign_id
    ).hang_up


def note_down(
    session: Session,
    who: Who,
    *,
    scope: str,
    source: str,
    reason: str,
    line_hash: LineHash,
    now: datetime,
    campaign_id: int | None = None,
    origin: str | None = None,
    by_id: int | None = None,
    but_not_call: int | None = None,
) -> Noted:
    """Write a suppression down once, call the appointments off, and mark the calls that ring to be hung up.

    One of automated calls only leaves what a person does by hand alone.
    """
    lines = _lock_lines(session, who)
    hashed = who.hashed(line_hash, campaign_id)
    known = select(Suppression).where(Suppression.line_hash == hashed, Suppression.scope == scope, IN_FORCE)
    row = session.scalar(known)
    new = row is None
    if row is None:
        row = Suppression(line_hash=hashed, scope=scope, source=source, reason=reason[:4000], created_at=now)
        row.subject, row.campaign_id, row.by_id = who.subject, campaign_id, by_id
        row.name, row.origin = who.shown[:200], origin[:200] if origin else None
        session.add(row)
        session.flush()
    automated = scope == SuppressionScope.AUTOMATED
    theirs: list[ColumnElement[bool]] = [Case.contact_id.in_(people_of(who))]
    if campaign_id is not None:
        theirs.append(Case.campaign_id == campaign_id)
    off: list[ColumnElement[bool]] = [Appointment.case_id.in_(select(Case.id).where(*theirs)), *STILL_OPEN]
    if automated:
        off.append(Appointment.channel == Channel.IVR)
    session.execute(
        update(Appointment).where(*off).values(cancelled_at=now), execution_options={"synchronize_session": False}
    )
    channel = Channel.IVR if automated else None
    on_lines = lines if campaign_id is None else ()
    return Noted(row, new, stop_ringing(session, theirs, now, channel=channel, on_lines=on_lines, but_not=but_not_call))


def stop_ringing(
    session: Session,
    theirs: Sequence[ColumnElement[bool]],
    now: datetime,
    *,
    channel: Channel | None = None,
    on_lines: Sequence[int] = (),
    but_not: int | None = None,
) -> tuple[int, ...]:
    """Mark the calls that nobody has answered yet to be hung up: those of these cases, and those on these lines.

    Only those of one channel when it is given. Their ids, for the edge.
    """
    of_cases = Call.id.in_(select(Attempt.call_id).join(Case, Case.id == Attempt.case_id).where(*theirs))
    wanted = select(Call).where(or_(of_cases, Call.line_id.in_(on_lines)), Call.status.in_(_RINGING))
    if but_not is not None:
        wanted = wanted.where(Call.id != but_not)
    if channel is not None:
        wanted = wanted.where(~Call.attempt.has(Attempt.channel != channel))
    calls = session.scalars(wanted.order_by(Call.id)).all()
    for call in calls:
        call.hang_up_wanted_at = now
    session.flush()
    return tuple(call.id for call in calls)


def _lock_lines(session: Session, who: Who) -> tuple[int, ...]:
    """Queue with the permits of everybody whom it concerns; the ids of the lines that it names itself."""
    named: tuple[int, ...] = ()
    if who.subject in (Subject.LINE, Subject.NUMBER):
        wanted = select(PhoneLine.id).where(PhoneLine.number == who.name)
        if who.subject is Subject.LINE:
            wanted = wanted.where(PhoneLine.extension == who.extension)
        named = tuple(session.scalars(wanted))
    theirs = session.scalars(select(Contact.line_id).where(Contact.id.in_(people_of(who))).distinct())
    for line_id in sorted({*named, *theirs}):
        pass_line(session, line_id)
    return named


def suppressions(session: Session, lines: Iterable[PhoneLine], line_hash: LineHash) -> dict[int, frozenset[str]]:
    """The scopes in force for lines in every campaign, by line id; lines without any are left out."""
    by_hash: dict[str, list[int]] = {}
    for line in lines:
        for who in (this_line(line), whole_number(line.number)):
            by_hash.setdefault(who.hashed(line_hash), []).append(line.id)
    found: dict[int, set[str]] = {}
    rows = session.execute(
        select(Suppression.line_hash, Suppression.scope).where(Suppression.line_hash.in_(by_hash), IN_FORCE)
    )
    for hashed, scope in rows:
        for line_id in by_hash[hashed]:
            found.setdefault(line_id, set()).add(scope)
    return {line_id: frozenset(scopes) for line_id, scopes in found.items()}


def suppressed(session: Session, cases: Sequence[Case], line_hash: LineHash) -> dict[int, frozenset[Suppressed]]:
    """Every suppression that applies to cases, by case id; cases without any are left out."""
    by_hash: dict[str, list[tuple[int, Subject]]] = {}
    for case in cases:
        for who in _everything_about(case.contact):
            for campaign_id in (None, case.campaign_id):
                by_hash.setdefault(who.hashed(line_hash, campaign_id), []).append((case.id, who.subject))
    found: dict[int, set[Suppressed]] = {}
    rows = session.execute(
        select(Suppression.line_hash, Suppression.scope, Suppression.campaign_id).where(
            Suppression.line_hash.in_(by_hash), IN_FORCE
        )
    )
    for hashed, scope, campaign_id in rows:
        narrowed = campaign_id is not None and scope == SuppressionScope.ALL_SURVEYS
        for case_id, subject in by_hash[hashed]:
            one = Suppressed(subject, Scope.CAMPAIGN if narrowed else Scope(scope))
            found.setdefault(case_id, set()).add(one)
    return {case_id: frozenset(ones) for case_id, ones in found.items()}


def _everything_about(contact: Contact) -> list[Who]:
    line, domain = contact.line, domain_of(contact.email)
    found = [this_line(line), whole_number(line.number), this_contact(contact), this_account(contact.account)]
    return found if domain is None else [*found, this_domain(domain)]


def people_of(who: Who) -> Select[int]:
    """The ids of the contacts that it concerns."""
    named, key = select(Contact.id), who.key
    match who.subject:
        case Subject.LINE:
            on = [PhoneLine.number == who.name, PhoneLine.extension == who.extension]
            return named.join(PhoneLine, PhoneLine.id == Contact.line_id).where(*on)
        case Subject.NUMBER:
            return named.join(PhoneLine, PhoneLine.id == Contact.line_id).where(PhoneLine.number == who.name)
        case Subject.CONTACT:
            return named.where(Contact.external_id == key)
        case Subject.ACCOUNT:
            return named.join(Account, Account.id == Contact.account_id).where(Account.external_id == key)
        case _:  # a domain
            return named.where(func.lower(Contact.email).endswith(f"@{key}", autoescape=True))
