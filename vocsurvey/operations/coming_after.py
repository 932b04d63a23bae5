"""They have left, or somebody else has their number: the caller writes down who is asked instead.

The case ends as what it turned out to be, and the person named gets one of their own in the same campaign, about the
same thing, for live callers. Lock order: the queue of desks, the lease, the call, the case. To be called through
``Database.run``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import CaseKind
from vocsurvey.db.desk import DeskLease, WrapUpStep
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.wrapping_up import NOT_THEM, Choice
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import leasing, wrapping_up
from vocsurvey.operations.returning import queue_for_desks
from vocsurvey.operations.succeeding import Succession, Successor, succeed
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.wrapping_up import Learned, WriteUp
from vocsurvey.rulebook import Rulebook

ENDS_WITH = frozenset(("4.70", "4.90"))
"""How a case has ended of which the person is not to be asked any more, and somebody else may be."""
SAME_PERSON = Refusal("That is the name and the number that you have just called. Give those of the other one.")
NOT_IN_A_TEST = Refusal("Only a customer's own case can go to somebody else.")
HOW = Refusal("Say first whether they have left, or somebody else has their number.")
CAMPAIGN_OVER = Refusal("This campaign is over: nobody else is asked in it.")
REASON = "Somebody else is asked instead."
LATER = "Live callers have them from now on."
ASKED_ALREADY = "They have been asked in this campaign already, so nobody calls them again."
NOT_TO_BE_CALLED = "They are on the list of those who are not to be called, so nobody calls them."
IN_LINE_ALREADY = "They are to be called in this campaign already."


@dataclass(frozen=True)
class Named:
    """Who is asked instead. ``lease``: their case is on the caller's desk; else ``why`` says where it is."""

    contact: Contact
    lease: DeskLease | None
    why: str


def may_be_named(found: WriteUp) -> bool:
    """Whether somebody else can be asked instead of whom this call was for."""
    case = found.attempt.case
    if case.kind != CaseKind.SURVEY or wrapping_up.standing_learned(found).successor_id is not None:
        return False
    return _over(found) or any(one.name in NOT_THEM for one in found.choices)


def name_successor(
    session: Session,
    lease_id: int,
    user_id: int,
    choice: str,
    who: Successor,
    *,
    at_once: bool,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Named | Refusal:
    """Ask somebody else instead. ``choice`` (of ``NOT_THEM``) says why, where the call does not say so by itself.

    ``at_once``: they can be put through, so their case comes to this caller's desk where the rules allow to call them
    now; else live callers have it, a while later.
    """
    queue_for_desks(session)
    found = wrapping_up.opened(session, lease_id, user_id, rules)
    if isinstance(found, Refusal):
        return found
    chosen = next((one for one in found.choices if one.name == choice and one.name in NOT_THEM), None)
    refusal = _unfit(found, who, chosen, now)
    if refusal is not None:
        return refusal
    case, attempt = found.attempt.case, found.attempt
    due_at = now if at_once else now + rules.desk.named
    named = succeed(session, case, replace(who, channel=Channel.LIVE), f"desk-{attempt.id}", now, due_at)
    learned = Learned(successor_id=named.contact.id)
    if chosen is not None and not _over(found):
        wrapping_up.forget_language(session, found)
        wrapping_up.write_down(session, found, chosen, REASON, user_id, rules=rules, now=now, learned=learned)
    else:
        code, holds = str(attempt.disposition), found.chosen.name if found.chosen is not None else None
        wrapping_up.say(
            session, found, WrapUpStep.CONFIRMED, code, user_id, now, choice=holds, reason=REASON, learned=learned
        )
    if not at_once:
        return Named(named.contact, None, LATER if named.new else _known(named))
    if found.lease.ended_at is None:
        leasing.finish(session, lease_id, user_id, "", rules=rules, now=now)
    lease = leasing.take_this(session, user_id, named.case, rules=rules, line_hash=line_hash, now=now)
    if isinstance(lease, Refusal):
        return Named(named.contact, None, _elsewhere(named, lease))
    return Named(named.contact, lease, "")


def _over(found: WriteUp) -> bool:
    return found.attempt.case.closed_at is not None and found.attempt.disposition in ENDS_WITH


def _elsewhere(named: Succession, refusal: Refusal) -> str:
    if named.case.closed_at is None:
        return refusal.sentence
    return NOT_TO_BE_CALLED if named.new else ASKED_ALREADY


def _known(named: Succession) -> str:
    return ASKED_ALREADY if named.case.closed_at is not None else IN_LINE_ALREADY


def _unfit(found: WriteUp, who: Successor, chosen: Choice | None, now: datetime) -> Refusal | None:
    case, contact = found.attempt.case, found.attempt.case.contact
    if case.kind != CaseKind.SURVEY:
        return NOT_IN_A_TEST
    if case.campaign.stopped_at is not None or (case.campaign.ends_at is not None and case.campaign.ends_at <= now):
        return CAMPAIGN_OVER
    if wrapping_up.standing_learned(found).successor_id is not None:
        return wrapping_up.NAMED
    same_line = (who.line.number, who.line.extension) == (contact.line.number, contact.line.extension)
    if same_line and who.name.lower() == contact.name.lower():
        return SAME_PERSON
    return HOW if chosen is None and not _over(found) else None
