"""Large writes in portions: what happens beside them, and what has to wait until they are over."""

from __future__ import annotations

import gc

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from vocsurvey.db.session import Database
from vocsurvey.jobs.pacing import Writer


def test_nothing_is_looked_through_while_somebody_may_wait(database: Database) -> None:
    def searching(session: Session) -> bool:
        session.execute(text("SELECT 1"))
        return gc.isenabled()

    assert gc.isenabled()
    assert Writer(database).write(searching) is False
    assert gc.isenabled()


def test_whatever_goes_wrong_it_is_looked_for_again_afterwards(database: Database) -> None:
    def failing(_: Session) -> None:
        raise ValueError("it went wrong")

    with pytest.raises(ValueError, match="went wrong"):
        Writer(database).write(failing)
    assert gc.isenabled()
