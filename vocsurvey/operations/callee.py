"""What ``may_call`` needs to know of cases, gathered from the rows: for many cases with as many queries as for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import STILL_OPEN, Appointment, Consent
from vocsurvey.db.campaign import CampaignStatus, Case, CaseKind, DialGate
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call
from vocsurvey.db.sample import Contact, PhoneLine
from vocsurvey.fieldwork.allowance import Spent
from vocsurvey.fieldwork.consent import CALLING, Given
from vocsurvey.fieldwork.fatigue import Colleagues, FatigueRules, OtherSurvey
from vocsurvey.fieldwork.permission import Callee
from vocsurvey.fieldwork.phone import Line, LineKind, candidate_zones
from vocsurvey.fieldwork.protocol import Channel, Ending, PastAttempt
from vocsurvey.fieldwork.quota import any_full
from vocsurvey.fieldwork.window import known_zone
from vocsurvey.operations.budget import spent, spent_by_campaigns
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.campaign_terms import limit_of
from vocsurvey.operations.giving_notice import notes_of
from vocsurvey.operations.quotas import completed_codes, quotas_of, segment_of
from vocsurvey.operations.suppressing import LineHash, suppressed
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import Rulebook

ALL_DIALLING = "all"
_COUNTRY = "country:"
_RANG_AT = func.coalesce(Call.sent_at, Attempt.opened_at)


@dataclass(frozen=True)
class _Survey:
    """A survey case of somebody: what fatigue needs to know of it."""

    case_id: int
    seen: OtherSurvey


def callees(
    session: Session,
    cases: Sequence[Case],
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_attempt: int | None = None,
) -> dict[int, Callee]:
    """By case id, the person as the rules see them. ``but_not_attempt`` is the one that asks, at its permit."""
    contacts = {one.contact_id: one.contact for one in cases}
    histories = _histories(session, cases, but_not_attempt)
    barred = suppressed(session, cases, line_hash)
    taken = _taken(session, {one.line_id for one in contacts.values()})
    appointed = _appointments(session, cases)
    ledgers, notes = _ledgers(session, contacts), notes_of(session, cases, now)
    surveys = _surveys(session, contacts, rules, now, but_not_attempt)
    accounts = _accounts(session, contacts, rules.fatigue, now, but_not_attempt)
    quotas = quotas_of(session, (one.campaign_id for one in cases))
    today, closed = spent(session, rules.allowance, now), closed_gates(session)
    campaigns = {one.campaign_id: one.campaign for one in cases}.values()
    theirs = spent_by_campaigns(session, campaigns, rules.allowance, now)
    return {
        one.id: Callee(
            zones=zones_of(one.contact),
            kind=kind_of(one.contact.line),
            country=country_of(one.contact),
            active=one.contact.active,
            suppressed=barred.get(one.id, frozenset()),
            consents=ledgers[one.contact_id],
            attempts=histories.get(one.id, ()),
            surveys=tuple(other.seen for other in surveys.get(one.contact_id, ()) if other.case_id != one.id),
            account=_around(one.contact, accounts),
            line_taken=one.contact.line_id in taken,
            due_at=one.due_at,
            appointment=_named(one, appointed.get(one.id), now),
            verification=one.kind != CaseKind.SURVEY,
            quota_full=one.campaign_id in quotas and any_full(quotas[one.campaign_id], segment_of(one)),
            campaign_running=one.campaign.status == CampaignStatus.RUNNING,
            campaign_starts_at=one.campaign.starts_at,
            campaign_ends_at=one.campaign.ends_at,
            dialling_stopped=ALL_DIALLING in closed,
            country_stopped=country_gate(one.contact.line.country) in closed,
            spent=today,
            campaign_limit=limit_of(one.campaign),
            campaign_spent=theirs.get(one.campaign_id, Spent()),
            note=notes.get(one.id),
        )
        for one in cases
    }


def country_gate(country: str | None) -> str:
    """The key of the gate of one country. It is made when the carrier closes it: most countries never have one."""
    return f"{_COUNTRY}{country or ''}"


def closed_gates(session: Session) -> frozenset[str]:
    """The keys of the gates that are closed: of all dialling and of countries. Campaigns have their status."""
    ours = or_(DialGate.key == ALL_DIALLING, DialGate.key.startswith(_COUNTRY))
    return frozenset(session.scalars(select(DialGate.key).where(~DialGate.opened, ours)))


def zones_of(contact: Contact) -> tuple[str, ...]:
    """The contact's own zone, or every zone that the number may be in; none of somebody who was erased.

    A name that this machine's list of zones does not have says nothing: it must not stop the claim of everybody.
    """
    if contact.erased_at is not None:
        return ()
    own = contact.zone
    return (own,) if own and known_zone(own) else candidate_zones(line_of(contact.line))


def line_of(row: PhoneLine) -> Line:
    """The row as the value that the rules about numbers take."""
    return Line(row.number, row.extension, kind_of(row), row.country)


def kind_of(row: PhoneLine) -> LineKind:
    """What kind of line it is; "other" for a word that the rules do not have."""
    return next((kind for kind in get_args(LineKind) if kind == row.kind), "other")


def past(row: Attempt) -> PastAttempt:
    """An attempt as the protocol sees it: from when the phone was dialled, if it was."""
    ending = Ending(row.ending) if row.ending else None
    return PastAttempt(row.call.sent_at or row.opened_at, row.counted, ending, Channel(row.channel))


def _histories(
    session: Session, cases: Sequence[Case], but_not_attempt: int | None
) -> dict[int, tuple[PastAttempt, ...]]:
    ids = [one.id for one in cases]
    found: dict[int, tuple[PastAttempt, ...]] = {}
    rows = select(Attempt).where(Attempt.case_id.in_(ids)).order_by(Attempt.number).options(joinedload(Attempt.call))
    for row in session.scalars(rows):
        if row.id != but_not_attempt:
            found[row.case_id] = (*found.get(row.case_id, ()), past(row))
    return found


def _taken(session: Session, line_ids: set[int]) -> set[int]:
    """The lines that another call of ours is on."""
    return set(
        session.scalars(
            select(Call.line_id).where(
                Call.line_id.in_(line_ids),
                Call.status.in_(OPEN_AT_CARRIER),
                # For the index of calls that are not over: there are few of them, and years of others.
                Call.ended_at.is_(None),
            )
        )
    )


def _appointments(session: Session, cases: Sequence[Case]) -> dict[int, Appointment]:
    """The open appointments that the persons named the time of, by case id."""
    ids = [one.id for one in cases]
    rows = session.scalars(
        select(Appointment).where(Appointment.case_id.in_(ids), Appointment.kind == "hard", *STILL_OPEN)
    )
    return {row.case_id: row for row in rows}


def _named(one: Case, appointment: Appointment | None, now: datetime) -> bool:
    """Whether the person named the time at which the case is due, or was not called yet at the one that they named."""
    if appointment is None or appointment.channel != one.channel:
        return False
    return appointment.at <= now or appointment.at == one.due_at


def _ledgers(session: Session, contacts: dict[int, Contact]) -> dict[int, tuple[Given, ...]]:
    """What each contact agreed to and refused of being called: in lists, and since then.

    Lists give no date. A "yes" of theirs is older than anything that was said since; a "no" is no later than its list.
    """
    found: dict[int, tuple[Given, ...]] = dict.fromkeys(contacts, ())
    listed: dict[int, Consent] = {}
    rows = session.scalars(
        select(Consent)
        .where(Consent.contact_id.in_(contacts), Consent.purpose.in_(CALLING.values()))
        .order_by(Consent.given_at, Consent.id)
    )
    for row in rows:
        if row.source == "import":
            listed[row.contact_id] = row
        else:
            given = Given(Purpose(row.purpose), row.granted, row.given_at, row.expires_at)
            found[row.contact_id] = (*found[row.contact_id], given)
    for contact_id, contact in contacts.items():
        word = contact.automated_consent
        if word is not None:
            line = listed.get(contact_id)
            heard_at = line.given_at if line is not None and line.granted is word else None
            found[contact_id] = (*found[contact_id], Given(Purpose.AUTOMATED_VOICE, word, heard_at=heard_at))
    return found


def ledger_of(session: Session, contact: Contact) -> tuple[Given, ...]:
    """What one contact agreed to and refused of being called, as the rules see it."""
    return _ledgers(session, {contact.id: contact})[contact.id]


def _begun(but_not_attempt: int | None) -> ColumnElement[bool]:
    """Whether an attempt was dialled, is being dialled, or is planned.

    Of two that are planned and ask for their permit the earlier one goes first: to it, the later one is nothing yet.
    """
    at_work: ColumnElement[bool] = Attempt.closed_at.is_(None)
    if but_not_attempt is not None:
        at_work = and_(at_work, or_(Call.sent_at.is_not(None), Attempt.id < but_not_attempt))
    return or_(Attempt.counted, at_work)


def _surveys(
    session: Session, contacts: dict[int, Contact], rules: Rulebook, now: datetime, but_not_attempt: int | None
) -> dict[int, list[_Survey]]:
    """By contact id, every survey case that fatigue may still have to do with."""
    since = now - max(rules.fatigue.between_completed, rules.fatigue.between_any)
    begun_at = func.max(case((_begun(but_not_attempt), _RANG_AT)))
    rows = session.execute(
        select(Case.id, Case.contact_id, Case.disposition, Case.closed_at, begun_at)
        .outerjoin(Attempt, Attempt.case_id == Case.id)
        .outerjoin(Call, Call.id == Attempt.call_id)
        .where(
            Case.contact_id.in_(contacts),
            Case.kind == CaseKind.SURVEY,
            or_(Case.closed_at.is_(None), Case.closed_at >= since),
        )
        .group_by(Case.id, Case.contact_id, Case.disposition, Case.closed_at)
    )
    done = completed_codes(rules.dispositions)
    found: dict[int, list[_Survey]] = {}
    for case_id, contact_id, code, closed_at, at in rows:
        seen = OtherSurvey(at, closed_at if code in done else None, closed_at is None and at is not None)
        found.setdefault(contact_id, []).append(_Survey(case_id, seen))
    return found


def _accounts(
    session: Session,
    contacts: dict[int, Contact],
    fatigue: FatigueRules,
    now: datetime,
    but_not_attempt: int | None,
) -> dict[int, tuple[int, dict[int, datetime]]]:
    """By account id, how many contacts it has, and when each of them was last called for a survey."""
    if fatigue.account.share == 1 or fatigue.account.within == timedelta(0):
        return {}
    ids = {one.account_id for one in contacts.values()}
    counts = session.execute(
        select(Contact.account_id, func.count())
        .where(Contact.account_id.in_(ids), Contact.active)
        .group_by(Contact.account_id)
    )
    found: dict[int, tuple[int, dict[int, datetime]]] = {account_id: (count, {}) for account_id, count in counts}
    called: Any = session.execute(
        select(Contact.account_id, Contact.id, func.max(_RANG_AT))
        .join(Case, Case.contact_id == Contact.id)
        .join(Attempt, Attempt.case_id == Case.id)
        .join(Call, Call.id == Attempt.call_id)
        .where(
            Contact.account_id.in_(ids),
            Contact.active,
            Case.kind == CaseKind.SURVEY,
            now - fatigue.account.within < _RANG_AT,
            _begun(but_not_attempt),
        )
        .group_by(Contact.account_id, Contact.id)
    )
    for account_id, contact_id, at in called:
        found[account_id][1][contact_id] = at
    return found


def _around(contact: Contact, accounts: dict[int, tuple[int, dict[int, datetime]]]) -> Colleagues:
    count, called = accounts.get(contact.account_id, (1, {}))
    return Colleagues(count, tuple(at for contact_id, at in called.items() if contact_id != contact.id))
