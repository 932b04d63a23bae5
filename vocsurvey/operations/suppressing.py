"""Lines, people and customers that are not called any more: at once, everywhere, for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.sample import Account, Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.suppression import Scope, Subject, Suppressed, domain_of

LineHash = Callable[[str, str], str]
"""Number (E.164) and extension → keyed hash, stable over the life of the installation."""
_RINGING = (CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED)


@dataclass(frozen=True)
class Who:
    """What is not called, as it goes into the hash: ``name`` with ``extension``, which only a line has."""

    subject: Subject
    name: str
    extension: str = ""

    def hashed(self, line_hash: LineHash, campaign_id: int | None = None) -> str:
        """The keyed hash, for every campaign or for one."""
        return line_hash(self.name if campaign_id is None else f"campaign:{campaign_id}:{self.name}", self.extension)


def whole_number(number: str) -> Who:
    """A number with everybody behind it. Only the organisation can refuse for all of them."""
    return Who(Subject.NUMBER, number, "*")


def this_line(line: PhoneLine) -> Who:
    """A number with its extension."""
    return Who(Subject.LINE, line.number, line.extension)


def this_contact(contact: Contact) -> Who:
    """A person, at whatever number; known again by the external id."""
    return Who(Subject.CONTACT, f"contact:{contact.external_id}")


def this_account(account: Account) -> Who:
    """A customer with all its contacts; known again by the external id."""
    return Who(Subject.ACCOUNT, f"account:{account.external_id}")


def this_domain(domain: str) -> Who:
    """Everybody with an e-mail address of this domain."""
    return Who(Subject.DOMAIN, f"domain:{domain.strip().lower()}")


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
    """Never call this line again.

    Calls that are only planned are refused at their permit, which reads the same row, and every appointment on the line
    is off, in whatever campaign.

    Returns the ids of calls that are already with the carrier, each marked to be hung up, except ``but_not_call``: the
    call in which the person said so gets its goodbye.
    """
    line = pass_line(session, line_id)
    _note(session, this_line(line), scope, source, reason, line_hash, None, now)
    cases = select(Case.id).join(Contact, Contact.id == Case.contact_id).where(Contact.line_id == line_id)
    session.execute(update(Appointment).where(Appointment.case_id.in_(cases), *STILL_OPEN).values(cancelled_at=now))
    ringing = session.scalars(select(Call).where(Call.line_id == line_id, Call.status.in_(_RINGING)))
    return _hang_up(session, [call for call in ringing if call.id != but_not_call], now)


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

    As with a line, planned calls are refused at their permit, appointments are off, and the ids of the calls that are
    with the carrier are returned, each marked to be hung up.
    """
    people = _people(who)
    lines = session.scalars(select(Contact.line_id).where(Contact.id.in_(people)).distinct()).all()
    for line_id in sorted(lines):
        pass_line(session, line_id)
    _note(session, who, scope, source, reason, line_hash, campaign_id, now)
    theirs = [Case.contact_id.in_(people), *([] if campaign_id is None else [Case.campaign_id == campaign_id])]
    cases = select(Case.id).where(*theirs)
    session.execute(
        update(Appointment).where(Appointment.case_id.in_(cases), *STILL_OPEN).values(cancelled_at=now),
        execution_options={"synchronize_session": False},
    )
    ringing = session.scalars(
        select(Call)
        .join(Attempt, Attempt.call_id == Call.id)
        .join(Case, Case.id == Attempt.case_id)
        .where(*theirs, Call.status.in_(_RINGING))
    )
    return _hang_up(session, ringing.all(), now)


def suppressions(session: Session, lines: Iterable[PhoneLine], line_hash: LineHash) -> dict[int, frozenset[str]]:
    """The scopes in force for lines in every campaign, by line id; lines without any are left out."""
    by_hash: dict[str, list[int]] = {}
    for line in lines:
        for who in (this_line(line), whole_number(line.number)):
            by_hash.setdefault(who.hashed(line_hash), []).append(line.id)
    found: dict[int, set[str]] = {}
    rows = session.execute(select(Suppression.line_hash, Suppression.scope).where(Suppression.line_hash.in_(by_hash)))
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
            Suppression.line_hash.in_(by_hash)
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


def _people(who: Who) -> Select[int]:
    """The ids of the contacts that it concerns."""
    named = select(Contact.id)
    _, _, key = who.name.partition(":")
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


def _note(
    session: Session,
    who: Who,
    scope: SuppressionScope,
    source: str,
    reason: str,
    line_hash: LineHash,
    campaign_id: int | None,
    now: datetime,
) -> None:
    hashed = who.hashed(line_hash, campaign_id)
    known = select(Suppression.id).where(Suppression.line_hash == hashed, Suppression.scope == scope)
    if session.scalar(known) is None:
        session.add(
            Suppression(
                line_hash=hashed,
                scope=scope,
                source=source,
                reason=reason,
                created_at=now,
                subject=who.subject,
                campaign_id=campaign_id,
            )
        )


def _hang_up(session: Session, calls: Sequence[Call], now: datetime) -> tuple[int, ...]:
    for call in calls:
        call.hang_up_wanted_at = now
    session.flush()
    return tuple(call.id for call in calls)
