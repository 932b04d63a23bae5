"""Rows written by hand, in plain SQL: what somebody with a database console could do.

``Story`` is a small, true history that breaks no promise: one customer who said no and hung up, one call that is live.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, text
from sqlalchemy.orm import Session

from vocsurvey.db.base import UtcDateTime
from vocsurvey.db.session import Database
from vocsurvey.db.tables import metadata

BEGAN_AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def insert(session: Session, table: str, **values: object) -> None:
    """INSERT one row. Columns that must not be empty and are not named get a value that means nothing."""
    columns = metadata.tables[table].columns
    row = {column.name: _filler(column) for column in columns if not column.nullable and column.server_default is None}
    if "id" in row and "id" not in values:
        del row["id"]
    row.update(values)
    sqlite = session.get_bind().dialect.name == "sqlite"
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    bound = {name: _bound(value, sqlite) for name, value in row.items()}
    session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), bound)


def _filler(column: Column[Any]) -> object:
    match column.type:
        case Boolean():
            return False
        case UtcDateTime():
            return BEGAN_AT
        case JSON():
            return {}
        case Integer():
            return 0
        case _:
            return "x"


def _bound(value: object, sqlite: bool) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if sqlite else value
    return json.dumps(value) if isinstance(value, dict | list) else value


def at(minutes: float) -> datetime:
    """So many minutes into the story."""
    return BEGAN_AT + timedelta(minutes=minutes)


def tell_story(session: Session) -> None:
    """Case 1 was interviewed on call 10, said no to "cared" (answer 52) and has follow-up 70; call 11 is live; a caller
    (call 12) and case 3 (call 13) talk over bridge 110, to which user 2
    (call 14) listens, and which was taped (130). Case 3 was taken over from user 1 (lease 84) by user 2 (lease 85).
    """
    _people(session)
    _list(session)
    _campaign(session)
    _calls(session)
    _interview(session)
    _bridge(session)


def _people(session: Session) -> None:
    insert(session, "user_account", id=1, email="owner@example.com", role="customer_success", active=True)
    insert(session, "account", id=1, external_id="A1", country="US", owner_id=1)
    insert(session, "agent", id=1, external_id="G1")
    insert(session, "agent", id=2, external_id="G2")
    for key, number in ((1, "+12025550101"), (2, "+12025550102"), (3, "+12025550103")):
        insert(session, "phone_line", id=key, number=number, extension="")
        insert(session, "contact", id=key, external_id=f"C{key}", account_id=1, line_id=key, role="user", language="en")
        insert(session, "touchpoint", id=key, external_id=f"T{key}", contact_id=key, kind="support_case", agent_id=1)


def _list(session: Session) -> None:
    """Import 7 came in and was taken back before all of this."""
    insert(
        session,
        "import_run",
        id=7,
        state="applied",
        finished_at=at(-90),
        undo_at=at(-60),
        undone_at=at(-59),
        header=[],
        columns=[],
        unknown_owners=[],
        created_at=at(-100),
    )


def _campaign(session: Session) -> None:
    insert(session, "questionnaire_version", digest="d1", name="after", definition="{}")
    insert(session, "questionnaire_version", digest="d2", name="other", definition="{}")
    insert(
        session, "campaign", id=1, name="First", status="running", questionnaire_digest="d1", launched_at=at(-10_000)
    )
    insert(session, "campaign", id=2, name="Second", status="draft")
    insert(session, "campaign_decision", id=1, campaign_id=1, step="launched", actor="Ada")
    insert(session, "dial_gate", key="all")
    insert(session, "gate_change", id=1, gate_key="all", opened=True, changed_by="a test")
    insert(session, "dial_gate", key="campaign:1")
    insert(
        session,
        "case_file",
        id=1,
        kind="survey",
        campaign_id=1,
        contact_id=1,
        touchpoint_id=1,
        closed_at=at(4),
        disposition="1.2",
    )
    insert(session, "case_file", id=2, kind="survey", campaign_id=1, contact_id=2, touchpoint_id=2, due_at=at(60))
    insert(
        session,
        "case_file",
        id=3,
        kind="survey",
        campaign_id=1,
        contact_id=3,
        touchpoint_id=3,
        channel="live",
        due_at=at(0),
    )
    insert(session, "user_account", id=2, email="caller@example.com", role="caller", active=True)
    lease = {"case_id": 3, "user_id": 2, "taken_at": at(-60), "expires_at": at(-50)}
    earlier = {**lease, "user_id": 1, "taken_at": at(-80), "expires_at": at(-70)}
    insert(session, "desk_lease", id=84, **earlier, ended_at=at(-60), ending="stopped", note="Taken over.")
    insert(session, "desk_lease", id=85, **lease, ended_at=at(-55), ending="given_back", note="In a meeting.")
    insert(session, "desk_lease", id=86, **{**lease, "taken_at": at(0), "expires_at": at(90)})
    insert(session, "desk_take_over", lease_id=85, from_lease_id=84, words="She speaks Finnish.")
    told = {"sender_id": 1, "recipient_id": 2, "case_id": 3, "words": "Well done.", "sent_at": at(1)}
    insert(session, "desk_message", id=88, **told, seen_at=at(2))
    insert(session, "desk_message", id=89, **told)


def _calls(session: Session) -> None:
    for call, line in ((10, 1), (11, 2)):
        insert(
            session,
            "call",
            id=call,
            token=f"token-{call}",
            purpose="interview",
            direction="outbound",
            line_id=line,
            status="planned",
            planned_at=at(0),
            sequence=-1,
        )
        insert(session, "dial_permit", call_id=call, granted_at=at(1))
        session.execute(text(f"UPDATE call SET permit_call_id = id, status = 'placed' WHERE id = {call}"))
        times = {"sent": at(1), "answered": at(2), "placed": at(1)}
        for what, moment in times.items():
            session.execute(
                text(f"UPDATE call SET {what}_at = :at WHERE id = {call}"),
                {"at": _bound(moment, session.get_bind().dialect.name == "sqlite")},
            )
    session.execute(text(f"UPDATE call SET status = 'ended', ended_at = '{at(4):%Y-%m-%d %H:%M:%S.%f}' WHERE id = 10"))
    session.execute(text("UPDATE call SET status = 'live' WHERE id = 11"))
    insert(
        session,
        "attempt",
        id=20,
        case_id=1,
        call_id=10,
        number=1,
        channel="ivr",
        leg=1,
        closed_at=at(4),
        disposition="2.12",
        ending="broke_off",
    )
    insert(session, "attempt", id=21, case_id=2, call_id=11, number=1, channel="ivr", leg=1)


def _bridge(session: Session) -> None:
    insert(session, "phone_line", id=4, number="+12025550104", extension="")
    insert(session, "touchpoint", id=4, external_id="T4", contact_id=3, kind="support_case", agent_id=1)
    insert(session, "case_file", id=4, kind="survey", campaign_id=1, contact_id=3, touchpoint_id=4, due_at=at(60))
    insert(session, "phone_line", id=5, number="+12025550105", extension="")
    legs = ((12, 4, "caller_leg", 1), (13, 3, "interview", 3), (14, 5, "caller_leg", 5))
    for call, line, purpose, minute in legs:
        times = {"planned_at": at(minute), "sent_at": at(minute), "answered_at": at(minute + 1)}
        insert(
            session, "call", id=call, token=f"token-{call}", purpose=purpose, direction="outbound", line_id=line,
            status="planned", sequence=-1, planned_at=at(minute),
        )  # fmt: skip
        insert(session, "dial_permit", call_id=call, granted_at=at(minute))
        session.execute(text(f"UPDATE call SET permit_call_id = id, status = 'live' WHERE id = {call}"))
        sqlite = session.get_bind().dialect.name == "sqlite"
        for what, moment in times.items():
            change = text(f"UPDATE call SET {what} = :at WHERE id = {call}")
            session.execute(change, {"at": _bound(moment, sqlite)})
    insert(session, "attempt", id=22, case_id=4, call_id=13, number=1, channel="live", opened_at=at(3))
    insert(
        session, "bridge", id=110, token="room-110", user_id=1, way="phone", status="talking", case_id=4, leg_id=12,
        sequence=3, refused=[], opened_at=at(1), since=at(4), heard_from_at=at(4), caller_in_at=at(2),
    )  # fmt: skip
    insert(session, "bridge_party", call_id=13, bridge_id=110, invited_at=at(3), joined_at=at(4))
    insert(session, "interview", id=32, case_id=4, questionnaire_digest="d1", legs=1, completeness="contacted")
    yes = {"contact_id": 3, "purpose": "recording", "granted": True, "source": "caller", "interview_id": 32}
    insert(session, "consent", id=99, **yes, position=0, given_at=at(4.5))
    taped = {"call_id": 13, "interview_id": 32, "consent_id": 99, "position": 1}
    insert(session, "tape", id=130, **taped, by_id=1, wanted_at=at(5), begun_at=at(5), ended_at=at(6))
    insert(session, "recording", id=131, **taped, tape_id=130, state="unwanted", made_at=at(5), erased_at=at(7))
    insert(session, "review", attempt_id=22, interview_id=32, caller_id=2, why="drawn", drawn_at=at(5))
    decided = {"upheld": False, "reason": "She named you.", "decided_by_id": 2, "decided_at": at(9)}
    insert(
        session, "contest", id=141, answer_id=51, agent_id=1, by_id=1, words="Not me.", contested_at=at(8), **decided
    )
    insert(session, "user_account", id=3, email="manager@example.com", role="manager", active=True)
    insert(session, "user_account", id=4, email="agent@example.com", role="manager", active=True, agent_id=1)
    looked = {"became": "partly", "outcome": "Twice.", "reviewed_by_id": 3, "reviewed_at": at(9)}
    talk = {"agent_id": 1, "coach_id": 3, "said": "I wrote.", "step": "I ring.", "coached_at": at(8)}
    insert(session, "coaching", id=151, answer_id=51, **talk, review_on="2026-11-16", **looked)
    insert(session, "coaching", id=152, answer_id=51, **talk, review_on="2026-11-30")
    insert(session, "coaching_behaviour", coaching_id=151, code="listened", place=0, says="Listened")
    insert(session, "self_check", interview_id=32, agent_id=1, by_id=1, word="yes", given_at=at(8))
    insert(session, "review_event", id=121, attempt_id=22, kind="sent_back", by_id=1, words="Slower.", at=at(6))
    listens = {"bridge_id": 110, "user_id": 2, "purpose": "listen", "consent_id": 99}
    insert(session, "bridge_guest", call_id=14, **listens, asked_at=at(5), joined_at=at(6))


def _interview(session: Session) -> None:
    insert(session, "interview", id=30, case_id=1, questionnaire_digest="d1", legs=1, completeness="partial")
    insert(session, "interview", id=31, case_id=2, questionnaire_digest="d1", legs=1, completeness="contacted")
    for key, position in ((41, 0), (42, 1), (43, 2)):
        insert(
            session,
            "exchange",
            id=key,
            interview_id=30,
            position=position,
            leg=1,
            channel="ivr",
            call_id=10,
            heard_at=at(3),
        )
    insert(
        session,
        "follow_up",
        id=70,
        interview_id=30,
        account_id=1,
        contact_id=1,
        severity="high",
        owner_id=1,
        next_action_at=at(120),
    )
    insert(
        session,
        "flag",
        id=60,
        follow_up_id=70,
        interview_id=30,
        kind="negative",
        question="cared",
        position=2,
        severity="high",
    )
    insert(
        session,
        "flag",
        id=61,
        follow_up_id=70,
        interview_id=30,
        kind="idea",
        question="comment",
        position=2,
        severity="low",
    )
    insert(session, "follow_up_event", id=80, follow_up_id=70, kind="opened")
    insert(session, "follow_up_event", id=81, follow_up_id=70, kind="assigned", details='{"owner_id": 1}')
    insert(session, "problem", id=130, title="Slow", state="open", owner_id=1, made_by_id=1, made_at=at(5))
    insert(session, "problem_event", id=131, problem_id=130, kind="made", state="open", by_id=1, at=at(5))
    insert(session, "problem_event", id=132, problem_id=130, kind="added", follow_up_id=70, by_id=1, at=at(5))
    insert(session, "problem_member", follow_up_id=70, problem_id=130, added_at=at(5))
    insert(session, "touchpoint", id=5, external_id="verification:70:1", contact_id=1, kind="support_case")
    insert(
        session, "case_file", id=5, kind="verification", campaign_id=2, contact_id=1, touchpoint_id=5, due_at=at(600)
    )
    insert(session, "verification", case_id=5, follow_up_id=70, number=1, queued_at=at(5))
    insert(
        session,
        "consent",
        id=97,
        contact_id=1,
        purpose="recording",
        granted=True,
        source="key_press",
        interview_id=30,
        position=1,
    )
    insert(
        session,
        "recording",
        id=98,
        carrier_sid="RE" + "0" * 32,
        interview_id=30,
        position=2,
        call_id=10,
        consent_id=97,
        seconds=7,
        state="awaited",
        file="f98",
        next_try_at=at(5),
    )
    insert(session, "promise", id=95, follow_up_id=70, by_at=at(90), made_at=at(4))
    insert(session, "appointment", id=96, case_id=1, kind="soft", channel="live", source="key_press", at=at(60))
    insert(session, "notice", id=90, follow_up_id=70, recipient_id=1, key="n90")
    insert(session, "answer", id=51, interview_id=30, question="resolved", position=1, value="yes", negative=False)
    insert(session, "answer", id=53, interview_id=30, question="why", position=2, negative=False)
    insert(
        session, "answer", id=52, interview_id=30, question="cared", position=2, value="no", negative=True, flag_id=60
    )


def lay_bare(database: Database) -> None:
    """Take every constraint, index and trigger away, as a careless hand or a bad restore would; the rows stay."""
    cascade = "" if database.is_sqlite else "CASCADE"
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Inside a transaction SQLite ignores this, and SQLAlchemy has opened one.
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # A table that another one's trigger speaks of is not renamed.
            for (trigger,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        for table in metadata.tables:
            connection.exec_driver_sql(f"CREATE TABLE bare_{table} AS SELECT * FROM {table}")
            connection.exec_driver_sql(f"DROP TABLE {table} {cascade}")
            connection.exec_driver_sql(f"ALTER TABLE bare_{table} RENAME TO {table}")
        connection.commit()
