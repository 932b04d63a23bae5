"""Refusals and consents in words: what they speak of, how far they reach, and where they came from."""

from __future__ import annotations

SUBJECTS = {
    "line": "One telephone: a number, with its extension if it has one",
    "number": "A whole number, with everybody behind it",
    "contact": "One person, by the contact’s number",
    "account": "A customer with all its people, by the customer’s number",
    "domain": "Everybody with an e-mail address of one domain",
}
_SUBJECTS_SHORT = {"line": "telephone", "number": "everybody behind this number", "contact": "person"}
_SUBJECTS_SHORT |= {"account": "customer with all its people", "domain": "e-mail domain"}
SCOPES = {"all_surveys": "no surveys at all", "automated": "no automated calls"}
PURPOSES = {
    "automated_voice": "to be phoned by an automated voice",
    "live_call": "to be phoned by a person with questions",
    "recording": "to be recorded",
    "share_with_agent": "to be named to the agent it is about",
    "quote": "to be quoted",
}
SOURCES = {
    "key_press": "by a key on the phone",
    "speech": "said on the phone",
    "recording": "said in a recorded comment",
    "caller": "said to a caller",
    "page": "by hand",
    "file": "from a file",
    "command": "at the command line",
    "api": "by another program",
    "link": "by a link in a message",
    "import": "from a contact list",
}


def subject(code: str) -> str:
    """What a suppression speaks of."""
    return _SUBJECTS_SHORT[code]


def scope(code: str) -> str:
    """How far a suppression reaches."""
    return SCOPES[code]


def source(code: str) -> str:
    """Where a refusal or a consent came from."""
    return SOURCES[code]


def purpose(code: str) -> str:
    """What a consent is for."""
    return PURPOSES[code]
