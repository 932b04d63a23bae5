"""How long a questionnaire takes by the calls made with it; only ``vocsurvey check --measured`` looks it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vocsurvey.cli.showing import opened
from vocsurvey.db.reads.timings import calibrated
from vocsurvey.questionnaire.duration import Duration
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.settings import Settings

Timed = tuple[tuple[str, str, Duration], ...]


@contextmanager
def measuring() -> Iterator[Callable[[Questionnaire], Timed]]:
    """What gives the duration of a questionnaire in each language on each channel, ``ivr`` or ``live``.

    Raises Failure when there is no database, or none of the present shape.
    """
    with opened(Settings.from_environ()) as database, database.reading() as session:
        yield lambda whole: tuple(
            (language, spoken.value, duration) for (language, spoken), duration in calibrated(session, whole).items()
        )
