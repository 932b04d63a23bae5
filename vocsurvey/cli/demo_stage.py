"""The stage of the demonstration: its settings, its people, its contact list and its campaign."""

from __future__ import annotations

import csv
import secrets
import shlex
import socket
from dataclasses import dataclass
from pathlib import Path

from vocsurvey import clock
from vocsurvey.cli.contact_list import import_file
from vocsurvey.cli.refusal import Failure
from vocsurvey.db.people import Role, User
from vocsurvey.db.session import Database
from vocsurvey.jobs.launches import carry_out, outcome
from vocsurvey.keys import line_hasher
from vocsurvey.library import load_library
from vocsurvey.operations import administering, launching, planning
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.signing_in import password_hash
from vocsurvey.rulebook import DEMO, load_rulebook
from vocsurvey.settings import BrowserPhoneKey, CarrierAccount, Settings
from vocsurvey.telephony.url import CarrierUrls

SHIPPED = Path(__file__).parent.parent / "data" / "demo"
CONTACTS = SHIPPED / "contacts.csv"
LIVE_CONTACTS = SHIPPED / "contacts_live.csv"
"""People who want no automated voice: callers phone them, from the desk."""
USERS = SHIPPED / "users.csv"
COMPANY = "Brightwater Systems"
CAMPAIGN = "After support, November"
QUESTIONNAIRE = "support-case"
LIVE_CAMPAIGN = "Quarterly calls, November"
LIVE_QUESTIONNAIRE = "relationship"
FROM_NUMBER = "+12025550199"
PHONE_NUMBER = "+12025550198"
"""The visitor's own, at the phone in the browser. Nobody on the contact list has it."""
LOOPBACK = "127.0.0.1"
ENVIRONMENT = "demo.env"


@dataclass(frozen=True)
class SignIn:
    """Somebody whom the visitor may sign in as."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True)
class Stage:
    """Everything that is ready before the first phone rings. ``live_id`` and ``live_people``: the campaign for which
    nobody but a caller phones, and who is in it."""

    campaign_id: int
    people: int
    live_id: int
    live_people: int
    password: str
    sign_ins: tuple[SignIn, ...]


def settings_for(folder: Path, redis_url: str, port: int, carrier_port: int) -> Settings:
    """Settings of a house that exists only on this machine, with secrets of its own."""
    return Settings(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'vocsurvey.sqlite3'}",
        redis_url=redis_url,
        secret_key=secrets.token_urlsafe(48),
        suppression_key=secrets.token_urlsafe(48),
        carrier=CarrierAccount(
            account_sid="AC" + secrets.token_hex(16),
            auth_tokens=(secrets.token_hex(16),),
            api_url=f"http://{LOOPBACK}:{carrier_port}",
            public_url=f"http://{LOOPBACK}:{port}",
            from_number=FROM_NUMBER,
        ),
        from_number=FROM_NUMBER,
        browser_phone=BrowserPhoneKey(
            "SK" + secrets.token_hex(16), secrets.token_hex(16), "AP" + secrets.token_hex(16)
        ),
        test_number=PHONE_NUMBER,
        rules_folder=DEMO,
    )


def call_backs(settings: Settings) -> tuple[str, ...]:
    """What the carrier is started with, so that whoever missed our call can ring us back."""
    assert settings.carrier is not None
    urls = CarrierUrls(settings.carrier.public_url, "nothing is signed here")
    asked = ("--inbound-url", urls.inbound, "--inbound-fallback-url", urls.inbound_fallback)
    return (*asked, "--inbound-status-url", urls.inbound)


def write_environment(folder: Path, settings: Settings) -> Path:
    """Write the settings as a file that a shell can read, so that other commands see this house too; its path."""
    path = folder / ENVIRONMENT
    path.touch(mode=0o600)
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in sorted(settings.to_environ().items()))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def free_ports(count: int) -> list[int]:
    """So many ports on which nobody listens, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def set_stage(database: Database) -> Stage:
    """Let the people in, import the contacts and make the campaigns. Nobody is phoned yet."""
    password = secrets.token_urlsafe(9)
    hashed = password_hash(password)
    with USERS.open(encoding="utf-8", newline="") as file:
        users = list(csv.DictReader(file))
    _let_in(database, [user for user in users if not user["agent_id"]], hashed)
    people, live_people = _bring(database, CONTACTS), _bring(database, LIVE_CONTACTS)
    _let_in(database, [user for user in users if user["agent_id"]], hashed)
    sign_ins = tuple(SignIn(user["email"], user["name"], Role(user["role"])) for user in users)
    campaign_id = _campaign(database, CAMPAIGN, QUESTIONNAIRE, "support_case")
    # Before the others, so that there is somebody to call as soon as the doors are open.
    live_id = _campaign(database, LIVE_CAMPAIGN, LIVE_QUESTIONNAIRE, "relationship", priority=9)
    return Stage(campaign_id, people, live_id, live_people, password, sign_ins)


def launch(database: Database, stage: Stage, settings: Settings) -> None:
    """Let the phones ring, and let the callers call."""
    _launch(database, stage.campaign_id, QUESTIONNAIRE, settings)
    _launch(database, stage.live_id, LIVE_QUESTIONNAIRE, settings)


def _bring(database: Database, contacts: Path) -> int:
    given = import_file(database, contacts)
    if given.problems:
        raise Failure(f"{contacts}:{given.problems[0].line}: {given.problems[0].sentence}")
    return given.run.good_lines


def _launch(database: Database, campaign_id: int, questionnaire: str, settings: Settings) -> None:
    library, rules = load_library(), load_rulebook(settings.rules_folder)
    with database.transaction() as session:
        known = planning.known(session, library, rules, clock.now(), campaign_id)
        asked = launching.ask(
            session, campaign_id, library[questionnaire], known, Actor("the demonstration"), now=clock.now()
        )
        if isinstance(asked, Refusal):
            raise Failure(asked.sentence)
    line_hash = line_hasher(settings.suppression_key or "")
    if carry_out(database, campaign_id, rules=rules, line_hash=line_hash) is None:
        raise Failure(outcome(database, campaign_id).reason or "Somebody else is launching it.")


def _let_in(database: Database, users: list[dict[str, str]], hashed: str) -> None:
    with database.transaction() as session:
        for user in users:
            added = administering.add_user(
                session,
                email=user["email"],
                name=user["name"],
                role=Role(user["role"]),
                password_hash=hashed,
                zone=user["zone"],
                now=clock.now(),
                agent_external_id=user["agent_id"] or None,
                languages=user["languages"].split(),
            )
            if not isinstance(added, User):
                raise Failure(added.sentence)


def _campaign(database: Database, name: str, questionnaire: str, about: str, priority: int = 0) -> int:
    with database.transaction() as session:
        made = administering.new_campaign(
            session,
            name=name,
            company_name=COMPANY,
            questionnaire=questionnaire,
            from_number=FROM_NUMBER,
            touchpoint_kinds=(about,),
            owner_id=None,
            now=clock.now(),
        )
        if isinstance(made, Refusal):
            raise Failure(made.sentence)
        made.priority = priority
        return made.id
