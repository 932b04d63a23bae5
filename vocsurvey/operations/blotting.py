"""Blotting a person out of every row that knows them. Figures, dates and decisions stay; nobody is in them any more.

What never goes stays, too: rows of ledgers keep what they decide, and lose their words (the database's triggers let
them become empty, and nothing else).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.agreement import Consent, Promise
from vocsurvey.db.api import ApiAnswer
from vocsurvey.db.base import Base
from vocsurvey.db.bridge import Bridge, BridgeGuest, BridgeParty
from vocsurvey.db.campaign import Case
from vocsurvey.db.chat import ChatMessage
from vocsurvey.db.coaching import Coaching, Contest
from vocsurvey.db.desk import DeskDraft, DeskLease, DeskTakeOver, WrapUp
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.finding import FollowUpWord
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.imports import ImportChange, ImportProblem, ImportRun, RefusalFile
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.interview import Answer, Conflict, Exchange, Interview
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.problem import Problem, ProblemEvent
from vocsurvey.db.review import Review, ReviewEvent
from vocsurvey.db.room import DeskMessage
from vocsurvey.db.sample import Account, Contact, Suppression, Touchpoint
from vocsurvey.db.webhook import WebhookDelivery
from vocsurvey.interview.heard import Coded, Heard, Silence, Speech, from_row, to_row
from vocsurvey.operations.suppressing import LineHash, Who

NOBODY = "Erased person"
"""What a person who was erased is called from then on."""
NO_FIRM = "Erased customer"
"""What a customer is called from then on that was called like them, where that was wanted."""
CODES = frozenset({"cause", "promised_at", "until", "severity", "before", "queue", "question"})
"""What the history of a follow-up says in codes and times, and not in words."""
NAMED = "This named somebody who was erased since."
_DIGITS_THAT_TELL = 7
_NOT_DIGITS = re.compile(r"\D")

T = TypeVar("T", bound=str | None)
Row = TypeVar("Row", bound=Base)


def blot_list(session: Session, whos: Iterable[Who], line_hash: LineHash) -> None:
    """Their entries in the list of who is not called: the hashes stay in force, and do not say who it is."""
    of_campaigns = select(Suppression.campaign_id).where(Suppression.campaign_id.is_not(None)).distinct()
    campaigns: list[int | None] = [None, *session.scalars(of_campaigns)]
    hashes = [who.hashed(line_hash, campaign_id) for who in whos for campaign_id in campaigns]
    for row in session.scalars(select(Suppression).where(Suppression.line_hash.in_(hashes))):
        row.name, row.reason = None, ""
        row.origin = None if row.origin is None else ""
        row.lift_reason = None if row.lift_reason is None else ""
    session.flush()


def blot_conversations(session: Session, contact: Contact) -> None:
    """What was said and heard in all their interviews, what was written about it, and what the carrier told."""
    cases = select(Case.id).where(Case.contact_id == contact.id)
    interviews = select(Interview.id).where(Interview.case_id.in_(cases))
    for interview in session.scalars(select(Interview).where(Interview.id.in_(interviews))):
        names = {"contact.name": "", "contact.first_name": "", "touchpoint.subject": None}
        interview.facts = {**interview.facts, **names}
    session.execute(
        delete(DeskDraft).where(DeskDraft.interview_id.in_(interviews)),
        execution_options={"synchronize_session": False},
    )
    for exchange in session.scalars(select(Exchange).where(Exchange.interview_id.in_(interviews))):
        exchange.heard = to_row(without_words(from_row(exchange.heard)))
    for conflict in session.scalars(select(Conflict).where(Conflict.interview_id.in_(interviews))):
        conflict.heard = to_row(without_words(from_row(conflict.heard)))
    for answer in session.scalars(select(Answer).where(Answer.interview_id.in_(interviews), Answer.value.is_(None))):
        answer.verbatim = "" if answer.missing is None else None
    _set(session, Answer, Answer.interview_id.in_(interviews) & Answer.verbatim.is_not(None), verbatim="")
    _set(session, Consent, Consent.contact_id == contact.id, words="")
    answers = select(Answer.id).where(Answer.interview_id.in_(interviews))
    _set(session, WebhookDelivery, WebhookDelivery.answer_id.in_(answers), problem=None)
    _set(session, Contest, Contest.answer_id.in_(answers), words="")
    _set(session, Contest, Contest.answer_id.in_(answers) & Contest.reason.is_not(None), reason="")
    _set(session, Coaching, Coaching.answer_id.in_(answers), said="", step="")
    _set(session, Coaching, Coaching.answer_id.in_(answers) & Coaching.outcome.is_not(None), outcome="")
    calls = select(Attempt.call_id).where(Attempt.case_id.in_(cases))
    _set(session, Call, Call.id.in_(calls), problem=None)
    _set(session, AdvanceNotice, AdvanceNotice.case_id.in_(cases), problem=None)
    _set(session, DeskLease, DeskLease.case_id.in_(cases) & DeskLease.note.is_not(None), note="")
    reviewed = select(Review.attempt_id).where(Review.interview_id.in_(interviews))
    _set(session, ReviewEvent, ReviewEvent.attempt_id.in_(reviewed) & ReviewEvent.words.is_not(None), words="")
    took_over = select(DeskLease.id).where(DeskLease.case_id.in_(cases))
    _set(session, DeskTakeOver, DeskTakeOver.lease_id.in_(took_over), words="")
    met = select(BridgeParty.bridge_id).join(Attempt, Attempt.call_id == BridgeParty.call_id)
    about = select(Bridge.id).where(Bridge.case_id.in_(cases) | Bridge.id.in_(met.where(Attempt.case_id.in_(cases))))
    guests = BridgeGuest.bridge_id.in_(about) & BridgeGuest.words.is_not(None)
    _set(session, BridgeGuest, guests, words="")
    _set(session, DeskMessage, DeskMessage.case_id.in_(cases), words="")
    attempts = select(Attempt.id).where(Attempt.case_id.in_(cases))
    _set(session, WrapUp, WrapUp.attempt_id.in_(attempts) & WrapUp.reason.is_not(None), reason="")
    _set(session, Inquiry, Inquiry.call_id.in_(calls), learned={}, problem=None)
    _set(session, Inquiry, Inquiry.call_id.in_(calls) & Inquiry.reason.is_not(None), reason="erased")


def blot_follow_ups(session: Session, contact: Contact) -> None:
    """What was noted and promised about what they said. Locked first: whoever writes a note waits, and is refused."""
    theirs = select(FollowUp.id).where(FollowUp.contact_id == contact.id)
    session.execute(theirs.order_by(FollowUp.id).with_for_update())
    for event in session.scalars(select(FollowUpEvent).where(FollowUpEvent.follow_up_id.in_(theirs))):
        event.details = {name: _said(name, value) for name, value in event.details.items()}
    _set(session, Promise, Promise.follow_up_id.in_(theirs), words="")
    found_by = delete(FollowUpWord).where(FollowUpWord.follow_up_id.in_(theirs))
    session.execute(found_by, execution_options={"synchronize_session": False})
    _set(session, Notice, Notice.follow_up_id.in_(theirs), headline=NOBODY, problem=None)
    told_of = select(Notice.id).where(Notice.follow_up_id.in_(theirs))
    _set(session, ChatMessage, ChatMessage.notice_id.in_(told_of), problem=None)
    flags = select(Flag.id).where(Flag.follow_up_id.in_(theirs))
    events = select(FollowUpEvent.id).where(FollowUpEvent.follow_up_id.in_(theirs))
    told = or_(WebhookDelivery.flag_id.in_(flags), WebhookDelivery.event_id.in_(events))
    _set(session, WebhookDelivery, told, problem=None)


def blot_traces(session: Session, contact: Contact, numbers: Iterable[str]) -> None:
    """What lists changed of them, and rows of which nobody knows whose they are: lists and their bad lines, files of
    refusals, what the API has answered, and what was written down about others who are not called.
    """
    mine = select(Touchpoint.id).where(Touchpoint.contact_id == contact.id)
    session.execute(
        delete(ImportChange).where(
            or_(
                and_(ImportChange.table_name == Contact.__tablename__, ImportChange.row_id == contact.id),
                and_(ImportChange.table_name == Touchpoint.__tablename__, ImportChange.row_id.in_(mine)),
            )
        ),
        execution_options={"synchronize_session": False},
    )
    known = Traces.of(contact, numbers)
    for problem in _rows(session, ImportProblem):
        if known.within([problem.sentence, *problem.cells]):
            problem.cells, problem.sentence = [], NAMED
    for run in _rows(session, ImportRun):
        run.file_name, run.reason = known.out_of(run.file_name, "a list"), known.out_of(run.reason, NAMED)
        if known.within([*run.header, *run.mapping]):  # of a list without a header line these are its first person
            run.header, run.mapping = [known.out_of(cell, "") for cell in run.header], {}
    for file in _rows(session, RefusalFile):
        file.file_name = known.out_of(file.file_name, "a file")
    for answer in _rows(session, ApiAnswer):
        answer.key = known.out_of(answer.key, f"erased-{answer.id}")
        if known.within(texts_in(answer.body)):
            answer.body = {}
    _blot_problems(session, known)
    for event in session.scalars(select(LifecycleEvent).where(LifecycleEvent.contact_id == contact.id)):
        event.external_id = known.out_of(event.external_id, None)
    for entry in _rows(session, Suppression):  # a customer's, say, of whom they have said it
        entry.reason, entry.origin = known.out_of(entry.reason, ""), known.out_of(entry.origin, "")
        entry.lift_reason = known.out_of(entry.lift_reason, "")
    session.flush()


def _blot_problems(session: Session, known: Traces) -> None:
    for row in _rows(session, Problem):
        row.title, row.cause = known.out_of(row.title, NAMED), known.out_of(row.cause, NAMED)
        row.action = known.out_of(row.action, NAMED)
    for step in _rows(session, ProblemEvent):
        step.words = known.out_of(step.words, "")


def blot_person(session: Session, contact: Contact) -> None:
    """The person and what they had to do with us. Role, language, country and dates stay for the figures."""
    for touchpoint in session.scalars(select(Touchpoint).where(Touchpoint.contact_id == contact.id)):
        touchpoint.external_id, touchpoint.subject = f"erased-{touchpoint.id}", None
    contact.name, contact.external_id, contact.email = NOBODY, f"erased-{contact.id}", None
    contact.zone = contact.subdivision = contact.hours = contact.automated_consent = None
    contact.active = False
    session.flush()


def names_firm(contact: Contact) -> bool:
    """Whether the customer is called like the person, as the firm of one person is."""
    return Traces([contact.name], ()).within([contact.account.name, contact.account.external_id])


def blot_firm(session: Session, contact: Contact) -> None:
    """The name of a customer that is the person's own, before the person is blotted; and what lists changed of it."""
    account, known = contact.account, Traces([contact.name], ())
    account.name = known.out_of(account.name, NO_FIRM)
    account.external_id = known.out_of(account.external_id, f"erased-{account.id}")
    images = (ImportChange.table_name == Account.__tablename__, ImportChange.row_id == account.id)
    session.execute(delete(ImportChange).where(*images), execution_options={"synchronize_session": False})
    session.flush()


