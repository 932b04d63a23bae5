"""A tick of the clock reads follow-ups for the words by which they are found."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from workplace import Workplace

from vocsurvey.db.finding import FollowUpWord, UnreadFollowUp
from vocsurvey.jobs import upkeep
from vocsurvey.jobs.schedule import ROUTINES


def test_a_tick_reads_what_was_said_since(opened: Callable[..., Workplace]) -> None:
    place = opened()
    token, sid = place.scene.dial()
    place.scene.talk(token, sid, "1", "2")
    assert place.scene.rows(select(UnreadFollowUp)) != []
    assert [one.ticks for one in ROUTINES if one.run is upkeep.read_words] == [1]
    upkeep.read_words(place.house)
    upkeep.read_words(place.house)
    assert place.scene.rows(select(UnreadFollowUp)) == []
    assert {"ann", "archer"} <= {row.word for row in place.scene.rows(select(FollowUpWord))}
