"""Why was this person not called, and when will they be? The same rules as at the claim, asked at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.explanation import Explained, explained
from vocsurvey.fieldwork.permission import Allow, Defer
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.calling_times import wish_aside
from vocsurvey.operations.decision import Ruling, rule
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

MOST_FOUND = 20
_WISH_ASIDE = "The hours that they like are never open here, so any hour that is counts."


class Standing(StrEnum):
    """How a case stands with the rules. ``onward``: not on its channel, but on the next one of the ladder."""

    CLOSED = "closed"
    UNDER_WAY = "under_way"
    ALLOWED = "allowed"
    DEFERRED = "deferred"
    ONWARD = "onward"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class CaseExplained:
    """One case of a contact. ``codes`` are the reasons in force now, or of a closed case those that it was closed for.

    ``until``: when it is asked again, set exactly for a deferral. ``tried``: how often the phone was really dialled.
    """

    case_id: int
    campaign: str
    about: str
    channel: str
    standing: Standing
    codes: tuple[str, ...]
    until: datetime | None
    disposition: str | None
    closed_at: datetime | None
    tried: int
    wish_aside: bool = False
    """Whether the hours that they like are never open in this campaign, and therefore left aside."""

    @property
    def reasons(self) -> tuple[Explained, ...]:
        """The reasons in words."""
        return tuple(explained(code) for code in self.codes)

    @property
    def answer(self) -> str:
        """When they will be called, in one sentence. ``until`` has the time."""
        caller = "the automated voice" if self.channel == Channel.IVR else "a live caller"
        answer = {
            Standing.CLOSED: "The case is closed: nobody calls them for it any more.",
            Standing.UNDER_WAY: "A call is planned, or under way.",
            Standing.ALLOWED: f"Every rule allows the call: {caller} calls them when it is their turn.",
            Standing.DEFERRED: f"Not now: {caller} calls them later.",
            Standing.ONWARD: "The automated voice does not call them: the case goes to a live caller.",
            Standing.BLOCKED: "They are not called: the case ends when its turn comes, unless this changes.",
        }[self.standing]
        return f"{answer} {_WISH_ASIDE}" if self.wish_aside else answer


def explain_cases(
    session: Session, cases: Sequence[Case], *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[CaseExplained, ...]:
    """How each of the cases stands, in the same order. Changes nothing."""
    ids = [case.id for case in cases]
    open_now = select(Attempt.case_id).where(Attempt.case_id.in_(ids), Attempt.closed_at.is_(None))
    under_way = set(session.scalars(open_now))
    counts = session.execute(
        select(Attempt.case_id, func.count()).where(Attempt.case_id.in_(ids), Attempt.counted).group_by(Attempt.case_id)
    )
    tried = {case_id: count for case_id, count in counts}
    asked = [case for case in cases if case.closed_at is None and case.id not in under_way]
    ruled = rule(session, asked, rules=rules, line_hash=line_hash, now=now) if asked else {}
    aside = {case.id for case in asked if wish_aside(case.contact, rules, case.campaign)}
    return tuple(_explained(case, ruled.get(case.id), tried.get(case.id, 0), case.id in aside) for case in cases)


def explain_contact(
    session: Session, contact: Contact, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[CaseExplained, ...]:
    """Every case of a contact but tests, the newest first."""
    cases = session.scalars(
        select(Case).where(Case.contact_id == contact.id, Case.kind != CaseKind.TEST).order_by(Case.id.desc())
    ).all()
    return explain_cases(session, cases, rules=rules, line_hash=line_hash, now=now)


def find_contacts(session: Session, words: str) -> tuple[Contact, ...]:
    """The contact of this external id; or else those whose name, e-mail address or external id has the words in it.

    At most ``MOST_FOUND``, by name.
    """
    exact = session.scalar(select(Contact).where(Contact.external_id == words))
    if exact is not None:
        return (exact,)
    part = words.strip().lower()
    columns = (Contact.name, Contact.email, Contact.external_id)
    found = session.scalars(
        select(Contact)
        .where(or_(*(func.lower(column).contains(part, autoescape=True) for column in columns)))
        .order_by(Contact.name, Contact.id)
        .limit(MOST_FOUND)
    )
    return tuple(found) if part else ()


def _explained(case: Case, ruling: Ruling | None, tried: int, aside: bool) -> CaseExplained:
    standing, codes = _standing(case, ruling)
    deferral = ruling.decision if ruling is not None and isinstance(ruling.decision, Defer) else None
    return CaseExplained(
        case_id=case.id,
        campaign=case.campaign.name,
        about=case.touchpoint.subject or case.touchpoint.kind.replace("_", " "),
        channel=case.channel,
        standing=standing,
        codes=codes,
        until=deferral.until if deferral is not None else None,
        disposition=case.disposition,
        closed_at=case.closed_at,
        tried=tried,
        wish_aside=aside,
    )


def _standing(case: Case, ruling: Ruling | None) -> tuple[Standing, tuple[str, ...]]:
    if case.closed_at is not None:
        return Standing.CLOSED, tuple(str(code) for code in case.waiting_for)
    if ruling is None:
        return Standing.UNDER_WAY, ()
    match ruling.decision:
        case Allow():
            return Standing.ALLOWED, ()
        case Defer(reasons=reasons):
            return Standing.DEFERRED, reasons
        case blocked:
            return Standing.ONWARD if ruling.onward is not None else Standing.BLOCKED, blocked.reasons
