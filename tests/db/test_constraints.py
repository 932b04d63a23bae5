"""What not even hand-written SQL can do."""

from __future__ import annotations

import pytest
from rows import at, insert, tell_story
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vocsurvey.db.session import Database

FORBIDDEN_STATEMENTS = {
    "a negative answer loses its flag": "UPDATE answer SET flag_id = NULL WHERE id = 52",
    "an answer turns negative later": "UPDATE answer SET negative = (1 = 1) WHERE id = 51",
    "an answer changes": "UPDATE answer SET value = 'no' WHERE id = 51",
    "an answer goes": "DELETE FROM answer WHERE id = 51",
    "an answer is half superseded": "UPDATE answer SET superseded_by_position = 2 WHERE id = 51",
    "a flag changes": "UPDATE flag SET severity = 'low' WHERE id = 60",
    "a flag changes its follow-up": "UPDATE flag SET follow_up_id = NULL WHERE id = 60",
    "a flag goes": "DELETE FROM flag WHERE id = 61",
    "a permit changes": "UPDATE dial_permit SET granted_at = '2026-11-02 09:00:00' WHERE call_id = 10",
    "a permit goes": "DELETE FROM dial_permit WHERE call_id = 10",
    "a questionnaire changes": "UPDATE questionnaire_version SET definition = '[]' WHERE digest = 'd1'",
    "a questionnaire goes": "DELETE FROM questionnaire_version WHERE digest = 'd2'",
    "an exchange moves": "UPDATE exchange SET position = 7 WHERE id = 43",
    "an exchange goes": "DELETE FROM exchange WHERE id = 43",
    "a history is rewritten": "UPDATE follow_up_event SET kind = 'closed' WHERE id = 80",
    "a history goes": "DELETE FROM follow_up_event WHERE id = 80",
    "a follow-up goes": "DELETE FROM follow_up WHERE id = 70",
    "a follow-up moves to another interview": "UPDATE follow_up SET interview_id = 31 WHERE id = 70",
    "nobody has a follow-up": "UPDATE follow_up SET owner_id = NULL WHERE id = 70",
    "a follow-up has no next action": "UPDATE follow_up SET next_action_at = NULL WHERE id = 70",
    "a second call is open on a line": "UPDATE call SET line_id = 2, status = 'live' WHERE id = 10",
    "a call takes another's permit": "UPDATE call SET permit_call_id = 10 WHERE id = 11",
    "a dialled call loses its permit": "UPDATE call SET permit_call_id = NULL WHERE id = 11",
    "a call takes an unknown status": "UPDATE call SET status = 'ringing' WHERE id = 11",
    "a second attempt of a case is open": "UPDATE attempt SET case_id = 2, closed_at = NULL, number = 2 WHERE id = 20",
    "an attempt ends without a disposition": "UPDATE attempt SET disposition = NULL WHERE id = 20",
    "an open case is never due": "UPDATE case_file SET due_at = NULL WHERE id = 2",
    "a closed case has no disposition": "UPDATE case_file SET disposition = NULL WHERE id = 1",
    "a campaign runs without a questionnaire": "UPDATE campaign SET status = 'running' WHERE id = 2",
    "a launched campaign asks something else": "UPDATE campaign SET questionnaire_digest = 'd2' WHERE id = 1",
    "a launched campaign asks others": 'UPDATE campaign SET filters = \'{"tier": ["gold"]}\' WHERE id = 1',
    "a running campaign is stopped": "UPDATE campaign SET stopped_at = '2026-11-02 09:00:00' WHERE id = 1",
    "a decision is rewritten": "UPDATE campaign_decision SET actor = 'Eve' WHERE id = 1",
    "a decision goes": "DELETE FROM campaign_decision WHERE id = 1",
    "follow-ups belong to nobody that we know": "UPDATE campaign SET answerable = 'the moon' WHERE id = 1",
    "a line has a local number": "UPDATE phone_line SET number = '0302312501' WHERE id = 1",
    "a change of a gate changes": "UPDATE gate_change SET changed_by = 'nobody' WHERE id = 1",
    "a change of a gate goes": "DELETE FROM gate_change WHERE id = 1",
    "a lease changes hands": "UPDATE desk_lease SET user_id = 1 WHERE id = 86",
    "a lease ends without a word": (
        "UPDATE desk_lease SET ending = 'expired', ended_at = '2026-11-02 10:05:00' WHERE id = 86"
    ),
    "a lease ends nohow": "UPDATE desk_lease SET ended_at = '2026-11-02 10:05:00' WHERE id = 86",
    "a lease begins anew": "UPDATE desk_lease SET ended_at = NULL, ending = NULL WHERE id = 85",
    "a note is rewritten": "UPDATE desk_lease SET note = 'Nobody there.' WHERE id = 85",
    "a lease goes": "DELETE FROM desk_lease WHERE id = 85",
    "a person has an unknown role": "UPDATE user_account SET role = 'emperor' WHERE id = 1",
}

