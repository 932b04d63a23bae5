"""Sounds go when their time is over: which they are, and that it is written once."""

from __future__ import annotations

from commenting import YES, comment, launched_with_consent
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.interview import Recording
from vocsurvey.operations import fetching, purging


def test_a_sound_is_due_once_it_has_been_kept_long_enough(scene: Scene) -> None:
    launched_with_consent(scene)
    token, sid = scene.dial("C1")
    scene.talk(token, sid, *YES)
    comment(scene, token, sid, 4)
    [row] = scene.rows(select(Recording))
    assert scene.do(purging.due_sounds, rules=scene.rules) == ()
    scene.do(fetching.kept, row.id, sha256="0" * 64, size=9)
    scene.later(seconds=scene.rules.retention.audio.total_seconds() - 1)
    assert scene.do(purging.due_sounds, rules=scene.rules) == ()
    scene.later(seconds=1)
    assert scene.do(purging.due_sounds, rules=scene.rules) == ((row.id, row.file),)
    scene.do(purging.sound_purged, row.id)
    [gone] = scene.rows(select(Recording.purged_at))
    assert scene.do(purging.due_sounds, rules=scene.rules) == ()
    scene.later(days=1)
    scene.do(purging.sound_purged, row.id)
    assert scene.rows(select(Recording.purged_at)) == [gone]
