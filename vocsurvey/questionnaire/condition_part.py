"""The parts of a condition, weighed on every way: which of them never hold, and which always do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vocsurvey.questionnaire.condition import Condition, Every, Opposite, Some

Place = tuple[str | int, ...]
"""Where a part stands in its condition, as the file is written: ``("any", 0, "all", 1)``."""


class Weighing:
    """One condition, decided again and again. Every part is decided each time, whatever the others come to."""

    def __init__(self, condition: Condition) -> None:
        self._condition = condition
        self._seen: dict[Place, set[bool]] = {}

    def holds(self, leaf_holds: Callable[[Condition], bool]) -> bool:
        """Decide the condition by what its tests come to."""
        return self._decide(self._condition, (), leaf_holds)

    def idle(self) -> Iterator[tuple[Place, bool]]:
        """The parts of ``all`` and ``any`` that came to the same each time, and to what; none inside of another."""
        idle = {place: seen for place, seen in self._seen.items() if len(seen) == 1}
        for place, (came_to,) in sorted(idle.items(), key=lambda one: tuple(map(str, one[0]))):
            if not any(place[:end] in idle for end in range(1, len(place))):
                yield place, came_to

    def _decide(self, condition: Condition, at: Place, leaf_holds: Callable[[Condition], bool]) -> bool:
        match condition:
            case Every(every=parts):
                return all(self._each(parts, (*at, "all"), leaf_holds))
            case Some(some=parts):
                return any(self._each(parts, (*at, "any"), leaf_holds))
            case Opposite(opposite=part):
                return not self._decide(part, (*at, "not"), leaf_holds)
            case _:
                return leaf_holds(condition)

    def _each(self, parts: tuple[Condition, ...], at: Place, leaf_holds: Callable[[Condition], bool]) -> list[bool]:
        found = [self._decide(part, (*at, n), leaf_holds) for n, part in enumerate(parts)]
        for n, came_to in enumerate(found):
            self._seen.setdefault((*at, n), set()).add(came_to)
        return found
