"""What letters to people of ours say: an invitation, a new password, and the digest of a morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from vocsurvey.notices.message import Message


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a digest: its title, and lines with where each leads."""

    title: str
    lines: tuple[tuple[str, str], ...]


def invitation(to: str, key: str, name: str, link: str, written_at: datetime) -> Message:
    """Somebody can sign in once they have set their password."""
    lines = [
        f"Hello {name},",
        "you can use vocsurvey now. Set your password here; the link works once, for seven days.",
    ]
    return _about_password(to, key, "Set your password for vocsurvey", lines, link, written_at)


def reset(to: str, key: str, name: str, link: str, written_at: datetime) -> Message:
    """Somebody is to set another password."""
    lines = [
        f"Hello {name},",
        "set a new password here; the link works once, for one day.",
        "The old one holds until then.",
    ]
    return _about_password(to, key, "Set a new password for vocsurvey", lines, link, written_at)


def digest(
    to: str, key: str, sections: Sequence[Section], day: str, settings_link: str, written_at: datetime
) -> Message:
    """What there is this morning, each line with where it leads."""
    count = sum(len(one.lines) for one in sections)
    subject = (
        f"{day}: {count} {'thing' if count == 1 else 'things'} for you" if count else f"{day}: nothing waits for you"
    )
    text, html = [], []
    for one in sections:
        text += [one.title, *(f"- {said}\n  {link}" for said, link in one.lines), ""]
        items = "".join(f'<li><a href="{escape(link)}">{escape(said)}</a></li>' for said, link in one.lines)
        html.append(f"<h2>{escape(one.title)}</h2><ul>{items}</ul>")
    if not sections:
        text, html = ["Nothing waits for you this morning.", ""], ["<p>Nothing waits for you this morning.</p>"]
    text.append(f"Whether you get this is set here: {settings_link}")
    html.append(f'<p><a href="{escape(settings_link)}">Whether you get this</a></p>')
    return Message(to, subject, "\n".join(text) + "\n", "".join(html), key, written_at)


def _about_password(to: str, key: str, subject: str, lines: list[str], link: str, written_at: datetime) -> Message:
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in lines)
    html = f'{paragraphs}<p><a href="{escape(link)}">Set your password</a></p>'
    return Message(to, subject, "\n".join([*lines, "", link]) + "\n", html, key, written_at)
