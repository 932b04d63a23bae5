"""A questionnaire as canonical JSON, and the digest by which a campaign pins it."""

from __future__ import annotations

import json
from hashlib import sha256

from vocsurvey.questionnaire.model import Questionnaire


def to_json(questionnaire: Questionnaire) -> str:
    """The one JSON text of the questionnaire: keys as in the file and sorted, no blanks, absent values left out.

    Defaults are written out, so that a stored version means the same when a later release has other defaults.
    """
    values = questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(text: str) -> Questionnaire:
    """The questionnaire that ``to_json`` wrote. Raises pydantic's ValidationError (a ValueError) for anything else."""
    return Questionnaire.model_validate_json(text)


def digest(questionnaire: Questionnaire) -> str:
    """The SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return sha256(to_json(questionnaire).encode()).hexdigest()
