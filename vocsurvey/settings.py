"""Settings.from_environ: the only reader of the environment. Everything wrong is reported together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto
from pathlib import Path

from vocsurvey.keys import kept_key
from vocsurvey.settings_form import BROWSER_PHONE, FORMS, Complaint, SettingsError, read_forms

DEFAULT_DATA_FOLDER = Path("var") / "vocsurvey"
TWILIO_API = "https://api.twilio.com"


class Needs(Flag):
    """What a process cannot do without. The SQLite file in the data folder stands in for a database."""

    NOTHING = 0
    REDIS = auto()
    SECRET_KEY = auto()
    SUPPRESSION_KEY = auto()
    CARRIER = auto()
    PROCESSES = REDIS | SECRET_KEY | SUPPRESSION_KEY | CARRIER

    def names(self) -> tuple[str, ...]:
        """The variables that these needs stand for."""
        return tuple(name for name, need in _NEEDED.items() if need in self)


_NEEDED = {
    "REDIS_URL": Needs.REDIS,
    "SECRET_KEY": Needs.SECRET_KEY,
    "VOCSURVEY_SUPPRESSION_KEY": Needs.SUPPRESSION_KEY,
    "TWILIO_ACCOUNT_SID": Needs.CARRIER,
    "TWILIO_AUTH_TOKEN": Needs.CARRIER,
    "VOCSURVEY_PUBLIC_URL": Needs.CARRIER,
    "VOCSURVEY_FROM_NUMBER": Needs.CARRIER,
}
_KEPT = {"SECRET_KEY": "secret.key", "VOCSURVEY_SUPPRESSION_KEY": "suppression.key"}


@dataclass(frozen=True)
class CarrierAccount:
    """How we speak with the carrier, and what the carrier calls back.

    ``auth_tokens`` are the tokens whose signature is believed: the current one, and the next one during a rotation.
    ``api_url`` and ``public_url`` have no slash at their end; ``from_number`` is E.164.
    """

    account_sid: str
    auth_tokens: tuple[str, ...]
    api_url: str
    public_url: str
    from_number: str


@dataclass(frozen=True)
class BrowserPhoneKey:
    """The carrier's API key that signs access tokens for the phone in the browser, and the application it calls."""

    key: str
    secret: str
    application: str


