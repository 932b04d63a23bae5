"""Runtime: everything that a long-lived process works with, wired in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml
from redis import Redis

from vocsurvey.db.session import Database
from vocsurvey.keys import line_hash
from vocsurvey.library import Library, load_library
from vocsurvey.notices.password_link import PasswordLinks
from vocsurvey.notices.personal_link import PersonalLinks
from vocsurvey.rulebook import SHIPPED, Rulebook, RulesError, load_rulebook
from vocsurvey.settings import Needs, Settings
from vocsurvey.settings_form import FORMS, Complaint, SettingsError
from vocsurvey.sound_archive import SoundArchive
from vocsurvey.spool import FOLDER, Spool
from vocsurvey.telephony.carrier import Carrier
from vocsurvey.telephony.twilio import TwilioCarrier
from vocsurvey.telephony.url import CarrierUrls
from vocsurvey.telephony.voice_token import (
    NOWHERE,
    BrowserPhone,
    PhoneAccount,
    Reach,
    browser_phone,
    identity_of,
    reach_of,
)
from vocsurvey.telephony.voices import Voices


@dataclass(frozen=True)
class Runtime:
    """The parts of one process. Nothing here has connected to anything yet: each part does so at its first use.

    Safe to make before a fork: the child gets connections of its own.
    """

    settings: Settings
    database: Database
    carrier: Carrier
    redis: Redis
    library: Library
    rulebook: Rulebook
    urls: CarrierUrls
    spool: Spool
    voices: Voices
    secret_key: str
    suppression_key: str

    @classmethod
    def from_settings(cls, settings: Settings) -> Runtime:
        """Wire the parts. Raises SettingsError when a setting that any of them needs is missing."""
        account, redis_url = settings.carrier, settings.redis_url
        secret_key, suppression_key = settings.secret_key, settings.suppression_key
        if account is None or redis_url is None or secret_key is None or suppression_key is None:
            raise SettingsError(_missing(settings))
        urls = CarrierUrls(account.public_url, secret_key)
        database = Database(settings.database_url)
        # A connection that a parent opened must not be used by its child, nor closed by it on the server's side.
        os.register_at_fork(after_in_child=partial(database.engine.dispose, close=False))
        return cls(
            settings=settings,
            database=database,
            carrier=TwilioCarrier(account.account_sid, account.auth_tokens[0], account.api_url, urls),
            redis=Redis.from_url(redis_url, socket_connect_timeout=3, socket_timeout=3),
            library=load_library(),
            rulebook=load_rulebook(settings.rules_folder),
            urls=urls,
            spool=Spool(settings.data_folder / FOLDER),
            voices=load_voices(settings.rules_folder),
            secret_key=secret_key,
            suppression_key=suppression_key,
        )

    @property
    def sounds(self) -> SoundArchive:
        """The archive of recorded comments, in the data folder."""
        return SoundArchive(self.settings.data_folder)

    @property
    def links(self) -> PersonalLinks:
        """The links that lead from notes to their pages. Their key is the one that never changes: whoever got a note
        can say no for as long as they keep it.
        """
        return PersonalLinks(self.urls.received(""), self.suppression_key)

    @property
    def password_links(self) -> PasswordLinks:
        """The links with which people set their passwords."""
        return PasswordLinks(self.urls.received(""), self.secret_key)

    def browser_phone(self, user_id: int) -> BrowserPhone | None:
        """What the page of this person needs to be a phone; None where the settings name no application for that."""
        carrier, phone = self.settings.carrier, self.settings.browser_phone
        if carrier is None or phone is None:
            return None
        account = PhoneAccount(carrier.account_sid, phone.key, phone.secret, phone.application)
        return browser_phone(account, carrier.api_url, identity_of(user_id))

    @property
    def phone_reach(self) -> Reach:
        """What a page must be let reach to be a phone; nothing where the settings name no application for that."""
        carrier, phone = self.settings.carrier, self.settings.browser_phone
        return NOWHERE if carrier is None or phone is None else reach_of(carrier.api_url)

    def line_hash(self, number: str, extension: str) -> str:
        """The keyed hash under which a line (E.164 number, extension or "") is suppressed."""
        return line_hash(self.suppression_key, number, extension)


def load_voices(overrides: Path | None) -> Voices:
    """The voices that are shipped, or those of ``voices.yaml`` in the folder of rules. Raises RulesError."""
    path = SHIPPED / "voices.yaml"
    if overrides is not None and (overrides / path.name).is_file():
        path = overrides / path.name
    try:
        # Every value stays text: the language code of Norwegian is not a "no".
        return Voices.from_mapping(yaml.load(path.read_bytes(), Loader=yaml.BaseLoader))
    except (ValueError, yaml.YAMLError) as error:
        raise RulesError((f"{path}: {error}",)) from error


def _missing(settings: Settings) -> list[Complaint]:
    given = settings.to_environ()
    return [Complaint(name, "is not set", FORMS[name].example) for name in Needs.PROCESSES.names() if name not in given]