FORBIDDEN_ROWS: dict[str, tuple[str, dict[str, object]]] = {
    "a negative answer without a flag": (
        "answer",
        {"interview_id": 31, "question": "cared", "position": 0, "negative": True, "value": "no"},
    ),
    "a negative answer with somebody else's flag": (
        "answer",
        {"interview_id": 31, "question": "cared", "position": 0, "negative": True, "value": "no", "flag_id": 60},
    ),
    "a negative answer with a flag that is not there": (
        "answer",
        {"interview_id": 31, "question": "cared", "position": 0, "negative": True, "value": "no", "flag_id": 999},
    ),
    "a second standing answer": (
        "answer",
        {"interview_id": 30, "question": "resolved", "position": 2, "negative": False, "value": "no"},
    ),
    "a flag without a follow-up": ("flag", {"follow_up_id": None, "kind": "negative", "severity": "high"}),
    "a flag of a follow-up that is not there": ("flag", {"follow_up_id": 999, "kind": "negative", "severity": "high"}),
    "a second follow-up of an interview": (
        "follow_up",
        {
            "interview_id": 30,
            "account_id": 1,
            "contact_id": 1,
            "severity": "low",
            "owner_id": 1,
            "next_action_at": at(9),
        },
    ),
    "a follow-up of no interview": (
        "follow_up",
        {
            "interview_id": 99,
            "account_id": 1,
            "contact_id": 1,
            "severity": "low",
            "owner_id": 1,
            "next_action_at": at(9),
        },
    ),
    "a quiet follow-up": (
        "follow_up",
        {"interview_id": 31, "account_id": 1, "contact_id": 2, "severity": "low", "queue": "customer_success"},
    ),
    "an exchange at a position that was heard": (
        "exchange",
        {"interview_id": 30, "position": 2, "leg": 1, "channel": "ivr", "call_id": 10},
    ),
    "a second permit": ("dial_permit", {"call_id": 10}),
    "a call that was dialled without a permit": (
        "call",
        {"token": "t", "purpose": "test", "direction": "outbound", "line_id": 3, "status": "sending"},
    ),
    "a call that names a permit that is not there": (
        "call",
        {
            "id": 12,
            "token": "t",
            "purpose": "test",
            "direction": "outbound",
            "line_id": 3,
            "status": "sending",
            "permit_call_id": 12,
        },
    ),
    "an inbound call on a line that is busy": (
        "call",
        {"token": "t", "purpose": "interview", "direction": "inbound", "line_id": 2, "status": "live"},
    ),
    "a second attempt on one call": ("attempt", {"case_id": 1, "call_id": 10, "number": 2, "channel": "ivr"}),
    "a second caller of a case": ("desk_lease", {"case_id": 3, "user_id": 1, "expires_at": at(9)}),
    "a caller of a machine's case": ("desk_lease", {"case_id": 2, "user_id": 1, "expires_at": at(9)}),
    "a lease that is over before it begins": (
        "desk_lease",
        {"case_id": 3, "user_id": 1, "expires_at": at(-1), "ended_at": at(1), "ending": "done"},
    ),
    "a second case of one contact and touchpoint": (
        "case_file",
        {"kind": "survey", "campaign_id": 1, "contact_id": 1, "touchpoint_id": 1, "due_at": at(9)},
    ),
}

ALLOWED_STATEMENTS = {
    "an answer is superseded": (
        "UPDATE answer SET superseded_at = '2026-11-02 10:03:00', superseded_by_position = 2 WHERE id = 51"
    ),
    "what was heard is redacted": "UPDATE exchange SET heard = '{}' WHERE id = 41",
    "a follow-up changes hands": "UPDATE follow_up SET owner_id = NULL, queue = 'customer_success' WHERE id = 70",
    "a follow-up is finally closed": (
        "UPDATE follow_up SET closed_at = '2026-11-03 10:00:00', next_action_at = NULL WHERE id = 70"
    ),
    "a case comes back with a note": (
        "UPDATE desk_lease SET ended_at = '2026-11-02 10:05:00', ending = 'given_back', note = 'Later.' WHERE id = 86"
    ),
    "a note is blotted out": "UPDATE desk_lease SET note = '' WHERE id = 85",
    "a draft is launched": "UPDATE campaign SET status = 'running', questionnaire_digest = 'd2' WHERE id = 2",
}


def run(session: Session, statement: str) -> None:
    """Run a statement, and see that it met a row: a constraint that nothing touched proves nothing."""
    assert session.execute(text(statement)).rowcount > 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("offence", FORBIDDEN_STATEMENTS)
def test_statement_is_refused(database: Database, offence: str) -> None:
    with database.transaction() as session:
        tell_story(session)
    with database.transaction() as session, pytest.raises(IntegrityError):
        run(session, FORBIDDEN_STATEMENTS[offence])


@pytest.mark.parametrize("offence", FORBIDDEN_ROWS)
def test_row_is_refused(database: Database, offence: str) -> None:
    table, values = FORBIDDEN_ROWS[offence]
    with database.transaction() as session:
        tell_story(session)
    with database.transaction() as session, pytest.raises(IntegrityError):
        insert(session, table, **values)


@pytest.mark.parametrize("change", ALLOWED_STATEMENTS)
def test_statement_is_allowed(database: Database, change: str) -> None:
    with database.transaction() as session:
        tell_story(session)
    with database.transaction() as session:
        run(session, ALLOWED_STATEMENTS[change])


@pytest.mark.parametrize("table", ["flag", "dial_permit", "questionnaire_version", "exchange", "answer"])
def test_nothing_is_emptied_wholesale(database: Database, table: str) -> None:
    with database.transaction() as session:
        tell_story(session)
    statement = f"DELETE FROM {table}" if database.is_sqlite else f"TRUNCATE {table} CASCADE"
    with database.transaction() as session, pytest.raises(IntegrityError, match="never deleted"):
        session.execute(text(statement))