@dataclass(frozen=True)
class Settings:
    """Everything that the environment says, checked. None means: not set, and not needed by this process.

    ``webhook_networks`` are the internal networks that webhooks may reach, separated by commas.
    ``test_number`` is the phone that is offered to somebody who asks for a test call for the first time.
    """

    data_folder: Path
    database_url: str
    redis_url: str | None = None
    secret_key: str | None = None
    suppression_key: str | None = None
    carrier: CarrierAccount | None = None
    from_number: str | None = None
    test_number: str | None = None
    browser_phone: BrowserPhoneKey | None = None
    smtp_url: str | None = None
    rules_folder: Path | None = None
    webhook_networks: str | None = None

    @classmethod
    def from_environ(
        cls,
        environ: Mapping[str, str] | None = None,
        needs: Needs = Needs.NOTHING,
        *,
        keys_kept: bool = False,
        keys_made: bool = True,
    ) -> Settings:
        """Read and check the environment. Raises SettingsError with every missing or malformed setting at once.

        ``needs`` says which settings must be there. A key that is not set is kept in the data folder, made at its first
        need, when ``keys_kept`` is true (one machine runs everything) or when the database is the file in that folder.
        With ``keys_made`` false, one that is not there yet is left out.
        """
        given = {name: value.strip() for name, value in (os.environ if environ is None else environ).items()}
        values = {name: given[name] for name in FORMS if given.get(name)}
        folder = Path(values.get("VOCSURVEY_DATA", DEFAULT_DATA_FOLDER)).expanduser().absolute()
        kept = _KEPT if keys_kept or "DATABASE_URL" not in values else {}
        complaints = read_forms(values)
        complaints += [
            Complaint(name, "is not set", FORMS[name].example)
            for name in needs.names()
            if name not in values and name not in kept
        ]
        if complaints:
            raise SettingsError(complaints)
        for name in needs.names():
            if name in kept and name not in values and (keys_made or (folder / kept[name]).exists()):
                values[name] = kept_key(folder / kept[name])
        return cls._of(values, folder)

    @classmethod
    def _of(cls, values: Mapping[str, str], folder: Path) -> Settings:
        rules = values.get("VOCSURVEY_RULES")
        return cls(
            data_folder=folder,
            database_url=values.get("DATABASE_URL", f"sqlite:///{folder / 'vocsurvey.sqlite3'}"),
            redis_url=values.get("REDIS_URL"),
            secret_key=values.get("SECRET_KEY"),
            suppression_key=values.get("VOCSURVEY_SUPPRESSION_KEY"),
            carrier=_carrier(values),
            from_number=values.get("VOCSURVEY_FROM_NUMBER"),
            test_number=values.get("VOCSURVEY_TEST_NUMBER"),
            browser_phone=_browser_phone(values),
            smtp_url=values.get("SMTP_URL"),
            rules_folder=Path(rules).expanduser().absolute() if rules else None,
            webhook_networks=values.get("VOCSURVEY_WEBHOOK_NETWORKS"),
        )

    def to_environ(self) -> dict[str, str]:
        """The same settings as environment variables, for the processes that are started with them."""
        carrier, phone = self.carrier, self.browser_phone
        tokens = carrier.auth_tokens if carrier else ()
        named = {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": self.secret_key,
            "VOCSURVEY_SUPPRESSION_KEY": self.suppression_key,
            "TWILIO_ACCOUNT_SID": carrier and carrier.account_sid,
            "TWILIO_AUTH_TOKEN": tokens[0] if tokens else None,
            "TWILIO_AUTH_TOKEN_NEXT": tokens[1] if len(tokens) > 1 else None,
            "VOCSURVEY_PUBLIC_URL": carrier and carrier.public_url,
            "VOCSURVEY_CARRIER_URL": carrier and carrier.api_url,
            "VOCSURVEY_FROM_NUMBER": self.from_number,
            "VOCSURVEY_TEST_NUMBER": self.test_number,
            "TWILIO_API_KEY": phone and phone.key,
            "TWILIO_API_SECRET": phone and phone.secret,
            "TWILIO_APPLICATION_SID": phone and phone.application,
            "SMTP_URL": self.smtp_url,
            "VOCSURVEY_DATA": str(self.data_folder),
            "VOCSURVEY_RULES": self.rules_folder and str(self.rules_folder),
            "VOCSURVEY_WEBHOOK_NETWORKS": self.webhook_networks,
        }
        return {name: value for name, value in named.items() if value}


def surroundings() -> dict[str, str]:
    """The environment without any setting of ours: what a child process inherits besides its settings."""
    return {name: value for name, value in os.environ.items() if name not in FORMS}


def _carrier(values: Mapping[str, str]) -> CarrierAccount | None:
    needed = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "VOCSURVEY_PUBLIC_URL", "VOCSURVEY_FROM_NUMBER")
    if any(name not in values for name in needed):
        return None
    sid, token, public_url, from_number = (values[name] for name in needed)
    following = values.get("TWILIO_AUTH_TOKEN_NEXT")
    return CarrierAccount(
        account_sid=sid,
        auth_tokens=(token, following) if following else (token,),
        api_url=values.get("VOCSURVEY_CARRIER_URL", TWILIO_API).rstrip("/"),
        public_url=public_url.rstrip("/"),
        from_number=from_number,
    )


def _browser_phone(values: Mapping[str, str]) -> BrowserPhoneKey | None:
    if "TWILIO_API_KEY" not in values:
        return None
    return BrowserPhoneKey(*(values[name] for name in BROWSER_PHONE))
