"""The cast of the web's tests: people of every role, two customers, and a campaign in which things were said.

Every row is put there by the product's own operations, on the shipped questionnaire, at times a little before now.
"""

from __future__ import annotations

import io
import itertools
import secrets
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from launched import launch
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.agreement import Consent
from vocsurvey.db.api import Scope
from vocsurvey.db.bridge import BridgeParty
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.chat import Chat
from vocsurvey.db.coaching import Coaching, Contest
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.interview import Interview, Recording
from vocsurvey.db.people import Role, User
from vocsurvey.db.problem import Problem, ProblemMember
from vocsurvey.db.review import Review
from vocsurvey.db.room import DeskMessage
from vocsurvey.db.sample import Agent, Contact
from vocsurvey.db.webhook import WebhookDelivery
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.fieldwork.suppression import one_line
from vocsurvey.interview.heard import Heard, Keys, Speech
from vocsurvey.jobs import contact_lists, refusals
from vocsurvey.operations import (
    administering,
    admitting,
    attending,
    closing,
    connecting,
    dialing,
    giving_notice,
    informing,
    interviewing,
    leasing,
    sampling,
    setting_up_chats,
    subscribing,
)
from vocsurvey.operations.attending import Happening, RoomEvent
from vocsurvey.operations.bridging import CALLER, Seated
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.operations.coaching import Talk, coach
from vocsurvey.operations.contesting import contest_answer
from vocsurvey.operations.flagging import owe_notices
from vocsurvey.operations.opting_out import Barred, Wish, bar
from vocsurvey.operations.problem_solving import make_problem
from vocsurvey.operations.self_checking import check_self
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.trying_out import PermittedTest, permit_test_interview
from vocsurvey.rulebook import DEMO
from vocsurvey.runtime import Runtime
from vocsurvey.settings import CarrierAccount, Settings

PASSWORD = "correct horse battery"
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)> {{ 7 * 7 }} & \"quoted\""
WORDS = "We waited four days, and nobody told us anything. I had to ring three times to learn that it was still open."
HEADER = (
    "account_id,account,account_country,yearly_value,owner_email,contact_id,contact_name,contact_role,phone,language,"
    "zone,touchpoint_id,touchpoint_kind,touchpoint_subject,agent_id,agent_name,automated_voice_consent"
)
PEOPLE = (
    "A1,Harbour Logistics,US,480000,account_team@example.com,C1,Ann Archer,decision_maker,+1 202 555 0101,en,"
    "America/New_York,T1,support_case,the night export,G1,Gus Green,yes",
    "A1,Harbour Logistics,US,480000,account_team@example.com,C2,Ben Burke,user,+1 202 555 0102,en,"
    "America/New_York,T2,support_case,a login loop,G1,Gus Green,yes",
    "A2,Lindner Optik,DE,91000,,C3,Clara Lindner,influencer,+49 30 23125 003,en,"
    "Europe/Berlin,T3,support_case,a double invoice,G2,Mara Moss,yes",
    "A2,Lindner Optik,DE,91000,,C4,Dirk Danz,user,+49 30 23125 004,de,"
    "Europe/Berlin,T4,support_case,the label printer,G2,Mara Moss,yes",
    "A2,Lindner Optik,DE,91000,,C5,Eva Ernst,user,+49 30 23125 005,en,"
    "Europe/Berlin,T5,support_case,a returned parcel,G2,Mara Moss,yes",
)
NAMES = {
    Role.ACCOUNT_TEAM: "Alma Okafor",
    Role.CALLER: "Carl Calloway",
    Role.CUSTOMER_SUCCESS: "Sam Sorensen",
    Role.MANAGER: "Mona Marsh",
    Role.AGENT: "Gus Green",
    Role.ADMIN: "Ada Admin",
}


def settings_for(folder: Path, database_url: str, redis_url: str, public_url: str = "http://localhost") -> Settings:
    """The settings of a web process in a test, with the rules under which phones may always ring."""
    account = CarrierAccount("AC" + "0" * 32, ("token",), "http://127.0.0.1:9", public_url, "+12025550199")
    return Settings(
        data_folder=folder,
        database_url=database_url,
        redis_url=redis_url,
        secret_key="a secret of the tests, long enough",
        suppression_key="another secret of the tests",
        carrier=account,
        rules_folder=DEMO,
    )


