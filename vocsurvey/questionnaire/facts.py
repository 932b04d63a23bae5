"""The facts that a wording may name and a condition may ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``words`` is how many words it usually takes to say, for the estimate of the length of a call.

    A ``day`` (2026-05-12) and a ``moment`` (2026-05-12T10:30, local to the person) are said in words, a ``name`` of a
    person and a ``subject`` as one reads them aloud. A fact that is not ``certain`` may be unknown for some contacts: a
    wording gives it a fallback or puts it in brackets.
    """

    about: str
    certain: bool = False
    kind: Literal["text", "yes_no", "day", "moment", "name", "subject"] = "text"
    words: int = 2


KNOWN_FACTS: Mapping[str, Fact] = {
    "contact.name": Fact("the contact's full name", certain=True, kind="name"),
    "contact.first_name": Fact("the contact's first name", words=1),
    "contact.role": Fact("what the contact does there, such as `user`", words=1),
    "contact.language": Fact("the language that the contact prefers, such as `de`", certain=True, words=1),
    "contact.decision_maker": Fact("whether the contact decides on buying", certain=True, kind="yes_no", words=1),
    "account.name": Fact("the customer company", certain=True),
    "account.tier": Fact("the customer company's tier, such as `gold`", words=1),
    "touchpoint.kind": Fact("what the interview is about, such as `ticket` or `complaint`", words=1),
    "touchpoint.subject": Fact("the touchpoint in a few words", kind="subject", words=4),
    "touchpoint.closed_on": Fact("the day when the touchpoint ended", kind="day", words=3),
    "agent.name": Fact("the full name of the employee whom the feedback is about", kind="name"),
    "agent.first_name": Fact("the first name of that employee", words=1),
    "owner.name": Fact("who will call back when an answer is flagged", kind="name"),
    "promise.by": Fact("by when somebody will call back when an answer is flagged", kind="moment", words=4),
    "company.name": Fact("the company that we call for", certain=True),
    "campaign.name": Fact("the campaign", certain=True, words=3),
    "follow_up.open": Fact("whether a follow-up with this contact is open", certain=True, kind="yes_no", words=1),
}

CALL_FACTS: Mapping[str, Fact] = {
    "call.at": Fact("the person's local time when the call is answered", kind="moment"),
    "call.shared": Fact("whether several people share the line", kind="yes_no"),
    "call.owner_at_hand": Fact("whether whoever answers for the customer can take a call now", kind="yes_no"),
    "call.inbound": Fact("whether the person called us", kind="yes_no"),
    "contact.languages": Fact("the languages spoken where the person is, such as `de,fr,it`"),
    "call_back.in_an_hour": Fact("the first time from an hour on at which we may call", kind="moment"),
    "call_back.tomorrow_morning": Fact("the first time from tomorrow morning on", kind="moment"),
    "call_back.days": Fact("the next days on which we may call, such as `2026-05-13,2026-05-15`"),
    "call_back.today": Fact("the hours of today at which we may still call, such as `15.16`"),
    "call_back.hours": Fact("the hours of each of those days, such as `9.10.11,14.15`"),
}
"""The facts of one call, which no wording may name."""
