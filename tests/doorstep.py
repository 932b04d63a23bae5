"""The carrier's doorstep: a web process over a real database and a real Redis, and a carrier that signs what it says.

The signature is made here from the carrier's documentation, so that product and test do not share a mistake.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from cast import settings_for
from flask.testing import FlaskClient
from kept import app_over
from scene import Scene, demo_rules
from sqlalchemy import select
from strict_twiml import read

import vocsurvey.db.tables  # noqa: F401 - so that every table is known
from vocsurvey.clock import now
from vocsurvey.db.base import Base
from vocsurvey.db.session import Database
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime
from vocsurvey.settings import Settings

PUBLIC = "https://voice.example.com"
TOKEN = "the auth token of the tests"
NEXT_TOKEN = "the auth token that comes next"
STRANGER = "CA" + "e" * 32

Pairs = Iterable[tuple[str, str]]


def signature(token: str, url: str, params: Pairs) -> str:
    """https://www.twilio.com/docs/usage/security: HMAC-SHA1 over the URL and all names and values, sorted by name."""
    text = url + "".join(name + value for name, value in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def state_of_rows(database: Database) -> str:
    """A hash over every row of every table: equal before and after means that nothing was written."""
    digest = hashlib.sha256()
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table).order_by(*table.primary_key.columns)):
                digest.update(repr((table.name, *row)).encode())
    return digest.hexdigest()


def settings(folder: Path, database_url: str, redis_url: str, **changes: Any) -> Settings:
    """The settings of a web process; its carrier listens nowhere."""
    made = settings_for(folder, database_url, redis_url, PUBLIC)
    assert made.carrier is not None
    account = replace(made.carrier, auth_tokens=(TOKEN,))
    return replace(made, **{"suppression_key": "a key of the tests", "carrier": account, **changes})


@dataclass
class Answer:
    """What the door answered, read strictly."""

    status: int
    body: str
    headers: Mapping[str, str]

    @property
    def root(self) -> ElementTree.Element:
        """The document; raises when it is not one that the carrier would read without a warning."""
        assert self.status == 200, (self.status, self.body[:200])
        assert self.headers["Content-Type"].startswith("text/xml")
        return read(self.body)

    @property
    def action(self) -> str:
        """Where the carrier is to bring what it hears next."""
        gather = self.root.find("Gather")
        assert gather is not None, self.body
        return gather.attrib["action"]

    @property
    def words(self) -> str:
        """Everything that is said."""
        return " ".join(say.text or "" for say in self.root.iter("Say"))

    @property
    def verbs(self) -> list[str]:
        """The verbs, outermost only."""
        return [child.tag for child in self.root]


@dataclass
class Door:
    """The web process, the stage behind it, and one call that is on its way."""

    runtime: Runtime
    scene: Scene
    client: FlaskClient
    token: str = ""
    sid: str = ""
    sequence: int = 0
    common: dict[str, str] = field(
        default_factory=lambda: {
            "AccountSid": "AC" + "0" * 32,
            "ApiVersion": "2010-04-01",
            "Called": "+12025550101",
            "CalledCountry": "US",
            "CallerCountry": "US",
            "Direction": "outbound-api",
            "From": "+12025550199",
            "FromZip": "20001",
            "To": "+12025550101",
        }
    )

    def dial(self, contact: str = "C1") -> Door:
        """Ring one contact; what follows is about this call."""
        self.token, self.sid = self.scene.dial(contact)
        return self

    def form(self, **params: str) -> list[tuple[str, str]]:
        """What a webhook of this call carries."""
        return sorted({**self.common, "CallSid": self.sid, "CallStatus": "in-progress", **params}.items())

    def url(self, last: str) -> str:
        """A public URL of this call."""
        return f"{PUBLIC}/carrier/{self.token}/{last}"

    def knock(
        self, url: str, params: Pairs, *, token: str = TOKEN, signed: str | None = None, **options: Any
    ) -> Answer:
        """One request, signed as the carrier signs; ``signed`` stands in for the signature ("" for none)."""
        pairs = list(params)
        mark = signature(token, url, pairs) if signed is None else signed
        parts = urlsplit(url)
        headers = {"X-Twilio-Signature": mark} if mark else {}
        sent: dict[str, Any] = {
            "method": "POST",
            "data": urlencode(pairs),
            "content_type": "application/x-www-form-urlencoded; charset=UTF-8",
            "headers": {**headers, **options.pop("headers", {})},
            "query_string": parts.query,
            **options,
        }
        response = self.client.open(parts.path, **sent)
        return Answer(response.status_code, response.text, dict(response.headers))

    def answer(self, **params: str) -> Answer:
        """Somebody answered."""
        return self.knock(self.url("answer"), self.form(**params))

    def press(self, action: str, digits: str, **params: str) -> Answer:
        """Keys were pressed."""
        return self.knock(action, self.form(Digits=digits, msg="Gather End", **params))

    def silence(self, action: str) -> Answer:
        """Nothing was pressed."""
        return self.knock(action, self.form(msg="Gather End"))

    def talk(self, *digits: str) -> Answer:
        """Answer, and press one after the other."""
        said = self.answer()
        for one in digits:
            said = self.press(said.action, one)
        return said

    def report(self, status: str, sequence: int, **params: str) -> Answer:
        """A status callback."""
        form = self.form(
            CallStatus=status,
            SequenceNumber=str(sequence),
            CallbackSource="call-progress-events",
            Timestamp="Wed, 18 Nov 2026 15:00:00 +0000",
            **params,
        )
        return self.knock(self.url("status"), form)

    def verdict(self, answered_by: str, **params: str) -> Answer:
        """What asynchronous machine detection found; it carries no status."""
        form = [pair for pair in self.form(AnsweredBy=answered_by, **params) if pair[0] != "CallStatus"]
        return self.knock(self.url("machine"), form)

    def fall_back(self, error_url: str, **params: str) -> Answer:
        """The carrier could not use what we said."""
        return self.knock(self.url("fallback"), self.form(ErrorCode="11200", ErrorUrl=error_url, **params))

    def rows(self) -> str:
        """See ``state_of_rows``."""
        return state_of_rows(self.runtime.database)

    def again(self, **parts: Any) -> Door:
        """The same call at another web process, with some of its parts replaced."""
        runtime = replace(self.runtime, **parts)
        return replace(self, runtime=runtime, client=app_over(runtime).test_client())


def door_of(runtime: Runtime, questionnaire: Questionnaire | None = None) -> Door:
    """A running campaign of three people behind a web process."""
    scene = Scene(runtime.database, demo_rules() if questionnaire is None else runtime.rulebook, now=now())
    scene.people()
    scene.campaign(questionnaire=questionnaire)
    return Door(runtime, scene, app_over(runtime).test_client())
