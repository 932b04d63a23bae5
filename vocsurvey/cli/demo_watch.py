"""What has happened since the last look: answers, flags and progress, read from the rows and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.progress import Progress, progress
from vocsurvey.db.reads.said import Said, said_in
from vocsurvey.db.sample import Contact
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import State

NOT_WORTH_TELLING = ("not_routed", "not_reached", "break_off")


@dataclass(frozen=True)
class Told:
    """An answer that just came."""

    contact: str
    account: str
    said: Said


@dataclass(frozen=True)
class Raised:
    """A flag that was just raised, and whose it is."""

    contact: str
    account: str
    rule: str
    severity: str
    owner: str
    due_at: datetime
    follow_up_id: int


@dataclass(frozen=True)
class Look:
    """What is new, and how the campaign stands."""

    told: tuple[Told, ...]
    raised: tuple[Raised, ...]
    now: Progress
    agreed: int = 0
    left_to_callers: int = 0

    @property
    def over(self) -> bool:
        """Whether the automated voice has nobody left to phone and every line is down. A call-back that was agreed is
        hours away, and who is left to live callers waits for one."""
        return (
            self.now.cases > 0
            and self.now.closed + self.agreed + self.left_to_callers == self.now.cases
            and self.now.on_the_line == 0
        )


class Watch:
    """Looks again and again. On SQLite ids grow in the order of commits, so nothing is passed over."""

    def __init__(self, database: Database, campaign_id: int) -> None:
        self._database = database
        self._campaign_id = campaign_id
        self._last_answer = 0
        self._last_flag = 0

    def look(self) -> Look:
        """Everything since the last look."""
        with self._database.reading() as session:
            campaign = session.get_one(Campaign, self._campaign_id)
            now = progress(session, campaign, latest=0)
            return Look(self._told(session), self._raised(session), now, self._agreed(session), self._live(session))

    def _agreed(self, session: Session) -> int:
        """How many people are still to be called at the time that they named."""
        named = select(func.count()).select_from(Appointment).join(Case, Case.id == Appointment.case_id)
        mine = (Case.campaign_id == self._campaign_id, Case.closed_at.is_(None), Appointment.channel == "ivr")
        return session.scalar(named.where(*mine, *STILL_OPEN)) or 0

    def _live(self, session: Session) -> int:
        """How many people only a live caller phones from now on."""
        mine = (Case.campaign_id == self._campaign_id, Case.closed_at.is_(None), Case.channel == Channel.LIVE)
        return session.scalar(select(func.count()).select_from(Case).where(*mine)) or 0

    def _told(self, session: Session) -> tuple[Told, ...]:
        interviews = session.scalars(
            select(Interview)
            .join(Case, Case.id == Interview.case_id)
            .where(Case.kind != CaseKind.TEST)
            .where(Interview.id.in_(select(Answer.interview_id).where(Answer.id > self._last_answer)))
            .options(
                joinedload(Interview.case).joinedload(Case.contact).joinedload(Contact.account),
                joinedload(Interview.questionnaire),
                selectinload(Interview.answers).joinedload(Answer.flag),
            )
        )
        new: list[tuple[int, str | None, Told]] = []
        for interview in interviews:
            contact = interview.case.contact
            for answer, said in zip(interview.answers, said_in(interview), strict=True):
                if answer.id > self._last_answer:
                    new.append((answer.id, answer.missing, Told(contact.name, contact.account.name, said)))
        new.sort(key=lambda one: one[0])
        if new:
            self._last_answer = new[-1][0]
        return tuple(told for _, missing, told in new if missing not in NOT_WORTH_TELLING)

    def _raised(self, session: Session) -> tuple[Raised, ...]:
        flags = session.execute(
            select(Flag, FollowUp)
            .join(FollowUp, FollowUp.id == Flag.follow_up_id)
            .where(Flag.id > self._last_flag, FollowUp.state != State.TRIED_OUT)
            .order_by(Flag.id)
            .options(joinedload(FollowUp.contact), joinedload(FollowUp.account), joinedload(FollowUp.owner))
        ).all()
        if flags:
            self._last_flag = flags[-1][0].id
        return tuple(_raised(flag, follow_up) for flag, follow_up in flags)


def hanging(database: Database, campaign_id: int) -> list[str]:
    """The cases that are not over, each in one line that says what they wait for."""
    with database.reading() as session:
        cases = session.scalars(
            select(Case).where(Case.campaign_id == campaign_id, Case.closed_at.is_(None)).order_by(Case.id)
        ).all()
        return [_hanging(session, case) for case in cases]


def _hanging(session: Session, case: Case) -> str:
    attempt = session.scalar(select(Attempt).where(Attempt.case_id == case.id).order_by(Attempt.number.desc()))
    last = f"attempt {attempt.number}, call {attempt.call_id} is {attempt.call.status}" if attempt else "never phoned"
    reasons = f", waits for {', '.join(case.waiting_for)}" if case.waiting_for else ""
    return f"case {case.id}, {case.contact.name}: {last}{reasons}"


def _raised(flag: Flag, follow_up: FollowUp) -> Raised:
    return Raised(
        contact=follow_up.contact.name,
        account=follow_up.account.name,
        rule=flag.rule.replace("_", " "),
        severity=flag.severity,
        owner=follow_up.owner.name if follow_up.owner else f"the {follow_up.queue} queue",
        due_at=follow_up.first_contact_due_at,
        follow_up_id=follow_up.id,
    )
