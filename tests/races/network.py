"""The telephone network as it really is: who is on which line, kept next to the database and not read from it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from vocsurvey.operations.dialing import Permit

Line = tuple[str, str]


@dataclass
class Network:
    """Who is on which line. ``faults`` is what must not happen; ``together`` counts colleagues on the phone at once."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    busy: dict[Line, tuple[int, str]] = field(default_factory=dict)
    barred: set[Line] = field(default_factory=set)
    reached: set[Line] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    together: int = 0

    def ring(self, permit: Permit, sid: str) -> None:
        """A phone rings."""
        line = (permit.number, permit.extension)
        with self.guard:
            if line in self.busy:
                self.faults.append(f"two calls on {line}: {self.busy[line][0]} and {permit.call_id}")
            if line in self.barred:
                self.faults.append(f"{line} was rung after its opt-out, by call {permit.call_id}")
            self.together += any(other[0] == line[0] for other in self.busy)
            self.busy[line] = (permit.call_id, sid)
            self.reached.add(line)

    def free(self, permit_line: Line) -> None:
        """The phone is put down."""
        with self.guard:
            self.busy.pop(permit_line, None)
