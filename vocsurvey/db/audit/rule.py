"""A rule of the audit: one promise, the query that finds its offenders, and the sentence about each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

TOLERANCE = timedelta(seconds=1)
"""A process reads the clock, then waits for its turn at the lock: two times may differ by that wait."""

STUCK_AFTER = timedelta(hours=2)
"""No interview lasts two hours: a call that is still open then was lost sight of."""

UNSURE_AFTER = timedelta(hours=26)
"""No carrier holds a call for longer than a day: a doubt that is older was forgotten."""

OVERDUE_AFTER = timedelta(days=7)
"""Being late is the owner's affair, and managers see it; a week late, nobody is looking any more."""

_SECONDS = re.compile(r"SECONDS\(([\w.]+)\)")
_SPELLING = {"sqlite": r"((julianday(\1) - 2440587.5) * 86400.0)", "postgresql": r"extract(epoch FROM \1)"}
_WORDS = re.compile(r"WORDS\(([\w.]+), (\w+)\)")
_SPELLED = {"sqlite": r"CAST(json_extract(\1, '$.\2') AS VARCHAR)", "postgresql": r"(\1 ->> '\2')"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise. ``ids`` name the rows, each as ``table id``: ``("call 17", "call 18")``."""

    rule: str
    sentence: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise.

    ``sql`` yields one row per violation; its columns are integers whose names say which table the id is of (a trailing
    number tells two rows of one table apart). It is written in what both databases understand, with two additions:
    ``SECONDS(column)`` is that time in seconds since 1970, and ``WORDS(column, name)`` what stands under that name in a
    JSON column, as text, NULL where nothing does. ``:now`` and the durations above are bound, also in seconds.
    ``sentence`` is filled with the ids.
    """

    name: str
    sentence: str
    sql: str

    def offenders(self, session: Session, now: datetime) -> tuple[Violation, ...]:
        """Every violation in the database, in the order of the ids."""
        rows = select(
            session,
            self.sql,
            now=now.timestamp(),
            tolerance=TOLERANCE.total_seconds(),
            stuck_after=STUCK_AFTER.total_seconds(),
            unsure_after=UNSURE_AFTER.total_seconds(),
            overdue_after=OVERDUE_AFTER.total_seconds(),
        )
        return tuple(sorted((self.violation(row) for row in rows), key=lambda found: (found.sentence, found.ids)))

    def violation(self, ids: Mapping[str, Any]) -> Violation:
        """The violation that one row of offenders stands for."""
        named = tuple(f"{column.rstrip('0123456789')} {number}" for column, number in ids.items())
        return Violation(self.name, self.sentence.format(**ids), named)


def select(session: Session, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
    """Run a query of the audit, spelled for the database at hand; only the parameters that it names are bound."""
    kind = session.get_bind().dialect.name
    spelled = _WORDS.sub(_SPELLED[kind], _SECONDS.sub(_SPELLING[kind], sql))
    bound = {name: value for name, value in parameters.items() if f":{name}" in spelled}
    return [dict(row) for row in session.execute(text(spelled), bound).mappings()]
