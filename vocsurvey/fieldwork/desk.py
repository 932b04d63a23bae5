"""The desk of live callers: for how long a case is a caller's, what comes up early, and which callers a case fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from vocsurvey.fieldwork.advance_notice import Times
from vocsurvey.fieldwork.rule import Duration, RuleFile

REFUSED = "refused"
"""What is added to the language in the name of the queue of those who have refused once."""
BEGUN = "begun"
"""The same, of those who have answered something to the automated voice, and nothing to a caller yet."""


class DeskRules(RuleFile):
    """``lease``: a case is a caller's for so long after they were last heard from. ``own_appointment``: whoever agreed
    to a time keeps it themselves for so long, then any caller may. ``announced``: a due appointment is announced so
    long ahead. ``not_again``: whoever gave a case back does not get it for so long. ``times``: which times a caller is
    offered for a call that is agreed.

    ``waits``: so long a customer who asked for a person waits until one picks up; ``listens``: whoever has picked up
    hears who it is, and takes the call within this.

    ``named``: who is named to be asked instead of somebody, and cannot be put through, is called so long after that.
    """

    lease: Annotated[Duration, Field(ge=timedelta(seconds=30))]
    own_appointment: Duration
    announced: Duration
    not_again: Duration
    times: Times
    waits: Annotated[Duration, Field(ge=timedelta(seconds=5), le=timedelta(minutes=1))] = timedelta(seconds=25)
    named: Duration = timedelta(hours=2)
    listens: Annotated[Duration, Field(ge=timedelta(seconds=5), le=timedelta(minutes=1))] = timedelta(seconds=25)


def queue_for(language: str, *, refused: bool, begun: bool = False) -> str:
    """The queue that a case waits in: of callers who speak the language (a code), and after a refusal can turn one.

    ``begun``: the automated voice hands them over in the middle of an interview. Who refused needs whoever can turn
    that, however far they had come.
    """
    if refused:
        return f"{language} {REFUSED}"
    return f"{language} {BEGUN}" if begun else language


def queues_of(languages: Iterable[str], *, converts: bool) -> tuple[str, ...]:
    """The queues that a caller of these skills takes cases from. ``converts``: also those who have refused once."""
    return tuple(
        queue
        for language in languages
        for queue in (
            queue_for(language, refused=False),
            queue_for(language, refused=False, begun=True),
            *((queue_for(language, refused=True),) if converts else ()),
        )
    )


def begun_among(queues: Iterable[str]) -> tuple[str, ...]:
    """Those of some queues in which people wait who are in the middle of an interview."""
    return tuple(queue for queue in queues if queue.endswith(f" {BEGUN}"))
