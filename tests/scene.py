"""A small stage for the verbs: one campaign on a small questionnaire, its people, and a carrier that says what we say.

Everything is put in place by the product's own operations.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from framing import FRAME
from launched import launch
from sqlalchemy import select

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.interview.heard import Heard, Keys
from vocsurvey.keys import line_hash
from vocsurvey.operations import administering, closing, dialing, interviewing, sampling
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.interviewing import Spoken
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import DEMO, Rulebook, load_rulebook

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday: open in Washington, London and Berlin
HEADER = (
    "account_id,account,account_country,owner_email,contact_id,contact_name,contact_role,phone,extension,language,"
    "zone,touchpoint_id,touchpoint_kind,touchpoint_subject,agent_id,agent_name,automated_voice_consent"
)
PEOPLE = (
    "A1,Alder Freight,US,olivia@example.com,C1,Ann Archer,decision_maker,+1 202 555 0101,,en,America/New_York,"
    "T1,support_case,the night export,G1,Gus Green,yes",
    "A1,Alder Freight,US,olivia@example.com,C2,Ben Burke,user,+1 202 555 0102,,en,America/New_York,"
    "T2,support_case,the login loop,G1,Gus Green,yes",
    "A2,Birke Labor,DE,,C3,Clara Conrad,influencer,+49 30 23125 003,,de,Europe/Berlin,"
    "T3,support_case,,G1,Gus Green,yes",
)
PHRASES = {
    "yes_no_keys": "For yes, press 1. For no, press 2.",
    "scale_keys": "For {low_label}, press {low}. For {high_label}, press {high}.",
    "scale_keys_hash": "For {low_label}, press {low}. For {high_label}, press {high}, then the hash key.",
    "choice_key": "For {label}, press {key}.",
    "number_keys": "Key in the number, then the hash key.",
    "open_words": "Please say it in your own words.",
    "cant_say_key": "If you cannot say, press 0.",
    "silence": ("I heard nothing.", "I still hear nothing."),
    "wrong_key": ("That key is not one of them.", "That is not one of them either."),
    "give_up": "We will leave it there. Goodbye.",
    "menu": "To hear that again, press 1. To go back, press 2. To skip, press 3. For a person, press 4. "
    "If we shall not call again, press 9.",
    "no_way_back": "That was the first question.",
    "skipped": "We leave that one out.",
    "acknowledge": ("I am sorry to hear that.", "I am sorry for that too."),
    "opted_out": "We will not call you again. Goodbye.",
    "person": "Somebody will call you. Goodbye.",
    "resume": "We were cut off.",
    "called_back": "You called back.",
    **FRAME,
}


def both(text: str) -> dict[str, str]:
    """The same wording in both languages: these tests are not about words."""
    return {"en": text, "de": text}


def small_questionnaire() -> Questionnaire:
    """Resolved, cared, and recommend: a flag of each severity and the gate."""
    return Questionnaire.model_validate(
        {
            "format": 1,
            "name": "small",
            "title": both("Small"),
            "languages": ["en", "de"],
            "core": ["cared"],
            "opening": {
                "say": both("Hello {contact.first_name|there}, this is {company.name}."),
                "good_time": {"say": both("Is now a good time?")},
                "not_now": {"say": both("Goodbye.")},
            },
            "questions": [
                {
                    "id": "resolved",
                    "kind": "yes_no",
                    "say": both("Is it resolved?"),
                    "metric": "fcr_resolved",
                    "flags": [{"rule": "not_resolved", "when": {"is": "no"}, "severity": "high"}],
                },
                {
                    "id": "cared",
                    "kind": "yes_no",
                    "say": both("Did we care?"),
                    "metric": "cared",
                    "flags": [{"rule": "not_cared", "when": {"is": "no"}, "severity": "high"}],
                },
                {"id": "why", "kind": "open", "say": both("Why?"), "ask_if": {"flagged": "true"}},
                {
                    "id": "nps",
                    "kind": "scale",
                    "low": 0,
                    "high": 10,
                    "say": both("Recommend?"),
                    "metric": "nps",
                    "labels": {0: both("no"), 10: both("yes")},
                    "flags": [{"rule": "detractor", "when": {"at_most": 6}, "severity": "medium"}],
                },
            ],
            "closing": {"say": both("Thank you."), "flagged": {"say": both("We will call you.")}},
            "phrases": {"en": PHRASES, "de": PHRASES},
        }
    )


def with_message(questionnaire: Questionnaire | None = None) -> Questionnaire:
    """The small questionnaire, or another, with a message for machines."""
    message = {"say": both("A message from {company.name} for {contact.name}. Please call this number back.")}
    whole = (questionnaire or small_questionnaire()).model_dump(mode="json", by_alias=True, exclude_none=True)
    return Questionnaire.model_validate({**whole, "machine_message": message})


def leaving_messages(rules: Rulebook) -> Rulebook:
    """The rules under which a machine hears the message."""
    return replace(rules, protocol=rules.protocol.model_copy(update={"machine_message": True}))


def hashed(number: str, extension: str) -> str:
    """The keyed hash of a line, with a key of the tests."""
    return line_hash("a key of the tests", number, extension)


@dataclass
class Scene:
    """The stage. ``now`` is whatever the test says it is."""

    database: Database
    rules: Rulebook
    now: datetime = NOW
    sids: Any = field(default_factory=lambda: (f"CA{n:032x}" for n in itertools.count(1)))

    def do(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one operation in one transaction, at ``now``."""
        with self.database.transaction() as session:
            return verb(session, *args, now=self.now, **kwargs)

    def later(self, **amount: float) -> None:
        """Let time pass."""
        self.now += timedelta(**amount)

    def people(self, rows: Sequence[str] = PEOPLE) -> None:
        """The owner who signs in, and the contact list."""
        self.do(
            administering.add_user,
            email="olivia@example.com",
            name="Olivia Owner",
            role=Role.ACCOUNT_TEAM,
            password_hash="-",
            zone="America/New_York",
        )
        self.do(
            administering.add_user,
            email="sam@example.com",
            name="Sam Success",
            role=Role.CUSTOMER_SUCCESS,
            password_hash="-",
            zone="Europe/Berlin",
        )
        found, problems = read_rows("\n".join((HEADER, *rows)))
        assert problems == ()
        self.do(sampling.import_sample, found)

    def people_again(self, rows: Sequence[str]) -> None:
        """Import more rows, or the same people with other facts."""
        found, problems = read_rows("\n".join((HEADER, *rows)))
        assert problems == ()
        self.do(sampling.import_sample, found)

    def people_refuse(self, contact: str) -> None:
        """Somebody who does not want to be phoned by a machine."""
        row = next(row for row in PEOPLE if f",{contact}," in row)
        self.people_again([row.removesuffix("yes") + "no"])

    def dial_planned(self, contact: str) -> int:
        """Claim, and the planned call of a contact."""
        self.claim()
        wanted = Call.attempt.has(Attempt.case.has(Case.contact.has(external_id=contact)))
        planned = self.rows(select(Call.id).where(Call.status == CallStatus.PLANNED, wanted))
        assert planned, f"{contact} was not claimed"
        return int(planned[-1])

    def campaign(self, name: str = "Autumn", questionnaire: Questionnaire | None = None) -> int:
        """A launched campaign over everybody, on the small questionnaire unless another is given; its id."""
        campaign = self.do(
            administering.new_campaign,
            name=name,
            company_name="Northwind",
            questionnaire="small",
            from_number="+12025550199",
            touchpoint_kinds=[],
            owner_id=None,
        )
        assert isinstance(campaign, Campaign)
        launched = self.do(launch, campaign.id, questionnaire or small_questionnaire(), "a test")
        assert isinstance(launched, Launched)
        return campaign.id

    def claim(self, limit: int = 10) -> tuple[int, ...]:
        """Claim due cases; the planned call ids."""
        planned = self.do(dialing.claim_due_cases, rules=self.rules, line_hash=hashed, limit=limit)
        assert isinstance(planned, tuple)
        return planned

    def permit(self, call_id: int) -> Any:
        """Ask for a permit."""
        return self.do(dialing.grant_permit, call_id, rules=self.rules, line_hash=hashed)

    def ring(self, call_id: int) -> tuple[str, str]:
        """Permit and placement of a planned call; its token and SID."""
        permit = self.permit(call_id)
        assert isinstance(permit, Permit)
        sid = next(self.sids)
        self.do(dialing.record_placed, call_id, sid)
        return permit.token, sid

    def dial(self, contact: str = "C1") -> tuple[str, str]:
        """Claim everything and ring one contact; token and SID."""
        return self.ring(self.dial_planned(contact))

    def answer(self, token: str, sid: str) -> Spoken:
        """Somebody answers."""
        spoken = self.do(interviewing.begin, token, sid, rules=self.rules)
        assert isinstance(spoken, Spoken)
        return spoken

    def hear(self, token: str, sid: str, position: int, heard: Heard | str) -> Spoken:
        """Something is heard; a string is keys."""
        what = Keys(heard) if isinstance(heard, str) else heard
        spoken = self.do(interviewing.take_turn, token, sid, position, what, rules=self.rules, line_hash=hashed)
        assert isinstance(spoken, Spoken)
        return spoken

    def talk(self, token: str, sid: str, *heard: Heard | str) -> Spoken:
        """Answer and hear everything in order, from the current position on."""
        spoken = self.answer(token, sid)
        for one in heard:
            spoken = self.hear(token, sid, spoken.turn.position, one)
        return spoken

    def report(
        self,
        token: str,
        sid: str,
        progress: str,
        status: CallStatus,
        sequence: int | None,
        outcome: CarrierOutcome | None = None,
        answered_by: str | None = None,
    ) -> bool:
        """The carrier reports."""
        with self.database.transaction() as session:
            call = interviewing.lock_call(session, token)
            assert call is not None
            return closing.hear_from_carrier(
                session, call, CarrierNews(sid, progress, status, outcome, sequence, answered_by), self.rules, self.now
            )

    def hang_up(self, token: str, sid: str, outcome: CarrierOutcome = CarrierOutcome.COMPLETED) -> bool:
        """The call is over."""
        return self.report(token, sid, outcome, CallStatus.ENDED, 3, outcome)

    def rows(self, statement: Any) -> list[Any]:
        """Rows of a select, detached."""
        with self.database.reading() as session:
            found = list(session.scalars(statement).unique().all())
            session.expunge_all()
            return found

    def case(self, contact: str = "C1") -> Case:
        """The newest case of a contact."""
        found = self.rows(
            select(Case).join(Case.contact).where(Case.contact.has(external_id=contact)).order_by(Case.id.desc())
        )
        assert isinstance(found[0], Case)
        return found[0]

    def attempts(self, contact: str = "C1") -> list[Attempt]:
        """The attempts of a contact, oldest first."""
        return self.rows(
            select(Attempt).join(Attempt.case).where(Case.contact.has(external_id=contact)).order_by(Attempt.id)
        )

    def call(self, token: str) -> Call:
        """The call of a token."""
        found = self.rows(select(Call).where(Call.token == token))[0]
        assert isinstance(found, Call)
        return found

    def interview(self, contact: str = "C1") -> Interview:
        """The interview of a contact."""
        found = self.rows(select(Interview).join(Interview.case).where(Case.contact.has(external_id=contact)))[0]
        assert isinstance(found, Interview)
        return found

    def user(self, email: str) -> User:
        """Somebody who signs in."""
        found = self.rows(select(User).where(User.email == email))[0]
        assert isinstance(found, User)
        return found


def demo_rules() -> Rulebook:
    """The rules of the demo: always open, spacing in seconds."""
    return load_rulebook(DEMO)


def own_rules(folder: Path, **files: str) -> Rulebook:
    """The shipped rules with some files replaced."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return load_rulebook(folder)