def without_words(heard: Heard) -> Heard:
    """What was heard, without the person's own words: keys and codes stay."""
    match heard:
        case Speech():
            return Silence()
        case Coded(value=value, missing=missing):
            return Coded(value, missing)
        case _:
            return heard


class Traces:
    """What gives a person away in rows that nobody has sorted by person: ``words`` anywhere, but not within a longer
    word; ``digits`` between whatever is written between them; and ``ids`` where nothing else is said.
    """

    def __init__(self, words: Iterable[str], digits: Iterable[str], ids: Iterable[str] = ()) -> None:
        found = (re.escape(word.casefold()) for word in words if word)
        self._words = tuple(re.compile(rf"(?<!\w){word}(?!\w)") for word in found)
        self._digits = tuple(digits)
        self._ids = frozenset(one.casefold() for one in ids)

    @classmethod
    def of(cls, contact: Contact, numbers: Iterable[str]) -> Traces:
        """Of a contact: the name, the address, the last digits of the numbers in any spelling, and the id."""
        digits = (_NOT_DIGITS.sub("", number)[-_DIGITS_THAT_TELL:] for number in numbers)
        return cls([contact.name, contact.email or ""], digits, [contact.external_id])

    def within(self, texts: Iterable[object]) -> bool:
        """Whether any of these texts names them."""
        return any(self._names(str(text).casefold().strip()) for text in texts if text is not None)

    def out_of(self, text: T, instead: T) -> T:
        """The text, or another one where it names them."""
        return instead if self.within([text]) else text

    def _names(self, said: str) -> bool:
        dialled = _NOT_DIGITS.sub("", said)
        return (
            said in self._ids
            or any(word.search(said) for word in self._words)
            or any(digits in dialled for digits in self._digits)
        )


def texts_in(value: Any) -> Iterable[object]:
    """Every single value in JSON."""
    match value:
        case Mapping():
            for one in value.values():
                yield from texts_in(one)
        case list():
            for one in value:
                yield from texts_in(one)
        case _:
            yield value


def _said(name: str, value: object) -> object:
    return "" if isinstance(value, str) and name not in CODES else value


def _rows(session: Session, table: type[Row]) -> Iterable[Row]:
    return session.scalars(select(table).execution_options(yield_per=500))


def _set(session: Session, table: type[Base], which: ColumnElement[bool], **values: object) -> None:
    session.execute(update(table).where(which).values(**values), execution_options={"synchronize_session": False})
