"""A caller presses Call on the desk, over real HTTP: their own phone rings, the customer's, and the script begins."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from cast import hashed, post, sign_in, token_in
from flask.testing import FlaskClient
from kept import app_over
from live_stage import CUSTOMER, MINE, Open, Stage
from sqlalchemy import select, update

from vocsurvey import clock
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User, Way
from vocsurvey.jobs.clock_tower import tick
from vocsurvey.operations import administering, gatekeeping


@dataclass
class Caller:
    """A caller in a browser without scripts, whose next case is the customer at ``CUSTOMER``."""

    on: Stage
    client: FlaskClient

    @classmethod
    def at(cls, on: Stage) -> Caller:
        """Signed in, with a case on the desk and no phone yet."""
        scene = on.scene
        user = scene.do(
            administering.add_user, email="caller@example.com", name="Carl", role=Role.CALLER, zone="UTC",
            password_hash=hashed(), languages=("en",),
        )  # fmt: skip
        assert isinstance(user, User)
        with scene.database.transaction() as session:
            administering.set_skills(session, user.email, way=Way.PHONE)
            session.execute(update(Case).where(Case.id != scene.case().id).values(channel="ivr"))
        caller = cls(on, app_over(on.house).test_client())
        sign_in(caller.client, Role.CALLER)
        assert post(caller.client, "/desk/next", "/desk").status_code == 303
        return caller

    @property
    def lease(self) -> DeskLease:
        found = self.on.scene.rows(select(DeskLease).order_by(DeskLease.id.desc()))[0]
        assert isinstance(found, DeskLease)
        return found

    def page(self) -> str:
        """The desk as it stands."""
        return html.unescape(self.client.get("/desk").text)

    def press(self, path: str, **form: str) -> Any:
        """One of the buttons of the desk."""
        return post(self.client, path, "/desk", **form)

    def calls(self) -> None:
        """Call, from the phone that is written down now."""
        assert self.press("/desk/phone", number="(202) 555-0170 ").status_code == 422, "without its country"
        assert "Your own phone" in self.page()
        assert self.press("/desk/phone", number="+1 (202) 555-0170").status_code == 303
        assert self.press(f"/desk/{self.lease.id}/call").status_code == 303
        self.on.bridge_id = self.on.scene.rows(select(Bridge.id).order_by(Bridge.id.desc()))[0]

    def says(self, what: str, **more: str) -> None:
        """What the customer said, on the page that is shown."""
        page = self.client.get("/desk").text
        asked = dict(re.findall(r'name="(position|step)" value="([^"]*)"', page))
        form = {**asked, **more, "say": what, "csrf_token": token_in(page)}
        assert self.client.post(f"/desk/{self.lease.id}/answer", data=form).status_code == 303

    def state(self) -> str:
        """The part of the page that changes by itself before somebody has picked up."""
        return html.unescape(self.client.get(f"/desk/{self.lease.id}/state").text)

    def over(self) -> bool:
        """Whether the attempt was closed."""
        return all(one.closed_at is not None for one in self.on.scene.attempts())


def test_a_whole_interview_from_the_next_case_to_the_page_behind_it(stage: Open) -> None:
    on = stage()
    caller = Caller.at(on)
    refused = caller.press(f"/desk/{caller.lease.id}/call")
    assert refused.status_code == 422
    assert "Give the number of your own phone first" in refused.text
    assert on.scene.rows(select(Call)) == []
    caller.calls()
    assert "Your own phone rings." in caller.page() + caller.state()
    assert caller.press(f"/desk/{caller.lease.id}/call").status_code == 303, "a second press changes nothing"
    on.until(on.talking)
    attempt = on.scene.attempts()[0]
    assert (attempt.channel, attempt.caller_id) == ("live", caller.lease.user_id)
    assert 'hx-trigger="load"' in caller.state(), "the script begins by itself"
    assert "Is now a good time?" in caller.page()
    assert "You are connected." in caller.page()
    for path, field, words, back in (
        ("mute", "muted", "You are muted", "Speak again"),
        ("hold", "held", "They are on hold.", "Back from hold"),
    ):
        assert caller.press(f"/desk/line/{path}", **{field: "yes"}).status_code == 303
        on.until(lambda words=words: words in caller.page())  # type: ignore[misc]
        assert back in caller.page()
        caller.press(f"/desk/line/{path}", **{field: "no"})
        on.until(lambda words=words: words not in caller.page())  # type: ignore[misc]
    for answer in ("value:yes", "value:no", "value:yes"):
        caller.says(answer)
    caller.says("words:", words="Nobody rang back.")
    assert "We will call you." in caller.page()
    assert caller.press("/desk/line/hang-up").status_code == 303
    on.until(caller.over)
    ledger = on.quiet()
    assert [one["to"] for one in ledger["rung"]] == [MINE.number, CUSTOMER]
    assert on.bridge.ending == BridgeEnding.CLOSED
    shown = caller.page()
    assert "The call is over" in shown
    assert "Answered to the end." in shown
    assert [row.severity for row in on.scene.rows(select(FollowUp))] == ["high"]
    assert "Nobody rang back." in on.scene.rows(select(Answer.verbatim))
    assert on.scene.rows(select(Appointment)) == []
    assert on.scene.case().disposition == "1.1"
    assert caller.press(f"/desk/{caller.lease.id}/done", note="").status_code == 303
    assert "Nobody is on your desk." in caller.page()
    gone = caller.press("/desk/line/hang-up")
    assert gone.status_code == 303
    assert "You are not on the phone with them." in caller.page()


def test_a_customer_who_is_busy_leaves_the_caller_on_the_line_for_the_next_case(stage: Open) -> None:
    on = stage("busy")
    caller = Caller.at(on)
    caller.calls()
    on.until(lambda: bool(on.scene.attempts()) and caller.over())
    assert on.bridge.status == BridgeStatus.WAITING
    shown = caller.page()
    assert "The call is over" in shown
    assert "You are on the line alone." in shown
    assert on.scene.attempts()[0].disposition == "3.12"
    assert "/call" not in shown, "not again at once: the rules say when"
    assert caller.press(f"/desk/{caller.lease.id}/done", note="Busy at noon.").status_code == 303
    with on.scene.database.transaction() as session:
        other = on.scene.case("C2").id
        session.execute(update(Case).where(Case.id == other).values(channel="live"))
    assert caller.press("/desk/next").status_code == 303
    assert "Ben Burke" in caller.page()
    assert caller.press(f"/desk/{caller.lease.id}/call").status_code == 303
    assert on.bridge.case_id == other
    on.until(on.talking)
    asked_for = [one["to"] for one in on.carrier.ledger()["creates"]]
    assert asked_for == [MINE.number, CUSTOMER, "+12025550102"], "one's own phone rang once"
    caller.press("/desk/line/hang-up")
    on.until(caller.over)
    on.quiet()


def test_a_caller_who_does_not_pick_up_reads_it_and_calls_again(stage: Open) -> None:
    on = stage(mine="away")
    caller = Caller.at(on)
    caller.calls()
    on.until(on.ended)
    assert [one["to"] for one in on.quiet()["rung"]] == [MINE.number]
    assert on.bridge.ending == BridgeEnding.NEVER_CONNECTED
    assert on.scene.rows(select(Attempt)) == []
    assert 'hx-trigger="load"' in caller.state()
    shown = caller.page()
    assert "Your own phone was not picked up, so nobody was called." in shown
    assert "Call again" in shown
    assert caller.press(f"/desk/{caller.lease.id}/call").status_code == 303
    on.until(lambda: len(on.carrier.ledger()["rung"]) == 2)
    on.quiet()


@pytest.mark.parametrize("who", ["customer", "caller"])
def test_who_hangs_up_is_on_the_page(stage: Open, who: str) -> None:
    on = stage({"stays": 0.5}) if who == "customer" else stage(mine={"stays": 0.5})
    caller = Caller.at(on)
    caller.calls()
    on.until(on.ended)
    on.until(caller.over)
    on.quiet()
    shown = caller.page()
    assert ("They hung up." if who == "customer" else "Your own phone was hung up.") in shown
    assert [one.channel for one in on.scene.rows(select(Appointment))] == ([] if who == "customer" else ["live"])


def test_stopping_everything_lets_a_caller_go_who_is_on_the_line_alone(stage: Open) -> None:
    on = stage("busy")
    caller = Caller.at(on)
    caller.calls()
    on.until(lambda: bool(on.scene.attempts()) and caller.over())
    on.house.database.run(
        lambda session: gatekeeping.stop_everything(session, "Ada", rules=on.house.rulebook, now=clock.now())
    )
    tick(on.house, 1)
    on.until(on.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.STOPPED
    assert {call.status for call in on.scene.rows(select(Call))} == {CallStatus.ENDED}
    assert "All dialling was stopped by Ada." in caller.page()
