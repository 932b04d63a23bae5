"""A follow-up is found by what was said, by whom and where, as soon as it was read; and by nothing of the erased."""

from __future__ import annotations

import pytest
from commenting import comment, launched_with_consent, ready, words
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.finding import FollowUpWord, UnreadFollowUp
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.reads import follow_up_search
from vocsurvey.db.reads.follow_up_choice import Choice, narrowed, read_choice
from vocsurvey.db.reads.follow_ups import follow_ups
from vocsurvey.db.sample import Account, Contact
from vocsurvey.operations import wording
from vocsurvey.operations.blotting import blot_follow_ups, blot_person


def read(scene: Scene) -> int:
    """Read what has changed, until nothing has; how many changes that were."""
    count = 0
    while True:
        with scene.database.transaction() as session:
            found = wording.read_words(session)
        if not found:
            return count
        count += found


def found(scene: Scene, typed: str, choice: Choice | None = None, *, opened: bool = True) -> list[str]:
    """Who is found by words."""
    wanted = choice or read_choice({"words": typed}, opened=opened)
    with scene.database.reading() as session:
        page = follow_ups(session, whose="all", user_id=1, opened=opened, narrowed=narrowed(wanted, scene.now))
        return [line.contact for line in page.lines]


@pytest.fixture
def said(scene: Scene) -> Scene:
    """Ann was let down, and said so in her own words."""
    launched_with_consent(scene)
    token, sid = scene.dial()
    position = scene.talk(token, sid, "1", "1", "2", "1").turn.position
    comment(scene, token, sid, position)
    ready(scene, token, sid, position)
    words(scene, token, sid, position, "The Änderung was late, and my dog is called Rex")
    read(scene)
    return scene


@pytest.mark.parametrize("typed", ["ann", "ARCHER", "alder fr", "anderung", "Änder", "rex ann", "my dog", "1", "..."])
def test_what_finds_it(said: Scene, typed: str) -> None:
    assert found(said, typed) == ["Ann Archer"]


@pytest.mark.parametrize("typed", ["ben", "nderung", "rex ben", "11", "a1"])
def test_what_finds_it_not(said: Scene, typed: str) -> None:
    assert found(said, typed) == []


def test_it_is_not_found_where_it_is_not(said: Scene) -> None:
    assert found(said, "rex", opened=False) == []
    assert found(said, "", Choice(words="rex", severity="low")) == []


def test_a_word_that_very_many_have_is_looked_for_in_the_list(said: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up_search, "LOOK", 0)
    assert found(said, "rex ann 1") == ["Ann Archer"]
    assert found(said, "ann ben") == []
    assert found(said, "11") == []


def test_a_new_name_is_found_and_the_old_one_is_not(said: Scene) -> None:
    with said.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C1").values(name="Ann Baker"))
        session.execute(update(Account).where(Account.external_id == "A1").values(name="Elder"))
    assert found(said, "archer") == ["Ann Baker"]  # not read yet
    assert read(said) == 2
    assert (found(said, "archer"), found(said, "baker elder"), found(said, "alder")) == ([], ["Ann Baker"], [])


def test_what_does_not_change_is_not_read_again(said: Scene) -> None:
    with said.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C1").values(name="Ann Archer", role="user"))
        session.execute(update(Contact).where(Contact.external_id == "C2").values(name="Ben Baker"))
    assert said.rows(select(UnreadFollowUp)) == []
    assert read(said) == 0


def test_nothing_of_whoever_was_erased_is_found(said: Scene) -> None:
    with said.database.transaction() as session:
        ann = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        blot_follow_ups(session, ann)
        assert session.scalars(select(FollowUpWord.word)).all() == []
        blot_person(session, ann)
    read(said)
    left = {row.word for row in said.rows(select(FollowUpWord))}
    assert not left & {"ann", "archer"}
    assert "erased" in left


def test_a_portion_at_a_time(said: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "PORTION", 1)
    [row] = said.rows(select(FollowUp))
    with said.database.transaction() as session:
        session.add_all([UnreadFollowUp(follow_up_id=row.id) for _ in range(3)])
    with said.database.transaction() as session:
        assert wording.read_words(session) == 1
    assert read(said) == 2
