"""The claim: which of the due cases are called now, as far as there is room for more calls."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.fieldwork.permission import Allow
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.decision import Ruling, in_words, rule
from vocsurvey.operations.giving_notice import unwritten
from vocsurvey.operations.lining_up import line_up
from vocsurvey.operations.queueing import asked_by, due_cases, keep_waiting
from vocsurvey.operations.room import Room, per_tick
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

MOST_LOOKS = 4
"""So often a claim goes on to later cases because those that it saw belong to a campaign or a number without room."""


def claim_due_cases(
    session: Session, *, rules: Rulebook, line_hash: LineHash, now: datetime, limit: int
) -> tuple[int, ...]:
    """Plan a call for each due case that may be called now; defer or close the others. Returns the planned call ids.

    Cases that wait for nothing but the note ahead of their call are owed it now.

    At most ``limit`` calls are planned, fewer when the lines in flight would exceed the pacing. Cases of a campaign or
    of a number without room stay as they are, and do not keep those behind them from being looked at.
    """
    room = Room(session, rules, limit)
    if room.left <= 0:
        return ()
    line = line_up(session, Channel.IVR, rules, now, room.left, but_not=room.full_campaigns())
    allowed: list[Case] = []
    held: list[tuple[Case, Ruling]] = []
    asked: set[tuple[str, int]] = set()
    for _ in range(MOST_LOOKS):
        some, line = line[: room.left], line[room.left :]
        if not some:
            break
        cases = due_cases(session, now, some)
        held_back = False
        fitting = [case for case in cases if room.has(case)]
        ruled = rule(session, fitting, rules=rules, line_hash=line_hash, now=now) if fitting else {}
        for case in fitting:
            decision = ruled[case.id].decision
            if not isinstance(decision, Allow):
                held.append((case, ruled[case.id]))
            elif not room.has(case):
                held_back = True
            elif not asked & (mine := asked_by(case, rules)):
                allowed.append(case)
                asked |= mine
                room.take(case)
        if len(fitting) == len(cases) and not held_back:
            break
    keep_waiting(session, held, rules, now)
    numbers = {case.id: room.number_of(case) for case in allowed}
    planned = _plan(session, allowed, numbers, in_words(Allow(), rules), now) if allowed else ()
    session.flush()
    return planned


def write_ahead(session: Session, *, rules: Rulebook, line_hash: LineHash, now: datetime) -> int:
    """Owe the notes of those who are due for a live caller and were not written to; how many were looked at.

    Nobody has to ask for the next case before a note goes out: the caller would find nobody who may be called yet.
    """
    cases = due_cases(session, now, unwritten(session, Channel.LIVE, now), Channel.LIVE)
    ruled = rule(session, cases, rules=rules, line_hash=line_hash, now=now) if cases else {}
    held = [(case, ruled[case.id]) for case in cases if not isinstance(ruled[case.id].decision, Allow)]
    keep_waiting(session, held, rules, now)
    session.flush()
    return len(cases)


def pulse(rules: Rulebook) -> int:
    """How many cases one tick may claim so that the calls per second stay below the pacing; at least one."""
    return per_tick(rules.pacing.calls_per_second, rules.pacing)


def _plan(
    session: Session, cases: Sequence[Case], numbers: Mapping[int, str], decision: dict[str, object], now: datetime
) -> tuple[int, ...]:
    """A call and an attempt for each case, written together: a claim may hold a thousand."""
    tried = session.execute(
        select(Attempt.case_id, func.max(Attempt.number))
        .where(Attempt.case_id.in_([case.id for case in cases]))
        .group_by(Attempt.case_id)
    )
    latest = {case_id: number for case_id, number in tried}
    tokens = {case.id: secrets.token_urlsafe(24).replace("_", "-") for case in cases}
    session.execute(
        insert(Call),
        [
            {
                "token": tokens[case.id],
                "line_id": case.contact.line_id,
                "from_number": numbers[case.id],
                "planned_at": now,
            }
            for case in cases
        ],
    )
    rows = session.execute(select(Call.token, Call.id).where(Call.token.in_(tokens.values())))
    ids = {token: call_id for token, call_id in rows}
    session.execute(
        insert(Attempt),
        [
            {
                "case_id": case.id,
                "call_id": ids[tokens[case.id]],
                "number": latest.get(case.id, 0) + 1,
                "decision": decision,
                "opened_at": now,
            }
            for case in cases
        ],
    )
    for case in cases:
        case.waiting_for = []
    return tuple(sorted(ids.values()))
