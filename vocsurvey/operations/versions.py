"""Questionnaire versions: pinned as text, read back as values."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import QuestionnaireVersion
from vocsurvey.questionnaire.digest import digest, from_json, to_json
from vocsurvey.questionnaire.model import Questionnaire


def pin(session: Session, questionnaire: Questionnaire, now: datetime) -> QuestionnaireVersion:
    """The version row of a questionnaire, made when this text was never fielded before."""
    key = digest(questionnaire)
    version = session.get(QuestionnaireVersion, key)
    if version is None:
        version = QuestionnaireVersion(
            digest=key, name=questionnaire.name, definition=to_json(questionnaire), created_at=now
        )
        session.add(version)
        session.flush()
    return version


def read_version(version: QuestionnaireVersion) -> Questionnaire:
    """The questionnaire that a version holds. Versions never change, so each is parsed once per process."""
    return _read(version.definition)


@lru_cache(maxsize=64)
def _read(definition: str) -> Questionnaire:
    return from_json(definition)
