"""People who wait for tomorrow because of a limit that is higher now: all of them are due at once, in portions."""

from __future__ import annotations

from vocsurvey import clock
from vocsurvey.db.session import Database
from vocsurvey.operations import amending


def wake_everybody(database: Database, campaign_id: int) -> None:
    """Wake them, a portion in each transaction. Whoever is left when this breaks off goes on tomorrow."""
    woken = 1
    while woken:
        with database.transaction() as session:
            woken = amending.wake(session, campaign_id, clock.now())
