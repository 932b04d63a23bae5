"""The desk of live callers: for how long a case is a caller's, what comes up early, and which callers a case fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, RuleFile

REFUSED = "refused"
"""What is added to the language in the name of the queue of those who have refused once."""


class DeskRules(RuleFile):
    """``lease``: a case is a caller's for so long after they were last heard from. ``own_appointment``: whoever agreed
    to a time keeps it themselves for so long, then any caller may. ``announced``: a due appointment is announced so
    long ahead. ``not_again``: whoever gave a case back does not get it for so long.
    """

    lease: Annotated[Duration, Field(ge=timedelta(seconds=30))]
    own_appointment: Duration
    announced: Duration
    not_again: Duration


def queue_for(language: str, *, refused: bool) -> str:
    """The queue that a case waits in: of callers who speak the language (a code), and after a refusal can turn one."""
    return f"{language} {REFUSED}" if refused else language


def queues_of(languages: Iterable[str], *, converts: bool) -> tuple[str, ...]:
    """The queues that a caller of these skills takes cases from. ``converts``: also those who have refused once."""
    asked = (False, True) if converts else (False,)
    return tuple(queue_for(language, refused=refused) for language in languages for refused in asked)
