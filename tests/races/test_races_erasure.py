"""Somebody is erased in the moment in which a program or an undo gives them another number: that one goes with them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from scene import Scene, hashed
from sqlalchemy import func, select, text

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.sample import Contact, PhoneLine, Suppression
from vocsurvey.fieldwork.suppression import one_line
from vocsurvey.operations import erasing
from vocsurvey.operations.erasing import Erased

NEWER = "+12025550177"
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def erase(scene: Scene, contact_id: int) -> object:
    """The second half of an erasure, as the job does it."""
    return scene.database.run(lambda session: erasing.erase(session, contact_id, None, line_hash=hashed, now=scene.now))


def test_the_number_that_somebody_gets_meanwhile_goes_with_them(scene: Scene) -> None:
    scene.people()
    contact_id = scene.rows(select(Contact.id).where(Contact.external_id == "C1"))[0]
    scene.do(erasing.silence, contact_id, None, rules=scene.rules, line_hash=hashed)
    with ThreadPoolExecutor(1) as other:
        with scene.database.transaction() as session:
            line = PhoneLine(number=NEWER, extension="", kind="fixed", country="US")
            session.add(line)
            session.flush()
            session.get_one(Contact, contact_id).line_id = line.id
            session.flush()
            erasure = other.submit(erase, scene, contact_id)
            while not (scene.database.is_sqlite or erasure.done() or _stands_still(scene)):
                pass
        assert isinstance(erasure.result(), Erased)
    numbers = scene.rows(select(PhoneLine.number).join(Contact).where(Contact.id == contact_id))
    assert numbers == [f"+0{line.id}"]
    assert scene.rows(select(func.count()).where(PhoneLine.number == NEWER)) == [0]
    assert scene.rows(select(Suppression.name).where(Suppression.line_hash == one_line(NEWER).hashed(hashed))) == [None]
    with scene.database.reading() as session:
        assert [one for one in audit(session, scene.now, hashed) if one.rule == "erased_but_known"] == []


def _stands_still(scene: Scene) -> bool:
    """Whether somebody waits for a lock."""
    with scene.database.reading() as session:
        return bool(session.scalar(_WAITING))
