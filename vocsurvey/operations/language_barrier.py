"""They speak another language than the call was made in: the caller says which, and the case goes where it is spoken.

What the customer speaks themselves is known from then on. A caller of that language gets the case; where nobody here
calls in it, or the questionnaire is not asked in it, the case ends with that as the reason. To be called through
``Database.run``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.fieldwork.wrapping_up import BY_LANGUAGE, NO_SPEAKER, OTHER_LANGUAGE, WHO_ANSWERS
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import wrapping_up
from vocsurvey.operations.wrapping_up import NAMED, NOT_POSSIBLE, Learned, WriteUp, forget_language, standing_learned
from vocsurvey.rulebook import Rulebook

NOT_ANOTHER = Refusal("The call was made in that language already. Choose the one that they speak.")
WHICH = Refusal("Choose the language that they speak, or that nobody knows which it is.")
UNKNOWN = "unknown"
"""Nobody can tell which language it was."""


def meet_language(
    session: Session,
    lease_id: int,
    user_id: int,
    language: str,
    name: str,
    *,
    themselves: bool,
    rules: Rulebook,
    now: datetime,
) -> WriteUp | Refusal:
    """Another language was in the way: a code, or ``UNKNOWN``; ``name`` is how people call it.

    ``themselves``: the customer speaks it; else whoever picked up their phone does, and they are called again as they
    are known.
    """
    found = wrapping_up.opened(session, lease_id, user_id, rules)
    if isinstance(found, Refusal):
        return found
    refusal = _unfit(found, language, themselves)
    if refusal is not None:
        return refusal
    case = found.attempt.case
    wanted = WHO_ANSWERS if not themselves else OTHER_LANGUAGE if _called_in(session, case, language) else NO_SPEAKER
    choice = next((one for one in found.choices if one.name == wanted), None)
    if choice is None:
        return NOT_POSSIBLE
    forget_language(session, found)
    learned = Learned(language=language)
    if themselves and language != UNKNOWN:
        learned = Learned(language=language, language_before=case.contact.language)
        case.contact.language = language
        session.flush()
    who = "They speak" if themselves else "Whoever answers there speaks"
    words = f"{who} a language that nobody here knows." if language == UNKNOWN else f"{who} {name}."
    wrapping_up.write_down(session, found, choice, words, user_id, rules=rules, now=now, learned=learned)
    return found


def can_be_said(found: WriteUp) -> bool:
    """Whether a language can have been in the way of this call."""
    return any(one.name in BY_LANGUAGE for one in found.choices)


def _unfit(found: WriteUp, language: str, themselves: bool) -> Refusal | None:
    if not language:
        return WHICH
    if standing_learned(found).successor_id is not None:
        return NAMED
    known = standing_learned(found).language_before or found.attempt.case.contact.language
    return NOT_ANOTHER if themselves and language == known.partition("-")[0] else None


def _called_in(session: Session, case: Case, language: str) -> bool:
    """Whether the questionnaire is asked in a language, and somebody who may sign in calls in it."""
    version = case.campaign.questionnaire
    assert version is not None, "the database refuses a launched campaign without a pinned questionnaire"
    if language not in {one.partition("-")[0] for one in pinned(version).languages}:
        return False
    callers = session.scalars(select(User.languages).where(User.active))
    return any(language == str(one).partition("-")[0] for languages in callers for one in languages)
