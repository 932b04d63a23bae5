"""A fleet of processes: started group by group, watched, started again when one dies, stopped in reverse order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vocsurvey import clock
from vocsurvey.supervision.interruption import GLANCE, Interruption
from vocsurvey.supervision.member import Member, RunningMember

GRACE = 1.4


class StartFailed(Exception):
    """A process did not come up. The text is one sentence, and the last lines of its log."""


class Fleet:
    """Runs on the main thread, because a tether holds on to the thread that started a process.

    ``tell`` gets one line whenever a process dies and is started again. Leaving the block stops everything.
    """

    def __init__(self, logs: Path, interruption: Interruption, tell: Callable[[str], None]) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._interruption = interruption
        self._tell = tell
        self._groups: list[list[RunningMember]] = []

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def pids(self) -> dict[str, int]:
        """The pid of each process by its name."""
        return {running.member.name: running.pid for group in self._groups for running in group}

    def start(self, *members: Member) -> None:
        """Start a group side by side and wait until all are ready. Raises StartFailed, or Interrupted."""
        group: list[RunningMember] = []
        self._groups.append(group)
        for member in members:
            group.append(RunningMember(member, self._logs))
        for running in group:
            self._wait_until_ready(running)

    def tend(self) -> None:
        """Look after everybody once: plan a restart for who has died, and start again whose time has come."""
        for running in (running for group in self._groups for running in group):
            if running.restart_at is not None:
                if clock.monotonic() >= running.restart_at:
                    running.restart()
            elif running.dead:
                wait = running.plan_restart()
                self._tell(f"{running.member.name} {running.ending()}; it starts again in {wait:.1f} s ({running.log})")

    def stop(self) -> None:
        """End everybody, the last group first; who does not go in time is killed. Takes under 5 s with 3 groups."""
        while self._groups:
            group = self._groups.pop()
            for running in group:
                running.ask_to_end()
            until = clock.monotonic() + GRACE
            while clock.monotonic() < until and not all(running.dead for running in group):
                clock.pause(GLANCE)
            for running in group:
                running.kill()

    def _wait_until_ready(self, running: RunningMember) -> None:
        member = running.member
        until = clock.monotonic() + member.ready_within.total_seconds()
        while True:
            self._interruption.check()
            if running.dead:
                raise StartFailed(f"{member.name} {running.ending()} while starting:\n{running.last_words()}")
            if member.ready is None or member.ready():
                return
            if clock.monotonic() > until:
                seconds = f"{member.ready_within.total_seconds():.0f} s"
                raise StartFailed(f"{member.name} was not ready after {seconds}:\n{running.last_words()}")
            clock.pause(GLANCE)
