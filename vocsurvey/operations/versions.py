"""Questionnaire versions: pinned as text; ``db.reads.pinned`` reads them back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import QuestionnaireVersion
from vocsurvey.questionnaire.digest import digest, to_json
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
