"""A month of follow-ups in a few minutes: customers who were let down, people who are away, leave, or never act, a mail
server that is down for a day, and rules that change in the middle.

Customers, staff and the clock do what they do by the product's own operations and routines; only time is not real: it
goes on in steps, and every process-wide clock of Python says what the step says. The mail server is a real one. At
every step the promises are looked up in plain SQL.

    PYTHONPATH=.:tests:tests/notices:tests/walk python tests/walk/month.py [--flags 2000] [--days 30] [--step 30]
        [--database sqlite]
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import time_machine
from aiosmtpd.smtp import Envelope
from cast import settings_for
from killing import stage
from launched import launch
from mail_receiver import Mailbox, receiving
from rq import Queue
from rq.serializers import JSONSerializer
from scene import Scene, hashed
from sqlalchemy import func, select, text

from vocsurvey import clock
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Call
from vocsurvey.db.followup import FollowUp, Notice
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.people import Role, User
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.followup.working_time import Absence
from vocsurvey.jobs import clock_tower, letters, upkeep
from vocsurvey.jobs.queues import NAMES
from vocsurvey.jobs.schedule import ROUTINES
from vocsurvey.library import load_library
from vocsurvey.operations import administering, following_up, recovering
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.following_up import Closing
from vocsurvey.operations.leaving import Heirs, deactivate
from vocsurvey.operations.presence import set_working_time
from vocsurvey.rulebook import DEMO, SHIPPED, Rulebook, load_rulebook
from vocsurvey.runtime import Runtime

START = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)
"""A Monday; Europe's clocks go back in the first week, America's in the second."""
DOWN = "451 4.3.0 Not today."
CLOSING = Closing("billing", "Sent the right invoice.", "That it is right now.")
NOT_OURS = ("dispatch", "hang up and look", "desks", "bridges", "recordings", "account", "doubt", "inquiries")
"""Routines that phone somebody: the customers of this month ring by themselves."""
ZONES = ("America/New_York", "Europe/Berlin", "Europe/London", "America/Chicago")
SHARED = """
  - name: shared_by_all
    says: Everybody shares the work from now on.
    when: { severity: [high, critical] }
    share: { roles: [customer_success], at_work: true }
