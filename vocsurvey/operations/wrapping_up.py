"""After the call: its caller confirms how it ended, or says what really happened, and can take that back for a while.

The case follows what was said: due again when the protocol says so, or over. Every word is kept (``wrap_up``). It can
be taken back until the caller takes another case, somebody else has this one, or it is called again. Lock order: the
lease, the call, the case. To be called through ``Database.run``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, Return, WrapUp, WrapUpStep
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.reads.desk import own_attempt
from vocsurvey.fieldwork.outcome import AttemptOutcome
from vocsurvey.fieldwork.wrapping_up import BY_LANGUAGE, Choice
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import leasing
from vocsurvey.operations.closing import close_case, take_course
from vocsurvey.operations.disposing import evidence_of
from vocsurvey.operations.heeding_callers import latest_word
from vocsurvey.operations.reaching import as_it_stands, learn
from vocsurvey.operations.returning import STANDING
from vocsurvey.rulebook import Rulebook

NO_CALL = Refusal("There was no call to write up. Call them first, or give the case back.")
NOT_OVER = Refusal("You are on the phone with them. Hang up first; what was said is kept.")
TOO_LATE = Refusal("You have another case by now, so this one stays as it was written up.")
MOVED_ON = Refusal("This case went on meanwhile, so it stays as it was written up.")
NOT_POSSIBLE = Refusal("That does not fit what happened in this call. Choose one of those that are shown.")
NOTHING_SAID = Refusal("There is nothing to take back.")
NAMED = Refusal("You have written down who is asked instead, so this stays as it was written up.")


@dataclass(frozen=True)
class Learned:
    """What a word on an outcome says besides: who is asked instead (a contact), which language was spoken, and which
    one was known for the person until then, where it took its place."""

    successor_id: int | None = None
    language: str | None = None
    language_before: str | None = None


@dataclass(frozen=True)
class WriteUp:
    """A call that is over, and what may be said of it. ``suggested``: how it ended as it follows by itself;
    ``choices``: what may be said instead; ``word``: the latest that was said."""

    lease: DeskLease
    attempt: Attempt
    suggested: AttemptOutcome
    choices: tuple[Choice, ...]
    word: WrapUp | None

    @property
    def chosen(self) -> Choice | None:
        """What was said instead and holds."""
        name = self.word.choice if self.word is not None else None
        return next((one for one in self.choices if one.name == name), None)


def write_up_of(session: Session, lease: DeskLease, rules: Rulebook) -> WriteUp | Refusal:
    """The call of a case that is on a desk, or was there last, when it is over. Reads only."""
    attempt = own_attempt(session, lease)
    if attempt is None:
        return NO_CALL
    if attempt.closed_at is None:
        return NOT_OVER
    evidence = evidence_of(session, attempt)
    suggested = evidence.outcome
    possible = rules.wrapping_up.possible(evidence.stage, suggested)
    return WriteUp(lease, attempt, suggested, possible, latest_word(session, attempt.id))


def last_written(session: Session, user_id: int, rules: Rulebook) -> WriteUp | None:
    """What the caller wrote up last and can take back still; None when there is nothing. Reads only."""
    found = latest_of(session, user_id, rules)
    return found if found is not None and found.word is not None else None


def latest_of(session: Session, user_id: int, rules: Rulebook) -> WriteUp | None:
    """The call of the case that was on a caller's desk last, while something can still be said of it. Reads only."""
    lease = session.scalar(select(DeskLease).where(DeskLease.user_id == user_id).order_by(DeskLease.id.desc()).limit(1))
    if lease is None or lease.ending != Return.DONE:
        return None
    found = write_up_of(session, lease, rules)
    return None if isinstance(found, Refusal) or _closed_to_words(session, found) is not None else found


def confirm(session: Session, lease_id: int, user_id: int, *, rules: Rulebook, now: datetime) -> WriteUp | Refusal:
    """The call ended as the page says. Said once; the same again changes nothing."""
    found = opened(session, lease_id, user_id, rules)
    if isinstance(found, Refusal):
        return found
    if found.word is None or found.word.step != WrapUpStep.CONFIRMED:
        code = str(found.attempt.disposition)
        standing = found.chosen.name if found.chosen is not None else None
        kept = standing_learned(found)
        say(session, found, WrapUpStep.CONFIRMED, code, user_id, now, choice=standing, learned=kept)
    return found


def change(
    session: Session, lease_id: int, user_id: int, name: str, reason: str, *, rules: Rulebook, now: datetime
) -> WriteUp | Refusal:
    """The call ended otherwise: as the choice of that name, one of those that what happened allows."""
    found = opened(session, lease_id, user_id, rules)
    if isinstance(found, Refusal):
        return found
    choice = next((one for one in found.choices if one.name == name and one.name not in BY_LANGUAGE), None)
    if choice is None:
        return NOT_POSSIBLE
    if standing_learned(found).successor_id is not None:
        return NAMED
    words = reason.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        return Refusal(f"Say in {SHORTEST} to {LONGEST} characters why it is so.")
    forget_language(session, found)
    write_down(session, found, choice, words, user_id, rules=rules, now=now)
    return found


