"""What a notice says: the customer's words first, then who, by when, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from vocsurvey.notices.message import Message

_LONGEST_IN_SUBJECT = 80


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """What the owner of a follow-up has to know. ``said`` is the answer or the customer's own words; ``due_at`` is
    aware and shown in ``zone``, the owner's; ``about`` names the touchpoint where there is one.
    """

    said: str
    question: str
    person: str
    account: str
    severity: str
    due_at: datetime
    zone: tzinfo
    link: str
    about: str | None = None


def flag_raised(to: str, key: str, flag: FlagRaised, written_at: datetime | None = None) -> Message:
    """The message to the owner of a follow-up that has just been raised."""
    said, account = _one_line(flag.said), _one_line(flag.account)
    asked = _one_line(flag.question)
    shown = said if len(said) <= _LONGEST_IN_SUBJECT else said[: _LONGEST_IN_SUBJECT - 1].rstrip() + "…"
    lines = [
        f"“{said}”",
        "",
        f"{_one_line(flag.person)} at {account}" + (f" said this when asked: {asked}" if asked else "."),
        *([f"It was about {_one_line(flag.about)}."] if flag.about else []),
        f"Severity: {flag.severity}. Please call back by {moment(flag.due_at, flag.zone)}.",
        "",
        flag.link,
    ]
    return Message(to, f"{account}: “{shown}”", "\n".join(lines) + "\n", _html(lines), key, written_at)


def about_the_house(
    to: str, key: str, headline: str, words: str, link: str, written_at: datetime | None = None
) -> Message:
    """The message to an operator about something that concerns every campaign."""
    lines = [*words.splitlines(), "", link]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in words.splitlines() if line)
    html = f'{paragraphs}<p><a href="{escape(link)}">Open the page</a></p>'
    return Message(to, _one_line(headline), "\n".join(lines) + "\n", html, key, written_at)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def moment(at: datetime, zone: tzinfo) -> str:
    """A time as people read it in their zone, with its name."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({local.tzname()})"


def _html(lines: list[str]) -> str:
    words, *details, link = (escape(line) for line in lines if line)
    paragraphs = "".join(f"<p>{line}</p>" for line in details)
    return f'<blockquote>{words}</blockquote>{paragraphs}<p><a href="{link}">Open the follow-up</a></p>'