"""


@dataclass
class Found:
    """What the month brought. ``asked``: verification calls. ``quiet``: steps at which something open had no owner or
    queue, no next action, or an owner who cannot sign in; each must be 0. ``untold``: notices that are still owed when
    everybody had a day to be told; ``given_up``: those that nobody needed any more, because their follow-up was done
    before the mail server was back. ``most_often``: how often the same message came at most."""

    database: str
    steps: int = 0
    flags: int = 0
    asked: int = 0
    follow_ups: int = 0
    quiet: int = 0
    escalations: int = 0
    handed_over: int = 0
    notices: int = 0
    untold: int = 0
    given_up: int = 0
    most_often: int = 0
    verified: int = 0
    reopened: int = 0
    mails: int = 0
    retried: int = 0
    audited: int = 0
    states: dict[str, int] = field(default_factory=dict)


class Month:
    """The company, its customers, and what happens to them step by step."""

    def __init__(self, house: Runtime, mailbox: Mailbox, flags: int, days: int, step: timedelta, seed: int) -> None:
        self.house, self.mailbox, self.flags, self.days, self.step = house, mailbox, flags, days, step
        self.dice = random.Random(seed)
        self.scene = Scene(house.database, house.rulebook, now=START)
        self.found = Found(house.database.url.get_backend_name())
        self.others = tuple(one for one in ROUTINES if one.name not in NOT_OURS)

    def open(self, rules_of: Path) -> None:
        """Everybody who works there, and everybody who will be let down."""
        self.rules_of = rules_of
        owners = [(f"owner{n}@example.com", Role.ACCOUNT_TEAM, ZONES[n % 4]) for n in range(8)]
        success = [(f"success{n}@example.com", Role.CUSTOMER_SUCCESS, ZONES[n % 2]) for n in range(4)]
        for email, role, zone in (*owners, *success, ("mona@example.com", Role.MANAGER, "Europe/Berlin")):
            self.scene.do(administering.add_user, email=email, name=email[:6], role=role, password_hash="-", zone=zone)
        rows = [
            f"A{n // 5},Account {n // 5},US,{owners[n // 5 % 8][0] if n // 5 % 9 else ''},C{n},Person {n},user,"
            f"+1 212 {200 + n // 10_000} {n % 10_000:04d},,en,America/New_York,T{n},support_case,the export,G1,Gus,yes"
            for n in range(self.flags)
        ]
        self.scene.people_again(rows)
        self.scene.campaign()
        asks = self.scene.do(
            administering.new_campaign, name="Put right?", company_name="Northwind", questionnaire="verification",
            from_number="+12025550199", touchpoint_kinds=[], owner_id=None, standing=True,
        )  # fmt: skip
        assert isinstance(asks, Campaign)
        assert isinstance(self.scene.do(launch, asks.id, load_library()["verification"], "the month"), Launched)

    def live(self) -> Found:
        """The month, step by step."""
        steps = int(timedelta(days=self.days) / self.step)
        with time_machine.travel(START, tick=False) as traveller:
            for step in range(steps):
                moment = START + step * self.step
                traveller.move_to(moment)
                self.scene.now = moment
                self._events(moment)
                self._customers(moment, step, steps)
                self._staff(moment)
                self._tick(step)
                self._look(moment)
            self._settle(traveller, START + steps * self.step)
            return self._sum_up(START + steps * self.step)

    def _events(self, moment: datetime) -> None:
        """What happens to the company: absences, somebody who leaves, mail that is down, other rules."""
        day = (moment - START).days
        self.mailbox.mail = DOWN if day == max(2, self.days // 3) else None
        if moment != START + timedelta(days=day):
            return
        if day % 3 == 1:
            away = [Absence(moment.date(), (moment + timedelta(days=3)).date())]
            self._with_rows(set_working_time, f"owner{day % 8}@example.com", away=away, clock_free=True)
        if day == max(1, self.days // 2):
            self._leave("owner3@example.com", "owner4@example.com")
            ownership = self.rules_of / "ownership.yaml"
            shipped = (SHIPPED / "ownership.yaml").read_text()
            head, rest = shipped.split("rules:\n", 1)
            ownership.write_text(f"{head}rules:\n{SHARED}\n{rest}")
            self.house = replace(self.house, rulebook=month_rules(self.rules_of))
            self.scene.rules = self.house.rulebook

    def _with_rows(self, verb: Any, *args: Any, clock_free: bool = False, **named: Any) -> Any:
        with self.house.database.transaction() as session:
            return verb(session, *args, **named) if clock_free else verb(session, *args, now=clock.now(), **named)

    def _leave(self, email: str, heir: str) -> None:
        with self.house.database.transaction() as session:
            people = {user.email: user for user in session.scalars(select(User))}
            done = deactivate(
                session, people[email].id, people["mona@example.com"], clock.now(), heirs=Heirs(people[heir].id)
            )
            assert isinstance(done, User)

    def _customers(self, moment: datetime, step: int, steps: int) -> None:
        """Customers who are spoken with, spread over the month, and say that they were let down; and those who are
        asked whether it was put right.
        """
        # All of them until four fifths of the month are over: phones do not ring at night.
        wanted = max(0, min(self.flags, self.flags * (step + 1) * 5 // (steps * 4)) - self.found.flags)
        with self.house.database.reading() as session:
            due = select(func.count(Case.id)).where(Case.kind == CaseKind.VERIFICATION, Case.due_at <= moment)
            wanted += session.scalar(due) or 0
        for call_id in self.scene.claim(limit=wanted) if wanted else ():
            with self.house.database.reading() as session:
                attempt = session.get_one(Call, call_id).attempt
                assert attempt is not None
                kind, number = attempt.case.kind, attempt.number
            token, sid = self.scene.ring(call_id)
            if kind == CaseKind.VERIFICATION:
                self._asked(token, sid)
            elif number > 1:  # who hung up is called again, and does not pick up
                self.scene.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
            else:
                self.scene.talk(token, sid, "1", *self.dice.choice((("1", "2"), ("2",))))
                self.scene.hang_up(token, sid)
                self.found.flags += 1
        self._asks_the_carrier(moment)

    def _asked(self, token: str, sid: str) -> None:
        """Whether it was put right: one does not pick up, one hangs up, one says no, and the others yes."""
        self.found.asked += 1
        way = self.dice.randrange(10)
        if way < 3:
            self.scene.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
            return
        self.scene.talk(token, sid, *(("1",), ("1", "2"), ("1", "1", "2"), ("1", "1", "1"))[min(way - 3, 3)])
        self.scene.hang_up(token, sid)

    def _asks_the_carrier(self, moment: datetime) -> None:
        """Whether they pressed something that never reached us: the carrier remembers the calls, and nothing else."""
        with self.house.database.reading() as session:
            due = session.scalars(
                select(Inquiry.id).where(Inquiry.settled_at.is_(None), Inquiry.ask_at <= moment)
            ).all()
        for inquiry_id in due:
            self.scene.do(
                recovering.recover,
                inquiry_id,
                (),
                shown=True,
                rules=self.scene.rules,
                line_hash=hashed,
                asked_at=moment,
            )

    def _staff(self, moment: datetime) -> None:
        """People work: some what is due next, some nothing at all, until a manager gives it to others."""
        nth = func.row_number().over(partition_by=FollowUp.owner_id, order_by=(FollowUp.next_action_at, FollowUp.id))
        first = select(FollowUp.id, nth.label("nth")).where(FollowUp.closed_at.is_(None)).subquery()
        with self.house.database.reading() as session:
            due = session.execute(
                select(FollowUp.id, FollowUp.owner_id, FollowUp.state)
                .join(first, first.c.id == FollowUp.id)
                .where(first.c.nth <= 8)
                .order_by(FollowUp.next_action_at, FollowUp.id)
            ).all()
            people = {user.id: user for user in session.scalars(select(User).where(User.active))}
            session.expunge_all()
        for follow_up_id, owner_id, state in due:
            owner = people.get(owner_id or 0) or people[self.dice.choice(sorted(people))]
            if owner.email.startswith("owner7") or self.dice.random() > 0.25:  # one of them never acts
                continue
            with self.house.database.transaction() as session:
                self._act(session, follow_up_id, session.get_one(User, owner.id), State(state), people)
        if (moment.hour, moment.minute) == (9, 0):
            self._manager(moment, people)

    def _manager(self, moment: datetime, people: dict[int, User]) -> None:
        """Mona was told of what nobody does, and gives what is late by three days to somebody who will."""
        late = select(FollowUp.id).where(
            FollowUp.closed_at.is_(None), FollowUp.next_action_at < moment - timedelta(days=3)
        )
        heirs = [one for one in people.values() if one.email.startswith("success")]
        with self.house.database.transaction() as session:
            mona = session.scalars(select(User).where(User.role == Role.MANAGER)).one()
            for follow_up_id in session.scalars(late).all():
                heir = session.get_one(User, self.dice.choice(heirs).id)
                following_up.hand_over(session, follow_up_id, heir, mona, clock.now())

    def _act(self, session: Any, follow_up_id: int, actor: User, state: State, people: dict[int, User]) -> None:
        rules, now, dice = self.house.rulebook, clock.now(), self.dice
        if state == State.NEW:
            following_up.claim(session, follow_up_id, actor, now, seen_owner_id=None)
        elif state == State.VERIFICATION_DUE:
            if dice.random() < 0.9:  # they are asked by phone
                return
            other = session.get_one(User, dice.choice([one for one in sorted(people) if one != actor.id]))
            verdict = dice.choice((Event.VERIFIED, Event.VERIFIED, Event.NOT_PUT_RIGHT))
            following_up.verify(session, follow_up_id, other, verdict, "They said so.", now)
        elif dice.random() < 0.2:
            event = dice.choice((Event.CONTACT_ATTEMPTED, Event.IN_CONVERSATION))
            following_up.record_contact(session, follow_up_id, actor, event, "Rang.", now, rules=rules)
        elif dice.random() < 0.2:
            promised = now + timedelta(days=dice.randint(1, 4))
            following_up.record_contact(
                session, follow_up_id, actor, Event.ACTION_AGREED, "By then.", now, rules=rules, promised_at=promised
            )
        elif dice.random() < 0.1:
            until = now + timedelta(days=dice.randint(1, 3))
            following_up.wait_for_customer(session, follow_up_id, actor, until, "They look.", now, rules=rules)
        else:
            following_up.put_right(session, follow_up_id, actor, CLOSING, now, rules=rules)

    def _tick(self, step: int) -> None:
        """Every routine that phones nobody, and what they put into the queues."""
        clock_tower.run(self.house, self.others, step * 6)
        for _ in range(3):
            for name in NAMES:
                queue = Queue(name, connection=self.house.redis, serializer=JSONSerializer)
                for job in list(queue.jobs):
                    queue.remove(job)
                    self._does(str(job.func_name).rpartition(".")[2], int(job.args[0]))
            upkeep.ring_for_notices(self.house)

    def _does(self, name: str, row_id: int) -> None:
        {"send_notice": upkeep.send, "send_letter": letters.send, "send_announcement": upkeep.announce}[name](
            self.house, row_id
        )

    def _look(self, moment: datetime) -> None:
        """What must be so at every step."""
        self.found.steps += 1
        with self.house.database.reading() as session:
            self.found.quiet += int(session.execute(text(QUIET)).scalar_one())
            if moment.hour == 12 and moment.minute == 0:
                broken = [str(one) for one in audit(session, moment + timedelta(seconds=1), hashed)]
                assert broken == [], (moment, broken[:3])
                self.found.audited += 1

    def _settle(self, traveller: Any, moment: datetime) -> None:
        """A day in which nobody does anything but the clock, so that the last notices have their time."""
        for step in range(int(timedelta(days=1) / self.step)):
            traveller.move_to(moment + step * self.step)
            self.mailbox.mail = None
            self._tick(step)

    def _sum_up(self, moment: datetime) -> Found:
        found = self.found
        told = Counter(_message_id(one) for one in self.mailbox.envelopes)
        with self.house.database.reading() as session:
            for name, statement in COUNTS.items():
                setattr(found, name, int(session.execute(text(statement)).scalar_one()))
            # What is younger than a step may be under way.
            found.untold = len(
                session.scalars(
                    select(Notice.id).where(
                        Notice.sent_at.is_(None),
                        Notice.failed_at.is_(None),
                        Notice.created_at < moment,
                        Notice.recipient.has(User.active),
                    )
                ).all()
            )
            states = session.execute(text("SELECT state, count(*) FROM follow_up GROUP BY state ORDER BY state"))
            found.states = {state: count for state, count in states}
        found.most_often = max(told.values(), default=0)
        found.mails = len(self.mailbox.envelopes)
        return found


QUIET = """
SELECT count(*) FROM follow_up f LEFT JOIN user_account u ON u.id = f.owner_id
WHERE f.closed_at IS NULL
  AND ((f.owner_id IS NULL AND f.queue IS NULL) OR f.next_action_at IS NULL OR (u.id IS NOT NULL AND NOT u.active))
