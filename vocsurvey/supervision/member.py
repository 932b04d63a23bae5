"""One supervised process: its command, its log, how it is started, ended and described."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from vocsurvey import clock

LONGEST_LOG = 5_000_000
FIRST_WAIT, LONGEST_WAIT = 0.2, 30.0
SETTLED = 30.0
LAST_LINES = 5
# The first character of the lines of a trace, and of what servers say of themselves.
_NOT_FOR_PEOPLE = frozenset(("", " ", "\t", "["))


@dataclass(frozen=True)
class Member:
    """What is to run. ``ready`` says whether it does its work; None: as soon as it runs.

    ``longest_wait`` (seconds) is how far the wait before a restart grows while the process keeps dying young.
    """

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)
    ready: Callable[[], bool] | None = None
    ready_within: timedelta = timedelta(seconds=30)
    longest_wait: float = LONGEST_WAIT


class RunningMember:
    """A member with its process of the moment. ``restart_at`` (monotonic seconds) is set while it is down."""

    def __init__(self, member: Member, logs: Path) -> None:
        self.member = member
        self.log = logs / f"{member.name}.log"
        self.restart_at: float | None = None
        self._wait = FIRST_WAIT
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._started = clock.monotonic()
        with self.log.open("ab") as log:
            self._log_from = log.tell()
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the others in order.
            return subprocess.Popen(
                self.member.command,
                env=dict(self.member.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The pid of the process, or of the last one while the member is down."""
        return self._process.pid

    @property
    def dead(self) -> bool:
        """Whether the process has ended; a dead one is reaped by asking."""
        return self._process.poll() is not None

    def plan_restart(self) -> float:
        """Note when to start again: soon after a long life, later and later after short ones. Seconds from now."""
        now = clock.monotonic()
        if now - self._started > SETTLED:
            self._wait = FIRST_WAIT
        wait, self._wait = self._wait, min(self._wait * 2, self.member.longest_wait)
        self.restart_at = now + wait
        return wait

    def restart(self) -> None:
        """Start the process again."""
        self.restart_at = None
        self._process = self._start()

    def ask_to_end(self) -> None:
        """SIGTERM, unless it has ended."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, and wait for the end. What it had started ends by its tether."""
        self._process.kill()
        self._process.wait()

    def ending(self) -> str:
        """How the process ended, in words."""
        status = self._process.returncode
        if status is not None and status < 0:
            return f"was ended by signal {-status}"
        return f"ended with status {status}"

    def last_words(self) -> str:
        """Its own sentence about what went wrong if it left one, else the last words in its log, without any trace."""
        with self.log.open("rb") as log:
            log.seek(max(self._log_from, os.fstat(log.fileno()).st_size - 8_000))
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        told = next((index for index, line in enumerate(lines) if line.startswith("Error: ")), None)
        if told is None:
            lines, told = [line for line in lines if line[:1] not in _NOT_FOR_PEOPLE], -LAST_LINES
        return "\n".join(line for line in lines[told:] if not line.startswith("Traceback"))
