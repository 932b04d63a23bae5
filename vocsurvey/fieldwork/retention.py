"""How long personal data is kept, by class."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, RuleFile

A_DAY = timedelta(days=1)


class RetentionRules(RuleFile):
    """``audio``: from the fetching of a recorded comment to the deletion of its sound; one day at least, so that
    whoever puts it right has had the chance to listen."""

    audio: Annotated[Duration, Field(ge=A_DAY)]

    def audio_before(self, now: datetime) -> datetime:
        """Sounds that were fetched at this moment, or earlier, have been kept long enough."""
        return now - self.audio
