"""What a call taught about the hour at which somebody is reached, and the hour of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.reach import PartTally
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.protocol import Ending
from vocsurvey.fieldwork.reachability import Tally, best_time, certain_part, part_in_words, part_name, rate
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import country_of, hours_of
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class Reach:
    """What is known of a person and one part of the day; ``chance`` is from 0 to 1."""

    words: str
    person: Tally
    segment: Tally
    chance: float


@dataclass(frozen=True)
class Ended:
    """How an attempt stood before something was learned of it."""

    ending: str | None
    counted: bool


def as_it_stands(attempt: Attempt) -> Ended:
    """To be kept while the attempt is given its disposition."""
    return Ended(attempt.ending, attempt.counted)


def learn(session: Session, attempt: Attempt, before: Ended, rules: Rulebook) -> None:
    """The attempt ends otherwise than before: the segment's tally takes back what that taught, and takes in this."""
    case = attempt.case
    part = _part_of(attempt.call, case.contact, rules)
    if part is None or case.kind == CaseKind.TEST or attempt.call.direction != "outbound":
        return
    then, now = _lesson(before.ending, before.counted, rules), _lesson(attempt.ending, attempt.counted, rules)
    if then == now:
        return
    key = {
        "segment": segment_of(case.contact, rules),
        "part": part_name(rules.protocol.parts_of_day, part),
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(PartTally).values(key).on_conflict_do_nothing())
    row = session.get_one(PartTally, tuple(key.values()), populate_existing=True, with_for_update=True)
    # A person may have moved to another segment since, so that what is taken back was never counted here.
    row.tries = max(0, row.tries + (now is not None) - (then is not None))
    row.reached = min(row.tries, max(0, row.reached + (now is True) - (then is True)))
    session.flush()


def reach_of(session: Session, contact: Contact, rules: Rulebook) -> tuple[Reach, ...]:
    """What is known of a person, for each part of the day; nothing where nobody knows where they are, or
    no part is.
    """
    parts = rules.protocol.parts_of_day
    if not zones_of(contact) or len(parts) < 2:
        return ()
    mine = [Tally() for _ in parts]
    for ending, call in session.execute(
        select(Attempt.ending, Call)
        .join(Case, Case.id == Attempt.case_id)
        .join(Call, Call.id == Attempt.call_id)
        .where(Case.contact_id == contact.id, Case.kind != CaseKind.TEST, Attempt.counted)
        .where(Call.direction == "outbound", Call.sent_at.is_not(None))
    ):
        part, lesson = _part_of(call, contact, rules), _lesson(ending, True, rules)
        if part is not None and lesson is not None:
            mine[part] = mine[part].with_one(lesson)
    rows = session.scalars(select(PartTally).where(PartTally.segment == segment_of(contact, rules)))
    known = {row.part: Tally(row.reached, row.tries) for row in rows}
    alike = [known.get(part_name(parts, part), Tally()) for part in range(len(parts))]
    return tuple(
        Reach(part_in_words(parts, part), one, theirs, rate(rules.reach, one, theirs))
        for part, (one, theirs) in enumerate(zip(mine, alike, strict=True))
    )


def chances_among(session: Session, segments: Mapping[str, int], rules: Rulebook) -> tuple[tuple[float, ...], int]:
    """How likely a call to somebody of whom nothing is known reaches them, in each part of the day (one where it has
    none): among so many people of each segment; and how many calls have taught that."""
    parts = rules.protocol.parts_of_day
    names = [part_name(parts, part) for part in range(len(parts))] if len(parts) > 1 else [""]
    rows = session.scalars(select(PartTally).where(PartTally.segment.in_(segments), PartTally.part.in_(names))).all()
    known = {(row.segment, row.part): Tally(row.reached, row.tries) for row in rows}
    whole = sum(segments.values())
    chances = tuple(
        sum(
            count * rate(rules.reach, Tally(), known.get((segment, name), Tally()))
            for segment, count in segments.items()
        )
        / whole
        if whole
        else rate(rules.reach, Tally(), Tally())
        for name in names
    )
    return chances, sum(one.tries for one in known.values())


def good_time(session: Session, attempt: Attempt, earliest: datetime, rules: Rulebook) -> datetime:
    """When to try again after this attempt: from ``earliest`` on, at the hour at which the person is reached best.

    The earliest moment stands where the ending asks for no other hour, or nothing can be known of theirs.
    """
    case, ending = attempt.case, Ending(attempt.ending or "")
    spacing = rules.protocol.spacing[ending]
    known = reach_of(session, case.contact, rules) if spacing.best_part_of_day else ()
    if not known:
        return earliest
    chosen = best_time(
        rules.reach,
        rules.protocol.parts_of_day,
        [one.chance for one in known],
        earliest,
        zones_of(case.contact),
        hours_of(case.contact, rules, case.campaign),
        tried_at=attempt.call.sent_at if spacing.another_part_of_day else None,
    )
    ends_at = case.campaign.ends_at
    return earliest if ends_at is not None and chosen >= ends_at else chosen


def segment_of(contact: Contact, rules: Rulebook) -> str:
    """Whom a person is like, in words: the country where their phone rings and their role, say."""
    facts = {"country": country_of(contact), "role": contact.role}
    return "/".join(facts[name] or "?" for name in rules.reach.segment.alike_in)


def _lesson(ending: str | None, counted: bool, rules: Rulebook) -> bool | None:
    return rules.reach.lesson(Ending(ending)) if ending and counted else None


def _part_of(call: Call, contact: Contact, rules: Rulebook) -> int | None:
    """In which part of the person's day the phone rang, as far as that is certain."""
    parts = rules.protocol.parts_of_day
    return None if call.sent_at is None or len(parts) < 2 else certain_part(parts, call.sent_at, zones_of(contact))
