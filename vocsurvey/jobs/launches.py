"""A launch in portions, so that no turn of a running call waits behind a campaign over very many people."""

from __future__ import annotations

from collections.abc import Sequence

from vocsurvey import clock
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.typed import Known
from vocsurvey.operations import launching
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.launching import Ready
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook

MOST_BEGINNINGS = 3


def launch(
    database: Database,
    campaign_id: int,
    questionnaire: Questionnaire,
    known: Known,
    by: Actor,
    *,
    seen: int | None = None,
    lacking_voices: Sequence[str] = (),
    rules: Rulebook,
    line_hash: LineHash,
) -> Launched | Refusal:
    """Draw while nobody waits, open the cases of the draft a portion at a time, then flip its one row.

    Of two who launch at once one wins. Whoever breaks off leaves a draft, whose cases the next launch or the clock
    takes away.
    """
    with database.reading() as session:
        ready = launching.prepare(
            session, campaign_id, questionnaire, known,
            seen=seen, lacking_voices=lacking_voices, rules=rules, line_hash=line_hash, now=clock.now(),
        )  # fmt: skip
    if isinstance(ready, Refusal):
        return ready
    for _ in range(MOST_BEGINNINGS):
        done = _fill(database, campaign_id, ready) or database.run(
            lambda session: launching.begin(session, campaign_id, questionnaire, ready, by, clock.now())
        )
        if isinstance(done, Launched):
            return done
        _clear(database, campaign_id)
        if isinstance(done, Refusal):
            return done
    return Refusal("Somebody else is launching it at this moment. Look at it again in a minute.")


def sweep(database: Database) -> None:
    """Take away what launches left behind that broke off."""
    swept = 1
    while swept:
        with database.transaction() as session:
            swept = launching.sweep(session, clock.now())


def _fill(database: Database, campaign_id: int, ready: Ready) -> Refusal | None:
    for start in range(0, len(ready.people), launching.AT_ONCE):
        refusal = database.run(
            lambda session, start=start: launching.fill(session, campaign_id, ready, start, clock.now())  # type: ignore[misc]
        )
        if refusal is not None:
            return refusal
    return None


def _clear(database: Database, campaign_id: int) -> None:
    cleared = 1
    while cleared:
        cleared = database.run(lambda session: launching.clear(session, campaign_id))
