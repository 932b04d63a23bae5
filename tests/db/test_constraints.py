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
    "a step was brought by a program": "UPDATE follow_up_event SET token_id = 1 WHERE id = 81",
    "a history goes": "DELETE FROM follow_up_event WHERE id = 80",
    "a problem goes": "DELETE FROM problem WHERE id = 130",
    "a problem is made by somebody else": "UPDATE problem SET made_by_id = 2 WHERE id = 130",
    "something is done without a plan": "UPDATE problem SET state = 'acting' WHERE id = 130",
    "a history of a problem is rewritten": "UPDATE problem_event SET state = 'solved' WHERE id = 131",
    "a history of a problem goes": "DELETE FROM problem_event WHERE id = 132",
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
    "somebody listened by another consent": "UPDATE bridge_guest SET consent_id = 97 WHERE call_id = 14",
    "a call was recorded by another": "UPDATE tape SET by_id = 2 WHERE id = 130",
    "a call was never recorded": "DELETE FROM tape WHERE id = 130",
    "a recording failed and goes on": "UPDATE tape SET problem = 'No.', ended_at = NULL WHERE id = 130",
    "somebody never listened": "DELETE FROM bridge_guest WHERE call_id = 14",
    "a case was taken over from another": "UPDATE desk_take_over SET from_lease_id = 86 WHERE lease_id = 85",
    "a case was never taken over": "DELETE FROM desk_take_over WHERE lease_id = 85",
    "a review is of another caller": "UPDATE review SET caller_id = 1 WHERE attempt_id = 22",
    "a verification is of another": "UPDATE verification SET number = 2 WHERE case_id = 5",
    "a verification goes": "DELETE FROM verification WHERE case_id = 5",
    "a contest is decided otherwise": "UPDATE contest SET upheld = NOT upheld WHERE id = 141",
    "a contest says something else": "UPDATE contest SET words = 'Me.' WHERE id = 141",
    "a contest is decided by whoever contests": "UPDATE contest SET decided_by_id = 1 WHERE id = 141",
    "a contest goes": "DELETE FROM contest WHERE id = 141",
    "a coaching is of another answer": "UPDATE coaching SET answer_id = 52 WHERE id = 152",
    "a coaching was by another": "UPDATE coaching SET coach_id = 4 WHERE id = 152",
    "a review is put off": "UPDATE coaching SET review_on = '2027-11-16' WHERE id = 152",
    "a step is another": "UPDATE coaching SET step = 'I write.' WHERE id = 152",
    "an agent said something else": "UPDATE coaching SET said = 'Nothing.' WHERE id = 152",
    "a review comes out otherwise": "UPDATE coaching SET became = 'done' WHERE id = 151",
    "a review says something else": "UPDATE coaching SET outcome = 'Never.' WHERE id = 151",
    "a review never was": (
        "UPDATE coaching SET became = NULL, outcome = NULL, reviewed_by_id = NULL, reviewed_at = NULL WHERE id = 151"
    ),
    "a review is half": "UPDATE coaching SET became = 'done' WHERE id = 152",
    "a review comes before the coaching": (
        "UPDATE coaching SET became = 'done', outcome = 'Yes.', reviewed_by_id = 3,"
        " reviewed_at = '2026-11-01 10:00:00' WHERE id = 152"
    ),
    "somebody reviews themselves": (
        "UPDATE coaching SET became = 'done', outcome = 'Yes.', reviewed_by_id = 4,"
        " reviewed_at = '2026-11-30 10:00:00' WHERE id = 152"
    ),
    "a step has come to something unheard of": (
        "UPDATE coaching SET became = 'great', outcome = 'Yes.', reviewed_by_id = 3,"
        " reviewed_at = '2026-11-30 10:00:00' WHERE id = 152"
    ),
    "a coaching goes": "DELETE FROM coaching WHERE id = 152",
    "a standard of a coaching is another": "UPDATE coaching_behaviour SET says = 'Sang' WHERE coaching_id = 151",
    "a standard of a coaching goes": "DELETE FROM coaching_behaviour WHERE coaching_id = 151",
    "an agent thinks again": "UPDATE self_check SET word = 'no' WHERE interview_id = 32",
    "an agent has said nothing": "DELETE FROM self_check WHERE interview_id = 32",
    "a review goes": "DELETE FROM review WHERE attempt_id = 22",
    "a verdict is another": "UPDATE review_event SET kind = 'approved' WHERE id = 121",
    "a comment is rewritten": "UPDATE review_event SET words = 'Faster.' WHERE id = 121",
    "a comment goes": "DELETE FROM review_event WHERE id = 121",
    "a message says something else": "UPDATE desk_message SET words = 'Hurry.' WHERE id = 89",
    "a message goes to another": "UPDATE desk_message SET recipient_id = 1 WHERE id = 89",
    "a message was not seen after all": "UPDATE desk_message SET seen_at = NULL WHERE id = 88",
    "a message is seen too soon": "UPDATE desk_message SET seen_at = '2026-11-01 10:05:00' WHERE id = 89",
    "a message goes": "DELETE FROM desk_message WHERE id = 89",
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
    "a flag without a follow-up": (
        "flag",
        {"follow_up_id": None, "interview_id": 30, "kind": "negative", "severity": "high"},
    ),
    "a flag of a follow-up that is not there": (
        "flag",
        {"follow_up_id": 999, "interview_id": 30, "kind": "negative", "severity": "high"},
    ),
    "a flag of an interview that is about something else": (
        "flag",
        {"follow_up_id": 70, "interview_id": 31, "kind": "negative", "severity": "high"},
    ),
    "a flag of no interview": ("flag", {"follow_up_id": 70, "kind": "negative", "severity": "high"}),
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
    "a listener by the yes of another interview": (
        "bridge_guest",
        {"call_id": 11, "bridge_id": 110, "user_id": 1, "purpose": "listen", "consent_id": 97, "asked_at": at(9)},
    ),
    "a call recorded by the yes of another interview": (
        "tape",
        {"call_id": 13, "interview_id": 32, "consent_id": 97, "by_id": 1, "position": 1, "wanted_at": at(9)},
    ),
    "a call recorded before it was asked": (
        "tape",
        {"call_id": 13, "interview_id": 32, "consent_id": 99, "by_id": 1, "position": 0, "wanted_at": at(9)},
    ),
    "a call recorded by the yes of another call": (
        "tape",
        {"call_id": 11, "interview_id": 32, "consent_id": 99, "by_id": 1, "position": 1, "wanted_at": at(9)},
    ),
    "a contest decided by whoever contests": (
        "contest",
        {
            "answer_id": 52,
            "agent_id": 1,
            "by_id": 1,
            "words": "No.",
            "contested_at": at(8),
            "upheld": True,
            "reason": "I say so.",
            "decided_by_id": 1,
            "decided_at": at(9),
        },
    ),
    "a coaching of somebody by themselves": (
        "coaching",
        {"agent_id": 1, "answer_id": 52, "coach_id": 4, "review_on": "2026-11-30", "coached_at": at(8)},
    ),
    "a coaching by somebody who manages nobody": (
        "coaching",
        {"agent_id": 1, "answer_id": 52, "coach_id": 1, "review_on": "2026-11-30", "coached_at": at(8)},
    ),
    "a coaching about the answer of another agent": (
        "coaching",
        {"agent_id": 2, "answer_id": 52, "coach_id": 3, "review_on": "2026-11-30", "coached_at": at(8)},
    ),
    "a second coaching to come of an answer": (
        "coaching",
        {"agent_id": 1, "answer_id": 51, "coach_id": 3, "review_on": "2026-11-30", "coached_at": at(8)},
    ),
    "a coaching that came reviewed by its agent": (
        "coaching",
        {
            "agent_id": 1,
            "answer_id": 52,
            "coach_id": 3,
            "review_on": "2026-11-30",
            "coached_at": at(8),
            "became": "done",
            "outcome": "Yes.",
            "reviewed_by_id": 4,
            "reviewed_at": at(9),
        },
    ),
    "a contest decided without a reason": (
        "contest",
        {
            "answer_id": 52,
            "agent_id": 1,
            "by_id": 1,
            "words": "No.",
            "contested_at": at(8),
            "upheld": True,
            "decided_by_id": 2,
            "decided_at": at(9),
        },
    ),
    "somebody who takes over without a word": (
        "bridge_guest",
        {"call_id": 11, "bridge_id": 110, "user_id": 1, "purpose": "take_over", "asked_at": at(9)},
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
    "why it was taken over is blotted out": "UPDATE desk_take_over SET words = '' WHERE lease_id = 85",
    "a contest is blotted out": "UPDATE contest SET words = '', reason = '' WHERE id = 141",
    "a coaching is blotted out": "UPDATE coaching SET said = '', step = '', outcome = '' WHERE id = 151",
    "a coaching is reviewed": (
        "UPDATE coaching SET became = 'done', outcome = 'Yes.', reviewed_by_id = 3,"
        " reviewed_at = '2026-11-30 10:00:00' WHERE id = 152"
    ),
    "a comment is blotted out": "UPDATE review_event SET words = '' WHERE id = 121",
    "a message is seen": "UPDATE desk_message SET seen_at = '2026-11-02 10:05:00' WHERE id = 89",
    "a message is blotted out": "UPDATE desk_message SET words = '' WHERE id = 88",
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
