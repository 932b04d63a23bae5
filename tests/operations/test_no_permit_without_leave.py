"""No permit is ever granted where the rules say no at that instant: long stories told at random over real rows.

What must hold is worked out twice: by ``may_call`` over the rows, in a transaction of its own just before, and by a
book that the story itself keeps of what it did, which shares no code and no row with the product.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from scene import HEADER, Scene, demo_rules, hashed, own_rules
from sqlalchemy import select

from vocsurvey.db.agreement import Consent
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.sample import Contact, SuppressionScope
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Allow
from vocsurvey.operations import administering, dialing, suppressing
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused
from vocsurvey.operations.quotas import set_quota
from vocsurvey.rulebook import SHIPPED, Rulebook

DAY = timedelta(days=1)
CALLS_A_DAY = 5
ACCOUNTS = {"A1": ("DE", "Europe/Berlin", "+49 30 23125 1", 11), "A2": ("US", "America/New_York", "+1 202 555 01", 4)}
ACCOUNTS["A3"] = ("GB", "Europe/London", "+44 20 7946 00", 2)
OPEN = ("mon", "fri", 9, 17)
STEPS = 200


def people() -> list[str]:
    """Three customers. One of seven people never agreed to an automated voice; two share a telephone."""
    rows = []
    for account, (country, zone, number, count) in ACCOUNTS.items():
        for n in range(count):
            line = f"{number}{min(n, 7) + 10:02d}"
            consent = "yes" if (n + 1) % 7 else ""
            rows.append(
                f"{account},Account {account},{country},,{account}-{n},Person {n},user,{line},{n if n > 6 else ''},en,"
                f"{zone},T-{account}-{n},support_case,,G1,Gus Green,{consent}"
            )
    return rows


@dataclass
class Book:
    """What the story did, in its own words: who was dialled and who answered, by contact and campaign."""

    dials: list[tuple[str, int, datetime]] = field(default_factory=list)
    completed: list[tuple[str, int, datetime]] = field(default_factory=list)
    barred: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    stopped: bool = False
    talking: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def forbids(self, contact: str, line: str, campaign: int, now: datetime) -> list[str]:
        """Every rule that a call at this moment would break."""
        account = contact.partition("-")[0]
        country, zone, _, contacts = ACCOUNTS[account]
        local = now.astimezone(ZoneInfo(zone))
        mine = [at for who, where, at in self.dials if (who, where) == (contact, campaign)]
        elsewhere = [at for who, where, at in self.dials if who == contact and where != campaign]
        others = {who for who, _, at in self.dials if who.startswith(f"{account}-") and now - at < 30 * DAY}
        done = [at for who, where, at in self.completed if who == contact and where != campaign]
        today = [at for _, _, at in self.dials if at.date() == now.date()]
        broken = {
            "hours": not (local.weekday() < 5 and OPEN[2] <= local.hour < OPEN[3]),
            "barred": bool({contact, account} & self.barred),
            "consent": contact in self.lacking and country != "GB",
            "paused": campaign in self.paused or self.stopped,
            "line": line in self.talking.values(),
            "budget": len(today) >= CALLS_A_DAY,
            "day": any(now - at < DAY for at in mine),
            "week": sum(now - at < 7 * DAY for at in mine) >= 3,
            "six": len(mine) >= 6,
            "completed": any(now - at < 90 * DAY for at in done),
            "called": not mine and any(now - at < 30 * DAY for at in elsewhere),
            "share": not mine and len(others - {contact}) + 1 > max(1, contacts * 20 // 100),
            "quota": sum(where == campaign and who.startswith("A1-") for who, where, _ in self.completed) >= 2
            and account == "A1",
        }
        return [name for name, is_broken in broken.items() if is_broken]


@dataclass
class Story:
    """A stage, a book, and dice."""

    scene: Scene
    book: Book
    dice: random.Random
    open_calls: dict[int, tuple[str, str, str, int]] = field(default_factory=dict)

    def begin(self) -> None:
        """The people and the first campaign."""
        self.scene.people(people())
        for line in people():
            if line.endswith(","):
                self.book.lacking.add(line.split(",")[4])
        self.launch()

    def launch(self) -> None:
        """One more campaign over everybody, with a quota of two Germans."""
        number = len(self.scene.rows(select(Campaign))) + 1
        campaign_id = self.scene.campaign(f"Campaign {number}")
        with self.scene.database.transaction() as session:
            campaign = session.get_one(Campaign, campaign_id)
            set_quota(session, campaign, {"country": "DE"}, 2, table=self.scene.rules.dispositions, now=self.scene.now)

    def step(self) -> None:
        """Something happens."""
        acts = [self.claim, self.claim, *[self.permit] * 4, self.end, self.end, self.wait]
        rare = [self.bar, self.change_mind, self.change_mind, self.pause, self.stop, self.launch_another]
        self.dice.choice(acts if self.dice.random() < 0.95 else rare)()
        if (self.book.paused or self.book.stopped) and self.dice.random() < 0.2:
            self.go_on()

    def wait(self) -> None:
        """Minutes or hours go by, or days, until an hour that is mostly open everywhere."""
        if self.dice.random() < 0.5:
            self.scene.later(minutes=self.dice.choice([1, 20, 90, 300, 900]))
            return
        day = self.scene.now + timedelta(days=self.dice.choice([1, 1, 1, 2, 7, 20]))
        self.scene.now = day.replace(hour=14, minute=self.dice.randrange(60))

    def claim(self) -> None:
        """The clock ticks."""
        self.scene.claim(self.dice.choice([1, 5, 30]))

    def permit(self) -> None:
        """A worker asks for a permit, maybe long after the claim."""
        planned = self.scene.rows(select(Call.id).where(Call.status == CallStatus.PLANNED))
        if not planned:
            return
        call_id = self.dice.choice(planned)
        with self.scene.database.reading() as session:
            attempt = session.scalars(select(Attempt).where(Attempt.call_id == call_id)).one()
            contact, campaign = attempt.case.contact.external_id, attempt.case.campaign_id
            line = f"{attempt.call.line.number}x{attempt.call.line.extension}"
            allowed = decide(
                session,
                attempt.case,
                rules=self.scene.rules,
                line_hash=hashed,
                now=self.scene.now,
                but_not_attempt=attempt.id,
            )
        broken = self.book.forbids(contact, line, campaign, self.scene.now)
        verdict = self.scene.permit(call_id)
        if isinstance(verdict, Refused):
            assert broken or not isinstance(allowed, Allow) or verdict.why in ("gate closed", "case closed"), verdict
            self.book.refused.update(verdict.why.split(","))
            return
        assert isinstance(verdict, Permit)
        assert not broken, f"{contact} was called: {broken}"
        assert allowed == Allow()
        sid = next(self.scene.sids)
        self.scene.do(dialing.record_placed, call_id, sid)
        self.book.dials.append((contact, campaign, self.scene.now))
        self.book.talking[contact] = line
        self.open_calls[call_id] = (verdict.token, sid, contact, campaign)

    def end(self) -> None:
        """A call ends: mostly nobody is there, sometimes everything is answered."""
        if not self.open_calls:
            return
        call_id = self.dice.choice(sorted(self.open_calls))
        token, sid, contact, campaign = self.open_calls.pop(call_id)
        self.scene.later(minutes=1)
        outcome = self.dice.choice([CarrierOutcome.NO_ANSWER, CarrierOutcome.BUSY, CarrierOutcome.COMPLETED])
        if outcome is CarrierOutcome.COMPLETED and contact not in self.book.barred:
            spoken = self.scene.answer(token, sid)
            while spoken.turn.ask is not None:
                spoken = self.scene.talk(token, sid, "10#" if spoken.turn.ask.step == "nps" else "1")
            self.book.completed.append((contact, campaign, self.scene.now))
        self.scene.hang_up(token, sid, outcome)
        del self.book.talking[contact]

    def bar(self) -> None:
        """A person or a whole customer does not want to be called."""
        contact = self.dice.choice([line.split(",")[4] for line in people()])
        with self.scene.database.reading() as session:
            row = session.scalars(select(Contact).where(Contact.external_id == contact)).one()
            account = row.account.external_id
            whole = self.dice.random() < 0.1
            who = suppressing.this_account(row.account) if whole else suppressing.this_contact(row)
        words = {"scope": SuppressionScope.ALL_SURVEYS, "source": "page", "reason": "asked", "line_hash": hashed}
        self.scene.do(suppressing.suppress, who, **words)
        self.book.barred.add(account if whole else contact)

    def change_mind(self) -> None:
        """Somebody agrees to the automated voice for a month, or revokes it."""
        contact = self.dice.choice([line.split(",")[4] for line in people() if not line.startswith("A3")])
        granted = contact in self.book.lacking
        with self.scene.database.transaction() as session:
            row = session.scalars(select(Contact).where(Contact.external_id == contact)).one()
            session.add(
                Consent(
                    contact_id=row.id,
                    purpose="automated_voice",
                    granted=granted,
                    source="page",
                    words="May we?",
                    given_at=self.scene.now,
                )
            )
        (self.book.lacking.discard if granted else self.book.lacking.add)(contact)
        self.scene.later(minutes=1)

    def pause(self) -> None:
        """A campaign is paused, or goes on."""
        campaign = self.dice.choice(self.scene.rows(select(Campaign.id)))
        verb = administering.resume if campaign in self.book.paused else administering.pause
        self.scene.do(verb, campaign, "a test")
        self.book.paused ^= {campaign}

    def stop(self) -> None:
        """Everything is stopped, or goes on."""
        self.book.stopped = not self.book.stopped
        self.scene.do(dialing.set_gate, ALL_DIALLING, opened=not self.book.stopped, by="a test")

    def go_on(self) -> None:
        """Whatever is stopped goes on."""
        for campaign in sorted(self.book.paused):
            self.scene.do(administering.resume, campaign, "a test")
        self.book.paused.clear()
        if self.book.stopped:
            self.stop()

    def launch_another(self) -> None:
        """A new campaign, while there are few."""
        if len(self.scene.rows(select(Campaign.id))) < 4:
            self.launch()


@pytest.mark.parametrize("seed", range(4))
def test_no_permit_where_the_rules_say_no(database: Database, tmp_path: Path, seed: int) -> None:
    allowance = (SHIPPED / "allowance.yaml").read_text().replace("calls: 2000", f"calls: {CALLS_A_DAY}")
    story = tell(database, own_rules(tmp_path, allowance=allowance), seed)
    assert len(story.book.dials) >= 5
    assert story.book.refused
    cases = story.scene.rows(select(Case))
    assert all(row.waiting_for or row.disposition or row.due_at for row in cases)
    with database.reading() as session:
        assert [str(one) for one in audit(session, story.scene.now + timedelta(seconds=1), hashed)] == []


def test_a_story_under_lax_rules_is_caught(database: Database) -> None:
    """Where the rules let everybody be called, the book sees that they were."""
    with pytest.raises(AssertionError, match=r"was called: \[.*(hours|consent|share|called|day)"):
        tell(database, demo_rules(), 1)


def tell(database: Database, rules: Rulebook, seed: int) -> Story:
    """A whole story."""
    scene = Scene(database, replace(rules, pacing=rules.pacing.model_copy(update={"in_flight": 100})))
    scene.now = datetime(2026, 8, 31, 13, 30, tzinfo=UTC)
    story = Story(scene, Book(), random.Random(seed))
    story.begin()
    for _ in range(STEPS):
        story.step()
    return story


def test_the_story_has_people() -> None:
    assert len(HEADER.split(",")) == len(people()[0].split(","))
    assert Book(lacking={"A1-6"}).forbids("A1-6", "", 1, datetime(2026, 9, 6, 3, tzinfo=UTC)) == ["hours", "consent"]
