"""Why a follow-up is there when no answer says so: what somebody asked for, or told us, on the phone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.interview import Exchange
from vocsurvey.followup.lifecycle import Event
from vocsurvey.interview.state import Frame

REASONS = {
    "person_requested": "Asked to speak with a person.",
    "wrong_person": "This is not the number of the person we asked for.",
    "comment_to_hear": "Left a comment in their own voice, which nobody has written down: please listen to it.",
    "contact_left": "The person we asked for has left the company.",
}


def reasons_of(session: Session, row: FollowUp) -> tuple[str, ...]:
    """The reasons of one follow-up, as ``reasons_for`` gives them."""
    return reasons_for(session, [row])[row.id]


def reasons_for(session: Session, rows: Sequence[FollowUp]) -> dict[int, tuple[str, ...]]:
    """By follow-up, one sentence for each flag that was not raised by an answer, with whom to ask for instead where
    that was said. What was taken back on the phone is no reason any more. Three queries, however many rows.
    """
    ids = [row.id for row in rows]
    withdrawn = {
        details.get("flag_id")
        for details in session.scalars(
            select(FollowUpEvent.details).where(
                FollowUpEvent.follow_up_id.in_(ids), FollowUpEvent.kind == Event.FLAG_WITHDRAWN
            )
        )
    }
    found: dict[int, tuple[str, ...]] = dict.fromkeys(ids, ())
    wanted = select(Flag).where(Flag.follow_up_id.in_(ids), Flag.rule.in_(REASONS)).order_by(Flag.id)
    flags = session.scalars(wanted).all()
    instead = _successors(session, [flag.interview_id for flag in flags if flag.rule == "contact_left"])
    for flag in flags:
        if flag.id not in withdrawn:
            successor = instead.get(flag.interview_id, "") if flag.rule == "contact_left" else ""
            found[flag.follow_up_id] += (REASONS[flag.rule] + successor,)
    return found


def _successors(session: Session, interview_ids: list[int]) -> dict[int, str]:
    """By interview, whom to ask for instead, as it was said last."""
    said = (
        select(Exchange.interview_id, Exchange.heard)
        .where(Exchange.interview_id.in_(interview_ids), Exchange.step == Frame.SUCCESSOR)
        .order_by(Exchange.interview_id, Exchange.position)
    )
    return {one: f" Ask for instead: {words}" for one, heard in session.execute(said) if (words := _said(heard))}


def _said(heard: dict[str, object]) -> str | None:
    words = heard.get("words") or heard.get("verbatim")
    return words if isinstance(words, str) else None
