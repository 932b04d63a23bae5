"""What is wrong with a file, and where: findings, and the marks that lead from a value back to its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Literal

Path = tuple[str | int, ...]
Severity = Literal["error", "warning"]

LONGEST_SHOWN = 60
MOST_GUESSED = 50


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem. ``line`` and ``col`` count from 1, as editors do; findings sort in file order.

    ``path`` leads to the value that it is about, key by key, wherever the questionnaire came from.
    """

    file: str
    line: int
    col: int
    severity: Severity
    rule: str
    message: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.col}: {self.severity} {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Marks:
    """Where each value of a file stands: the path of keys and indices, as text, to line and column.

    A path that is not in the file is placed at its nearest ancestor, and the whole at 1:1.
    """

    file: str
    places: Mapping[tuple[str, ...], tuple[int, int]]

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at ``path``, both from 1."""
        names = tuple(str(part) for part in path)
        while names and names not in self.places:
            names = names[:-1]
        return self.places.get(names, (1, 1))

    def error(self, path: Path, rule: str, message: str) -> Finding:
        """A finding that stops the questionnaire from being used."""
        return self._finding(path, "error", rule, message)

    def warning(self, path: Path, rule: str, message: str) -> Finding:
        """A finding that somebody should look at."""
        return self._finding(path, "warning", rule, message)

    def _finding(self, path: Path, severity: Severity, rule: str, message: str) -> Finding:
        line, col = self.at(path)
        return Finding(self.file, line, col, severity, rule, message, tuple(str(step) for step in path))


def nowhere(file: str) -> Marks:
    """Marks for a questionnaire that did not come from a file: everything is at 1:1."""
    return Marks(file, {})


def shown(value: object) -> str:
    """A value from a file as it may be shown in a message: short, on one line, between backquotes."""
    text = "".join(char if char.isprintable() else " " for char in str(value)[: LONGEST_SHOWN + 1])
    return f"`{text[:LONGEST_SHOWN]}…`" if len(text) > LONGEST_SHOWN else f"`{text}`"


def listed(names: Iterable[object]) -> str:
    """Names as a sentence lists them: ``a``, ``b`` and ``c``."""
    *most, last = [shown(name) for name in names]
    return f"{', '.join(most)} and {last}" if most else last


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    plain = str(word)[:LONGEST_SHOWN].lower().replace("-", "_").replace(" ", "_")
    return next(iter(get_close_matches(plain, list(islice(known, MOST_GUESSED)), n=1, cutoff=0.6)), None)


def guess(word: object, known: Iterable[str]) -> str:
    """``, did you mean `…`?`` when a known word is close, else nothing. To be put at a sentence's end."""
    close = nearest(word, known)
    return f"; did you mean {shown(close)}?" if close else ""