@cache
def hashed() -> str:
    """The hash of everybody's password: one that is quick to check, because everybody signs in all the time."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@dataclass
class Cast:
    """Everybody and everything. ``now`` moves on as the story is told, by ``pace`` for each answer."""

    runtime: Runtime
    now: datetime = field(default_factory=lambda: now() - timedelta(hours=3))
    sids: Iterator[str] = field(default_factory=lambda: (f"CA{n:032x}" for n in itertools.count(1)))
    lines: Iterator[int] = field(default_factory=itertools.count)
    campaign_id: int = 0
    pace: timedelta = timedelta(seconds=9)

    @classmethod
    def of(cls, runtime: Runtime) -> Cast:
        """The cast of a database in which the story was told already."""
        with runtime.database.reading() as session:
            campaign_id = session.scalars(select(Campaign.id)).one()
        return cls(runtime, campaign_id=campaign_id, sids=(f"CB{n:032x}" for n in itertools.count(1)))

    def do(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """One operation in one transaction."""
        with self.runtime.database.transaction() as session:
            return verb(session, *args, now=self.now, **kwargs)

    def assemble(self) -> Cast:
        """The people, the customers, and a campaign that has just begun."""
        self.people()
        rows, problems = read_rows("\n".join((HEADER, *PEOPLE)))
        assert problems == ()
        self.do(sampling.import_sample, rows)
        with self.runtime.database.transaction() as session:
            gus = session.scalars(select(User).where(User.role == Role.AGENT)).one()
            gus.agent_id = session.scalars(select(Agent.id).where(Agent.external_id == "G1")).one()
        self.campaign_id = self.launch("Autumn support cases")
        return self

    def people(self) -> None:
        """One of each role, all with the same password; their addresses are their roles."""
        for role, name in NAMES.items():
            self.do(
                administering.add_user,
                email=f"{role}@example.com",
                name=name,
                role=role,
                password_hash=hashed(),
                zone="Europe/Berlin",
            )

    def launch(self, name: str) -> int:
        """A running campaign over everybody; its id."""
        campaign = self.do(
            administering.new_campaign,
            name=name,
            company_name="Northwind",
            questionnaire="support-case",
            from_number="+12025550199",
            touchpoint_kinds=[],
            owner_id=None,
        )
        assert isinstance(campaign, Campaign)
        done = self.do(launch, campaign.id, self.runtime.library["support-case"], "a test")
        assert isinstance(done, administering.Launched)
        return campaign.id

    def tell(self) -> Cast:
        """What happened so far: one angry decision maker, one happy user, one unhappy one, and one who is not there."""
        self.call("C1", "1", "2", "2", "3", "2", Speech(WORDS), "1")
        self.now += timedelta(minutes=20)
        self.call("C2", "1", "1", "1", "5", "7", "1", "10#")
        self.now += timedelta(minutes=20)
        self.call("C3", "1", "1", "2", "3", "5", "2", Speech(HOSTILE), "3")
        self.now += timedelta(minutes=20)
        self.call("C4", outcome=CarrierOutcome.NO_ANSWER)
        return self

    def call(self, contact: str, *heard: Heard | str, outcome: CarrierOutcome = CarrierOutcome.COMPLETED) -> None:
        """Phone somebody; a string is keys. The call then ends with ``outcome``."""
        token, sid = self.ring(contact)
        if heard:
            self.talk(token, sid, *heard)
        self.end(token, sid, outcome)

    def note(self, contact: str = "C5") -> str:
        """The path of the link in the note that somebody was sent a moment ago, ahead of their first call."""
        with self.runtime.database.transaction() as session:
            owner = session.scalars(select(User.id).where(User.role == Role.ACCOUNT_TEAM)).one()
            case = session.get_one(Case, self.case_id(contact))
            case.campaign.notice_days, case.campaign.owner_id = 1, owner
            case.contact.email = "eva@lindner.example"
            session.flush()
            assert giving_notice.give_notice(session, [case], self.runtime.rulebook, now()) == 1
            note = session.scalars(select(AdvanceNotice).where(AdvanceNotice.case_id == case.id)).one()
            giving_notice.note_sent(session, note.id, now())
            return urlsplit(self.runtime.links.page(note.public_id)).path

    def doubt(self, contact: str = "C5") -> int:
        """The inquiry about a call to somebody of which nobody knows whether it was placed."""
        with self.runtime.database.reading() as session:
            known = session.scalar(select(Inquiry.id).order_by(Inquiry.id))
        if known is not None:
            return known
        rules, line_hash = self.runtime.rulebook, self.runtime.line_hash
        self.do(dialing.claim_due_cases, rules=rules, line_hash=line_hash, limit=50)
        theirs = Call.attempt.has(Attempt.case.has(Case.contact.has(external_id=contact)))
        with self.runtime.database.reading() as session:
            planned = session.scalars(select(Call.id).where(Call.status == CallStatus.PLANNED, theirs)).all()
        permit = self.do(dialing.grant_permit, planned[-1], rules=rules, line_hash=line_hash)
        assert isinstance(permit, dialing.Permit)
        self.do(dialing.record_uncertain, planned[-1], "The carrier did not answer in time.")
        with self.runtime.database.reading() as session:
            return session.scalars(select(Inquiry.id).where(Inquiry.call_id == planned[-1])).one()

    def talk(self, token: str, sid: str, *heard: Heard | str) -> None:
        """Somebody answers a call, and says or presses all of this."""
        self.do(interviewing.begin, token, sid, rules=self.runtime.rulebook)
        self.hear(token, sid, *heard)

    def hear(self, token: str, sid: str, *heard: Heard | str) -> None:
        """All of this is said or pressed, from where the call stands."""
        spoken = self.do(interviewing.begin, token, sid, rules=self.runtime.rulebook)
        for one in heard:
            what = Keys(one) if isinstance(one, str) else one
            self.now += self.pace
            spoken = self.do(
                interviewing.take_turn,
                token,
                sid,
                spoken.turn.position,
                what,
                rules=self.runtime.rulebook,
                line_hash=self.runtime.line_hash,
            )

    def ring(self, contact: str) -> tuple[str, str]:
        """A call that is on its way to somebody: its token and the carrier's name for it."""
        rules, line_hash = self.runtime.rulebook, self.runtime.line_hash
        self.do(dialing.claim_due_cases, rules=rules, line_hash=line_hash, limit=50)
        theirs = Call.attempt.has(Attempt.case.has(Case.contact.has(external_id=contact)))
        with self.runtime.database.reading() as session:
            planned = session.scalars(select(Call.id).where(Call.status == CallStatus.PLANNED, theirs)).all()
        permit = self.do(dialing.grant_permit, planned[-1], rules=rules, line_hash=line_hash)
        assert isinstance(permit, dialing.Permit)
        sid = next(self.sids)
        self.do(dialing.record_placed, planned[-1], sid)
        return permit.token, sid

    def end(self, token: str, sid: str, outcome: CarrierOutcome) -> None:
        """The carrier says that the call is over."""
        with self.runtime.database.transaction() as session:
            call = interviewing.lock_call(session, token)
            assert call is not None
            news = CarrierNews(sid, outcome, CallStatus.ENDED, outcome, 3, None)
            closing.hear_from_carrier(session, call, news, self.runtime.rulebook, self.now)

    def user_id(self, role: Role) -> int:
        """The person of that role."""
        with self.runtime.database.reading() as session:
            return session.scalars(select(User.id).where(User.email == f"{role}@example.com")).one()

    def follow_up_id(self, contact: str) -> int:
        """The follow-up of a contact."""
        with self.runtime.database.reading() as session:
            wanted = select(FollowUp.id).where(FollowUp.contact.has(external_id=contact))
            return session.scalars(wanted).one()

    def case_id(self, contact: str) -> int:
        """The case of a contact."""
        with self.runtime.database.reading() as session:
            wanted = select(Case.id).where(Case.contact.has(external_id=contact)).order_by(Case.id)
            return session.scalars(wanted).first() or 0

    def put_off(self, contact: str) -> int:
        """Somebody is not called before next year, and is not active either; the case."""
        case_id = self.case_id(contact)
        with self.runtime.database.transaction() as session:
            row = session.get_one(Case, case_id)
            row.due_at, row.contact.active = self.now + timedelta(days=365), False
        return case_id

    def interview_id(self, contact: str) -> int:
        """The interview of a contact."""
        with self.runtime.database.reading() as session:
            return session.scalars(
                select(Interview.id).where(Interview.case.has(Case.contact.has(external_id=contact)))
            ).one()

    def trial_id(self, role: Role) -> int:
        """A test call that the person of that role has just asked for, each at another phone; its case."""
        return self.trial(role, extension=str(next(self.lines))).case_id

    def trial(self, role: Role, *heard: Heard | str, extension: str = "", over: bool = True) -> PermittedTest:
        """A test interview with the person of that role, up to what was heard last; over, unless said otherwise."""
        user_id = self.user_id(role)
        with self.runtime.database.transaction() as session:
            user = session.get_one(User, user_id)
            asked = permit_test_interview(
                session,
                self.runtime.library["support-case"],
                Line("+12025550170", extension, "fixed", "US"),
                StandIn(user.name, user.name, user, "en"),
                from_number="+12025550199",
                line_hash=self.runtime.line_hash,
                now=self.now,
            )
            assert isinstance(asked, PermittedTest)
        if heard:
            sid = next(self.sids)
            self.do(dialing.record_placed, asked.permit.call_id, sid)
            self.talk(asked.permit.token, sid, *heard)
            if over:
                self.end(asked.permit.token, sid, CarrierOutcome.COMPLETED)
        return asked

    def opt_out(self, number: str, reason: str = "She wrote to us.", **wish: Any) -> int:
        """Somebody put a telephone on the list of those that are not called; the entry."""
        rules, line_hash = self.runtime.rulebook, self.runtime.line_hash
        barred = self.do(bar, one_line(number), Wish("page", reason, **wish), rules=rules, line_hash=line_hash)
        assert isinstance(barred, Barred)
        return barred.suppression_id

    def contact_id(self, contact: str) -> int:
        """The id of a contact."""
        with self.runtime.database.reading() as session:
            return session.scalars(select(Contact.id).where(Contact.external_id == contact)).one()

    def refusal_file(self, content: str = "phone\n+12025550177\n+493023125005\nnobody\n") -> int:
        """A file of those who are not to be called that somebody has just brought; its id."""
        taken = refusals.take_in(self.runtime, content.encode(), "no.csv", None, self.user_id(Role.ADMIN))
        assert isinstance(taken, int)
        return taken

    def contact_list(self, content: str = "name;tel\nJo;123\n") -> int:
        """A contact list that somebody has just brought, and that was read as far as it goes; its id."""
        taken = contact_lists.take_in(self.runtime.database, [content.encode()], "list.csv")
        assert isinstance(taken, int)
        contact_lists.work(self.runtime, taken)
        return taken

    def api_token(self, *scopes: str, lifetime: timedelta = timedelta(days=90)) -> admitting.Issued:
        """A token with these scopes, or with all of them."""
        name = f"Help desk {next(self.lines)}"
        done = self.do(admitting.issue_token, name=name, scopes=scopes or tuple(Scope), lifetime=lifetime, by_id=None)
        assert isinstance(done, admitting.Issued)
        return done

    def webhook(self, url: str = "https://crm.example.com/voice", personal: bool = False) -> tuple[int, int]:
        """A program that is told of everything, and a message that it is owed; their ids."""
        kinds = ("answers", "flags", "follow_ups")
        name = f"CRM {next(self.lines)}"
        row = self.do(subscribing.subscribe, name=name, url=url, kinds=kinds, personal=personal, by_id=None)
        with self.runtime.database.transaction() as session:
            event = session.scalars(select(FollowUpEvent).order_by(FollowUpEvent.id)).first()
            assert event is not None
            informing.owe_event(session, event, self.now)
            session.flush()
            wanted = select(WebhookDelivery.id).where(WebhookDelivery.subscription_id == row.id)
            return row.id, session.scalars(wanted).one()

    def token(self) -> int:
        """The id of a token that somebody issued."""
        return self.api_token().token.id

    def notice_for(self, role: Role) -> int:
        """A notice that the person of that role is owed; its id."""
        follow_up_id, user_id = self.follow_up_id("C1"), self.user_id(role)
        with self.runtime.database.transaction() as session:
            follow_up, user = session.get_one(FollowUp, follow_up_id), session.get_one(User, user_id)
            owe_notices(session, follow_up, f"test_{next(self.sids)[-6:]}", "Ann Archer needs you", [user], self.now)
            return (
                session.scalars(
                    select(Notice.id).where(Notice.recipient_id == user_id).order_by(Notice.id.desc())
                ).first()
                or 0
            )

    def lease(self, contact: str = "C5", email: str = "caller@example.com") -> int:
        """The case of a contact, whom live callers call, on the desk of a caller; the lease."""
        case_id = self.case_id(contact)
        with self.runtime.database.transaction() as session:
            user = session.scalars(select(User).where(User.email == email)).one_or_none()
            if user is None:
                user = User(email=email, name="Cleo Calls", role=Role.CALLER, password_hash=hashed(), zone="UTC",
                            session_key=secrets.token_urlsafe(32), created_at=self.now)  # fmt: skip
                session.add(user)
            user.languages = ["en", "de"]
            session.flush()
            held = leasing.held_by(session, user.id)
            if held is not None:
                return held.id
            case = session.get_one(Case, case_id)
            others = update(Case).where(Case.id != case_id, Case.channel == "live", Case.closed_at.is_(None))
            session.execute(others.values(due_at=now() + timedelta(days=9)))
            rules, line_hash = self.runtime.rulebook, self.runtime.line_hash
            self._withdraw(session, case_id)
            case.channel, case.due_at, case.closed_at = "live", self.now, None
            session.flush()
            taken = leasing.take_next(session, user.id, rules=rules, line_hash=line_hash, now=now())
            assert isinstance(taken, DeskLease), taken
            return taken.id

    def review(self, contact: str, caller: Role) -> int:
        """The call of a contact, as if the person of that role had made it, to be reviewed; its attempt."""
        with self.runtime.database.transaction() as session:
            wanted = select(Attempt).where(Attempt.case_id == self.case_id(contact)).order_by(Attempt.number)
            attempt = session.scalars(wanted).all()[0]
            interview_id = self.interview_id(contact)
            if session.get(Review, attempt.id) is None:
                row = Review(attempt_id=attempt.id, interview_id=interview_id, why="drawn", drawn_at=self.now)
                row.caller_id = self.user_id(caller)
                session.add(row)
            return attempt.id

    def contest(self, contact: str = "C1", words: str = "I was not on that call.") -> Contest:
        """The agent contests what a contact said of whether we cared; the contest, open or decided."""
        interview_id, by_id = self.judged(contact), self.user_id(Role.AGENT)
        with self.runtime.database.transaction() as session:
            row = session.get_one(Interview, interview_id)
            answer, agent_id = next(one for one in row.answers if one.metric == "cared"), row.case.touchpoint.agent_id
            assert agent_id is not None
            known = session.scalars(select(Contest).where(Contest.answer_id == answer.id)).first()
            done = known or contest_answer(session, answer.id, agent_id, by_id, words, self.now)
            assert isinstance(done, Contest)
            return done

    def coaching(self, contact: str = "C1", step: str = "Ring back within the hour that was promised.") -> Coaching:
        """The manager has coached the agent about what a contact said of whether we cared; the coaching."""
        interview_id, coach_id, rules = self.interview_id(contact), self.user_id(Role.MANAGER), self.runtime.rulebook
        with self.runtime.database.transaction() as session:
            row = session.get_one(Interview, interview_id)
            answer = next(one for one in row.answers if one.metric == "cared")
            known = session.scalars(select(Coaching).where(Coaching.answer_id == answer.id)).first()
            day = self.now.date() + timedelta(days=14)
            talk = Talk("I wrote to them, and did not ring.", ("listened", "said_what_next"), step, day)
            done = known or coach(session, answer.id, coach_id, talk, rules.service_standards, self.now)
            assert isinstance(done, Coaching), done
            return done

    def judged(self, contact: str, word: str = "skip") -> int:
        """The agent has said how they think the conversation with a contact went, and so may read it; its interview."""
        interview_id, by_id = self.interview_id(contact), self.user_id(Role.AGENT)
        with self.runtime.database.transaction() as session:
            agent_id = session.get_one(Interview, interview_id).case.touchpoint.agent_id
            assert agent_id is not None
            check_self(session, interview_id, agent_id, by_id, word, self.now)
        return interview_id

    def problem(self, contact: str = "C1") -> int:
        """The problem that the follow-up of a contact belongs to."""
        follow_up_id = self.follow_up_id(contact)
        with self.runtime.database.transaction() as session:
            known = session.get(ProblemMember, follow_up_id)
            if known is not None:
                return known.problem_id
            by_id, cause = self.user_id(Role.MANAGER), "Nobody looks at the inbox on Monday mornings."
            made = make_problem(session, [follow_up_id], by_id, "Slow on Mondays", cause, self.now, dimension="service")
            assert isinstance(made, Problem)
            return made.id

    def message_to(self, role: Role, words: str = "Take your time with her.") -> int:
        """A few words to the person of that role, who is a caller for the moment; the message."""
        sender = self.user_id(Role.MANAGER if role is not Role.MANAGER else Role.CALLER)
        with self.runtime.database.transaction() as session:
            row = DeskMessage(sender_id=sender, recipient_id=self.user_id(role), words=words, sent_at=now())
            session.add(row)
            session.flush()
            return row.id

    def call_from(self, lease_id: int, email: str = "caller@example.com") -> int:
        """The caller of a lease has pressed Call and is on the line; the customer's call, which is planned."""
        own, self.now = Line(f"+4420794601{next(self.lines):02d}", "", "fixed", "GB"), now()
        rules, line_hash = self.runtime.rulebook, self.runtime.line_hash
        with self.runtime.database.reading() as session:
            user_id = session.scalars(select(User.id).where(User.email == email)).one()
        opened = self.do(connecting.open_bridge, lease_id, user_id, own, rules=rules, line_hash=line_hash)
        assert isinstance(opened, connecting.Opened), opened
        assert opened.permit is not None
        sid, room = next(self.sids), f"CF{opened.bridge_id:032x}"
        self.do(dialing.record_placed, opened.permit.call_id, sid)
        self.do(interviewing.begin, opened.permit.token, sid, rules=rules)
        joins = RoomEvent(room, 1, Happening.JOINED, CALLER, sid)
        todo = self.do(attending.hear_room, opened.token, joins, rules=rules, line_hash=line_hash)
        (call_id,) = todo.ring
        assert isinstance(call_id, int)
        return call_id

    def pick_up(self, call_id: int, sid: str) -> str:
        """The customer of a planned call picks up, and is in the room with the caller; the call's token."""
        rules, line_hash = self.runtime.rulebook, self.runtime.line_hash
        permit = self.do(dialing.grant_permit, call_id, rules=rules, line_hash=line_hash)
        assert isinstance(permit, dialing.Permit), permit
        self.do(dialing.record_placed, call_id, sid)
        seated = self.do(interviewing.begin, permit.token, sid, rules=rules)
        assert isinstance(seated, Seated)
        with self.runtime.database.reading() as session:
            bridge_id = session.get_one(BridgeParty, call_id).bridge_id
        joins = RoomEvent(f"CF{bridge_id:032x}", 2, Happening.JOINED, seated.label, sid)
        self.do(attending.hear_room, seated.room, joins, rules=rules, line_hash=line_hash)
        return permit.token

    def come_down(self) -> None:
        """Everybody who is left is a live caller's now, and the caller speaks their languages."""
        with self.runtime.database.transaction() as session:
            for case in session.scalars(select(Case).where(Case.closed_at.is_(None))).all():
                self._withdraw(session, case.id)
                case.channel, case.due_at = "live", self.now
            caller = session.scalars(select(User).where(User.email == "caller@example.com")).one()
            caller.languages = ["en", "de"]

    def _withdraw(self, session: Session, case_id: int) -> None:
        """The machine does not call them after all."""
        rules, theirs = self.runtime.rulebook, Call.attempt.has(Attempt.case_id == case_id)
        for call in session.scalars(select(Call).where(theirs, Call.status == CallStatus.PLANNED)).all():
            closing.end_call(session, call, CarrierOutcome.NEVER_LEFT, rules, self.now, status=CallStatus.CANCELLED)

    def finish(self) -> None:
        """The campaign is over."""
        with self.runtime.database.transaction() as session:
            row = session.get_one(Campaign, self.campaign_id)
            row.status, row.finished_at = CampaignStatus.FINISHED, self.now

    def forget_agent(self) -> None:
        """The agent's sign-in is no longer connected with an agent."""
        with self.runtime.database.transaction() as session:
            session.get_one(User, self.user_id(Role.AGENT)).agent_id = None

    def voice(self, contact: str, state: str = "kept", words: str | None = None, case_id: int | None = None) -> int:
        """As if the comment of a contact, or in a case, had been recorded; the recording's id."""
        with self.runtime.database.transaction() as session:
            case_id = case_id or self.case_id(contact)
            interview = session.scalars(select(Interview).where(Interview.case_id == case_id)).one()
            position = max(answer.position for answer in interview.answers if answer.verbatim)
            consent = Consent(
                contact_id=interview.case.contact_id,
                purpose="recording",
                granted=True,
                source="key_press",
                words="May we record your comment?",
                interview_id=interview.id,
                position=0,
                given_at=self.now,
            )
            session.add(consent)
            session.flush()
            row = Recording(
                carrier_sid=f"RE{next(self.lines):032x}",
                interview_id=interview.id,
                position=position,
                call_id=interview.exchanges[0].call_id,
                consent_id=consent.id,
                seconds=7,
                state=state,
                file=secrets.token_hex(32),
                made_at=self.now,
                next_try_at=self.now,
                lost_at=self.now if state == "lost" else None,
                words=words,
                words_at=self.now if words else None,
            )
            if state == "kept":
                kept = self.runtime.sounds.keep(row.file, a_second_of_sound())
                row.fetched_at, row.sha256, row.size = self.now, kept.sha256, kept.size
            session.add(row)
            session.flush()
            return row.id

    def chat(self, role: Role = Role.CALLER) -> int:
        """A chat of the person of that role, each with another name."""
        done = self.do(
            setting_up_chats.add_chat,
            name=f"chat {next(self.lines)}",
            kind="slack",
            url="https://hooks.example.com/services/secret",
            user_id=self.user_id(role),
        )
        assert isinstance(done, Chat)
        return done.id

    def own(self, contact: str, role: Role | None) -> int:
        """Give a follow-up to somebody, or to nobody; its id."""
        follow_up_id = self.follow_up_id(contact)
        with self.runtime.database.transaction() as session:
            row = session.get_one(FollowUp, follow_up_id)
            row.owner_id = self.user_id(role) if role is not None else None
        return follow_up_id


def a_second_of_sound() -> bytes:
    """A WAV file, as the carrier gives them."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(range(256)) * 62)
    return content.getvalue()


def token_in(page: str) -> str:
    """The token against forgery in a page."""
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def sign_in(client: FlaskClient, role: Role, password: str = PASSWORD) -> Any:
    """Sign in as the person of that role; the response."""
    token = token_in(client.get("/sign-in").text)
    form = {"csrf_token": token, "email": f"{role}@example.com", "password": password}
    return client.post("/sign-in", data=form)


def post(client: FlaskClient, path: str, page: str, **form: str | Sequence[str]) -> Any:
    """Send a form as the page at ``page`` would; the response."""
    return client.post(path, data={"csrf_token": token_in(client.get(page).text), **form})
