"""Tokens for programs: shown once, kept as a hash, ended at once; and the same request done once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.api import ApiAnswer, ApiToken, Scope
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.admitting import (
    LONGEST_LIFE,
    NOTED_EVERY,
    PREFIX,
    Issued,
    bearer,
    issue_token,
    note_use,
    revoke_token,
    use_unnoted,
)
from vocsurvey.operations.remembering import KEPT, OtherRequest, fingerprint, forget_answers, take_key

GOOD: dict[str, Any] = {
    "name": " Help desk ",
    "scopes": ["events:write", "contacts:write"],
    "lifetime": timedelta(days=30),
    "by_id": None,
}


def issued(scene: Scene, **other: Any) -> Issued:
    """A token."""
    done = scene.do(issue_token, **{**GOOD, **other})
    assert isinstance(done, Issued)
    return done


def known(scene: Scene, secret: str, later: timedelta = timedelta(0)) -> str | None:
    """Whose token it is."""
    with scene.database.reading() as session:
        found = bearer(session, secret, scene.now + later)
        return found.name if found else None


def test_token_is_shown_once_and_kept_as_a_hash(scene: Scene) -> None:
    done = issued(scene)
    assert done.secret.startswith(PREFIX)
    with scene.database.reading() as session:
        row = session.scalars(select(ApiToken)).one()
        kept = " ".join(str(getattr(row, column.key)) for column in ApiToken.__table__.columns)
        assert (row.name, row.scopes) == ("Help desk", ["events:write", "contacts:write"])
        assert done.secret.startswith(row.hint)
    assert done.secret not in kept
    assert known(scene, done.secret) == "Help desk"
    assert known(scene, done.secret[:-1]) is None
    assert known(scene, "\udcff") is None


def test_token_ends_by_itself_and_at_once(scene: Scene) -> None:
    done = issued(scene)
    assert known(scene, done.secret, timedelta(days=30) - timedelta(seconds=1)) == "Help desk"
    assert known(scene, done.secret, timedelta(days=30)) is None
    assert scene.do(revoke_token, done.token.id) is True
    assert known(scene, done.secret) is None
    assert scene.do(revoke_token, done.token.id) is False


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "Give the token a name"),
        ({"name": "x" * 201}, "Give the token a name"),
        ({"scopes": ["events:write", "everything"]}, "everything is not a scope"),
        ({"scopes": []}, "Choose at least one"),
        ({"lifetime": timedelta(hours=1)}, "between 1 and 1098 days"),
        ({"lifetime": LONGEST_LIFE + timedelta(days=1)}, "between 1 and 1098 days"),
    ],
)
def test_what_is_no_token_is_refused_in_a_sentence(scene: Scene, wrong: dict[str, Any], told: str) -> None:
    done = scene.do(issue_token, **{**GOOD, **wrong})
    assert isinstance(done, Refusal)
    assert told in done.sentence


def test_two_tokens_have_two_names(scene: Scene) -> None:
    issued(scene)
    done = scene.do(issue_token, **GOOD)
    assert isinstance(done, Refusal)
    assert "already" in done.sentence


def test_use_is_written_down_now_and_then(scene: Scene) -> None:
    row = issued(scene, scopes=list(Scope)).token
    assert use_unnoted(row, scene.now)
    scene.do(note_use, row.id)
    with scene.database.reading() as session:
        row = session.get_one(ApiToken, row.id)
        assert row.used_at == scene.now
        assert not use_unnoted(row, scene.now + NOTED_EVERY - timedelta(seconds=1))
        assert use_unnoted(row, scene.now + NOTED_EVERY)


def test_key_belongs_to_one_request_of_one_token(scene: Scene) -> None:
    mine, other = issued(scene).token.id, issued(scene, name="CRM").token.id
    one, another = fingerprint("POST", "/a", "{}"), fingerprint("POST", "/a", '{"b": 1}')
    first = scene.do(take_key, mine, "k", one)
    assert first.status == 0
    assert scene.do(take_key, mine, "k", one).id == first.id
    assert isinstance(scene.do(take_key, mine, "k", another), OtherRequest)
    assert scene.do(take_key, other, "k", another).id != first.id


def test_answers_are_forgotten_after_a_week(scene: Scene) -> None:
    token_id = issued(scene).token.id
    scene.do(take_key, token_id, "old", "f")
    scene.now += KEPT
    scene.do(take_key, token_id, "new", "f")
    scene.do(forget_answers)
    assert len(scene.rows(select(ApiAnswer))) == 2
    scene.now += timedelta(seconds=1)
    scene.do(forget_answers)
    assert [row.key for row in scene.rows(select(ApiAnswer))] == ["new"]
