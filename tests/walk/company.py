"""A whole company for the tests: web server, workers, clock and carrier as real processes, on a database of the test.

``Company.run`` launches a campaign over a generated contact list and waits until it is finished.
"""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import redis as redis_client
from launched import launch
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.keys import line_hash
from vocsurvey.library import load_library
from vocsurvey.operations import administering, sampling
from vocsurvey.operations.administering import Launched
from vocsurvey.rulebook import DEMO, SHIPPED
from vocsurvey.settings import CarrierAccount, Settings
from vocsurvey.supervision.crew import Crew, sandbox
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import Interruption

SUPPRESSION_KEY = "a-suppression-key-of-the-tests-0123456789"
FROM = "+12025550199"
MACHINE = "3.14"
READY_WITHIN = timedelta(minutes=3)  # a busy machine is slow, not wrong
HEADER = (
    "account_id,account,account_country,owner_email,contact_id,contact_name,contact_role,phone,language,zone,"
    "touchpoint_id,touchpoint_kind,touchpoint_subject,automated_voice_consent"
)


def contact_list(size: int) -> str:
    """So many people in London, one line each, whose last two digits cover the sandbox's respondents evenly."""
    step = max(1, 100 // size)
    rows = []
    for index in range(size):
        number = (index // 100) * 100 + (index * step) % 100 if size < 100 else index
        language = "de" if index % 5 == 0 else "en"
        role = "decision_maker" if index % 4 == 0 else "user"
        owner = "olivia@example.com" if index // 3 % 2 == 0 else ""
        rows.append(
            f"A{index // 3},Account {index // 3},GB,{owner},C{index},Person Number{index},{role},"
            f"+44 20 7946 {number:04d},{language},Europe/London,T{index},support_case,the export,yes"
        )
    return "\n".join((HEADER, *rows))


@dataclass
class Company:
    """The processes, and what the test can ask of them."""

    database: Database
    settings: Settings
    fleet: Fleet
    carrier_url: str
    killed: list[str] = field(default_factory=list)

    def launch(self, size: int, name: str = "support-case", listed: str | None = None) -> int:
        """People, contact list (generated, unless one is given) and a launched campaign with a shipped questionnaire;
        its id."""
        now = datetime.now(UTC)
        questionnaire = load_library()[name]
        with self.database.transaction() as session:
            for email, role in (("olivia@example.com", Role.ACCOUNT_TEAM), ("sam@example.com", Role.CUSTOMER_SUCCESS)):
                administering.add_user(
                    session,
                    email=email,
                    name=email.partition("@")[0].title(),
                    role=role,
                    password_hash="-",
                    zone="Europe/London",
                    now=now,
                )
            rows, problems = read_rows(listed or contact_list(size))
            assert problems == (), problems[:3]
            sampling.import_sample(session, rows, now)
        with self.database.transaction() as session:
            campaign = administering.new_campaign(
                session,
                name="Walk",
                company_name="Northwind",
                questionnaire=name,
                from_number=FROM,
                touchpoint_kinds=[],
                owner_id=None,
                now=now,
            )
            assert isinstance(campaign, Campaign)
            launched = launch(session, campaign.id, questionnaire, "the test", now)
            assert launched == Launched(size)
            return campaign.id

    def relaunch(self, campaign_id: int) -> int:
        """The same people once more, in a campaign of its own; its id."""
        now = datetime.now(UTC)
        with self.database.transaction() as session:
            campaign = administering.new_campaign(
                session,
                name=f"Walk after {campaign_id}",
                company_name="Northwind",
                questionnaire="support-case",
                from_number=FROM,
                touchpoint_kinds=[],
                owner_id=None,
                now=now,
            )
            assert isinstance(campaign, Campaign)
            launched = launch(session, campaign.id, load_library()["support-case"], "the test", now)
            assert isinstance(launched, Launched)
            return campaign.id

    def wait(self, campaign_id: int, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> bool:
        """Tend the processes until the campaign is finished; false when the time is up."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.fleet.tend()
            meanwhile()
            with self.database.reading() as session:
                if session.get_one(Campaign, campaign_id).status == "finished":
                    return True
            time.sleep(0.05)
        return False

    def ledger(self) -> dict[str, Any]:
        """The carrier's own account of what happened."""
        with urlopen(f"{self.carrier_url}/ledger.json", timeout=20) as answer:
            read: dict[str, Any] = json.load(answer)
            return read

    def violations(self) -> list[str]:
        """What the audit finds."""

        def hashed(number: str, extension: str) -> str:
            return line_hash(SUPPRESSION_KEY, number, extension)

        with self.database.reading() as session:
            return [str(violation) for violation in audit(session, datetime.now(UTC), hashed)]

    def rows(self) -> dict[str, dict[str, object]]:
        """What the campaign found out, by contact, without ids and times: the same in every weather."""
        with self.database.reading() as session:
            return {contact.external_id: _found(session, contact) for contact in session.scalars(select(Contact))}

    def unfinished(self) -> list[tuple[str, object, object, list[tuple[str, str | None]]]]:
        """Cases that are still open, with their attempts: what to look at when a walk does not end."""
        with self.database.reading() as session:
            return [
                (
                    case.contact.external_id,
                    case.due_at,
                    case.waiting_for,
                    [
                        (attempt.call.status, attempt.disposition)
                        for attempt in session.scalars(select(Attempt).where(Attempt.case_id == case.id))
                    ],
                )
                for case in session.scalars(select(Case).where(Case.closed_at.is_(None)))
            ]


def _found(session: Any, contact: Contact) -> dict[str, object]:
    case = session.scalars(select(Case).where(Case.contact_id == contact.id)).one()
    interview = session.scalars(select(Interview).where(Interview.case_id == case.id)).one_or_none()
    if interview is None:
        return {"disposition": case.disposition}
    follow_up = session.scalars(select(FollowUp).where(FollowUp.interview_id == interview.id)).one_or_none()
    answers = session.scalars(select(Answer).where(Answer.interview_id == interview.id).order_by(Answer.id))
    flags = (
        session.scalars(select(Flag).where(Flag.follow_up_id == follow_up.id).order_by(Flag.id)) if follow_up else ()
    )
    return {
        "disposition": case.disposition,
        "completeness": interview.completeness,
        # How a conversation with a machine ends is a matter of when the carrier tells that it is one.
        "ending": None if case.disposition == MACHINE else interview.ending,
        "answers": [
            (row.question, row.value, row.missing, row.verbatim, row.negative, row.superseded_at is None)
            for row in answers
        ],
        "flags": [(flag.question, flag.rule, flag.severity, flag.kind) for flag in flags],
        "follow_up": (follow_up.severity, follow_up.state, follow_up.owner_id) if follow_up else None,
    }


@contextmanager
def company(
    database: Database,
    redis_url: str,
    folder: Path,
    *,
    weather: str = "fair",
    seed: int = 7,
    speed: float = 200,
    workers: int = 2,
    web: int = 1,
    carrier: Sequence[str] = (),
    pacing: dict[str, str] | None = None,
    rules: dict[str, dict[str, str]] | None = None,
    longest_wait: float | None = None,
) -> Generator[Company]:
    """Start everything, and stop it at the end."""
    redis_client.Redis.from_url(redis_url).flushall()
    rules_folder = folder / "rules"
    shutil.copytree(DEMO, rules_folder)
    _adjust(
        rules_folder / "pacing.yaml",
        {"calls_per_second": "50", "in_flight": "30", "tick": "0.3 s", "poll_after": "3 s", **(pacing or {})},
    )
    # Enough attempts that those which a storm swallows leave as many as are needed, and no long waits between them.
    _adjust(
        rules_folder / "protocol.yaml",
        {
            "max_attempts": "8",
            "  busy": "{ wait: 0.5 s }",
            "  no_answer": "{ wait: 0.5 s }",
            "  machine": "{ wait: 0.5 s }",
            "  contacted": "{ wait: 0.5 s }",
            "  break_off": "{ wait: 0.5 s }",
            "  not_now": "{ wait: 0.5 s }",
        },
    )
    for name, changes in (rules or {}).items():
        if not (rules_folder / f"{name}.yaml").exists():
            shutil.copy(SHIPPED / f"{name}.yaml", rules_folder)
        _adjust(rules_folder / f"{name}.yaml", dict(changes))
    web_port, carrier_port = _free_ports(2)
    settings = Settings(
        data_folder=folder,
        database_url=database.url.render_as_string(hide_password=False),
        redis_url=redis_url,
        secret_key="a-secret-key-of-the-tests-0123456789-abc",
        suppression_key=SUPPRESSION_KEY,
        carrier=CarrierAccount(
            account_sid="AC" + "5" * 32,
            auth_tokens=("5" * 32,),
            api_url=f"http://127.0.0.1:{carrier_port}",
            public_url=f"http://127.0.0.1:{web_port}",
            from_number=FROM,
        ),
        from_number=FROM,
        rules_folder=rules_folder,
    )
    crew = Crew(settings, "127.0.0.1", web_port)
    with Fleet(folder / "logs", Interruption(), lambda line: None) as fleet:
        options = ("--seed", str(seed), "--speed", str(speed), "--weather", weather, *carrier)
        fleet.start(replace(sandbox(carrier_port, settings, *options), ready_within=READY_WITHIN))
        members = [crew.web(web), *crew.workers(workers), crew.clock()]
        members = [replace(member, ready_within=READY_WITHIN) for member in members]
        if longest_wait is not None:
            members = [replace(member, longest_wait=longest_wait) for member in members]
        fleet.start(*members)
        yield Company(database, settings, fleet, f"http://127.0.0.1:{carrier_port}")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _adjust(path: Path, values: dict[str, str]) -> None:
    lines = []
    for line in path.read_text().splitlines():
        name = line.partition(":")[0]
        lines.append(f"{name}: {values.pop(name)}" if name in values else line)
    assert not values, f"{path} has no {values}"
    path.write_text("\n".join(lines) + "\n")
