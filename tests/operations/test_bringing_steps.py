"""A program that brings what somebody did stands in the history, for what people do and in its transaction only."""

from __future__ import annotations

from scene import Scene
from sqlalchemy import select
from sqlalchemy.orm import Session
from test_admitting import issued
from test_owning import flagged

from vocsurvey.db.api import ApiToken
from vocsurvey.db.followup import FollowUpEvent
from vocsurvey.db.people import User
from vocsurvey.operations import following_up
from vocsurvey.operations.bringing_steps import brought_by


def test_the_history_says_which_program_brought_what_a_person_did(running: Scene) -> None:
    issued(running)
    (token_id,) = running.rows(select(ApiToken.id))
    follow_up = flagged(running)
    sam = running.user("sam@example.com").id

    def note(session: Session, text: str, *, by_program: bool) -> None:
        if by_program:
            brought_by(session, token_id)
        following_up.add_note(session, follow_up.id, session.get_one(User, sam), text, running.now)

    running.database.run(lambda session: note(session, "Called.", by_program=True))
    running.database.run(lambda session: note(session, "Called again.", by_program=False))
    rows = running.rows(select(FollowUpEvent).where(FollowUpEvent.kind == "note").order_by(FollowUpEvent.id))
    assert [(one.details["text"], one.token_id) for one in rows] == [("Called.", token_id), ("Called again.", None)]
