"""Follow-ups that have words, without reading those of a word that very many have.

A word that few have gives its follow-ups. Where every word is one of many, the list is looked through instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from vocsurvey.db.finding import FollowUpWord
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.reads.follow_up_keys import LOOK
from vocsurvey.followup.search_words import Wanted

_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Found:
    """``ids``: the only ones that can be meant, None where that is not known; ``has``: what they fulfil besides."""

    ids: frozenset[int] | None
    has: tuple[ColumnElement[bool], ...]


def find(session: Session, wanted: Sequence[Wanted]) -> Found:
    """What is known of those that have all these words; one query for each word."""
    ids: frozenset[int] | None = None
    has: list[ColumnElement[bool]] = []
    for one in wanted:
        having = select(FollowUpWord.follow_up_id).where(*_like(one)).order_by(FollowUpWord.word).limit(LOOK + 1)
        some = session.scalars(having).all()
        if len(some) > LOOK:
            has.append(_has(one))
        else:
            ids = frozenset(some) if ids is None else ids & frozenset(some)
    return Found(ids, tuple(has))


def _like(one: Wanted) -> list[ColumnElement[bool]]:
    if one.whole:
        return [FollowUpWord.word == one.word]
    return [FollowUpWord.word >= one.word, FollowUpWord.word < one.word + _LAST]


def _has(one: Wanted) -> ColumnElement[bool]:
    """Not EXISTS: PostgreSQL would read everybody who has the word to answer it for a thousand."""
    theirs = select(FollowUpWord.word).where(FollowUpWord.follow_up_id == FollowUp.id, *_like(one))
    return theirs.correlate(FollowUp).limit(1).scalar_subquery().is_not(None)
