"""A workplace: the clock, a worker that does what is queued when it is told to, and the stage behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from rq import Queue
from rq.serializers import JSONSerializer
from scene import Scene
from sqlalchemy import select

from vocsurvey.clock import now, pause
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.jobs import (
    advance_notices,
    calls,
    chats,
    clock_tower,
    inquiries,
    launches,
    letters,
    recordings,
    upkeep,
    webhooks,
)
from vocsurvey.jobs.queues import NAMES
from vocsurvey.jobs.schedule import ROUTINES
from vocsurvey.runtime import Runtime

# Long enough for a busy machine to do two things within it, short enough to wait for.
PATIENCE = timedelta(seconds=2)
DOES = {
    "place_call": calls.place,
    "hang_up_call": calls.hang_up,
    "leave_message": calls.leave,
    "look_up_call": calls.look_up,
    "send_notice": upkeep.send,
    "send_note": advance_notices.send,
    "send_announcement": upkeep.announce,
    "ask_carrier": inquiries.ask,
    "look_after_recording": recordings.look_after,
    "send_webhook": webhooks.deliver,
    "send_chat": chats.tell,
    "send_letter": letters.send,
    "work_on_launch": launches.work,
}
EVERYTHING = 6  # the count of ticks at which every routine is due


@dataclass
class Workplace:
    """Everything that runs behind the web process."""

    house: Runtime
    scene: Scene

    def tick(self) -> None:
        """One tick at which everything is due. Not the digests: whose morning it is depends on when the tests run."""
        clock_tower.run(self.house, [one for one in ROUTINES if one.name != "digests"], EVERYTHING)

    def queued(self) -> list[tuple[str, int]]:
        """The jobs that wait: name and id."""
        found = []
        for name in NAMES:
            queue = Queue(name, connection=self.house.redis, serializer=JSONSerializer)
            found += [(str(job.func_name).rpartition(".")[2], int(job.args[0])) for job in queue.jobs]
        return found

    def work(self, jobs: Iterable[tuple[str, int]] | None = None) -> list[tuple[str, int]]:
        """Do these jobs, or take everything that is queued and do it; what was done."""
        todo = self.queued() if jobs is None else list(jobs)
        if jobs is None:
            self.house.redis.flushall()
        for name, row_id in todo:
            DOES[name](self.house, row_id)
        return todo

    def wait(self) -> None:
        """Until every patience has run out."""
        pause(PATIENCE.total_seconds() + 0.05)
        self.scene.now = now()

    def call_to(self, contact: str = "C1") -> Call:
        """The newest call to a contact."""
        theirs = [attempt.call_id for attempt in self.scene.attempts(contact)]
        found = self.scene.rows(select(Call).where(Call.id == theirs[-1]))[0]
        assert isinstance(found, Call)
        return found

    def attempt_of(self, contact: str = "C1") -> Attempt:
        """The newest attempt of a contact."""
        return self.scene.attempts(contact)[-1]

    def violations(self) -> list[str]:
        """What the audit finds."""
        with self.house.database.reading() as session:
            return [str(one) for one in audit(session, now() + timedelta(seconds=1), self.house.line_hash)]


def workplace(runtime: Runtime, patience: timedelta = PATIENCE) -> Workplace:
    """A running campaign of three people, under rules whose every patience is a moment."""
    pacing = runtime.rulebook.pacing.model_copy(
        update={"claim_lead": patience, "sending_patience": patience, "poll_after": patience}
    )
    house = replace(runtime, rulebook=replace(runtime.rulebook, pacing=pacing))
    scene = Scene(house.database, house.rulebook, now=now())
    scene.people()
    scene.campaign()
    return Workplace(house, scene)
