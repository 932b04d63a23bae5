"""A launch whose worker is killed in the middle of a write: the next one completes it, once, and nobody was called."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from scene import Scene, hashed
from sqlalchemy import func, select
from test_contact_lists import apply
from test_launching import ADA, WHOLE, ask, cases, known, state
from test_undoing import many

from vocsurvey import clock
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Call
from vocsurvey.db.session import Database
from vocsurvey.jobs.launches import carry_out
from vocsurvey.operations import launching, planning
from vocsurvey.operations.administering import Launched
from vocsurvey.rulebook import DEMO, load_rulebook

PEOPLE = 2_100
WORKER = """
import sys
from sqlalchemy import event
from vocsurvey.db.session import Database
from vocsurvey.jobs.launches import carry_out
from vocsurvey.jobs.pacing import Pace
from vocsurvey.keys import line_hasher
from vocsurvey.rulebook import DEMO, load_rulebook

database, written = Database(sys.argv[1]), []

def stand_still(connection, cursor, statement, *others):
    if statement.startswith("INSERT INTO case_file"):
        written.append(statement)
    if len(written) == int(sys.argv[3]):
        print("in the middle of a transaction", flush=True)
        sys.stdin.read()

event.listen(database.engine, "after_cursor_execute", stand_still)
rules, pace = load_rulebook(DEMO), Pace(500, least=500, most=500)
carry_out(database, int(sys.argv[2]), rules=rules, line_hash=line_hasher("of the tests"), pace=pace)
"""


@pytest.fixture
def scene(database: Database) -> Scene:
    """Some thousands of people whom nobody has called."""
    found = Scene(database, load_rulebook(DEMO))
    found.now = clock.now()
    apply(database, many(PEOPLE))
    return found


def killed(database: Database, campaign_id: int, portion: int) -> None:
    """Somebody works on the launch, and is killed while that portion is written and not committed."""
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WORKER, url, str(campaign_id), str(portion)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "in the middle of a transaction\n"
        finally:
            worker.kill()


def test_who_is_killed_in_the_middle_of_a_launch_leaves_it_to_the_next_and_nobody_is_called(scene: Scene) -> None:
    draft = int(scene.do(planning.new_draft, WHOLE, known(scene), ADA).campaign.id)
    ask(scene, draft)
    for portion, placed in ((3, 1_000), (2, 1_500)):
        killed(scene.database, draft, portion)
        assert (cases(scene), state(scene)) == (placed, ("filling", PEOPLE, placed))
        scene.now = clock.now()
        scene.claim()
        assert scene.rows(select(Call.id)) == []
        scene.now += timedelta(hours=1)
        assert scene.do(launching.nudge) == (draft,), "whoever worked on it is not believed to be alive any more"
    done = carry_out(scene.database, draft, rules=scene.rules, line_hash=hashed, at=lambda: scene.now)
    assert done == Launched(PEOPLE)
    assert carry_out(scene.database, draft, rules=scene.rules, line_hash=hashed, at=lambda: scene.now) is None
    assert (cases(scene), state(scene)) == (PEOPLE, ("done", PEOPLE, PEOPLE))
    assert scene.rows(select(func.count(Case.contact_id.distinct()))) == [PEOPLE]
    assert scene.rows(select(Campaign.status)) == ["running"]
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()
