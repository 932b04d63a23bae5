"""A floor of live callers in a whole company: people to call, and callers with a phone and a password of their own.

The customers and the callers' own phones are at the sandbox carrier, each as the cast says.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cast import PASSWORD, hashed
from company import FROM, HEADER, Company, company
from sqlalchemy import select, update

from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Contact
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.library import load_library
from vocsurvey.operations import administering, sampling
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.drawing import draw_people, open_cases, pairs_of

__all__ = ["OWN_PHONES", "PASSWORD", "Customer", "Floor", "floor", "floor_on_a_copy"]

OWN_PHONES = tuple(f"+44207946{index:04d}" for index in range(900, 1000))
"""The callers' own phones: whoever is there picks up and stays."""
CUSTOMERS = tuple(f"+44207946{index:04d}" for index in range(900))
LADDER = {"protocol": {"ladder": "[ivr, live]"}}


@dataclass(frozen=True)
class Customer:
    """Somebody to be called. ``role`` is their place in the company, ``owner`` who answers for the account."""

    name: str
    phone: str
    language: str = "en"
    role: str = "user"
    owner: str = "olivia@example.com"

    def line(self, index: int) -> str:
        """Their line of a contact list."""
        return (
            f"A{index},Account {index},GB,{self.owner},C{index},{self.name},{self.role},{self.phone},{self.language},"
            f"Europe/London,T{index},support_case,the export,yes"
        )


@dataclass
class Floor:
    """The company, and who works and is called in it."""

    house: Company
    _phones: Iterator[str] = field(default_factory=lambda: iter(OWN_PHONES))
    _numbers: Iterator[str] = field(default_factory=lambda: iter(CUSTOMERS))
    _serial: Iterator[int] = field(default_factory=itertools.count)
    _named: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        """Where the pages are."""
        assert self.house.settings.carrier is not None
        return self.house.settings.carrier.public_url

    @property
    def database(self) -> Database:
        """Where the rows are."""
        return self.house.database

    def staff(self) -> None:
        """Those who answer for customers."""
        self.employ("olivia@example.com", "Olivia", Role.ACCOUNT_TEAM)
        self.employ("sam@example.com", "Sam", Role.CUSTOMER_SUCCESS)

    def employ(self, email: str, name: str, role: Role, **skills: Any) -> User:
        """Somebody who can sign in."""
        with self.database.transaction() as session:
            user = administering.add_user(
                session, email=email, name=name, role=role, password_hash=hashed(), zone="Europe/London",
                now=datetime.now(UTC), **skills,
            )  # fmt: skip
            assert isinstance(user, User), user
            session.expunge(user)
        return user

    def caller(self, name: str, role: Role = Role.CALLER) -> User:
        """A caller for everybody who speaks English or German, or a manager who can do the same."""
        email = f"{name.lower()}{next(self._serial)}@example.com"
        return self.employ(email, name, role, languages=("en", "de"), phone=next(self._phones))

    def new_name(self, name: str) -> str:
        """This name, or with a number where somebody has it already: a test may be tried twice."""
        self._named[name] += 1
        return name if self._named[name] == 1 else f"{name} {self._named[name]}"

    def number(self) -> str:
        """A telephone that nobody has yet."""
        return next(self._numbers)

    def campaign(self, customers: Sequence[Customer], *, channel: str = "live", name: str = "support-case") -> int:
        """A running campaign over these and nobody else, whom callers (or the automated voice) call; its id.

        The campaigns before it are paused: who takes the next case gets one of these.
        """
        now, questionnaire = datetime.now(UTC), load_library()[name]
        first = next(self._serial) * 1000
        rows, problems = read_rows(
            "\n".join((HEADER, *(one.line(first + index) for index, one in enumerate(customers))))
        )
        assert problems == (), problems[:3]
        with self.database.transaction() as session:
            for earlier in session.scalars(select(Campaign).where(Campaign.status == CampaignStatus.RUNNING)).all():
                administering.pause(session, earlier.id, "a test", now)
            sampling.import_sample(session, rows, now)
            campaign = administering.new_campaign(
                session, name=f"Floor {first}", company_name="Northwind", questionnaire=name, from_number=FROM,
                touchpoint_kinds=[], owner_id=None, now=now,
            )  # fmt: skip
            assert isinstance(campaign, Campaign), campaign
            ours = set(
                session.scalars(select(Contact.id).where(Contact.external_id.in_([row.contact_id for row in rows])))
            )
            pairs = [pair for pair in pairs_of(draw_people(session, campaign, now).drawing.drawn) if pair[1] in ours]
            assert len(pairs) == len(customers), pairs
            open_cases(session, campaign.id, pairs, now)
            begun = administering.begin(session, campaign, questionnaire, len(pairs), "a test", now)
            assert isinstance(begun, Launched), begun
            session.execute(update(Case).where(Case.campaign_id == campaign.id).values(channel=channel))
            return campaign.id


@contextmanager
def floor(
    database: Database,
    redis_url: str,
    folder: Path,
    *,
    roles: Mapping[str, object] | None = None,
    rules: Mapping[str, dict[str, str]] | None = None,
    **options: Any,
) -> Generator[Floor]:
    """The company at work. ``roles``: who is at which number; at all others, somebody who picks up and stays."""
    cast = {**dict.fromkeys((*OWN_PHONES, *CUSTOMERS), "colleague"), **(roles or {})}
    file = folder / "cast.json"
    file.write_text(json.dumps(cast))
    protocol = {**LADDER["protocol"], **(rules or {}).get("protocol", {})}
    with company(
        database, redis_url, folder, carrier=("--cast", str(file)), rules={**(rules or {}), "protocol": protocol},
        **options,
    ) as house:  # fmt: skip
        opened = Floor(house)
        opened.staff()
        yield opened


@contextmanager
def floor_on_a_copy(copies: Any, redis_url: str, folder: Path, **options: Any) -> Generator[Floor]:
    """The company on a database of its own, which goes at the end; ``options`` as ``floor`` takes them."""
    url = copies.make()
    database = Database(url)
    with floor(database, redis_url, folder, **options) as opened:
        yield opened
    database.dispose()
    copies.drop(url)
