"""A stage for live calls over real HTTP: our web process, our jobs, and the sandbox carrier on the other side."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from carrier_house import House
from desking import put_on_desk
from rq import Queue
from rq.serializers import JSONSerializer
from scene import Scene, hashed
from sqlalchemy import select
from workplace import DOES

from vocsurvey import clock
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.bridge import Bridge, BridgeParty, BridgeStatus
from vocsurvey.db.people import User
from vocsurvey.fieldwork.phone import Line
from vocsurvey.jobs import bridges, calls, tapes
from vocsurvey.jobs.queues import NAMES
from vocsurvey.operations import connecting
from vocsurvey.operations.connecting import Opened
from vocsurvey.runtime import Runtime
from vocsurvey.settings import BrowserPhoneKey

CUSTOMER = "+12025550101"
MINE = Line("+12025550170", "", "fixed", "US")
THEIRS = Line("+12025550171", "", "fixed", "US")
"""The phone of whoever looks after the callers."""
COLLEAGUE = {MINE.number: "colleague"}
PHONE = BrowserPhoneKey("SK" + "1" * 32, "a secret of at least thirty-two bytes", "AP" + "2" * 32)
PATIENCE = 30
JOBS: dict[str, Callable[[Runtime, int], object]] = {
    **DOES,
    "look_at_room": bridges.look,
    "let_browser_go": bridges.let_go,
    "put_out_relieved": bridges.put_out,
    "stop_tape": tapes.stop,
}


@dataclass
class Stage:
    """The product on one side, the carrier on the other, and a caller who presses Call."""

    house: Runtime
    carrier: House
    scene: Scene
    bridge_id: int = 0

    def opens(self, own: Line | None = MINE) -> Opened:
        """The caller presses Call at a desk with a telephone, or in the browser."""
        case_id = self.scene.case().id

        def ask(session: Any) -> Any:
            user_id = session.scalars(select(User.id).order_by(User.id)).first()
            lease = put_on_desk(session, user_id, case_id, clock.now())
            return connecting.open_bridge(
                session, lease.id, user_id, own, rules=self.house.rulebook, line_hash=hashed, now=clock.now()
            )

        opened = self.house.database.run(ask)
        assert isinstance(opened, Opened), opened
        self.bridge_id = opened.bridge_id
        if opened.permit is not None:
            calls.dial(self.house, opened.permit)
        return opened

    def connects(self, opened: Opened) -> tuple[int, str]:
        """The page makes a phone of itself and calls for its room; the status and the call."""
        phone = self.house.browser_phone(self.bridge.user_id)
        assert phone is not None
        assert phone.kind == "http"
        body = json.dumps({"params": {"Room": opened.token}}).encode()
        headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(phone.address, body, headers), timeout=20) as answer:
            return answer.status, json.load(answer)["sid"]

    def work(self) -> None:
        """Do what is queued."""
        for name in NAMES:
            queue = Queue(name, connection=self.house.redis, serializer=JSONSerializer)
            for job in list(queue.jobs):
                queue.remove(job)
                JOBS[str(job.func_name).rpartition(".")[2]](self.house, int(job.args[0]))

    def until(self, condition: Callable[[], bool]) -> None:
        """Work until it is so."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, (self.bridge.status, self.bridge.ending, self.carrier.ledger())
            self.work()
            time.sleep(0.01)

    def quiet(self) -> dict[str, Any]:
        """Work until the carrier has no call left; the ledger, in which nothing of ours is wrong."""
        self.until(lambda: not self.carrier.carrier.open_calls and not self.carrier.carrier.pending)
        self.work()
        ledger = self.carrier.ledger()
        assert ledger["violations"] == []
        with self.house.database.reading() as session:
            assert [str(one) for one in audit(session, clock.now(), hashed)] == []
        return ledger

    @property
    def bridge(self) -> Bridge:
        found = self.scene.rows(select(Bridge).where(Bridge.id == self.bridge_id))[0]
        assert isinstance(found, Bridge)
        return found

    @property
    def party(self) -> BridgeParty:
        found = self.scene.rows(select(BridgeParty))[0]
        assert isinstance(found, BridgeParty)
        return found

    def talking(self) -> bool:
        return self.bridge.status == BridgeStatus.TALKING

    def ended(self) -> bool:
        return self.bridge.ended_at is not None


Open = Callable[..., Stage]
