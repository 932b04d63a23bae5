"""What ``may_call`` says of cases, asked at the claim, at the permit, and whenever somebody wants to know why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.fieldwork.permission import Allow, Block, Callee, CallRules, Decision, Defer, may_call, next_channel
from vocsurvey.fieldwork.protocol import Channel, PastAttempt
from vocsurvey.fieldwork.window import Hours
from vocsurvey.operations.callee import callees, kind_of, line_of, past
from vocsurvey.operations.calling_times import hours_of
from vocsurvey.operations.campaign_terms import calling_of
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

__all__ = ["Decision", "Question", "Ruling", "decide", "history", "in_words", "kind_of", "line_of", "questions", "rule"]


@dataclass(frozen=True)
class Ruling:
    """What the rules say of a case on its channel. ``onward``: the channel that it goes to instead if it is blocked."""

    decision: Decision
    onward: Channel | None = None


@dataclass(frozen=True)
class Question:
    """All that the rules are asked with about one case on its channel."""

    person: Callee
    channel: Channel
    hours: Hours
    calling: CallRules

    def ruling(self, now: datetime) -> Ruling:
        """May it be called now on its channel, and if never, on which other one?"""
        asked = (self.person, self.channel, self.hours, self.calling, now)
        decision = may_call(*asked)
        return Ruling(decision, next_channel(*asked) if isinstance(decision, Block) else None)

    def beside(self, called_at: Sequence[datetime]) -> Question:
        """The same question when colleagues were, or will be, called at these times too."""
        account = self.person.account
        around = replace(account, called_at=(*account.called_at, *called_at))
        return replace(self, person=replace(self.person, account=around))


def rule(
    session: Session,
    cases: Sequence[Case],
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_attempt: int | None = None,
) -> dict[int, Ruling]:
    """By case id: may it be called now on its channel, and if never, on which other one?"""
    asked = questions(session, cases, rules=rules, line_hash=line_hash, now=now, but_not_attempt=but_not_attempt)
    return {case_id: question.ruling(now) for case_id, question in asked.items()}


def questions(
    session: Session,
    cases: Sequence[Case],
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_attempt: int | None = None,
) -> dict[int, Question]:
    """By case id, with what the rules are asked about it."""
    people = callees(session, cases, rules=rules, line_hash=line_hash, now=now, but_not_attempt=but_not_attempt)
    campaigns = {case.campaign_id: case.campaign for case in cases}
    terms = {campaign_id: calling_of(campaign, rules) for campaign_id, campaign in campaigns.items()}
    return {
        case.id: Question(
            people[case.id],
            Channel(case.channel),
            hours_of(case.contact, rules, case.campaign),
            terms[case.campaign_id],
        )
        for case in cases
    }


def decide(
    session: Session,
    case: Case,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_attempt: int | None = None,
) -> Decision:
    """May this case be called now? ``but_not_attempt`` is the one that asks, at its permit."""
    ruled = rule(session, [case], rules=rules, line_hash=line_hash, now=now, but_not_attempt=but_not_attempt)
    return ruled[case.id].decision


def history(session: Session, case: Case) -> tuple[PastAttempt, ...]:
    """The case's attempts, oldest first, as the protocol sees them."""
    rows = select(Attempt).where(Attempt.case_id == case.id).order_by(Attempt.number).options(joinedload(Attempt.call))
    return tuple(past(row) for row in session.scalars(rows))


def in_words(decision: Decision, rules: Rulebook) -> dict[str, Any]:
    """The decision as it is stored with the attempt and the permit."""
    if isinstance(decision, Allow):
        return {"verdict": "allow", "rules": rules.digest}
    because = {"reasons": list(decision.reasons), "rules": rules.digest}
    if isinstance(decision, Defer):
        return {"verdict": "defer", "until": decision.until.isoformat(), **because}
    return {"verdict": "block", **because}