def write_down(
    session: Session,
    found: WriteUp,
    choice: Choice,
    words: str,
    user_id: int,
    *,
    rules: Rulebook,
    now: datetime,
    learned: Learned | None = None,
) -> None:
    """The call ended as this choice, for that reason; its case follows, and the word is kept with what was learned."""
    before = str(found.attempt.disposition)
    ended = AttemptOutcome(choice.code, choice.ending, found.suggested.counted, choice.final)
    end_as(session, found.attempt, ended, rules)
    say(session, found, WrapUpStep.CHANGED, before, user_id, now, choice=choice.name, reason=words, learned=learned)


def undo(session: Session, lease_id: int, user_id: int, *, rules: Rulebook, now: datetime) -> WriteUp | Refusal:
    """What was said is taken back: the call ended as it follows by itself, and waits to be written up."""
    found = opened(session, lease_id, user_id, rules)
    if isinstance(found, Refusal):
        return found
    if found.word is None or found.word.step not in (WrapUpStep.CONFIRMED, WrapUpStep.CHANGED):
        return NOTHING_SAID
    if standing_learned(found).successor_id is not None:
        return NAMED
    forget_language(session, found)
    before = str(found.attempt.disposition)
    if found.chosen is not None:
        end_as(session, found.attempt, found.suggested, rules)
    say(session, found, WrapUpStep.UNDONE, before, user_id, now)
    return found


def finish(
    session: Session, lease_id: int, user_id: int, note: str, *, rules: Rulebook, now: datetime
) -> DeskLease | Refusal:
    """Done: how the call ended is confirmed, if there was one, and the desk is free. ``note``: for whoever is next."""
    confirmed = confirm(session, lease_id, user_id, rules=rules, now=now)
    if isinstance(confirmed, Refusal) and confirmed not in (NO_CALL, NOT_OVER):
        return confirmed
    return leasing.finish(session, lease_id, user_id, note, rules=rules, now=now)


def standing_learned(found: WriteUp) -> Learned:
    """What the word that holds says besides."""
    word = found.word
    return Learned() if word is None else Learned(word.successor_id, word.language, word.language_before)


def forget_language(session: Session, found: WriteUp) -> None:
    """The word that holds is taken back: so is the language that it had written down for the person."""
    learned, contact = standing_learned(found), found.attempt.case.contact
    if learned.language_before is not None and contact.language == learned.language:
        contact.language = learned.language_before
        session.flush()


def opened(session: Session, lease_id: int, user_id: int, rules: Rulebook) -> WriteUp | Refusal:
    """The write-up of a case that is on the caller's desk, or was there last; locked."""
    lease = session.get(DeskLease, lease_id, with_for_update={"key_share": True}, populate_existing=True)
    if lease is None or lease.user_id != user_id:
        return leasing.NOT_WITH_YOU
    if lease.ended_at is not None and lease.ending != Return.DONE:
        return leasing.lost(session, lease)
    attempt = own_attempt(session, lease)
    if attempt is None:
        return NO_CALL
    # Whatever the carrier says of the call, early or late, queues at its row.
    session.get_one(Call, attempt.call_id, with_for_update=True, populate_existing=True)
    session.get_one(Case, lease.case_id, with_for_update={"key_share": True}, populate_existing=True)
    session.refresh(attempt)
    found = write_up_of(session, lease, rules)
    if isinstance(found, Refusal):
        return found
    return _closed_to_words(session, found) or found


def _closed_to_words(session: Session, found: WriteUp) -> Refusal | None:
    """Why nothing more can be said of a call."""
    lease = found.lease
    if lease.ended_at is None:
        return None
    mine = select(DeskLease.id).where(DeskLease.user_id == lease.user_id, DeskLease.id > lease.id)
    if session.scalar(mine.limit(1)) is not None:
        return TOO_LATE
    other = exists().where(DeskLease.case_id == lease.case_id, DeskLease.id != lease.id, STANDING)
    later = exists().where(Attempt.case_id == lease.case_id, Attempt.number > found.attempt.number)
    return MOVED_ON if session.scalar(select(other | later)) else None


def end_as(session: Session, attempt: Attempt, ended: AttemptOutcome, rules: Rulebook) -> None:
    """The attempt ended so, at the time at which it ended; its case follows.

    A case that this call had closed is open again where its new end asks for that; one that was closed by something
    else stays closed.
    """
    case, closed_at = attempt.case, attempt.closed_at
    assert closed_at is not None, "only a call that is over is written up"
    before = as_it_stands(attempt)
    attempt.disposition, attempt.ending = ended.code, ended.ending
    session.flush()
    learn(session, attempt, before, rules)
    if case.closed_at is not None and case.closed_at != closed_at:
        close_case(session, case, rules, closed_at)
        return
    case.closed_at, case.disposition, case.due_at = None, None, case.due_at or closed_at
    session.flush()
    take_course(session, attempt, rules, closed_at, settles=ended.final_for_case)


def say(
    session: Session,
    found: WriteUp,
    step: WrapUpStep,
    before: str,
    user_id: int,
    now: datetime,
    *,
    choice: str | None = None,
    reason: str | None = None,
    learned: Learned | None = None,
) -> None:
    """Keep a word on how a call ended."""
    attempt, besides = found.attempt, learned or Learned()
    row = WrapUp(attempt_id=attempt.id, by_id=user_id, step=step, before=before, choice=choice, reason=reason)
    row.successor_id, row.language = besides.successor_id, besides.language
    row.language_before = besides.language_before
    row.after, row.settles, row.decided_at = str(attempt.disposition), attempt.case.closed_at is not None, now
    session.add(row)
    session.flush()
