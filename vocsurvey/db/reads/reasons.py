"""Why a follow-up is there when no answer says so: what somebody asked for, or told us, on the phone."""

from __future__ import annotations

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.followup.lifecycle import Event
from vocsurvey.interview.state import Frame

REASONS = {
    "person_requested": "Asked to speak with a person.",
    "wrong_person": "This is not the number of the person we asked for.",
    "comment_to_hear": "Left a comment in their own voice, which nobody has written down: please listen to it.",
    "contact_left": "The person we asked for has left the company.",
}


def reasons_of(row: FollowUp, interview: Interview) -> tuple[str, ...]:
    """One sentence for each flag that was not raised by an answer, with whom to ask for instead where that was said.

    What was taken back on the phone is no reason any more.
    """
    withdrawn = {event.details.get("flag_id") for event in row.events if event.kind == Event.FLAG_WITHDRAWN}
    said = [_said(one.heard) for one in interview.exchanges if one.step == Frame.SUCCESSOR]
    successor = next((words for words in reversed(said) if words), None)
    instead = f" Ask for instead: {successor}" if successor else ""
    known = [flag.rule for flag in row.flags if flag.rule in REASONS and flag.id not in withdrawn]
    return tuple(REASONS[rule] + (instead if rule == "contact_left" else "") for rule in known)


def _said(heard: dict[str, object]) -> str | None:
    words = heard.get("words") or heard.get("verbatim")
    return words if isinstance(words, str) else None
