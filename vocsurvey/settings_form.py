"""What a well-formed setting looks like: one pattern, one sentence and one example for each variable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

_HOST = r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?"
_ADDRESS = r"[^\s@&%:/?#]+(?:@|%40)[^\s@&%:/?#]+"
_SMTP_OPTION = rf"(?:from={_ADDRESS}|tls=(?:auto|always|never))"
_SMTP_OPTIONS = rf"{_SMTP_OPTION}(?:&{_SMTP_OPTION})*"
_KEY_EXAMPLE = "the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


@dataclass(frozen=True)
class Form:
    """The whole value must match ``pattern``; otherwise the variable "must be" what ``rule`` says."""

    pattern: str
    rule: str
    example: str
    secret: bool = False


@dataclass(frozen=True)
class Complaint:
    """One setting that is missing or malformed, with an example of a good value."""

    name: str
    fault: str
    example: str

    def __str__(self) -> str:
        return f"{self.name} {self.fault}. Example: {self.name}={self.example}"


class SettingsError(Exception):
    """The settings cannot be used. ``complaints`` names all that is wrong, not only the first."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(str(complaint) for complaint in complaints))


BROWSER_PHONE = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_APPLICATION_SID")
"""What the phone in the browser needs: all of them, or none."""

FORMS = {
    "DATABASE_URL": Form(
        r"(sqlite|postgres|postgresql)(\+[a-z0-9_]+)?://\S+",
        "must be the address of a SQLite file or of a PostgreSQL database",
        "postgresql://vocsurvey:password@localhost/vocsurvey",
        secret=True,
    ),
    "REDIS_URL": Form(
        r"(rediss?|unix)://\S+",
        "must be the address of a Redis or Valkey server",
        "redis://localhost:6379/0",
        secret=True,
    ),
    "SECRET_KEY": Form(r"[ -~]{32,200}", "must be 32 to 200 plain characters", _KEY_EXAMPLE, secret=True),
    "VOCSURVEY_SUPPRESSION_KEY": Form(
        r"[ -~]{32,200}", "must be 32 to 200 plain characters", _KEY_EXAMPLE, secret=True
    ),
    "TWILIO_ACCOUNT_SID": Form(
        r"[A-Za-z0-9-]{6,64}", "must be the account's SID", "AC0123456789abcdef0123456789abcdef"
    ),
    "TWILIO_AUTH_TOKEN": Form(
        r"[!-~]{8,200}", "must be the account's auth token", "0123456789abcdef0123456789abcdef", secret=True
    ),
    "TWILIO_AUTH_TOKEN_NEXT": Form(
        r"[!-~]{8,200}", "must be the auth token that comes next", "fedcba9876543210fedcba9876543210", secret=True
    ),
    "VOCSURVEY_PUBLIC_URL": Form(
        rf"https?://{_HOST}(/[\w./~-]*)?",
        "must be the http(s) address at which the carrier reaches us, without a query or an underscore in its host",
        "https://survey.example.com",
    ),
    "VOCSURVEY_CARRIER_URL": Form(
        rf"https?://{_HOST}(/[\w./~-]*)?",
        "must be the http(s) address of a Twilio-compatible API",
        "https://api.twilio.com",
    ),
    "VOCSURVEY_FROM_NUMBER": Form(
        r"\+[1-9]\d{6,14}", "must be a number that the carrier gave you, with + and the country's code", "+12025550100"
    ),
    "VOCSURVEY_TEST_NUMBER": Form(
        r"\+[1-9]\d{6,14}", "must be the number of a phone, with + and the country's code", "+442079460123"
    ),
    "TWILIO_API_KEY": Form(r"[A-Za-z0-9-]{6,64}", "must be the API key's SID", "SK0123456789abcdef0123456789abcdef"),
    "TWILIO_API_SECRET": Form(
        r"[!-~]{8,200}", "must be the API key's secret", "0123456789abcdefghijklmnopqrstuv", secret=True
    ),
    "TWILIO_APPLICATION_SID": Form(
        r"[A-Za-z0-9-]{6,64}", "must be the application's SID", "AP0123456789abcdef0123456789abcdef"
    ),
    "SMTP_URL": Form(
        rf"smtps?://(?:{_ADDRESS}(?::[^\s/?#]*)?@{_HOST}/?(?:\?{_SMTP_OPTIONS})?"
        rf"|(?:[^\s/?#]+@)?{_HOST}/?\?(?=\S*from=){_SMTP_OPTIONS})",
        "must be the address of a mail server, and name the sender in from=",
        "smtp://user:password@mail.example.com:587?from=voice@example.com",
        secret=True,
    ),
    "VOCSURVEY_DATA": Form(r"[^\0]+", "must be a folder that may be written to", "/var/lib/vocsurvey"),
    "VOCSURVEY_RULES": Form(r"[^\0]+", "must be a folder of rules", "/etc/vocsurvey/rules"),
    "VOCSURVEY_WEBHOOK_NETWORKS": Form(
        r"[0-9a-fA-F:./, ]+", "must be networks, separated by commas", "10.20.0.0/16, fd00:20::/32"
    ),
}


def read_forms(values: Mapping[str, str]) -> list[Complaint]:
    """Every complaint about the values that are set. A secret's value is never repeated in the sentence."""
    complaints = []
    for name, value in values.items():
        form = FORMS[name]
        if not re.fullmatch(form.pattern, value):
            shown = "" if form.secret else f", not {value!r}"
            complaints.append(Complaint(name, form.rule + shown, form.example))
    return complaints + _at_odds(values)


def _at_odds(values: Mapping[str, str]) -> list[Complaint]:
    """What no pattern can say: values that do not fit together, and folders that are not there."""
    complaints = []
    for name in BROWSER_PHONE:
        other = next((one for one in BROWSER_PHONE if one in values), None)
        if name not in values and other is not None:
            complaints.append(Complaint(name, f"is not set, although {other} is", FORMS[name].example))
    if values.get("SECRET_KEY") and values.get("SECRET_KEY") == values.get("VOCSURVEY_SUPPRESSION_KEY"):
        fault = "must differ from SECRET_KEY, which is changed now and then while this one never may"
        complaints.append(Complaint("VOCSURVEY_SUPPRESSION_KEY", fault, _KEY_EXAMPLE))
    if (rules := values.get("VOCSURVEY_RULES")) and not Path(rules).expanduser().is_dir():
        complaints.append(_complain_of("VOCSURVEY_RULES", f"names {rules!r}, which is not a folder"))
    if (data := values.get("VOCSURVEY_DATA")) and Path(data).expanduser().is_file():
        complaints.append(_complain_of("VOCSURVEY_DATA", f"names {data!r}, which is a file and not a folder"))
    try:
        for one in values.get("VOCSURVEY_WEBHOOK_NETWORKS", "").split(","):
            ip_network(one.strip() or "::/0")
    except ValueError as error:
        complaints.append(_complain_of("VOCSURVEY_WEBHOOK_NETWORKS", f"names no network: {error}"))
    return complaints


def _complain_of(name: str, fault: str) -> Complaint:
    return Complaint(name, fault, FORMS[name].example)