"""
COUNTS = {
    "follow_ups": "SELECT count(*) FROM follow_up",
    "escalations": "SELECT count(*) FROM follow_up_event WHERE kind = 'escalated'",
    "handed_over": "SELECT count(*) FROM follow_up_event WHERE kind = 'assigned'",
    "notices": "SELECT count(*) FROM notice",
    "retried": "SELECT count(*) FROM notice WHERE tries > 1",
    "given_up": "SELECT count(*) FROM notice WHERE sent_at IS NULL AND failed_at IS NOT NULL",
    "verified": "SELECT count(*) FROM follow_up WHERE state = 'verified'",
    "reopened": "SELECT count(*) FROM follow_up_event WHERE kind = 'not_put_right'",
}


def _message_id(envelope: Envelope) -> str:
    content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
    lines = content.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    (found,) = (line for line in lines if line.lower().startswith(b"message-id:"))
    return found.decode()


def month_rules(folder: Path) -> Rulebook:
    """The shipped rules, with the files of a folder in their stead, at a pace that lets everybody be spoken with."""
    quick = load_rulebook(DEMO)
    return replace(
        load_rulebook(folder), allowance=quick.allowance, pacing=quick.pacing, fatigue=quick.fatigue,
        protocol=quick.protocol,
    )  # fmt: skip


def month(
    database: Database, redis_url: str, folder: Path, *, flags: int, days: int, step: timedelta, seed: int = 7
) -> Found:
    """Live through it, on an empty database."""
    rules = folder / "rules"
    rules.mkdir()
    mailbox = Mailbox()
    with receiving(mailbox):
        url = database.url.render_as_string(hide_password=False)
        settings = replace(
            settings_for(folder, url, redis_url), smtp_url=f"smtp://127.0.0.1:{mailbox.port}?from=voice@example.com"
        )
        house = replace(Runtime.from_settings(settings), database=database, rulebook=month_rules(rules))
        house.redis.flushdb()
        lived = Month(house, mailbox, flags, days, step, seed)
        lived.open(rules)
        found = lived.live()
        house.redis.close()
    return found


def well(found: Found) -> bool:
    """Whether every promise was kept."""
    return (found.quiet, found.untold, found.flags) == (0, 0, found.follow_ups) and 1 <= found.most_often <= 2


@click.command()
@click.option("--flags", default=2000, show_default=True, type=click.IntRange(10))
@click.option("--days", default=30, show_default=True, type=click.IntRange(4))
@click.option("--step", default=30, show_default=True, type=click.IntRange(1, 60), help="Minutes.")
@click.option("--database", default="sqlite", show_default=True, type=click.Choice(("sqlite", "postgresql")))
@click.option("--seed", default=7, show_default=True)
def main(flags: int, days: int, step: int, database: str, seed: int) -> None:
    """Live through a month, and say whether every promise was kept."""
    with stage(database) as (opened, redis_url, folder):
        found = month(opened, redis_url, folder, flags=flags, days=days, step=timedelta(minutes=step), seed=seed)
    click.echo(json.dumps(asdict(found), indent=2))
    raise SystemExit(0 if well(found) else 1)


if __name__ == "__main__":
    main()
